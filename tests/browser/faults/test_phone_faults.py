"""Phones are killed, restored, cleared, shared, updated: what waits is there afterwards and goes once."""

from __future__ import annotations

import shutil
import time
from pathlib import Path

import pytest
from playwright.sync_api import Playwright, expect

from tests.browser.concerns.forms import FormPage
from tests.browser.concerns.hubs import Hub
from tests.browser.faults.line import ANSWERS, LOST_REPLY, Answer, Line
from tests.browser.faults.outboxes import deliver, keep
from tests.browser.offline.entries import waiting
from tests.browser.offline.phones import Phone, wait_kept

pytestmark = pytest.mark.browser

COUNT_PERSIST = """Object.defineProperty(StorageManager.prototype, 'persist', { value: async () => { globalThis.persistAsked = (globalThis.persistAsked || 0) + 1; return false; } });"""
CACHED_WORDS = """async () => { const texts = [];
  for (const name of await caches.keys()) { const cache = await caches.open(name);
    for (const request of await cache.keys()) texts.push(await (await cache.match(request)).text()); }
  return texts.join(' '); }"""


def wait_for_puts(line: Line, count: int) -> None:
    end = time.monotonic() + 15
    while len(line.puts()) < count:
        assert time.monotonic() < end, f"{len(line.puts())} attempts, not {count}"
        time.sleep(0.05)


def kept_by_form(phone: Phone) -> FormPage:
    """Told without signal and locked on this phone; the state is on the screen."""
    phone.keep("en").close()
    phone.gate.shut()
    form = FormPage(phone.context.new_page(), phone.origin)
    form.to_check()
    form.send()
    form.shown("ask")
    form.tap('[data-after="keep"]')
    form.state("kept")
    return form


def test_app_killed_in_the_middle_of_sending_still_has_it_and_it_is_received_once(phone: Phone, hub: Hub, line: Line) -> None:
    page = phone.open("/en/call/")
    page.wait_for_selector("html[data-release]")
    envelope = keep(page)
    line.passing.clear()
    page.evaluate("""() => { import(`/static/${document.documentElement.dataset.release}/js/offline/delivery.js`).then(({ deliverNow }) => deliverNow({ hurry: true })); }""")
    wait_for_puts(line, 1)
    phone.restart(kill=True)
    line.passing.set()
    page = phone.open("/en/about/terms/")
    page.wait_for_selector("html[data-release]")
    assert deliver(page)["entries"] == []
    assert [row["id"] for row in hub.envelopes()] == [envelope]


def test_killed_right_after_kept_is_said_it_is_there_and_goes(phone: Phone, hub: Hub) -> None:
    form = kept_by_form(phone)
    [entry] = form.kept()["outbox"]
    phone.restart(kill=True)
    phone.gate.open()
    page = phone.open("/en/call/")
    page.wait_for_selector("html[data-release]")
    deliver(page)
    assert [row["id"] for row in hub.envelopes()] == [entry["id"]]


def test_phone_restored_from_a_backup_sends_again_and_there_is_one_row(phone: Phone, hub: Hub, playwright: Playwright, chromium_path: str, tmp_path: Path) -> None:
    page = phone.open("/en/call/")
    page.wait_for_selector("html[data-release]")
    envelope = keep(page)
    phone.context.close()
    backup = tmp_path / "backup"
    shutil.copytree(phone.profile, backup, symlinks=True)
    phone.context = phone.start()
    page = phone.open("/en/about/terms/")
    page.wait_for_selector("html[data-release]")
    assert deliver(page)["entries"] == []
    restored = Phone(playwright, chromium_path, backup, phone.gate)
    page = restored.open("/en/about/terms/")
    page.wait_for_selector("html[data-release]")
    found = deliver(page)
    restored.close()
    assert found["entries"] == []
    assert [row["id"] for row in hub.envelopes()] == [envelope]


def test_success_is_shown_only_when_it_reached_us(phone: Phone, hub: Hub, line: Line) -> None:
    form = FormPage(phone.context.new_page(), phone.origin)
    form.to_check()
    line.passing.clear()
    form.send()
    form.state("sending")
    line.break_(ANSWERS["500"])
    line.passing.set()
    form.state("kept")
    expect(form.page.locator('[data-state="received"]')).to_be_hidden()
    assert hub.envelopes() == []
    line.break_(LOST_REPLY)
    form.page.evaluate("document.querySelector('[data-do=send]').click()")
    wait_for_puts(line, 2)
    expect(form.page.locator('[data-state="received"]')).to_be_hidden()
    line.mend()
    for _ in range(20):
        form.page.evaluate("document.querySelector('[data-do=send]').click()")
        if form.page.locator('[data-state="received"]').is_visible():
            break
        form.page.wait_for_timeout(500)
    form.state("received")
    assert len(hub.envelopes()) == 1


