"""What a person with one thumb and a small screen meets: measured in Chromium, on the pages as they are served."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page

from spotsigns.translation.catalogue import complete_languages
from tests.pages.breadth import FIVE, WHOLE, paths_of
from tests.serving import LiveServer

pytestmark = pytest.mark.browser

TAGS = [language.tag for language in complete_languages()]
TARGET = 56
SMALLEST_WORDS = 18
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Asking for colours takes longest. No language has colours of its own, and in the dark nothing else changes.
LOOKS = [("light", tag) for tag in TAGS] + [("dark", "en")]
# Everything made for a thumb; links inside a sentence are not.
THUMB = ".leave, .top__button, .danger-strip .number, .doors__door, .button, .spots__spot, .links a, .big-door, summary, .contact-line > a, .more-link a, .number--large, .foot a"

SPOTS = """() => {
  const doors = document.querySelector('.doors').getBoundingClientRect().top;
  const tiles = [...document.querySelectorAll('.spots__spot')].slice(0, 5).map((tile) => tile.getBoundingClientRect());
  return tiles.length === 5 && tiles.every((box) => box.top >= 0 && box.left >= 0 && box.right <= innerWidth && box.bottom <= doors);
}"""
SIDEWAYS = "() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"
SMALL_TARGETS = """([thumb, least]) => [...document.querySelectorAll(thumb)]
  .filter((one) => one.getClientRects().length)
  .filter((one) => one.getBoundingClientRect().height < least || one.getBoundingClientRect().width < 44)
  .map((one) => `${one.className || one.tagName} ${one.textContent.trim().slice(0, 30)}`)"""
SMALL_WORDS = """(least) => [...document.querySelectorAll('body *')]
  .filter((one) => one.getClientRects().length && [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim()))
  .filter((one) => parseFloat(getComputedStyle(one).fontSize) < least)
  .map((one) => `${one.className || one.tagName} ${getComputedStyle(one).fontSize}`)"""
HIDDEN_FOCUS = """() => {
  if (document.activeElement === document.body) return '';
  const box = document.activeElement.getBoundingClientRect();
  const inside = document.activeElement.closest('.top, .doors, .skip');
  const floor = document.querySelector('.doors').getBoundingClientRect().top;
  const ceiling = document.querySelector('.top').getBoundingClientRect().bottom;
  return !inside && (box.top < ceiling || box.bottom > floor) ? document.activeElement.outerHTML.slice(0, 120) : '';
}"""


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A small phone of today, without scripts: what is measured is the page itself."""
    context = chromium.new_context(viewport={"width": 360, "height": 800}, java_script_enabled=False)
    yield context.new_page()
    context.close()


def _paths(server: LiveServer, tag: str, *prefixes: str) -> list[str]:
    wanted = paths_of(server.site, tag)
    return [f"/{tag}/{path}" for path in wanted if not prefixes or (path.startswith(prefixes) and path.count("/") == 2)]


def _measure(
    phone: Page, server: LiveServer, paths: list[str], script: str, argument: Any = None
) -> dict[str, Any]:
    found = {}
    for path in paths:
        phone.goto(server.url + path)
        found[path] = phone.evaluate(script, argument)
    return found


@pytest.mark.parametrize("tag", TAGS)
def test_the_first_five_signs_are_seen_without_scrolling(
    phone: Page, live_server: LiveServer, tag: str
) -> None:
    seen = _measure(phone, live_server, _paths(live_server, tag, "for/", "signs/"), SPOTS)
    assert len(seen) == (26 if tag in WHOLE else 2)
    assert [path for path, fits in seen.items() if not fits] == []


@pytest.mark.parametrize("tag", TAGS)
def test_nothing_scrolls_sideways_on_the_narrowest_screen(
    phone: Page, live_server: LiveServer, tag: str
) -> None:
    phone.set_viewport_size({"width": 320, "height": 256})
    spilt = _measure(phone, live_server, _paths(live_server, tag), SIDEWAYS)
    assert {path: pixels for path, pixels in spilt.items() if pixels > 0} == {}


@pytest.mark.parametrize("tag", TAGS)
def test_targets_are_for_thumbs_and_words_for_bright_light(
    phone: Page, live_server: LiveServer, tag: str
) -> None:
    more = ("signs/", "for/", "act/", "about/trust/", "more/", "nowhere/") if tag in WHOLE else ()
    # The form has the English beside its words in small letters, as long as nobody fluent has read those.
    paths = [f"/{tag}/{path}" for path in (*FIVE, *more) if path != "r/"]
    small = _measure(phone, live_server, paths, SMALL_TARGETS, [THUMB, TARGET])
    assert {path: targets for path, targets in small.items() if targets} == {}
    thin = _measure(phone, live_server, paths, SMALL_WORDS, SMALLEST_WORDS)
    assert {path: words for path, words in thin.items() if words} == {}


def test_leaving_stays_at_the_top_and_never_covers_what_has_focus(
    phone: Page, live_server: LiveServer
) -> None:
    phone.goto(f"{live_server.url}/en/for/takeaway/")
    phone.evaluate("scrollTo(0, 3000)")
    box = phone.locator(".leave").bounding_box()
    assert box is not None
    assert 0 <= box["y"] < 16
    assert box["height"] >= TARGET
    phone.evaluate("scrollTo(0, 0)")
    stops = phone.locator("a[href], summary").count()
    hidden = []
    for _ in range(stops):
        phone.keyboard.press("Tab")
        hidden.append(phone.evaluate(HIDDEN_FOCUS))
    assert "\n".join(one for one in hidden if one) == ""


def _rules(shade: str, tag: str) -> dict[str, Any]:
    if shade == "dark":
        return {"runOnly": {"type": "rule", "values": COLOURS}}
    asked = {"color-contrast-enhanced": True} if tag == "en" else dict.fromkeys(COLOURS, False)
    return {"runOnly": RULES, "rules": {name: {"enabled": enabled} for name, enabled in asked.items()}}


@pytest.mark.parametrize(("shade", "tag"), LOOKS)
def test_axe_finds_nothing(chromium: Browser, live_server: LiveServer, shade: Any, tag: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, color_scheme=shade, service_workers="block")
    page = context.new_page()
    found = {}
    options = {**_rules(shade, tag), "resultTypes": ["violations"]}
    for path in _paths(live_server, tag):
        page.goto(live_server.url + path)
        violations = Axe().run(page, options=options).response["violations"]
        if violations:
            found[path] = [(one["id"], [node["target"] for node in one["nodes"]][:3]) for one in violations]
    context.close()
    assert found == {}
