"""Subscriptions and content-free wake-ups."""
