"""Spot the Signs: guidance, who to call, and a sealed way to tell a safeguarding hub."""
