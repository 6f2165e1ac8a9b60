"""Every script stands on a small screen as a whole: every letter has a shape, nothing is cut off, nothing runs out sideways."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator
from html import escape

import pytest
from playwright.sync_api import Browser, Page, Route

from spotsigns.translation.catalogue import complete_languages, load_catalogue
from spotsigns.translation.languages import Language
from spotsigns.translation.words import Speech
from spotsigns.web.pages import Renderer
from tests.pages.breadth import FIVE, KEEP_NOTHING
from tests.pages.pseudo import PSEUDO, PseudoCatalogue, pseudo
from tests.serving import LiveServer

pytestmark = pytest.mark.browser
LANGUAGES = pytest.mark.parametrize("language", [one for one in complete_languages() if not one.is_source], ids=lambda one: one.tag)
SIDEWAYS = "() => Math.max(document.documentElement.scrollWidth, document.body.scrollWidth) - innerWidth"
# What hides what runs over, and has words that do; and words beyond the edge of what they are pressed by.
CUT_OFF = """() => {
  const words = (one) => [...one.childNodes].some((child) => child.nodeType === 3 && child.data.trim());
  const shown = [...document.querySelectorAll('body *')].filter((one) => one.getClientRects().length && !one.closest('.hidden-words, .picker__now'));
  const hidden = shown.filter((one) => words(one) && getComputedStyle(one).overflowX !== 'visible' && one.scrollWidth > one.clientWidth + 1);
  const spilt = shown.filter((one) => one.matches('button, summary, .button, .doors__door, .spots__spot, .leave, .big-door')).filter((one) => {
    const box = one.getBoundingClientRect(), range = document.createRange(), texts = document.createTreeWalker(one, NodeFilter.SHOW_TEXT);
    while (texts.nextNode()) {
      if (texts.currentNode.parentElement.closest('.hidden-words')) continue;
      range.selectNodeContents(texts.currentNode);
      if ([...range.getClientRects()].some((line) => line.width && (line.left < box.left - 2 || line.right > box.right + 2))) return true;
    }
    return false;
  });
  return [...hidden, ...spilt].map((one) => `${one.className || one.tagName}: ${one.textContent.trim().slice(0, 40)}`);
}"""
# A letter that no font has is drawn as the same box as a code point that is none.
WITHOUT_SHAPE = """([letters, none]) => {
  const canvas = document.createElement('canvas'), font = `32px ${getComputedStyle(document.body).fontFamily}`;
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext('2d', { willReadFrequently: true });
  pen.font = font;
  const draw = (letter) => { pen.clearRect(0, 0, 64, 64); pen.fillText(letter, 8, 44); return new Uint32Array(pen.getImageData(0, 0, 64, 64).data.buffer); };
  const box = draw(none);
  return letters.filter((letter) => draw(letter).every((dot, at) => dot === box[at]));
}"""
UNASSIGNED = "\u0378"


@pytest.fixture(scope="module")
def shared_page(chromium: Browser) -> Iterator[Page]:
    context = chromium.new_context(service_workers="block")
    context.add_init_script(KEEP_NOTHING)
    yield context.new_page()
    context.close()


@pytest.fixture
def phone(shared_page: Page) -> Page:
    """The narrowest screen that is still one."""
    shared_page.set_viewport_size({"width": 320, "height": 640})
    return shared_page


def every_form(language: Language) -> list[str]:
    catalogue = load_catalogue(language)
    return [form for place in catalogue.sources() for form in catalogue.forms(*place)]


def show_all(phone: Page, server: LiveServer, language: Language, texts: list[str]) -> None:
    """A page of the app's own look, with nothing on it but these."""
    site = server.site
    words = "".join(f"<p>{escape(text)}</p>" for text in texts)
    html = f'<!doctype html><html lang="{language.tag}" dir="{language.direction}"><head><style>{site.assets.css("guidance/act.html")}</style></head><body class="public"><main class="main">{words}</main></body></html>'
    phone.set_content(html)


@LANGUAGES
def test_every_letter_has_a_shape_and_no_string_runs_out_or_is_cut_off(phone: Page, live_server: LiveServer, language: Language) -> None:
    texts = every_form(language)
    show_all(phone, live_server, language, texts)
    letters = sorted({mark for text in texts for mark in text if unicodedata.category(mark)[0] in "LMNPS"})
    assert phone.evaluate(WITHOUT_SHAPE, [[*letters, UNASSIGNED], UNASSIGNED]) == [UNASSIGNED]
    assert phone.evaluate(SIDEWAYS) <= 0
    assert phone.evaluate(CUT_OFF) == []


@LANGUAGES
def test_five_pages_have_nothing_cut_off(phone: Page, live_server: LiveServer, language: Language) -> None:
    for path in FIVE:
        phone.goto(f"{live_server.url}/{language.tag}/{path}")
        for width in (320, 360):
            phone.set_viewport_size({"width": width, "height": 640})
            assert phone.evaluate(CUT_OFF) == [], (path, width)
            assert phone.evaluate(SIDEWAYS) <= 0, (path, width)


def test_a_language_four_tenths_longer_that_runs_both_ways_fits_every_page(phone: Page, live_server: LiveServer) -> None:
    site = live_server.site
    names = {"place": "Rotherham", "hub": "Rotherham MASH"}
    real = site.renderer
    speech = Speech(PSEUDO, PseudoCatalogue(), {**names, **real._shared["partnership"].names}, {"emergency": "999", "nonemergency": "101", "silent": "55", "adult_age": "18"})
    renderer = Renderer(real._environment, site.assets, {"en": real.speech("en"), PSEUDO.tag: speech}, real._shared)

    def answer(route: Route) -> None:
        path = route.request.url.partition(f"/{PSEUDO.tag}/")[2]
        page = site.registry.get(path)
        assert page is not None, path
        route.fulfill(body=renderer.page(page, PSEUDO.tag), content_type="text/html; charset=utf-8")

    phone.route(f"**/{PSEUDO.tag}/**/", answer)
    phone.route(f"**/{PSEUDO.tag}/", answer)
    found = {}
    for page in site.registry:
        phone.goto(f"{live_server.url}/{PSEUDO.tag}/{page.path}")
        found[page.path] = (phone.evaluate(SIDEWAYS) > 0, phone.evaluate(CUT_OFF))
    phone.unroute_all()
    assert len(found) > 40
    assert {path: wrong for path, wrong in found.items() if wrong != (False, [])} == {}


def test_the_made_up_language_is_longer_and_keeps_its_placeholders() -> None:
    said = pseudo("Do not wait. Call {emergency} if a child is in danger now.")
    assert len(said) >= 1.4 * len("Do not wait. Call {emergency} if a child is in danger now.") - 8
    assert said.count("{emergency}") == 1
    assert any(unicodedata.bidirectional(mark) == "AL" for mark in said)
    assert any(unicodedata.bidirectional(mark) == "L" for mark in said)
