"""The desk in a real browser: keyboard, what is hostile, what does not open, the lock."""

from __future__ import annotations

import json
import uuid
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, expect

from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.staff import add_staff
from spotsigns.sealing.code import derive_keys, make_code, message_proof
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import envelope_info, key_id, pad, public_bytes, seal
from tests.axe import barriers
from tests.browser.hub.conftest import HubServer
from tests.browser.hub.desks import Desk, MovingClock, ask, concern, put, tell

pytestmark = pytest.mark.browser

Demonstration = tuple[HubServer, DemonstrationStaff]


@pytest.fixture
def public(demonstration: Demonstration) -> bytes:
    return public_bytes(demonstration[1].hub_key)


def look_again(desk: Desk) -> None:
    desk.page.evaluate("document.querySelector('[data-module=desk]').dataset.sorted = 'no'")
    desk.part("refresh").click()
    desk.wait_until_sorted()


def send_raw(url: str, public: bytes, octets: bytes, thread: str) -> str:
    """An envelope with anything inside."""
    concern_id, key = str(uuid.uuid4()), key_id(public)
    sealed = seal(public, envelope_info(concern_id, thread, key), pad(octets))
    assert put(url, {"v": 1, "id": concern_id, "thread": thread, "key": key, "sealed": to_base64url(sealed)}) == 201
    return concern_id


def test_samples_are_sorted_and_walked_with_the_keyboard(desk: Desk) -> None:
    assert "Danger now" in desk.rows()[0]
    assert "Slovak" in desk.rows()[0]
    page = desk.page
    for key in ("j", "j", "ArrowDown", "k"):
        page.keyboard.press(key)
    focused = page.evaluate("document.activeElement.textContent")
    assert focused == page.locator('[data-part="list"] button').nth(1).text_content()
    page.keyboard.press("Enter")
    page.locator(".triage").wait_for()
    assert page.evaluate("document.activeElement.textContent") == "Concern"
    # The words are read with the arrows, the list is still walked with j and k.
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.closest('[data-part=list]') !== null")
    page.locator('[data-field="assignee"]').focus()
    page.keyboard.type("jk")
    assert page.locator('[data-field="assignee"]').input_value() == "jk"


def test_urdu_stands_in_its_own_direction(desk: Desk) -> None:
    assert "ایک لڑکی" in desk.open_row("ایک لڑکی")
    assert desk.page.locator(".own-words p").first.evaluate("(node) => getComputedStyle(node).direction") == "rtl"


def test_phones_time_is_said_as_the_desk_says_time_with_the_phones_own_beside_it(desk: Desk, public: bytes) -> None:
    tell(desk.url, public, concern("by a phone set to Karachi"), uuid.uuid4().hex)
    tell(desk.url, public, {**concern("by a phone set to London"), "made_at": "2026-11-30T01:38+00:00"}, uuid.uuid4().hex)
    look_again(desk)
    desk.open_row("set to Karachi")
    made = desk.page.locator(".clocks dd").last
    expect(made).to_have_text("23 Nov 2026, 15:15 (20:15 on the phone, +05:00)")
    desk.open_row("set to London")
    expect(made).to_have_text("30 Nov 2026, 01:38")


def test_bare_number_plate_needs_no_translator(desk: Desk, public: bytes) -> None:
    tell(desk.url, public, concern("AB12 CDE"), uuid.uuid4().hex)
    look_again(desk)
    assert "translator" not in desk.open_row("AB12 CDE")


def test_hostile_words_are_shown_and_do_nothing(desk: Desk, public: bytes) -> None:
    told = concern(
        "<img src=x onerror=alert(1)> https://evil.example/ \u202egnp.exe",
        place='"><script>alert(2)</script>', danger="<b>", __proto__="kept",
    )  # fmt: skip
    told["lang"] = 'ur" onclick="alert(3)'
    told["kinds"] = {"deep": "also kept"}
    tell(desk.url, public, told, "11" * 16)
    look_again(desk)
    shown = desk.open_row("<img src=x")
    for words in ("<img src=x onerror=alert(1)>", "⟨U+202E⟩gnp.exe", '"><script>alert(2)</script>', "kept", "kinds.deep", "also kept"):
        assert words in shown
    pane = desk.page.locator('[data-part="pane"]')
    assert pane.locator("img, script, a").count() == 0
    assert "evil.example" not in "".join(sent.decode("latin-1").split("\n")[0] for sent in desk.sent)


@pytest.mark.parametrize(
    ("octets", "warning"),
    [(b"\xff\xfe broken utf-8 1", "damaged text"), (b"not json 2", "not what our form sends"), (json.dumps({"deep": [[[["raw 3"]]]]}).encode(), "more than our form sends")],
    ids=["utf-8", "json", "shape"],
)  # fmt: skip
def test_what_our_form_never_sends_is_shown_raw_with_a_warning(desk: Desk, public: bytes, octets: bytes, warning: str) -> None:
    thread = uuid.uuid4().hex
    send_raw(desk.url, public, octets, thread)
    look_again(desk)
    words = octets.decode("utf-8", "replace")[-6:]
    shown = desk.open_row(words)
    assert warning in shown
    assert words in desk.page.locator(".raw").inner_text()
    assert ask(desk.url, f"/api/threads/{thread}")["state"] == "read"


