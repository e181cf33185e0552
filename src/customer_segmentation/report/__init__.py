"""The page and the list for those who call, from the tables of a build."""
