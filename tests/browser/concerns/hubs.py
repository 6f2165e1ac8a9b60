"""The other end: what arrived, opened with the private key as the desk would open it."""

from __future__ import annotations

import json
from typing import Any

from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import new_private_key, open_concern
from spotsigns.store import SqliteStore
from tests.conftest import add_key
from tests.serving import LiveServer


class Hub:
    """A live hub with one key; `begin_again` forgets everything between tests."""

    def __init__(self, store: SqliteStore, server: LiveServer) -> None:
        self.store, self.server = store, server

    def begin_again(self) -> None:
        self.store.write(lambda db: db.execute("DELETE FROM envelopes").rowcount)
        self.change_key()
        self.store.set_live(True)

    def change_key(self) -> None:
        """A new key; the old one was never ours."""
        self.store.write(lambda db: db.execute("DELETE FROM hub_keys").rowcount)
        self.private = new_private_key()
        add_key(self.store, self.private, seal=True)

    def rotate(self) -> None:
        """A new key to seal to; the old one stays ours."""
        self.store.write(lambda db: db.execute("UPDATE hub_keys SET seal = 0").rowcount)
        self.private = new_private_key()
        add_key(self.store, self.private, seal=True)

    def envelopes(self) -> list[dict[str, Any]]:
        rows = self.store.read().execute("SELECT id, thread, key, sealed FROM envelopes ORDER BY received, rowid")
        return [{**dict(row), "sealed": to_base64url(row["sealed"])} for row in rows]

    def concerns(self) -> list[dict[str, Any]]:
        """What was told, opened."""
        return [json.loads(open_concern(self.private, envelope)) for envelope in self.envelopes()]
