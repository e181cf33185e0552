"""``make configure``: from a table nobody prepared to the vars that describe it."""
