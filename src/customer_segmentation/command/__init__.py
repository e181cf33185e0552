"""The command line: download, build, and what a build made."""
