"""What every row of tests/faults.toml does to a real browser on a real server."""
