"""Hear back, by code: what the page says is true, what it shows was opened here, and a further message is proven."""

from __future__ import annotations

import json
import uuid
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from spotsigns.sealing.code import CodeKeys, derive_keys, make_code, message_proof, show_code
from spotsigns.sealing.envelope import answer_info, new_private_key, pad, public_bytes, seal, seal_concern
from tests.axe import barriers
from tests.browser.concerns.hubs import Hub
from tests.browser.offline.phones import Phone, wait_kept

pytestmark = pytest.mark.browser

LONG = 15_000


class Written:
    """A concern that reached the hub, and what the hub does with it."""

    def __init__(self, hub: Hub) -> None:
        self.hub = hub
        self.code = make_code()
        self.keys: CodeKeys = derive_keys(self.code, "rotherham")
        self.id = str(uuid.uuid4())
        envelope = seal_concern({"v": 1, "kind": "concern", "answers": {}}, self.id, self.keys.thread, public_bytes(hub.private))
        hub.store.write(lambda db: db.execute("DELETE FROM answers").rowcount)
        hub.server.app.test_client().put(f"/api/envelopes/{self.id}", json=envelope)

    def state(self, state: str) -> None:
        self.hub.store.write(lambda db: db.execute("UPDATE envelopes SET state = ? WHERE id = ?", (state, self.id)).rowcount)

    def answer(self, seq: int, text: str, *, at: str = "2026-11-23T20:15Z", to: bytes | None = None, **more: Any) -> None:
        answer_id = str(uuid.uuid4())
        plaintext = {"v": 1, "kind": "answer", "seq": seq, "lang": "en", "made_at": at, "text": text, "phrase": None, "slots": {}, **more}
        octets = pad(json.dumps(plaintext, ensure_ascii=False).encode())
        sealed = seal(to or public_bytes(self.keys.reply), answer_info(answer_id, self.keys.thread), octets)
        row = (answer_id, self.keys.thread, at, sealed)
        self.hub.store.write(lambda db: db.execute("INSERT INTO answers (id, thread, at, sealed) VALUES (?, ?, ?, ?)", row).rowcount)


@pytest.fixture
def written(hub: Hub) -> Written:
    return Written(hub)


def look(page: Page, typed: str) -> None:
    page.locator("[data-part=code]").fill(typed)
    page.get_by_role("button", name="Look", exact=True).click()


def open_at(phone: Phone, typed: str) -> Page:
    page = phone.open("/en/m/")
    expect(page.locator("[data-part=form]")).to_be_visible()
    look(page, typed)
    return page


def state(page: Page) -> str:
    expect(page.locator("[data-part=result]")).to_be_visible(timeout=LONG)
    return page.locator("[data-part=state]").inner_text().strip()


@pytest.mark.parametrize(
    ("triage", "said"),
    [
        ("new", "It reached us. A person has not read it yet."),
        ("seen", "A person has read it."),
        ("in_hand", "A person has read it."),
        ("closed", "We dealt with this."),
    ],
)
def test_state_is_said_in_true_words(phone: Phone, written: Written, triage: str, said: str) -> None:
    written.state(triage)
    page = open_at(phone, show_code(written.code))
    assert state(page) == said
    expect(page.get_by_text("We delete the words when we no longer need them.")).to_be_visible(visible=triage == "closed")
    assert page.title() == "Step"
    assert page.url == f"{phone.origin}/en/m/"
    assert page.evaluate("history.length") == 2


def test_answers_are_opened_here_in_order_and_shown_as_text_only(phone: Phone, written: Written) -> None:
    written.state("seen")
    written.answer(2, "<b>Ring</b> https://evil.example", at="2026-11-24T09:00Z")
    written.answer(1, "شکریہ", lang="ur")
    page = open_at(phone, written.code)
    assert state(page) == "A person has read it."
    answers = page.locator(".hear__text")
    assert answers.all_inner_texts() == ["شکریہ", "<b>Ring</b> https://evil.example"]
    assert [answers.nth(at).get_attribute("dir") for at in range(2)] == ["auto", "auto"]
    assert answers.nth(0).get_attribute("lang") == "ur"
    assert page.locator(".hear__answer a, .hear__answer b").count() == 0
    assert barriers(page) == []


