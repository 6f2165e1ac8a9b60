"""The form's screens, in a real browser: what is seen, felt and said before anything is sent."""

from __future__ import annotations

from collections.abc import Callable
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.axe import barriers
from tests.browser.concerns.forms import HOLD_ANSWERS, FormPage
from tests.browser.concerns.hubs import Hub
from tests.browser.offline.phones import Phone

pytestmark = pytest.mark.browser

CANARY = "kanarienvogel-7-saw-the-grey-van"
SHOW_ONLY = """(shown) => {
  for (const one of document.querySelectorAll('[data-screen]')) one.hidden = one.dataset.screen !== shown;
  document.querySelector('[data-state="kept"]').hidden = false;
}"""
# What comes after Send, as it is without signal: the choice, or the code that it leads to.
SHOW_AFTER = """(screen) => {
  for (const one of document.querySelectorAll('[data-screen]')) one.hidden = one.dataset.screen !== screen;
  for (const one of document.querySelectorAll('[data-with]')) one.hidden = !one.dataset.with.split(' ').includes('kept');
  document.querySelector('[data-state="kept"]').hidden = false;
  document.querySelector('[data-part="code"]').hidden = false;
  document.querySelector('[data-part="digits"]').textContent = '0123 4567 8901 2345 6789';
  scrollTo(0, 0);
}"""
BELOW_THE_FOLD = """(selector) => {
  const floor = document.querySelector('.doors').getBoundingClientRect().top;
  const found = [...document.querySelectorAll(selector)].filter((one) => one.getClientRects().length);
  return found.length ? found.filter((one) => one.getBoundingClientRect().bottom > floor).map((one) => one.outerHTML.slice(0, 80)) : ['nothing is there'];
}"""
MAIN_BUTTONS = """(screen) => [...document.querySelectorAll(`[data-screen="${screen}"] .button`)]
  .filter((one) => one.getClientRects().length && !one.matches('.button--quiet')).length"""
WHERE_WORDS_STAND = """() => [...document.querySelectorAll('[data-question="signs"] .tile')].map((tile) => {
  const range = document.createRange();
  range.selectNodeContents(tile.querySelector('b'));
  const { x, y, width, height } = range.getBoundingClientRect();
  return [x, y + scrollY, width, height, tile.getBoundingClientRect().height];
})"""


def test_danger_shows_the_emergency_number_before_anything_is_typed(form: FormPage) -> None:
    form.go("next")
    form.choose("danger", "yes")
    form.shown("danger-now")
    expect(form.page.locator("[data-screen=danger-now] a[href='tel:999']")).to_be_visible()
    form.go("next")
    form.shown("what")


def test_a_second_tap_on_yes_does_not_pass_the_emergency_number(form: FormPage) -> None:
    form.go("next")
    form.page.locator('[data-question="danger"] label:has(input[value="yes"])').dblclick()
    form.shown("danger-now")
    form.page.wait_for_timeout(400)
    assert form.screen() == "danger-now"


def test_a_warning_goes_as_soon_as_what_it_asks_for_is_there(open_form: Callable[..., FormPage]) -> None:
    form = open_form()
    form.go("next")
    form.go("next")
    choose, empty = form.page.locator("[data-problem=choose]"), form.page.locator('[data-screen="what"] > [data-problem=empty]')
    expect(choose).to_be_visible()
    # By key: a tap goes on to the next screen by itself.
    form.page.locator('[data-question="danger"] input[value="no"]').press("Space")
    expect(choose).to_be_hidden()
    form.go("next")
    form.go("next")
    expect(empty).to_be_visible()
    form.tap('[data-question="signs"] label')
    expect(empty).to_be_hidden()
    form.tap('[data-question="signs"] label')
    expect(empty).to_be_hidden()
    form.go("next")
    expect(empty).to_be_visible()
    form.write("what", "x")
    expect(empty).to_be_hidden()


def test_ticking_a_picture_moves_nothing(open_form: Callable[..., FormPage]) -> None:
    form = open_form()
    form.to_what()
    before = form.page.evaluate(WHERE_WORDS_STAND)
    assert len(before) == 10
    for tile in form.page.locator('[data-question="signs"] label input').all():
        tile.press("Space")
    assert form.page.locator('[data-question="signs"] input:checked').count() == 10
    assert form.page.evaluate(WHERE_WORDS_STAND) == before


@pytest.mark.parametrize("tag", ["en", "pl", "ur"])
def test_without_signal_the_choice_and_the_code_are_seen_without_scrolling(open_form: Callable[..., FormPage], tag: str) -> None:
    page = open_form(tag).page
    page.evaluate(SHOW_AFTER, "ask")
    assert page.evaluate(BELOW_THE_FOLD, "[data-after]") == []
    assert page.evaluate(MAIN_BUTTONS, "ask") == 1
    page.evaluate(SHOW_AFTER, "sent")
    assert page.evaluate(BELOW_THE_FOLD, "[data-part=digits]") == []
    assert page.evaluate(MAIN_BUTTONS, "sent") == 1


def test_what_comes_late_does_not_push_the_first_button_away(phone: Phone, hub: Hub) -> None:
    hub.store.set_live(False)
    page = phone.context.new_page()
    page.add_init_script(HOLD_ANSWERS % ("/api/keys", 1500))
    form = FormPage(page, phone.origin)
    before = page.locator("[data-part=begin]").bounding_box()
    expect(page.locator("[data-part=note-only]")).to_be_visible()
    assert page.locator("[data-part=begin]").bounding_box() == before
    form.go("next")
    form.shown("danger")


