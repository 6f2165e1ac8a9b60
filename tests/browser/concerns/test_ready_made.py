"""Ready-made answers on the phone: read in its own language, and in the words that staff saw where that cannot be."""

from __future__ import annotations

from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from tests.browser.concerns.hubs import Hub
from tests.browser.concerns.test_hear_back import LONG, Written
from tests.browser.offline.phones import Phone

pytestmark = pytest.mark.browser


@pytest.fixture
def written(hub: Hub) -> Written:
    return Written(hub)


def lines(phone: Phone, written: Written, tag: str, count: int = 1) -> Locator:
    page = phone.open(f"/{tag}/m/")
    expect(page.locator("[data-part=form]")).to_be_visible()
    page.locator("[data-part=code]").fill(written.code)
    page.locator("[data-part=form] [type=submit]").click()
    found = page.locator(".hear__answer")
    expect(found).to_have_count(count, timeout=LONG)
    return found


def dialled(where: Locator | Page) -> list[str | None]:
    return [link.get_attribute("href") for link in where.locator(".hear__text a").all()]


def test_in_english_it_stands_once_with_what_it_names_and_a_number_to_dial(phone: Phone, written: Written) -> None:
    written.answer(1, "As staff saw it.", phrase="call-contact", slots={"contact": "mash"})
    written.answer(2, "As staff saw it.", phrase="meet", slots={"place": "Eastwood <b>x</b> 01709 000000", "day": "2026-11-24", "time": "10:00"})
    found = lines(phone, written, "en", 2)
    texts = found.locator(".hear__text").all_text_contents()
    assert texts[0].startswith("Please call them: ")
    assert "01709" in texts[0]
    assert texts[1] == "Can we meet you here: Eastwood <b>x</b> 01709 000000, on 24 November 2026 at 10:00? You can say no."
    assert len(dialled(found)) == 1
    expect(found.locator("details").first).to_be_hidden()
    expect(found.locator(".hear__other").first).to_be_hidden()


@pytest.mark.parametrize(
    ("phrase", "slots"),
    [
        ("made-later", {}),
        ("constructor", {}),
        ("call-contact", {"contact": "nobody"}),
        ("call-contact", {}),
        ("call-contact", []),
        ("we-tried", {"day": "2026-13-45", "time": "10:00"}),
        ("call-between", {"number": "javascript:alert(1)", "from": "09:00", "to": "10:00"}),
        ('"] template', {}),
    ],
)
def test_what_this_page_cannot_say_is_shown_in_the_words_that_staff_saw(phone: Phone, written: Written, phrase: str, slots: Any) -> None:
    written.answer(1, "As staff saw it.", phrase=phrase, slots=slots)
    found = lines(phone, written, "pl")
    said = found.locator(".hear__text")
    assert (said.text_content(), said.get_attribute("lang")) == ("As staff saw it.", "en")
    expect(found.locator(".hear__other")).to_have_text("Język tej odpowiedzi: angielski")
    expect(found.locator("details")).to_be_hidden()
    assert dialled(found) == []


def test_after_close_this_nothing_of_it_is_left(phone: Phone, written: Written) -> None:
    written.answer(1, "Is the child safe now?", phrase="child-safe-now")
    found = lines(phone, written, "pl")
    assert found.locator(".hear__text").get_attribute("lang") == "pl"
    page = found.page
    page.locator("[data-part=close]").click()
    expect(page.locator(".hear__answer")).to_have_count(0)
    assert page.locator("[data-part=list]").inner_html() == ""


def test_the_english_is_one_tap_away(phone: Phone, written: Written) -> None:
    written.answer(1, "Is the child safe now?", phrase="child-safe-now")
    found = lines(phone, written, "pl")
    expect(found.get_by_text("Is the child safe now?")).to_be_hidden()
    found.locator("summary").click()
    english = found.get_by_text("Is the child safe now?")
    expect(english).to_be_visible()
    assert english.get_attribute("lang") == "en"