def test_a_gap_is_said_and_so_is_what_does_not_open(phone: Phone, written: Written) -> None:
    written.answer(1, "First.")
    written.answer(3, "Third.")
    page = open_at(phone, written.code)
    state(page)
    assert "An answer is missing here." in page.locator("[data-part=list]").inner_text()
    written.answer(4, "Not for you.", to=public_bytes(new_private_key()))
    written.answer(2, "Second.")
    page.get_by_role("button", name="Look again").click()
    expect(page.locator(".hear__text")).to_have_text(["First.", "Second.", "Third."], timeout=LONG)
    shown = page.locator("[data-part=list]").inner_text()
    assert "An answer is missing here." not in shown
    assert "There is an answer that this phone cannot open." in shown


def test_closed_with_answers_still_there_does_not_say_that_they_are_deleted(phone: Phone, written: Written) -> None:
    written.answer(1, "Thank you.")
    written.state("closed")
    page = open_at(phone, written.code)
    assert state(page) == "We dealt with this."
    expect(page.get_by_text("We delete the words")).to_be_hidden()


def test_wrong_numbers_are_told_apart_and_digits_of_any_script_are_read(phone: Phone, written: Written) -> None:
    page = open_at(phone, written.code[:-1])
    expect(page.locator("[data-problem=count]")).to_have_text("We need all 20 numbers. You typed 19.")
    look(page, written.code[:-1] + str((int(written.code[-1]) + 1) % 10))
    expect(page.locator("[data-problem=wrong]")).to_be_visible()
    expect(page.locator("[data-problem=count]")).to_be_hidden()
    look(page, "-".join(written.code.translate(str.maketrans("0123456789", "۰۱۲۳۴۵۶۷۸۹"))))
    assert state(page) == "It reached us. A person has not read it yet."
    assert page.locator("[data-part=code]").input_value() == ""


def test_a_code_that_was_never_here_says_so(phone: Phone, hub: Hub) -> None:
    page = open_at(phone, make_code())
    assert state(page) == "Nothing is here under this code. It may still be on the phone it was written on. Tell us again or call."
    expect(page.locator("[data-part=message]")).to_be_hidden()


def test_without_signal_it_says_so_and_keeps_the_numbers_typed(phone: Phone, written: Written) -> None:
    phone.keep("en")
    page = phone.open("/en/m/")
    expect(page.locator("[data-part=form]")).to_be_visible()
    phone.gate.shut()
    look(page, written.code)
    expect(page.locator("[data-problem=unreachable]")).to_be_visible(timeout=LONG + 10_000)
    assert page.locator("[data-part=code]").input_value() == written.code


def test_a_further_message_is_sealed_delivered_and_proven(phone: Phone, hub: Hub, written: Written) -> None:
    page = open_at(phone, written.code)
    state(page)
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("[data-problem=empty]")).to_be_visible()
    page.locator("textarea").fill("numer 7, niebieski سچ")
    expect(page.locator("[data-problem=empty]")).to_be_hidden()
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("[data-message-state=received]")).to_be_visible(timeout=LONG)
    expect(page.locator("[data-message-state=received]")).to_contain_text("It reached us. A person has not read it yet.")
    assert page.locator("textarea").input_value() == ""
    assert len(hub.envelopes()) == 2
    message = hub.concerns()[-1]
    sent = hub.envelopes()[-1]
    assert sent["thread"] == written.keys.thread
    assert set(message) == {"v", "kind", "lang", "made_at", "text", "proof"}
    assert (message["v"], message["kind"], message["lang"], message["text"]) == (1, "message", "en", "numer 7, niebieski سچ")
    assert message["proof"] == message_proof(written.keys.mac, sent["id"], written.keys.thread, message["text"])
    page.get_by_role("button", name="Add something else").click()
    page.locator("textarea").fill("And again.")
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("[data-message-state=received]")).to_be_visible(timeout=LONG)
    assert [one.get("text") for one in hub.concerns()[1:]] == ["numer 7, niebieski سچ", "And again."]


