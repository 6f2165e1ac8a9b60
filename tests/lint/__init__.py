"""What ./dev lint measures beyond the linters: how easy the words are to read."""
