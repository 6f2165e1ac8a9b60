"""Pages of the app in a storm: opened however often it takes, closed when something in them broke."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from threading import Event

from playwright.sync_api import BrowserContext, Error, Page

PHONE = (Path(__file__).parent / "phone.js").read_text("utf-8")
PATIENCE_MS = 15_000


def open_app(context: BrowserContext, address: str, ends: Event) -> Page | None:
    """A page of the app with `storm` in it; None when `ends` comes first."""
    while not ends.is_set():
        page = context.new_page()
        try:
            page.goto(address, timeout=PATIENCE_MS)
            page.wait_for_selector("html[data-release]", state="attached", timeout=2_000)
            page.evaluate(PHONE)
            return page
        except Error:
            page.close()
            ends.wait(0.1)
    return None


class Tabs:
    """One page for each address, opened when it is asked for."""

    def __init__(self) -> None:
        self._open: dict[str, Page] = {}

    def use(self, context: BrowserContext, address: str, ends: Event, work: Callable[[Page], object]) -> None:
        """`work` in that page. A module that did not come stays missing in its page: then whoever uses the phone opens it again."""
        page = self._open.get(address) or open_app(context, address, ends)
        if page is None:
            return
        self._open[address] = page
        try:
            work(page)
        except Error:
            self.close(address)

    def close(self, address: str) -> None:
        page = self._open.pop(address, None)
        if page is not None and not page.is_closed():
            page.close()

    def forget(self) -> None:
        """Their browser is gone."""
        self._open.clear()
