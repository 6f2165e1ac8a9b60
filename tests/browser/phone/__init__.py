"""What a phone gives away: each row of tests/phone.toml that only a real browser can show."""
