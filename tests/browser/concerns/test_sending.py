"""The form from Send on, in a real browser against a real server: kept, sent, received, refused, and never lost."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import Browser, expect

from spotsigns.sealing.code import derive_keys
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import public_bytes
from tests.browser.concerns.forms import HOLD_ANSWERS, FormPage
from tests.browser.concerns.hubs import Hub
from tests.browser.offline.phones import Phone, wait_kept

pytestmark = pytest.mark.browser

CANARY = "kanarienvogel-7-saw-the-grey-van"
COUNT_PUTS = """() => {
  globalThis.putHere = 0;
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) { if (this.name === 'outbox') putHere += 1; return put.apply(this, given); };
}"""
MADE_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d")


def test_what_was_tapped_is_what_the_hub_opens(phone: Phone, hub: Hub) -> None:
    form = FormPage(phone.context.new_page(), phone.origin, reader="takeaway")
    form.to_check()
    form.send()
    assert form.taps <= 12
    form.state("received")
    expect(form.page.locator("[data-screen=sent]")).to_contain_text("It reached us. A person has not read it yet.")
    code = form.code()
    [concern] = hub.concerns()
    assert MADE_AT.fullmatch(concern.pop("made_at"))
    keys = derive_keys(code, "rotherham")
    assert concern == {
        "v": 1, "kind": "concern", "form": "2026-11", "lang": "en", "practice": False, "unfinished": False,
        "answers": {
            "danger": "no", "signs": ["takeaway.buys-for-children"], "place": "eastwood", "where_kind": "takeaway", "when": "today", "contact": "none",
        },
        "reply": to_base64url(public_bytes(keys.reply)), "mac": to_base64url(keys.mac),
    }  # fmt: skip
    assert hub.envelopes()[0]["thread"] == keys.thread
    assert form.kept()["outbox"] == []


def test_every_optional_answer_travels(form: FormPage, hub: Hub) -> None:
    form.to_check(danger="unknown", what="\u202eThey  wait outside \u2066")
    form.open_extra("car")
    form.write("vehicle.registration", "AB۱۲ CDE")
    form.write("vehicle.taxi_council", "Sheffield")
    form.go("check")
    form.open_extra("sure")
    form.choose("sure", "saw")
    form.go("check")
    form.open_extra("power")
    form.choose("about_power", "police")
    expect(form.page.locator('[data-power="police"]')).to_contain_text("Crimestoppers")
    form.go("check")
    form.open_extra("contact")
    form.choose("contact", "named")
    form.write("contact_name", "A. Neighbour")
    form.choose("contact", "confidential")
    form.write("contact_how", "٠٧٧٠٠ 900123")
    form.choose("message_ok", "no")
    form.page.locator('[data-question="interpreter"] select').select_option("pl")
    form.go("check")
    form.open_extra("role")
    form.choose("role", "neighbour")
    form.go("check")
    form.send()
    form.state("received")
    [concern] = hub.concerns()
    answers = concern["answers"]
    assert answers["what"] == "They  wait outside"
    assert answers["vehicle"] == {"registration": "AB12 CDE", "taxi_council": "Sheffield"}
    assert (answers["sure"], answers["role"], answers["about_power"], answers["danger"]) == ("saw", "neighbour", ["police"], "unknown")
    assert (answers["contact"], answers["contact_name"], answers["contact_how"]) == ("confidential", "A. Neighbour", "07700 900123")
    assert (answers["message_ok"], answers["interpreter"]) == ("no", "pl")


def test_a_name_typed_and_then_not_wanted_does_not_travel(form: FormPage, hub: Hub) -> None:
    form.to_check()
    form.open_extra("contact")
    form.choose("contact", "named")
    form.write("contact_name", "A. Neighbour")
    form.choose("contact", "none")
    form.go("check")
    form.send()
    form.state("received")
    assert "contact_name" not in hub.concerns()[0]["answers"]


def without_signal(phone: Phone, *, what: str = "") -> FormPage:
    """A form that was opened from what the phone keeps, answered, and sent into nothing."""
    wait_kept(FormPage(phone.context.new_page(), phone.origin).page, "en")
    phone.gate.shut()
    form = FormPage(phone.context.new_page(), phone.origin)
    form.to_check(what=what)
    form.send()
    form.shown("ask")
    return form


def test_kept_without_signal_is_received_once_when_signal_is_back(phone: Phone, hub: Hub) -> None:
    form = without_signal(phone)
    form.tap('[data-after="keep"]')
    form.state("kept")
    assert len(form.code()) == 20
    assert len(form.kept()["outbox"]) == 1
    form.page.close()
    page = phone.context.new_page()
    page.goto(phone.origin + "/en/signs/")
    mark = page.locator(".mark__button")
    expect(mark).to_have_text("1 waiting")
    mark.click()
    expect(page.locator("#mark-words")).to_contain_text("Kept on this phone")
    expect(page.locator("#mark-words")).to_contain_text("01709 336080")
    page.reload()
    expect(mark).to_have_text("1 waiting")
    mark.click()
    expect(page.locator('[data-news="received"]')).to_be_hidden()
    phone.gate.open()
    for _ in range(10):
        # By script: the page's own timer may be quicker, and then the button is gone already.
        page.evaluate("document.querySelector('[data-do=send]').click()")
        page.wait_for_timeout(1000)
        if page.locator("#mark-words li").count() == 0:
            break
    assert len(hub.envelopes()) == 1
    # Told to whoever waits with the words open, and then no more.
    expect(mark).to_have_text("New")
    expect(page.locator('[role="status"] > [data-news="received"]')).to_be_visible()
    expect(page.locator('[data-news="received"]')).to_have_text(re.compile(r"It reached us, \d+ \w+ \d\d:\d\d"))
    page.goto(phone.origin + "/en/")
    expect(page.locator("html[data-release]")).to_be_attached()
    page.wait_for_timeout(500)
    expect(page.locator(".top__mark")).to_be_hidden()
    assert len(hub.concerns()) == 1


def test_somebody_who_only_read_can_keep_it_without_signal(phone: Phone, hub: Hub) -> None:
    phone.keep("en")
    phone.gate.shut()
    form = FormPage(phone.context.new_page(), phone.origin)
    form.to_check()
    form.send()
    form.shown("ask")
    form.tap('[data-after="keep"]')
    form.state("kept")
    expect(form.page.locator("[data-screen=sent]")).to_contain_text("Open this page again when there is signal.")
    assert len(form.kept()["outbox"]) == 1


def test_not_sent_yet_is_said_while_the_signal_is_looked_for(phone: Phone) -> None:
    page = phone.context.new_page()
    page.add_init_script(HOLD_ANSWERS % ("/healthz", 3000))
    form = FormPage(page, phone.origin)
    form.to_check()
    form.send()
    expect(page.locator("[data-part=not-yet]")).to_be_visible()
    form.state("received")
    expect(page.locator("[data-part=not-yet]")).to_be_hidden()


def test_do_not_keep_stores_nothing_and_shows_no_code(phone: Phone, hub: Hub) -> None:
    form = without_signal(phone)
    form.tap('[data-after="drop"]')
    form.shown("dropped")
    expect(form.page.locator("[data-screen=dropped]")).to_contain_text("01709 336080")
    assert form.code() == ""
    assert form.kept()["outbox"] == []
    phone.gate.open()
    form.page.wait_for_timeout(500)
    assert hub.envelopes() == []


def test_delete_it_now_asks_once_more_and_then_forgets(phone: Phone, hub: Hub) -> None:
    form = without_signal(phone)
    form.tap('[data-after="keep"]')
    form.state("kept")
    form.tap(".mark__button")
    form.tap('[data-do="delete"]')
    assert len(form.kept()["outbox"]) == 1
    form.tap('[data-do="delete"]')
    form.state("gone")
    assert form.kept()["outbox"] == []
    assert hub.envelopes() == []


def test_words_that_stand_open_beside_the_form_say_that_it_reached_us(phone: Phone) -> None:
    form = without_signal(phone)
    form.tap('[data-after="keep"]')
    form.state("kept")
    mark, news, send = (form.page.locator(one) for one in (".mark__button", '[data-news="received"]', '[data-do="send"]'))
    mark.click()
    expect(send).to_be_visible()
    expect(news).to_be_hidden()
    phone.gate.open()
    send.press("Enter")
    form.state("received")
    expect(news).to_have_text(re.compile(r"It reached us, \d+ \w+ \d\d:\d\d"))
    expect(news).to_be_visible()
    expect(send).to_be_hidden()
    # What was pressed is gone; whoever uses keys goes on from the mark.
    expect(mark).to_be_focused()
    mark.click()
    expect(mark).to_be_hidden()


def test_nothing_that_was_told_lies_open_on_the_phone(phone: Phone) -> None:
    form = without_signal(phone, what=CANARY)
    form.tap('[data-after="keep"]')
    form.state("kept")
    found = str(form.kept()) + form.page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    found += form.page.evaluate(
        """async () => { const texts = [];
        for (const name of await caches.keys()) { const cache = await caches.open(name);
          for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text()); }
        return texts.join(' '); }"""
    )
    assert "outbox" in found
    assert CANARY not in found
    code = form.code()
    assert code not in found
    assert not form.page.locator("[data-question=what] textarea").input_value()
    phone.restart()
    kept = b"".join(file.read_bytes() for file in phone.profile.rglob("*") if file.is_file() and not file.is_symlink())
    kept = kept.replace(b"\0", b"")  # some files hold text as UTF-16
    assert b"spotsigns" in kept
    assert CANARY.encode() not in kept
    assert code.encode() not in kept


def test_a_hub_that_is_not_live_gets_nothing_and_the_form_makes_a_note(phone: Phone, hub: Hub) -> None:
    hub.store.set_live(False)
    form = FormPage(phone.context.new_page(), phone.origin, tag="pl")
    expect(form.page.locator("[data-part=note-only]")).to_be_visible()
    form.to_check(what="Widziałem to")
    form.send()
    form.shown("note")
    note = form.page.locator("[data-screen=note]")
    for words in ("Is anyone in danger now?", "Much older friend", "Eastwood", "Widziałem to", "01709 336080"):
        expect(note).to_contain_text(words)
    assert hub.envelopes() == []
    assert form.kept().get("outbox", []) == []


def test_refused_is_sealed_again_under_a_fresh_id_and_received(form: FormPage, hub: Hub) -> None:
    expect(form.page.locator("[data-can=send]")).to_be_attached()
    form.to_check()
    hub.change_key()
    refused: list[str] = []
    form.page.on("request", lambda request: refused.append(request.url) if "/api/envelopes/" in request.url else None)
    form.send()
    form.state("received")
    assert len(hub.concerns()) == 1
    assert form.kept()["outbox"] == []
    assert len(set(refused)) == 2
    assert hub.envelopes()[0]["id"] in refused[-1]


def test_refused_twice_is_said_plainly_and_kept(form: FormPage, hub: Hub) -> None:
    form.to_check()
    body = '{"error": "malformed", "message": "Refused.", "retry": false}'
    form.page.context.route("**/api/envelopes/*", lambda route: route.fulfill(status=400, content_type="application/json", body=body))
    form.send()
    form.state("refused")
    expect(form.page.locator("[data-screen=sent]")).to_contain_text("It is not your fault. Tell us again, or call.")
    assert len(form.kept()["outbox"]) == 1
    assert hub.envelopes() == []


def test_two_taps_on_send_are_one_concern(form: FormPage, hub: Hub) -> None:
    form.to_check()
    form.page.locator('[data-go="send"]').dblclick()
    form.state("received")
    form.page.wait_for_timeout(500)
    assert len(hub.envelopes()) == 1


def test_a_window_without_a_database_sends_with_signal_and_says_so(phone: Phone, hub: Hub) -> None:
    page = phone.context.new_page()
    page.add_init_script("Object.defineProperty(globalThis, 'indexedDB', { value: undefined })")
    form = FormPage(page, phone.origin)
    expect(page.locator("[data-part=online-only]")).to_be_visible()
    form.to_check()
    form.send()
    form.state("received")
    assert len(hub.envelopes()) == 1


def test_a_window_without_a_database_and_without_signal_keeps_nothing_but_loses_nothing(phone: Phone, hub: Hub) -> None:
    page = phone.context.new_page()
    page.add_init_script("Object.defineProperty(globalThis, 'indexedDB', { value: undefined })")
    form = FormPage(page, phone.origin)
    form.to_check(what=CANARY)
    phone.gate.shut()
    form.send()
    form.shown("ask")
    expect(page.locator('[data-after="keep"]')).to_be_hidden()
    phone.gate.open()
    form.tap('[data-after="retry"]')
    form.state("received")
    assert hub.concerns()[0]["answers"]["what"] == CANARY


def test_a_full_phone_says_so_and_sends_when_there_is_signal(phone: Phone, hub: Hub) -> None:
    page = phone.context.new_page()
    page.add_init_script(
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
          if (this.name === 'outbox') throw new DOMException('full', 'QuotaExceededError');
          return put.apply(this, given);
        };"""
    )
    form = FormPage(page, phone.origin)
    form.to_check()
    phone.gate.shut()
    form.send()
    form.shown("ask")
    form.tap('[data-after="keep"]')
    expect(page.locator("[data-part=cannot-keep]")).to_be_visible()
    assert form.code() == ""
    phone.gate.open()
    form.tap('[data-after="retry"]')
    form.state("received")
    assert len(hub.envelopes()) == 1