def test_what_does_not_open_is_kept_shown_and_never_called_read(desk: Desk, public: bytes) -> None:
    thread, concern_id = uuid.uuid4().hex, str(uuid.uuid4())
    sealed = seal(public, b"another envelope's info", bytes(4096))
    assert put(desk.url, {"v": 1, "id": concern_id, "thread": thread, "key": key_id(public), "sealed": to_base64url(sealed)}) == 201
    look_again(desk)
    shown = desk.open_row("Does not open")
    assert "does not open with any key" in shown
    assert concern_id in shown
    assert ask(desk.url, f"/api/threads/{thread}")["state"] == "received"
    assert desk.page.locator('.triage [data-state="in_hand"]').is_hidden()
    assert desk.page.locator('.triage [data-state="closed"]').is_visible()


def test_two_envelopes_under_one_id_stand_side_by_side(desk: Desk, public: bytes) -> None:
    concern_id, thread = str(uuid.uuid4()), uuid.uuid4().hex
    assert tell(desk.url, public, concern("the first words"), thread, concern_id)[0] == 201
    assert tell(desk.url, public, concern("quite other words"), thread, concern_id)[0] == 409
    look_again(desk)
    shown = desk.open_row("quite other words")
    assert "2 envelopes came under one id" in shown
    boxes = [desk.page.locator(".reading", has_text=words).bounding_box() for words in ("the first words", "quite other words")]
    assert boxes[0] is not None
    assert boxes[1] is not None
    assert boxes[0]["y"] == boxes[1]["y"]
    assert boxes[0]["x"] < boxes[1]["x"]
    assert sum("Same id, other words" in row for row in desk.rows()) == 1


def test_later_message_is_proven_by_the_code_or_said_not_to_be(desk: Desk, public: bytes) -> None:
    keys = derive_keys(make_code(), "rotherham")
    first = {**concern("a concern with a code"), "mac": to_base64url(keys.mac), "reply": to_base64url(public_bytes(keys.reply))}
    tell(desk.url, public, first, keys.thread)
    for text, mac, words in (("the plate ends in seven", keys.mac, "Sent by the person who told us first"), ("forget what I said", b"x" * 32, "Not proven to be the same person")):
        message_id = str(uuid.uuid4())
        message = {"v": 1, "kind": "message", "lang": "en", "made_at": "2026-11-23T21:00+00:00", "text": text, "proof": message_proof(mac, message_id, keys.thread, text)}
        tell(desk.url, public, message, keys.thread, message_id)
        look_again(desk)
        shown = desk.open_row(text)
        assert words in shown
        assert "Also on this thread" in shown


def test_closing_takes_it_off_the_list_and_it_can_come_back(desk: Desk, public: bytes) -> None:
    tell(desk.url, public, concern("soon closed"), "22" * 16)
    look_again(desk)
    desk.open_row("soon closed")
    desk.page.locator('details[data-do="finish"] summary').click()
    desk.page.locator('[data-draft="reason"]').fill("It was a film set.")
    desk.page.get_by_role("button", name="Close without further action").click()
    expect(desk.page.locator('[data-part="list"]')).not_to_contain_text("soon closed")
    assert ask(desk.url, "/api/threads/" + "22" * 16)["state"] == "closed"
    desk.page.locator('[data-tab="closed"]').click()
    desk.page.locator('[data-part="list"] button[data-state="closed"]').first.click()
    expect(desk.page.locator('[data-part="pane"]')).to_contain_text("soon closed")
    desk.page.locator('.triage [data-state="in_hand"]').click()
    expect(desk.page.locator(".triage [data-part=told]")).to_have_text("Saved: In hand")


def test_idle_locks_the_screen_over_the_work_and_loses_nothing(chromium: Browser, demonstration: Demonstration) -> None:
    server, holder = demonstration
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.page.clock.install()
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    shown = desk.open_row("Na myjni")
    desk.page.locator('[data-field="assignee"]').fill("half written")
    desk.page.clock.fast_forward("14:00")
    assert desk.part("lock").is_hidden()
    desk.page.clock.fast_forward("01:10")
    desk.part("lock").wait_for(state="visible")
    assert desk.part("work").is_hidden()
    server.clock.ahead += timedelta(minutes=16)
    desk.part("passphrase").fill(holder.passphrase)
    desk.part("totp").fill(pyotp.TOTP(holder.totp).at(server.clock()))
    desk.part("press").click()
    desk.part("work").wait_for(state="visible")
    assert desk.part("lock").is_hidden()
    assert desk.part("pane").inner_text() == shown
    assert desk.page.locator('[data-field="assignee"]').input_value() == "half written"
    assert desk.kept()["rows"] != []
    context.close()


