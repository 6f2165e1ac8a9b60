"""What every test starts from: an application over a store and secrets of its own, handed in; nothing is patched."""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import hypothesis
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Playwright, expect, sync_playwright

from spotsigns.app import create_app
from spotsigns.sealing.envelope import key_id, new_private_key, public_bytes
from spotsigns.settings import Settings, load_settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import Secrets, load_secrets
from tests.chromium import path_of_lean, path_of_whole
from tests.serving import LiveServer, serve_app

# How long one example takes is the computer's affair; `CI` in the environment makes Hypothesis draw the same examples each time.
hypothesis.settings.register_profile("spotsigns", hypothesis.settings(deadline=None))
hypothesis.settings.load_profile("spotsigns")

# How long a page takes on a busy computer is no part of what it promises.
expect.set_options(timeout=20_000)

NOW = datetime(2026, 11, 23, 20, 15, 42, tzinfo=UTC)


# A file is never cut in two, so the longest begin first: short ones fill what is left of the quarter of an hour.
LONGEST_FIRST = ("storm", "phone", "concerns", "pages", "offline", "browser")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    def place(item: pytest.Item) -> int:
        return next((at for at, folder in enumerate(LONGEST_FIRST) if folder in item.path.parts), len(LONGEST_FIRST))

    items.sort(key=place)


class Clock:
    """A clock that stands still until it is set."""

    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def no_pause(seconds: float) -> None:
    """A failed log-in costs no time in tests."""


def add_key(store: SqliteStore, private: ec.EllipticCurvePrivateKey, *, seal: bool, made: str = "2026-11-01T00:00Z") -> str:
    """Give the hub a key; returns its id."""
    public = public_bytes(private)
    store.write(lambda db: db.execute("INSERT INTO hub_keys (id, public, seal, made) VALUES (?, ?, ?, ?)", (key_id(public), public, seal, made)).rowcount)
    return key_id(public)


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parent / "vectors.json").read_text("utf-8"))
    return found


@pytest.fixture(scope="session")
def sealing_key() -> ec.EllipticCurvePrivateKey:
    """The key that concerns are sealed to."""
    return new_private_key()


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, data=str(tmp_path / "data"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def secrets(settings: Settings) -> Secrets:
    return load_secrets(settings)


@pytest.fixture
def store(settings: Settings, sealing_key: ec.EllipticCurvePrivateKey) -> Iterator[SqliteStore]:
    """A store whose hub is live and has one key to seal to."""
    opened = open_store(settings)
    add_key(opened, sealing_key, seal=True)
    opened.set_live(True)
    yield opened
    opened.close()


@pytest.fixture
def app(settings: Settings, store: SqliteStore, secrets: Secrets, clock: Clock) -> Flask:
    return create_app(settings, store=store, secrets=secrets, clock=clock, pause=no_pause)


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A browser that keeps no cookies: readers get none."""
    return app.test_client(use_cookies=False)


@pytest.fixture(scope="session")
def live_server(tmp_path_factory: pytest.TempPathFactory, sealing_key: ec.EllipticCurvePrivateKey) -> Iterator[LiveServer]:
    """One server for all browser tests, live, with one key to seal to. SPOTSIGNS_LANGUAGES narrows what it serves."""
    settings = load_settings({}, data=str(tmp_path_factory.mktemp("live")), languages=os.environ.get("SPOTSIGNS_LANGUAGES"))
    opened = open_store(settings)
    add_key(opened, sealing_key, seal=True)
    opened.set_live(True)
    app = create_app(settings, store=opened)
    app.extensions["spotsigns.packs"].current()  # as the real server does at its start
    with serve_app(app, settings.database_path) as server:
        yield server
    opened.close()


@pytest.fixture(scope="session")
def playwright() -> Iterator[Playwright]:
    with sync_playwright() as started:
        yield started


@pytest.fixture(scope="session")
def chromium_path() -> str:
    return path_of_lean()


@pytest.fixture(scope="session")
def whole_chromium_path() -> str:
    """For what hangs on the window around a page."""
    return path_of_whole()


@pytest.fixture(scope="session")
def chromium(playwright: Playwright, chromium_path: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=chromium_path, args=["--no-sandbox"])
    yield browser
    browser.close()


@pytest.fixture(scope="session")
def whole_chromium(playwright: Playwright, whole_chromium_path: str) -> Iterator[Browser]:
    browser = playwright.chromium.launch(executable_path=whole_chromium_path, args=["--no-sandbox"])
    yield browser
    browser.close()
