"""What scoring costs, measured against copying the table that it scores."""