def test_inside_another_app_nothing_is_queued_unless_chosen(chromium: Browser, hub: Hub) -> None:
    context = chromium.new_context(user_agent="Mozilla/5.0 (Linux; Android 10; SM-A105F; wv) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36")
    form = FormPage(context.new_page(), hub.server.url)
    form.to_check()
    form.page.evaluate(COUNT_PUTS)
    form.send()
    form.state("received")
    assert form.page.evaluate("putHere") == 0
    assert len(hub.envelopes()) == 1
    form = FormPage(context.new_page(), hub.server.url)
    form.to_check()
    context.set_offline(True)
    form.send()
    form.shown("ask")
    expect(form.page.locator("[data-part=in-app]")).to_be_visible()
    form.tap('[data-after="keep"]')
    form.state("kept")
    assert len(form.kept()["outbox"]) == 1
    context.close()


def test_a_file_that_does_not_arrive_holds_up_no_delivery(chromium: Browser, hub: Hub) -> None:
    context = chromium.new_context(service_workers="block")
    form = FormPage(context.new_page(), hub.server.url)
    form.to_check()
    context.set_offline(True)
    form.send()
    form.tap('[data-after="keep"]')
    form.state("kept")
    form.page.close()
    for file in ("keep", "quiet-name"):
        context.route(f"**/offline/{file}.js", lambda route: route.abort())
    context.set_offline(False)
    page = context.new_page()
    page.goto(hub.server.url + "/en/")
    for _ in range(50):
        if hub.envelopes():
            break
        page.wait_for_timeout(200)
    assert len(hub.envelopes()) == 1
    context.close()


