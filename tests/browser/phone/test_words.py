"""What the app says about traces that it cannot prevent: in sight, without a tap."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect

from spotsigns.contacts.model import load_directory
from spotsigns.partnerships.model import load_partnership
from tests.browser.offline.phones import Phone

pytestmark = pytest.mark.browser


def test_each_number_that_shows_in_the_list_of_calls_says_so(phone: Phone) -> None:
    shown = [one.id for one in load_directory(load_partnership("rotherham").folder).contacts.values() if one.is_in_call_log and one.tel]
    assert len(shown) > 5
    page = phone.open("/en/call/")
    silent = [one for one in shown if "The call can show in the phone's list of calls or on the bill." not in page.locator(f"section.contact#{one}").inner_text()]
    assert silent == []


def test_one_page_says_to_use_another_phone_and_its_own_internet(phone: Phone) -> None:
    page = phone.open("/en/about/afraid/")
    for words in ("Use another phone", "Use the phone's own internet and not the internet at work.", "Some phones have hidden programs that watch you.", "The list of pages you visited stays in your browser."):
        expect(page.get_by_text(words)).to_be_visible()


def test_phone_page_says_that_history_may_sync_and_how_a_private_tab_is_opened(phone: Phone) -> None:
    page = phone.open("/en/phone/")
    expect(page.get_by_text("If you use the same account on other phones or computers, the list can show there too.")).to_be_visible()
    page.get_by_text("A private tab keeps no such list.").click()
    steps = page.locator(".kept__steps li")
    expect(steps).to_have_count(3)
    for step in steps.all():
        expect(step.locator("svg")).to_be_visible()
        expect(step.locator("p")).to_be_visible()
