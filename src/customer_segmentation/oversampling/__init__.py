"""Rows to train on: synthetic ones of the rarer class beside the real ones."""
