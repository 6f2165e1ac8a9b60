"""The boss opens the app: on a phone that holds everything it can hold, nothing says that a concern exists."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.concerns.hubs import Hub
from tests.browser.gate import open_gate
from tests.browser.offline.phones import Phone, pages_of
from tests.browser.phone.looking import LISTEN, TELLING, differences, see, tell_everything
from tests.chromium import path_of_lean

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def chromium_path() -> str:
    """Only what is on the pages is looked at here."""
    return path_of_lean()


# Where somebody comes to tell us, or to look for an answer.
OWN = ("r/", "m/")


@pytest.fixture
def fresh(playwright: Playwright, chromium_path: str, hub: Hub, tmp_path: Path) -> Iterator[Phone]:
    """Somebody else's phone, which has read the pages and nothing else."""
    with open_gate(hub.server.port) as gate:
        phone = Phone(playwright, chromium_path, tmp_path / "fresh", gate)
        phone.keep("en").close()
        gate.shut()
        yield phone
        phone.close()


def test_nothing_differs_from_a_fresh_phone_but_one_neutral_mark(phone: Phone, fresh: Phone, hub: Hub) -> None:
    tell_everything(phone, "en")
    ours, theirs = phone.context.new_page(), fresh.context.new_page()
    hosts: set[str] = set()
    for page in (ours, theirs):
        page.add_init_script(LISTEN)
        page.on("request", lambda request: hosts.add(request.url.split("/")[2].partition(":")[0]))
    wrong: dict[str, list[str]] = {}
    for path in [path for path in pages_of(hub.server, "en") if not path.removeprefix("/en/").startswith(OWN)]:
        told, untold = see(ours, phone.origin + path, is_told=True), see(theirs, fresh.origin + path, is_told=False)
        wrong[path] = differences(told, untold)
        assert (told["label"], untold["label"]) == ("2 waiting", ""), path
        assert told["drawn"] == [], path
    assert {path: found for path, found in wrong.items() if found} == {}
    assert hosts == {"localhost"}


def test_even_behind_the_tap_no_word_says_what_waits(phone: Phone) -> None:
    tell_everything(phone, "en")
    page = phone.open("/en/call/")
    page.locator(".mark__button").click()
    words = page.locator("#mark-words")
    expect(words.locator("li")).to_have_count(2)
    said = (words.inner_text() + words.aria_snapshot() + page.locator(".top__mark").aria_snapshot() + page.title()).lower()
    assert [word for word in TELLING if word in said] == []
    page.goto(phone.origin + "/en/phone/")
    for part in ("waiting", "numbers"):
        line = page.locator(f"[data-module=phone] [data-part={part}]")
        expect(line).to_be_attached()
        assert [word for word in TELLING if word in str(line.text_content()).lower()] == []


def test_manifests_and_window_names_never_say_what_the_app_is_for(phone: Phone) -> None:
    page = phone.keep("en")
    for name in ("manifest", "quiet"):
        manifest = page.evaluate("async (path) => (await fetch(path)).text()", f"/en/{name}.webmanifest").lower()
        assert '"short_name"' in manifest
        assert [word for word in TELLING if word in manifest] == []
    assert [word for word in TELLING if word in page.title().lower()] == []
