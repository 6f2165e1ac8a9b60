"""Where things are kept: one writer that commits in groups, readers bound to their threads."""

from spotsigns.store.sqlite import SqliteStore, open_store

__all__ = ["SqliteStore", "open_store"]
