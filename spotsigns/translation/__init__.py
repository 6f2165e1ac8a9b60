"""Which languages exist, how they are written, and their words."""
