"""A staff member's browser for contract tests: logs in as the contract says and keeps its cookie."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pyotp
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from spotsigns.app import create_app
from spotsigns.hub.demonstration import DemonstrationStaff, make_demonstration
from spotsigns.hub.passphrase import auth_of, stretch
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.settings import Settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets
from tests.conftest import NOW, Clock, no_pause


class Stage:
    """A demonstration hub that can be put back to how it began."""

    def __init__(self, settings: Settings) -> None:
        self.settings, self.clock = settings, Clock()
        self.secrets, self.store = load_secrets(settings), open_store(settings)
        self.holder = make_demonstration(self.store, self.secrets, self.clock())
        self.app = create_app(settings, store=self.store, secrets=self.secrets, clock=self.clock, pause=no_pause)
        self.beginning = sqlite3.connect(":memory:")
        self._copy(settings.database_path, self.beginning)

    def begin_again(self) -> None:
        self.clock.now = NOW
        with closing(sqlite3.connect(self.settings.database_path)) as database:
            self.beginning.backup(database)

    def close(self) -> None:
        self.store.close()
        self.beginning.close()

    def _copy(self, path: Path, into: sqlite3.Connection) -> None:
        with closing(sqlite3.connect(path)) as database:
            database.backup(into)


class Browser:
    """One person's browser; `code` gives the second factor at the clock's time."""

    def __init__(self, app: Flask, clock: Clock, holder: DemonstrationStaff) -> None:
        self.client: FlaskClient = app.test_client()
        self.clock, self.holder = clock, holder

    def post(self, path: str, body: object, **more: Any) -> TestResponse:
        return self.client.post(path, json=body, **more)

    def code(self, steps: int = 0) -> str:
        return pyotp.TOTP(self.holder.totp).at(self.clock(), counter_offset=steps)

    def finish_body(self, **changed: str) -> dict[str, str]:
        started = self.post("/hub/log-in/start", {"name": self.holder.name}).get_json()
        auth = to_base64url(auth_of(stretch(self.holder.passphrase, from_base64url(started["salt"]))))
        return {"name": self.holder.name, "auth": auth, "totp": self.code(), **changed}

    def log_in(self) -> TestResponse:
        return self.post("/hub/log-in/finish", self.finish_body())
