"""What a person with one thumb and a small screen meets: measured in Chromium, on the pages as they are served."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

import pytest
from playwright.sync_api import Browser, Page, ViewportSize

from spotsigns.translation.catalogue import complete_languages
from tests.axe import barriers
from tests.pages.breadth import KEEP_NOTHING, WHOLE, paths_of
from tests.serving import LiveServer

pytestmark = pytest.mark.browser

TAGS = [language.tag for language in complete_languages()]
TARGET = 56
SMALLEST_WORDS = 18
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Asking for colours takes longest. No language has colours of its own, and in the dark nothing else changes.
SHADES: tuple[Literal["light", "dark"], ...] = ("light", "dark")
TODAY, NARROWEST = ViewportSize(width=360, height=800), ViewportSize(width=320, height=256)
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


@dataclass(frozen=True)
class Look:
    """What one page showed. `sideways` in pixels, on the narrowest screen; the others at 360 × 800."""

    has_five_in_view: bool
    small_targets: list[str]
    small_words: list[str]
    sideways: int


@pytest.fixture
def phone(chromium: Browser) -> Iterator[Page]:
    """A small phone of today, without scripts: what is measured is the page itself."""
    context = chromium.new_context(viewport=TODAY, java_script_enabled=False)
    yield context.new_page()
    context.close()


@pytest.fixture(scope="module")
def look_at(chromium: Browser, live_server: LiveServer) -> Iterator[Callable[[str], dict[str, Look]]]:
    """Gives the looks of a language's pages. Opening them takes longer than measuring, so each is opened once for all that is asked."""
    context = chromium.new_context(viewport=TODAY, java_script_enabled=False)
    phone = context.new_page()

    @cache
    def looks(tag: str) -> dict[str, Look]:
        return {path: _look(phone, live_server.url + f"/{tag}/{path}") for path in paths_of(live_server.site, tag)}

    yield looks
    context.close()


def _look(phone: Page, address: str) -> Look:
    phone.set_viewport_size(TODAY)
    phone.goto(address)
    five, targets, words = phone.evaluate(SPOTS), phone.evaluate(SMALL_TARGETS, [THUMB, TARGET]), phone.evaluate(SMALL_WORDS, SMALLEST_WORDS)
    phone.set_viewport_size(NARROWEST)
    return Look(five, targets, words, phone.evaluate(SIDEWAYS))


@pytest.mark.parametrize("tag", TAGS)
def test_the_first_five_signs_are_seen_without_scrolling(look_at: Callable[[str], dict[str, Look]], tag: str) -> None:
    seen = {path: look for path, look in look_at(tag).items() if path.startswith(("for/", "signs/")) and path.count("/") == 2}
    assert len(seen) == (26 if tag in WHOLE else 2)
    assert [path for path, look in seen.items() if not look.has_five_in_view] == []


@pytest.mark.parametrize("tag", TAGS)
def test_nothing_scrolls_sideways_on_the_narrowest_screen(look_at: Callable[[str], dict[str, Look]], tag: str) -> None:
    assert {path: look.sideways for path, look in look_at(tag).items() if look.sideways > 0} == {}


@pytest.mark.parametrize("tag", TAGS)
def test_targets_are_for_thumbs_and_words_for_bright_light(look_at: Callable[[str], dict[str, Look]], tag: str) -> None:
    # The form and its practice have the English beside their words in small letters, as long as nobody fluent has read those.
    looks = {path: look for path, look in look_at(tag).items() if not path.startswith(("r/", "practice/"))}
    assert {path: look.small_targets for path, look in looks.items() if look.small_targets} == {}
    assert {path: look.small_words for path, look in looks.items() if look.small_words} == {}


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


@pytest.fixture(scope="module")
def page(chromium: Browser) -> Iterator[Page]:
    """The small phone, with scripts."""
    context = chromium.new_context(viewport=TODAY, service_workers="block")
    context.add_init_script(KEEP_NOTHING)
    yield context.new_page()
    context.close()


@pytest.mark.parametrize("tag", TAGS)
def test_axe_finds_nothing(page: Page, live_server: LiveServer, tag: str) -> None:
    found = {}
    for path in paths_of(live_server.site, tag):
        page.goto(f"{live_server.url}/{tag}/{path}")
        for shade in SHADES if tag == "en" else SHADES[:1]:
            page.emulate_media(color_scheme=shade)
            found[path, shade] = barriers(page, _rules(shade, tag))
    assert {place: lines for place, lines in found.items() if lines} == {}