def test_key_that_changes_between_page_and_send_is_still_ours_and_opens(phone: Phone, hub: Hub) -> None:
    form = FormPage(phone.context.new_page(), phone.origin)
    expect(form.page.locator("[data-can=send]")).to_be_attached()
    form.to_check(what="sealed to the older key")
    older = hub.private
    hub.rotate()
    form.send()
    form.state("received")
    hub.private = older
    assert [concern["answers"]["what"] for concern in hub.concerns()] == ["sealed to the older key"]


def test_entry_outlives_a_page_that_is_not_there_and_leaving_and_ends_only_by_itself(phone: Phone, hub: Hub) -> None:
    page = phone.keep("en", "/en/call/")
    first, second = keep(page), keep(page)
    phone.gate.shut()
    for path in ("/en/nowhere/", "/leave", "/en/r/nowhere/"):
        phone.open(path).close()
    other = phone.open("/en/phone/")
    other.wait_for_selector("html[data-release]")
    assert sorted(waiting(other)) == sorted([first, second])
    page.goto(phone.origin + "/en/signs/")
    page.locator(".mark__button").click()
    row = page.locator(f'#mark-words li[data-id="{first}"]')
    row.locator('[data-do="delete"]').click()
    row.locator('[data-do="delete"]').click()
    expect(row).to_have_count(0)
    assert waiting(other) == [second]
    phone.gate.open()
    page.goto(phone.origin + "/en/about/terms/")
    deliver(page)
    assert [row["id"] for row in hub.envelopes()] == [second]


def test_the_system_is_asked_at_a_tap_to_keep_what_waits(phone: Phone) -> None:
    phone.context.add_init_script(COUNT_PERSIST)
    form = kept_by_form(phone)
    assert form.page.evaluate("globalThis.persistAsked") == 1


def test_before_it_is_kept_the_warnings_are_there_and_never_a_word_of_sent(phone: Phone) -> None:
    """Cleared site data, and iPhones that forget after a week: said where it is chosen, and on the phone's page with what to do first."""
    phone.keep("en").close()
    phone.gate.shut()
    form = FormPage(phone.context.new_page(), phone.origin)
    form.to_check()
    form.send()
    form.shown("ask")
    asked = form.page.locator('[data-screen="ask"]').inner_text()
    page = phone.open("/en/phone/")
    page.locator('[data-part="own"] > summary').click()
    for words in (asked, page.inner_text("main")):
        assert "If someone clears the site data in the browser, it is gone." in words
        assert "An iPhone or iPad may delete it if you do not open this for a week." in words
    assert "Put it on your home screen first, then write." in page.inner_text("main")
    assert "Put it on your home screen first" not in asked
    form.tap('[data-after="keep"]')
    form.state("kept")
    expect(form.page.locator("[data-screen=sent]")).to_contain_text("It is not sent yet. It goes when you open this page with signal.")
    expect(page.locator("[data-part=waiting]").first).to_contain_text("Waiting on this phone: 1.")


def test_phone_that_breaks_says_so_with_the_note_to_read_out_and_the_number(phone: Phone) -> None:
    page = phone.context.new_page()
    page.add_init_script(
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
          if (this.name === 'outbox') throw new DOMException('gone', 'InvalidStateError');
          return put.apply(this, given);
        };"""
    )
    form = FormPage(page, phone.origin)
    form.to_check(what="read me out")
    phone.gate.shut()
    form.send()
    form.shown("ask")
    form.tap('[data-after="keep"]')
    cannot = page.locator("[data-part=cannot-keep]")
    expect(cannot).to_be_visible()
    expect(page.locator('[data-screen="ask"]')).to_contain_text("01709 336080")
    form.tap('[data-after="note"]')
    note = page.locator("[data-screen=note]")
    expect(note).to_contain_text("read me out")
    expect(note).to_contain_text("01709 336080")
    form.go("check")
    form.shown("check")


def test_login_page_in_place_of_ours_is_never_kept(phone: Phone, line: Line) -> None:
    """By redirect or in place of a pack: what was kept before goes on."""
    page = phone.open("/en/about/terms/")
    portal = Answer("302 Found", b"", (("Location", "/portal"),))
    line.break_(portal, "GET", "/packs/")
    line.break_(Answer("200 OK", b"<p>portal</p>"), "GET", "/portal")
    phone.open("/en/signs/").wait_for_load_state("networkidle")
    assert "portal" not in page.evaluate(CACHED_WORDS)
    line.mend()
    page = phone.keep("en")
    line.break_(portal, "GET", "/")
    page.reload()
    page.wait_for_load_state("networkidle")
    assert page.locator("h1").count() == 1
    assert "<p>portal</p>" not in page.evaluate(CACHED_WORDS)
    line.mend()
    phone.gate.shut()
    page.reload()
    wait_kept(page, "en")