def test_address_title_and_history_say_nothing(phone: Phone) -> None:
    page = phone.context.new_page()
    page.goto(phone.origin + "/en/")
    form = FormPage(page, phone.origin, reader="taxi")
    length = page.evaluate("history.length")
    form.to_check()
    assert page.url == phone.origin + "/en/r/"
    assert page.title() == "Step"
    assert page.evaluate("history.length") == length
    form.go("back")
    form.shown("where")
    page.go_back()
    assert page.url == phone.origin + "/en/"
    page.go_forward()
    # Sealed when the page was left: asked about, and no answer of it to be seen.
    expect(page.locator('[data-unfinished="send"]')).to_be_visible()
    assert page.locator("input:checked").count() == 0


def test_works_by_keyboard_alone(form: FormPage, hub: Hub) -> None:
    page = form.page
    page.locator("[data-part=begin]").focus()
    page.keyboard.press("Enter")
    form.shown("danger")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    form.shown("danger")
    page.keyboard.press("ArrowUp")
    press_button(page, "next")
    if form.screen() == "danger-now":
        press_button(page, "next")
    form.shown("what")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    press_button(page, "next")
    form.shown("where")
    press_button(page, "next")
    form.shown("check")
    press_button(page, "send")
    form.state("received")
    assert hub.concerns()[0]["answers"]["signs"] == ["sexual-exploitation.older-friend"]


def press_button(page: Page, to: str) -> None:
    """Tabs on until the button has the focus, then Enter."""
    for _ in range(80):
        if page.evaluate("document.activeElement.dataset.go") == to:
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_too_much_is_said_before_it_is_sealed_and_nothing_is_lost(form: FormPage, hub: Hub) -> None:
    form.to_what()
    form.write("what", "ب" * 3001)
    form.go("next")
    form.shown("what")
    expect(form.page.locator('[data-question="what"] [data-problem=long]')).to_contain_text("too long by 1 letters")
    form.write("what", "ب" * 3000)
    expect(form.page.locator('[data-question="what"] [data-problem=long]')).to_be_hidden()
    form.go("next")
    form.go("next")
    form.shown("check")
    for extra in ("child", "adult", "online", "car"):
        form.open_extra(extra)
        for area in form.page.locator(f'[data-screen="{extra}"] [data-question] [name]').all():
            area.fill("ب" * 3000)
        form.go("check")
    form.send()
    expect(form.page.locator("[data-problem=large]")).to_be_visible()
    assert hub.envelopes() == []
    form.open_extra("car")
    for area in form.page.locator('[data-screen="car"] [data-question] [name]').all():
        area.fill("")
    form.go("check")
    form.send()
    form.state("received")
    assert hub.concerns()[0]["answers"]["adult"] == "ب" * 3000


@pytest.mark.parametrize(("scheme", "only"), [("light", None), ("dark", ["danger-now", "what", "check", "sent"])])
def test_every_screen_can_be_used_by_everybody(chromium: Browser, hub: Hub, scheme: Literal["light", "dark"], only: list[str] | None) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    form = FormPage(context.new_page(), hub.server.url)
    form.to_check(danger="yes", what="words")
    found: dict[str, list[str]] = {}
    for screen in only or form.page.locator("[data-screen]").evaluate_all("(all) => all.map((one) => one.dataset.screen)"):
        form.page.evaluate(SHOW_ONLY, screen)
        found[screen] = barriers(form.page, {"iframes": False}, within=f'[data-screen="{screen}"]')
    assert {screen: lines for screen, lines in found.items() if lines} == {}
    context.close()


def test_leaving_forgets_every_answer(form: FormPage) -> None:
    form.to_check(what=CANARY)
    held = "navigator.locks.query().then((all) => all.held.filter((lock) => lock.name === 'form-open').length)"
    assert form.page.evaluate(held) == 1
    form.page.evaluate("document.dispatchEvent(new CustomEvent('spotsigns:leave'))")
    assert form.page.locator("input:checked").count() == 0
    assert CANARY not in form.page.content()
    assert not form.page.locator('[data-question="what"] textarea').input_value()
    form.page.wait_for_timeout(100)
    assert form.page.evaluate(held) == 0


def test_more_signs_come_in_groups_and_one_sign_is_one_answer(phone: Phone, hub: Hub) -> None:
    form = FormPage(phone.context.new_page(), phone.origin, reader="off-licence")
    form.to_what()
    tiles = form.page.locator('[data-question="signs"] .tile')
    expect(tiles).to_have_count(10)
    form.tap("[data-part=more-signs]")
    groups = form.page.locator("[data-part=more-list] details")
    expect(groups.first).to_be_visible()
    form.tap('[data-of="convenience-store"] summary')
    form.choose("signs", "convenience-store.watched-outside")
    assert form.page.locator('input[value="convenience-store.watched-outside"]:checked').count() == 2
    form.go("next")
    form.go("next")
    form.send()
    form.state("received")
    assert hub.concerns()[0]["answers"]["signs"] == ["convenience-store.watched-outside"]


def test_an_answer_can_be_changed_and_one_comes_back_to_the_list(form: FormPage) -> None:
    form.to_check()
    form.tap('[data-part=answers] [data-go="danger"]')
    form.choose("danger", "yes")
    form.shown("danger-now")
    form.go("next")
    form.shown("check")
    expect(form.page.locator("[data-part=answers]")).to_contain_text("Yes")


def test_without_scripts_the_plain_page_is_offered(chromium: Browser, hub: Hub) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(hub.server.url + "/en/r/")
    expect(page.locator("a[href='/en/r/plain/']").first).to_be_visible()
    expect(page.locator("[data-part=begin]")).to_be_hidden()
    page.context.close()
