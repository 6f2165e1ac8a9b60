"""Who to call, when and why."""
