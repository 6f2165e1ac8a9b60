"""What the phone keeps, in a real browser."""
