"""The bare endpoint that ours is measured against: one INSERT OR IGNORE a request, same body, same durability."""

from __future__ import annotations

import os
import sqlite3
import threading

from flask import Flask, Response, request


def bare_application() -> Flask:
    app = Flask("bare")
    local = threading.local()
    path = os.environ["BARE_DATABASE"]

    def connection() -> sqlite3.Connection:
        if not hasattr(local, "connection"):
            local.connection = sqlite3.connect(path, timeout=20, isolation_level=None)
            local.connection.execute("PRAGMA journal_mode=WAL")
            local.connection.execute("PRAGMA synchronous=FULL")
        return local.connection  # type: ignore[no-any-return]

    connection().execute("CREATE TABLE IF NOT EXISTS envelopes (id TEXT PRIMARY KEY, body BLOB)")

    @app.put("/api/envelopes/<concern_id>")
    def put(concern_id: str) -> Response:
        connection().execute("INSERT OR IGNORE INTO envelopes VALUES (?, ?)", (concern_id, request.get_data()))
        return Response('{"ok": true}', 201, content_type="application/json")

    @app.get("/healthz")
    def health() -> Response:
        return Response('{"ok": true}', content_type="application/json")

    return app