def test_reload_in_a_session_needs_no_passphrase_until_the_key_is_gone(chromium: Browser, demonstration: Demonstration) -> None:
    server, holder = demonstration
    context = chromium.new_context()
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    desk.page.reload()
    desk.wait_until_sorted()
    desk.page.evaluate("new Promise((done) => { indexedDB.deleteDatabase('spotsigns-hub').onsuccess = done; })")
    desk.page.reload()
    desk.page.wait_for_url("**/hub/log-in")
    context.close()


def test_lock_forgets_the_key_that_a_reload_would_use(chromium: Browser, demonstration: Demonstration) -> None:
    server, holder = demonstration
    context = chromium.new_context()
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.page.clock.install()
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    desk.page.clock.fast_forward("15:10")
    desk.part("lock").wait_for(state="visible")
    desk.page.reload()
    desk.page.wait_for_url("**/hub/log-in")
    context.close()


def test_wrong_passphrase_is_said_and_nothing_is_kept(chromium: Browser, demonstration: Demonstration) -> None:
    server, holder = demonstration
    context = chromium.new_context()
    desk = Desk(context.new_page(), server.url, MovingClock())
    desk.page.goto(server.url + "/hub/log-in")
    desk.part("name").fill(holder.name)
    desk.part("passphrase").fill("quite another passphrase")
    desk.part("totp").fill("123456")
    desk.part("press").click()
    expect(desk.part("told")).to_contain_text("not right")
    assert desk.kept()["rows"] == []
    context.close()


KEEPS_NOTHING = "IDBFactory.prototype.open = () => { throw new DOMException('private', 'InvalidStateError'); };"


def test_browser_that_keeps_nothing_is_told_the_truth(chromium: Browser, demonstration: Demonstration) -> None:
    server = demonstration[0]
    context = chromium.new_context()
    context.add_init_script(KEEPS_NOTHING)
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.page.goto(server.url + add_staff(server.store, "Bert", "practitioner", server.clock()))
    desk.wait_for_step("passphrase")
    passphrase = desk.part("six-words").inner_text()
    desk.part("passphrase").fill(passphrase)
    desk.part("again").fill(passphrase)
    desk.go_on("passphrase")
    desk.wait_for_step("totp")
    totp = desk.part("secret").inner_text().replace(" ", "")
    desk.part("code").fill(pyotp.TOTP(totp).at(server.clock()))
    desk.go_on("totp")
    expect(desk.part("told")).to_contain_text("You have joined")
    server.clock.ahead += timedelta(minutes=1)
    desk.part("name").fill("Bert")
    desk.part("passphrase").fill(passphrase)
    desk.part("totp").fill(pyotp.TOTP(totp).at(server.clock()))
    desk.part("press").click()
    expect(desk.part("told")).to_contain_text("this browser cannot keep your key")
    # The session lives but nothing unlocks it: the desk leads back to the door, and that is where it ends.
    desk.page.route("**/hub/log-out", lambda route: route.abort())
    desk.page.goto(server.url + "/hub/")
    desk.page.wait_for_url("**/hub/log-in")
    expect(desk.part("press")).to_be_enabled()
    context.close()


def test_ledger_that_went_back_is_noticed_until_somebody_was_told(chromium: Browser, demonstration: Demonstration) -> None:
    server, holder = demonstration
    context = chromium.new_context()
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    assert desk.part("ledger").is_hidden()
    desk.log_out()
    server.store.write(lambda db: db.execute("DELETE FROM ledger WHERE n > (SELECT max(n) - 2 FROM ledger)").rowcount)
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    expect(desk.part("ledger")).to_contain_text("lost rows")
    desk.page.reload()
    desk.wait_until_sorted()
    desk.part("ledger").locator("button").click()
    expect(desk.part("ledger")).to_be_hidden()
    desk.page.reload()
    desk.wait_until_sorted()
    assert desk.part("ledger").is_hidden()
    context.close()


def test_session_that_ended_locks_the_screen_whatever_is_pressed(chromium: Browser, demonstration: Demonstration, public: bytes) -> None:
    server, holder = demonstration
    thread = "33" * 16
    for words in ("one of a thread", "two of a thread"):
        tell(server.url, public, concern(words), thread)
    for pressed in ('.triage [data-state="in_hand"]', ".thread button"):
        context = chromium.new_context()
        desk = Desk(context.new_page(), server.url, server.clock)
        desk.log_in(holder.name, holder.passphrase, holder.totp)
        desk.open_row("one of a thread")
        server.store.write(lambda db: db.execute("DELETE FROM sessions").rowcount)
        desk.page.locator(pressed).click()
        desk.part("lock").wait_for(state="visible")
        assert desk.problems == []
        context.close()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(chromium: Browser, demonstration: Demonstration, colours: str) -> None:
    server, holder = demonstration
    context = chromium.new_context(viewport={"width": 1280, "height": 800}, color_scheme=colours)  # type: ignore[arg-type]
    desk = Desk(context.new_page(), server.url, server.clock)
    for path in ("/hub/join", "/hub/log-in"):
        desk.page.goto(server.url + path)
        assert barriers(desk.page) == []
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    desk.open_row("ایک لڑکی")
    assert barriers(desk.page) == []
    context.close()