def test_a_database_that_the_system_emptied_is_noticed_once(phone: Phone) -> None:
    form = without_signal(phone)
    form.tap('[data-after="keep"]')
    form.state("kept")
    form.page.evaluate("new Promise((resolve) => { const request = indexedDB.deleteDatabase('spotsigns'); request.onsuccess = resolve; })")
    page = phone.context.new_page()
    page.goto(phone.origin + "/en/")
    page.locator(".mark__button").click()
    expect(page.locator('[data-news="gone"]')).to_be_visible()
    expect(page.locator("#mark-words")).to_contain_text("01709 336080")
    page.reload()
    page.wait_for_timeout(800)
    expect(page.locator(".top__mark")).to_be_hidden()


def test_the_code_is_kept_only_where_nobody_else_looks(form: FormPage) -> None:
    form.to_check()
    form.send()
    form.state("received")
    code = form.code()
    form.tap("[data-part=keep-code] summary")
    form.tap('[data-code="unsure"]')
    expect(form.page.locator('[data-code="keep"]')).to_be_hidden()
    assert code not in str(form.kept())
    form.tap('[data-code="not-shared"]')
    form.tap('[data-code="keep"]')
    expect(form.page.locator("[data-part=code-kept]")).to_be_visible()
    assert code in str(form.kept())
    form.tap('[data-code="written"]')
    assert form.code() == ""