def test_a_message_sealed_again_under_another_id_is_still_proven(phone: Phone, hub: Hub, written: Written) -> None:
    page = open_at(phone, written.code)
    state(page)
    page.locator("textarea").fill("Again.")
    page.wait_for_timeout(1_500)  # the key the page holds now …
    hub.store.write(lambda db: db.execute("DELETE FROM envelopes").rowcount)
    hub.change_key()  # … was never ours
    hub.store._own_keys.clear()
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("[data-message-state=received]")).to_be_visible(timeout=LONG)
    [message], [sent] = hub.concerns(), hub.envelopes()
    assert message["proof"] == message_proof(written.keys.mac, sent["id"], written.keys.thread, "Again.")


def test_without_signal_a_message_asks_once_and_waits_sealed(phone: Phone, hub: Hub, written: Written) -> None:
    phone.keep("en")
    page = open_at(phone, written.code)
    state(page)
    page.locator("textarea").fill("kanarienvogel")
    page.wait_for_timeout(1_500)
    phone.gate.shut()
    page.get_by_role("button", name="Send now").click()
    expect(page.get_by_text("Keep it locked on this phone until there is signal?")).to_be_visible(timeout=LONG)
    expect(page.locator("[data-message-state=ask] .keep-note")).to_be_visible()
    expect(page.locator("[data-part=in-app]")).to_be_hidden()
    page.get_by_role("button", name="Keep it locked").click()
    expect(page.locator("[data-message-state=kept]")).to_be_visible(timeout=LONG)
    expect(page.locator("[data-message-state=kept]")).to_contain_text("It is not sent yet.")
    phone.gate.open()
    # The gate is no network card: without this the outbox's own time would be up to 75 seconds.
    page.evaluate("dispatchEvent(new Event('online'))")
    expect(page.locator("[data-message-state=received]")).to_be_visible(timeout=100_000)
    assert hub.concerns()[-1]["text"] == "kanarienvogel"


def test_looking_again_does_not_lose_a_message_held_in_memory(phone: Phone, hub: Hub, written: Written) -> None:
    page = open_at(phone, written.code)
    state(page)
    page.locator("textarea").fill("kanarienvogel")
    page.wait_for_timeout(1_500)
    page.route("**/healthz", lambda route: route.abort())
    page.get_by_role("button", name="Send now").click()
    expect(page.locator("[data-message-state=ask]")).to_be_visible(timeout=LONG)
    page.get_by_role("button", name="Look again").click()
    state(page)
    expect(page.locator("[data-message-state=ask]")).to_be_visible()
    page.unroute("**/healthz")
    page.get_by_role("button", name="Keep it locked").click()
    expect(page.locator("[data-message-state=received]")).to_be_visible(timeout=LONG)
    assert hub.concerns()[-1]["text"] == "kanarienvogel"


def test_leaving_and_coming_back_show_nothing(phone: Phone, written: Written) -> None:
    written.answer(1, "Something private.")
    page = open_at(phone, written.code)
    state(page)
    page.locator("textarea").fill("Also private.")
    page.evaluate("dispatchEvent(new CustomEvent('spotsigns:leave'))")
    assert "private" not in page.locator("main").inner_html()
    assert page.locator("textarea").input_value() == ""
    expect(page.locator("[data-part=form]")).to_be_visible()
    look(page, written.code)
    state(page)
    page.evaluate("dispatchEvent(new PageTransitionEvent('pageshow', { persisted: true }))")
    assert "private" not in page.locator("main").inner_text()


def test_numbers_kept_on_the_phone_are_offered(phone: Phone, written: Written) -> None:
    page = phone.open("/en/m/")
    expect(page.locator("[data-part=form]")).to_be_visible()
    expect(page.get_by_role("button", name="Use the numbers kept here")).to_be_hidden()
    script = "async (code) => { const { openStore } = await import(`/static/${document.documentElement.dataset.release}/js/concerns/outbox-db.js`); const store = await openStore(); await store.writeKept('code', code); store.close(); }"
    page.evaluate(script, written.code)
    page.reload()
    page.get_by_role("button", name="Use the numbers kept here").click()
    assert state(page) == "It reached us. A person has not read it yet."


def test_it_opens_without_network_once_kept(phone: Phone, hub: Hub) -> None:
    page = phone.keep("en")
    wait_kept(page, "en")
    phone.gate.shut()
    page = phone.open("/en/m/")
    expect(page.locator("[data-part=form]")).to_be_visible()
