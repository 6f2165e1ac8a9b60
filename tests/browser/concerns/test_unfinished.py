"""What was typed when the page went out of sight: sealed, unsent, asked about once the page that held it is gone."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.browser.concerns.drafts import (
    CACHED,
    CANARY,
    HIDE,
    TRIED,
    asked,
    begun,
    entries,
    hide,
    lost,
    settle,
    wait_entries,
)
from tests.browser.concerns.forms import KEPT_IN_DATABASE, FormPage
from tests.browser.concerns.hubs import Hub
from tests.browser.offline.phones import Phone, wait_kept

pytestmark = pytest.mark.browser


def test_what_was_typed_before_the_call_is_sealed_unsent_and_sent_as_it_is_after_a_kill(phone: Phone, hub: Hub) -> None:
    form = begun(phone)
    hide(form)
    [[state, sealed]] = wait_entries(form.page, 1)
    assert state == "unfinished"
    phone.restart(kill=True)
    page = asked(phone)
    assert "You had begun to tell us" in page.inner_text("main")
    assert CANARY not in page.content()
    assert hub.envelopes() == []
    page.locator('[data-unfinished="send"]').click()
    expect(page.locator('[data-screen="sent"] [data-state="received"]')).to_be_visible()
    expect(page.locator("[data-part=code]")).to_be_hidden()
    expect(page.locator("[data-part=finished]")).to_be_visible()
    [concern] = hub.concerns()
    assert concern["unfinished"] is True
    assert concern["answers"]["what"] == CANARY
    assert "reply" not in concern
    assert "mac" not in concern
    [envelope] = hub.envelopes()
    assert f'"{envelope["id"]}"' in sealed
    assert envelope["sealed"] in sealed
    assert entries(page) == []


def test_alive_again_it_is_taken_away_and_the_whole_concern_goes(phone: Phone, hub: Hub) -> None:
    form = begun(phone)
    settle(form)
    assert form.page.locator('[data-question="what"] textarea').input_value() == CANARY
    form.go("next")
    form.go("next")
    form.send()
    form.state("received")
    hide(form)
    assert [concern["unfinished"] for concern in hub.concerns()] == [False]
    assert entries(form.page) == []


def test_what_was_typed_in_the_last_moment_is_in_it_too(phone: Phone, hub: Hub) -> None:
    form = begun(phone)
    earlier = settle(form)
    form.page.evaluate(
        f"""(text) => {{
          const area = document.querySelector('[data-question="what"] textarea');
          area.value = text;
          area.dispatchEvent(new Event('input', {{ bubbles: true }}));
          ({HIDE})(true);
        }}""",
        "the very last word",
    )
    for _ in range(100):
        if wait_entries(form.page, 1) != earlier:
            break
        form.page.wait_for_timeout(50)
    phone.restart(kill=True)
    page = asked(phone)
    page.locator('[data-unfinished="send"]').click()
    expect(page.locator('[data-state="received"]')).to_be_visible()
    assert hub.concerns()[0]["answers"]["what"] == "the very last word"


def test_walking_away_from_the_form_keeps_it_sealed_too(phone: Phone) -> None:
    form = begun(phone)
    settle(form)
    form.page.goto(phone.origin + "/en/call/")
    wait_entries(form.page, 1)
    expect(form.page.locator(".mark__button")).to_have_text("1 waiting")
    form.page.close()
    asked(phone)


def test_it_is_never_delivered_by_itself(phone: Phone, hub: Hub) -> None:
    """Not by a page, not in a hurry, not by the worker, not by Background Sync."""
    form = begun(phone)
    wait_kept(form.page, "en")
    hide(form)
    wait_entries(form.page, 1)
    phone.restart(kill=True)
    page = phone.open("/en/call/")
    expect(page.locator(".mark__button")).to_have_text("1 waiting")
    assert page.evaluate(TRIED) is None
    page.evaluate("window.dispatchEvent(new Event('online'))")
    cdp = phone.context.new_cdp_session(page)
    found: list[str] = []
    cdp.on("ServiceWorker.workerRegistrationUpdated", lambda event: found.extend(one["registrationId"] for one in event["registrations"]))
    cdp.send("ServiceWorker.enable")
    for _ in range(100):
        page.wait_for_timeout(50)
        if found:
            break
    cdp.send("ServiceWorker.dispatchSyncEvent", {"origin": phone.origin, "registrationId": found[-1], "tag": "outbox-49", "lastChance": True})
    page.wait_for_timeout(1000)
    assert [state for state, _ in entries(page)] == ["unfinished"]
    assert hub.envelopes() == []
    assert not [line for line in phone.gate.requests if "/api/envelopes" in line]


def test_elsewhere_there_is_the_same_neutral_mark_and_no_word_of_it_is_typed_there(phone: Phone) -> None:
    lost(phone).close()
    page = phone.open("/en/")
    mark = page.locator(".mark__button")
    expect(mark).to_have_text("1 waiting")
    mark.click()
    words = page.locator("#mark-words")
    expect(words).to_contain_text("Not sent yet")
    expect(words.locator('[data-do="send"]')).to_be_hidden()
    assert "begun" not in page.inner_text("body")
    words.locator('[data-do="delete"]').click()
    words.locator('[data-do="delete"]').click()
    wait_entries(page, 0)


def test_deleting_asks_once_more_and_then_nothing_is_left(phone: Phone, hub: Hub) -> None:
    page = lost(phone)
    page.locator('[data-unfinished="delete"]').click()
    page.locator('[data-unfinished="keep"]').click()
    assert len(entries(page)) == 1
    page.locator('[data-unfinished="delete"]').click()
    page.locator('[data-unfinished="yes"]').click()
    expect(page.locator("[data-part=begin]")).to_be_visible()
    assert entries(page) == []
    assert hub.envelopes() == []


def test_begun_again_the_first_one_stays_until_the_new_one_is_kept(phone: Phone, hub: Hub) -> None:
    page = lost(phone)
    page.locator('[data-unfinished="again"]').click()
    form = FormPage.of(page)
    form.to_check(what="told once more")
    assert [state for state, _ in entries(page)] == ["unfinished"]
    form.send()
    form.state("received")
    assert [(concern["unfinished"], concern["answers"]["what"]) for concern in hub.concerns()] == [(False, "told once more")]
    assert entries(page) == []


def test_without_signal_it_waits_as_it_is_and_goes_when_there_is_signal(phone: Phone, hub: Hub) -> None:
    wait_kept(begun(phone).page, "en")
    page = lost(phone)
    phone.gate.shut()
    page.locator('[data-unfinished="send"]').click()
    expect(page.locator('[data-state="kept"]')).to_be_visible()
    assert [state for state, _ in entries(page)] == ["waiting"]
    page.close()
    phone.gate.open()
    phone.restart(kill=True)
    page = phone.open("/en/")
    page.locator(".mark__button").click()
    for _ in range(20):
        page.evaluate("document.querySelector('[data-do=send]').click()")
        page.wait_for_timeout(500)
        if hub.envelopes():
            break
    assert [concern["unfinished"] for concern in hub.concerns()] == [True]


def test_a_form_that_is_open_in_another_tab_is_not_asked_about(phone: Phone) -> None:
    form = begun(phone)
    hide(form)
    wait_entries(form.page, 1)
    other = FormPage(phone.context.new_page(), phone.origin)
    assert other.screen() == "start"
    form.page.close()
    other.page.close()
    asked(phone)


def test_nothing_that_was_typed_can_be_read_on_the_phone(phone: Phone) -> None:
    page = lost(phone)
    found = str(page.evaluate(KEPT_IN_DATABASE)) + page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])") + page.evaluate(CACHED)
    assert "unfinished" in found
    assert CANARY not in found
    phone.restart()
    kept = b"".join(file.read_bytes() for file in phone.profile.rglob("*") if file.is_file() and not file.is_symlink()).replace(b"\0", b"")
    assert b"spotsigns" in kept
    assert CANARY.encode() not in kept


def test_leaving_drops_the_answers_and_seals_nothing_but_what_was_lost_before_stays(phone: Phone) -> None:
    page = lost(phone)
    page.locator('[data-unfinished="again"]').click()
    form = FormPage.of(page)
    form.to_what()
    form.write("what", "typed anew")
    settle(form, left=1)
    page.evaluate("document.dispatchEvent(new CustomEvent('spotsigns:leave'))")
    page.goto(phone.origin + "/en/call/")
    assert [state for state, _ in wait_entries(page, 1)] == ["unfinished"]


def test_practice_keeps_nothing(phone: Phone) -> None:
    form = begun(phone, "/en/practice/")
    hide(form)
    form.page.wait_for_timeout(1000)
    assert entries(form.page) == []


def test_nothing_is_kept_where_there_is_no_key_of_the_hub(phone: Phone, hub: Hub) -> None:
    hub.store.set_live(False)
    form = begun(phone)
    hide(form)
    form.page.wait_for_timeout(1000)
    assert entries(form.page) == []


def test_in_a_window_that_keeps_nothing_hiding_the_form_harms_nothing(phone: Phone, hub: Hub) -> None:
    page = phone.context.new_page()
    page.add_init_script("Object.defineProperty(globalThis, 'indexedDB', { value: undefined })")
    form = FormPage(page, phone.origin)
    form.to_check(what=CANARY)
    hide(form)
    page.evaluate(HIDE, False)
    form.tap(".shade-cover")
    form.send()
    form.state("received")
    assert [concern["unfinished"] for concern in hub.concerns()] == [False]


def test_clear_this_phone_counts_it_among_what_is_not_sent_yet(phone: Phone) -> None:
    lost(phone).close()
    page = phone.open("/en/phone/")
    page.locator("[data-module=clear-phone] [data-part=clear]").click()
    expect(page.locator("[data-module=clear-phone] [data-part=count]")).to_have_text("1")
    page.locator("[data-module=clear-phone] [data-part=yes]").click()
    expect(page.locator("[data-module=clear-phone] [data-part=done]")).to_be_visible()


def test_inside_another_app_nothing_is_kept(chromium: Browser, hub: Hub) -> None:
    context = chromium.new_context(user_agent="Mozilla/5.0 (Linux; Android 10; SM-A105F; wv) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36")
    form = FormPage(context.new_page(), hub.server.url)
    form.to_check(what=CANARY)
    hide(form)
    form.page.wait_for_timeout(1000)
    assert entries(form.page) == []
    context.close()
