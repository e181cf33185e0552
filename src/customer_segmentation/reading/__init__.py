"""CSV files as they are: header, lines, and each row that DuckDB may lose."""
