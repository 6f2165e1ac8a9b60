"""Our application on a loopback port, for tests that need a real browser."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from flask import Flask
from werkzeug.serving import WSGIRequestHandler, make_server

from spotsigns.web.routes import Site


class QuietHandler(WSGIRequestHandler):
    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the base class named it
        """Nothing: the tests' own output is what matters."""


@dataclass(frozen=True)
class LiveServer:
    """`localhost`, not `127.0.0.1`: passkeys need a name."""

    app: Flask
    port: int
    database: Path = Path()

    @property
    def url(self) -> str:
        return f"http://localhost:{self.port}"

    @property
    def site(self) -> Site:
        site: Site = self.app.extensions["spotsigns"]
        return site


@contextlib.contextmanager
def serve_app(app: Flask, database: Path = Path()) -> Iterator[LiveServer]:
    server = make_server("127.0.0.1", 0, app, threaded=True, request_handler=QuietHandler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield LiveServer(app, server.server_port, database)
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
