"""When packs are made anew, and who waits for it."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from flask import Flask

from spotsigns.app import create_app
from spotsigns.offline.packs import Packs
from spotsigns.settings import Settings, load_settings
from spotsigns.store import SqliteStore
from spotsigns.web.routes import Site

PATIENCE = 20.0
NAMES = {"site": "Spot the Signs"}


class HeldRenderer:
    """The real one, which renders only while it may; `asked` is set when somebody wants a page."""

    def __init__(self, real: Any) -> None:
        self._real, self.may, self.asked = real, threading.Event(), threading.Event()
        self.may.set()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def page(self, *what: Any) -> str:
        self.asked.set()
        assert self.may.wait(PATIENCE)
        return str(self._real.page(*what))


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return load_settings({}, data=settings.data, languages="en")


def test_while_new_packs_are_made_others_get_the_old_ones(app: Flask) -> None:
    site: Site = app.extensions["spotsigns"]
    renderer, edition = HeldRenderer(site.renderer), ["before the edit"]
    packs = Packs(site.registry, renderer, site.assets, NAMES, lambda: edition[0])  # type: ignore[arg-type]
    old = packs.current()
    renderer.may.clear()
    renderer.asked.clear()
    edition[0] = "after the edit"
    first = threading.Thread(target=packs.current)
    first.start()
    assert renderer.asked.wait(PATIENCE)
    assert packs.current() is old
    renderer.may.set()
    first.join(PATIENCE)
    assert packs.current() is not old


def test_before_there_are_any_everybody_waits_for_the_same_ones(settings: Settings, store: SqliteStore) -> None:
    site: Site = create_app(settings, store=store).extensions["spotsigns"]
    renderer, found = HeldRenderer(site.renderer), list[Any]()
    packs = Packs(site.registry, renderer, site.assets, NAMES)  # type: ignore[arg-type]
    renderer.may.clear()
    asking = [threading.Thread(target=lambda: found.append(packs.current())) for _ in range(2)]
    for one in asking:
        one.start()
    assert renderer.asked.wait(PATIENCE)
    renderer.may.set()
    for one in asking:
        one.join(PATIENCE)
    assert len(found) == 2
    assert found[0] is found[1]
