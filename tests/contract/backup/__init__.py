"""Backing up and restoring from the command line."""
