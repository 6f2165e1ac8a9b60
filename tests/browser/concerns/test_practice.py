"""Practice: the form on its own page, told apart in words on every screen, asked for at Send, over after one send."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.axe import barriers
from tests.browser.concerns.forms import FormPage
from tests.browser.concerns.hubs import Hub
from tests.browser.offline.phones import Phone

pytestmark = pytest.mark.browser


class PracticePage(FormPage):
    """The form as it stands on the page under More."""

    def __init__(self, page: Page, origin: str) -> None:
        self.page, self.taps = page, 0
        page.goto(f"{origin}/en/more/")
        page.get_by_role("link", name="Practise telling us").click()
        expect(page.locator("[data-part=begin]")).to_be_visible()

    def marks(self) -> list[str]:
        """The marks that can be seen now, one above and one below the screen."""
        found: list[str] = self.page.locator(".practice-mark:visible").all_inner_texts()
        return found

    def asked(self) -> bool:
        return self.page.locator("[data-part=practice-ask]").is_visible()

    def answer(self, words: str) -> None:
        self.page.get_by_role("button", name=words).click()


def open_practice(phone: Phone) -> PracticePage:
    return PracticePage(phone.context.new_page(), phone.origin)


def test_practice_is_said_on_every_screen_and_told_inside_the_seal(phone: Phone, hub: Hub) -> None:
    form = open_practice(phone)
    assert form.page.title() == "Step"
    screens = form.page.locator("[data-screen]").evaluate_all("(all) => all.map((one) => one.dataset.screen)")
    for screen in screens:
        form.page.evaluate("(id) => { for (const one of document.querySelectorAll('[data-screen]')) one.hidden = one.dataset.screen !== id; }", screen)
        assert form.marks() == ["PRACTICE: this is not real."] * 2, screen
        if screen == "sent":  # showing it ends the practice
            break
    form = open_practice(phone)
    form.to_check(what="only trying this out")
    form.send()
    assert form.asked()
    assert hub.envelopes() == []
    form.answer("It was practice")
    form.state("received")
    assert form.marks() == ["PRACTICE: this is not real."] * 2
    expect(form.page.locator("[data-part=practice-over]")).to_be_visible()
    assert [(told["practice"], told["answers"]["what"]) for told in hub.concerns()] == [(True, "only trying this out")]
    assert len(form.code()) == 20


def test_what_turns_out_to_be_real_is_told_as_real(phone: Phone, hub: Hub) -> None:
    form = open_practice(phone)
    form.to_check(what="no, this did happen")
    form.send()
    form.answer("This is real")
    form.state("received")
    assert form.marks() == []
    expect(form.page.get_by_role("heading", level=1)).to_have_text("Tell us", use_inner_text=True)
    expect(form.page.locator("[data-part=practice-over]")).to_be_hidden()
    assert [told["practice"] for told in hub.concerns()] == [False]


def test_practice_ends_after_one_send(phone: Phone, hub: Hub) -> None:
    form = open_practice(phone)
    length = form.page.evaluate("history.length")
    form.to_check()
    form.send()
    form.answer("It was practice")
    form.state("received")
    assert form.page.url.endswith("/en/more/")
    assert form.page.evaluate("history.length") == length
    form.page.reload()
    expect(form.page.get_by_role("heading", name="More")).to_be_visible()
    real = FormPage(phone.context.new_page(), phone.origin)
    assert real.page.locator(".practice-mark").count() == 0
    real.to_check()
    real.send()
    real.state("received")
    assert [told["practice"] for told in hub.concerns()] == [True, False]


def test_practice_opens_without_signal_and_is_delivered_later(phone: Phone, hub: Hub) -> None:
    phone.keep("en")
    phone.gate.shut()
    form = open_practice(phone)
    form.to_check(what="practice in the cellar")
    form.send()
    form.answer("It was practice")
    form.shown("ask")
    assert len(form.marks()) == 2
    form.tap('[data-after="keep"]')
    form.state("kept")
    assert "practice in the cellar" not in str(form.kept())
    phone.gate.open()
    form.page.goto(phone.origin + "/en/m/")
    expect(form.page.locator(".mark__button")).to_have_text("New")
    assert [told["practice"] for told in hub.concerns()] == [True]


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_where_it_asks(phone: Phone, colours: str) -> None:
    form = open_practice(phone)
    form.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    form.to_check()
    form.send()
    form.page.evaluate("window.scrollTo(0, 0)")  # what lies half under the bar is judged by the half that is seen
    assert barriers(form.page) == []
