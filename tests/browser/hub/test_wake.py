"""Staff ask to be woken on this browser; the hub's own worker then says that something is waiting, and no more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from playwright.sync_api import Browser, expect

from spotsigns.app import create_app
from spotsigns.hub.demonstration import DemonstrationStaff, make_demonstration
from spotsigns.sealing.envelope import public_bytes
from spotsigns.settings import load_settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import load_secrets
from tests.axe import barriers
from tests.browser.hub.desks import Desk, MovingClock
from tests.browser.push_rig import ENDPOINT, STUB, push_to
from tests.serving import serve_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def chromium(whole_chromium: Browser) -> Browser:
    """The lean one knows no notifications."""
    return whole_chromium


class Place:
    """A demonstration hub that wakes its staff."""

    def __init__(self, data: str) -> None:
        self.settings = load_settings({}, data=data, languages="en", contact="mailto:hub@example.org")
        self.store: SqliteStore = open_store(self.settings)
        self.secrets, self.clock = load_secrets(self.settings), MovingClock()
        self.holder: DemonstrationStaff = make_demonstration(self.store, self.secrets, self.clock())
        self.app = create_app(self.settings, store=self.store, secrets=self.secrets, clock=self.clock)

    def subscribed(self) -> list[tuple[str, str]]:
        return [tuple(row) for row in self.store.read().execute("SELECT endpoint, kind FROM subscriptions")]


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Place]:
    place = Place(str(tmp_path_factory.mktemp("wake")))
    yield place
    place.store.close()


def test_staff_are_woken_on_this_browser_and_can_stop_it(chromium: Browser, place: Place) -> None:
    with serve_app(place.app) as server:
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        context.grant_permissions(["notifications"])
        desk = Desk(context.new_page(), server.url, place.clock)
        desk.page.add_init_script(STUB)
        desk.log_in(place.holder.name, place.holder.passphrase, place.holder.totp)
        desk.page.get_by_role("link", name="Wake me").click()
        expect(desk.part("state")).to_have_text("This browser is not woken.")
        for colours in ("light", "dark"):
            desk.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
            assert barriers(desk.page) == []
        desk.part("on").click()
        expect(desk.part("state")).to_have_text("This browser is woken.")
        assert place.subscribed() == [(ENDPOINT, "staff")]
        assert desk.page.evaluate("window.asked") == [{"userVisibleOnly": True, "key": list(public_bytes(place.secrets.push))}]
        shown = push_to(desk.page, "/hub/", '{"title":"a name","body":"a place"}')
        assert [(one["title"], one["body"]) for one in shown] == [("Something new is waiting", "")]
        desk.page.reload()
        expect(desk.part("state")).to_have_text("This browser is woken.")
        desk.part("off").click()
        expect(desk.part("state")).to_have_text("This browser is not woken.")
        assert place.subscribed() == []
        assert desk.problems == []
        context.close()


def test_staff_are_told_when_the_server_wakes_nobody(chromium: Browser, place: Place) -> None:
    app = create_app(replace(place.settings, contact=""), store=place.store, secrets=place.secrets, clock=place.clock)
    with serve_app(app) as server:
        context = chromium.new_context(viewport={"width": 360, "height": 800})
        desk = Desk(context.new_page(), server.url, place.clock)
        desk.log_in(place.holder.name, place.holder.passphrase, place.holder.totp)
        desk.page.goto(server.url + "/hub/wake")
        expect(desk.part("state")).to_contain_text("SPOTSIGNS_CONTACT")
        assert desk.part("on").is_hidden()
        assert desk.page.evaluate("document.documentElement.scrollWidth") <= 360
        context.close()
