"""A machine-learning pipeline inside the database: the model is a table."""
