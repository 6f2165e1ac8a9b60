"""An answer that comes back: picked in English at the desk, read in Urdu with the code alone, answered with a registration."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pyotp
import pytest
from playwright.sync_api import Browser, Page, expect

from spotsigns.app import create_app
from spotsigns.hub.demonstration import DemonstrationStaff, make_demonstration
from spotsigns.sealing.code import CodeKeys, derive_keys, make_code, show_code
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import new_private_key, private_pkcs8, public_bytes
from spotsigns.settings import load_settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import load_secrets
from tests.axe import barriers
from tests.browser.hub.desks import Desk, MovingClock, ask, concern, tell
from tests.serving import serve_app

pytestmark = pytest.mark.browser

LONG = 20_000


class Stage:
    """A live hub in three languages and one person at its desk."""

    def __init__(self, desk: Desk, url: str, store: SqliteStore, holder: DemonstrationStaff) -> None:
        self.desk, self.url, self.store, self.holder = desk, url, store, holder

    def tell(self, what: str, keys: CodeKeys | None, *, lang: str = "ur") -> None:
        told: dict[str, Any] = {**concern(what), "lang": lang}
        if keys:
            told |= {"reply": to_base64url(public_bytes(keys.reply)), "mac": to_base64url(keys.mac)}
        status, _ = tell(self.url, public_bytes(self.holder.hub_key), told, keys.thread if keys else uuid.uuid4().hex)
        assert status == 201

    def open(self, what: str) -> Page:
        self.desk.page.evaluate("document.querySelector('[data-module=desk]').dataset.sorted = 'no'")
        self.desk.part("refresh").click()
        self.desk.wait_until_sorted()
        self.desk.page.evaluate("document.querySelectorAll('.answering').forEach((part) => part.remove())")
        self.desk.open_row(what)
        self.desk.page.locator(".answering").wait_for()
        return self.desk.page


@pytest.fixture(scope="module")
def stage(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    settings = load_settings({}, data=str(tmp_path_factory.mktemp("hub")), languages="en,ur,pl")
    store, keys, clock = open_store(settings), load_secrets(settings), MovingClock()
    holder = make_demonstration(store, keys, clock())
    with serve_app(create_app(settings, store=store, secrets=keys, clock=clock), settings.database_path) as server:
        context = chromium.new_context(viewport={"width": 1280, "height": 800})
        desk = Desk(context.new_page(), server.url, clock)
        desk.log_in(holder.name, holder.passphrase, holder.totp)
        yield Stage(desk, server.url, store, holder)
        assert desk.problems == []
        context.close()
    store.close()


@pytest.fixture(scope="module")
def code() -> str:
    return make_code()


@pytest.fixture(scope="module")
def keys(code: str) -> CodeKeys:
    return derive_keys(code, "rotherham")


def answer(page: Page, name: str) -> Any:
    return page.locator(f'.answering [data-answer="{name}"]')


def pick(page: Page, search: str, phrase: str) -> None:
    answer(page, "find").fill(search)
    answer(page, "find").press("ArrowDown")
    expect(answer(page, "phrases")).to_be_focused()
    answer(page, "phrases").select_option(phrase)


def send(page: Page) -> None:
    answer(page, "send").click()


def sent(page: Page, before: int, press: str = "Send the answer") -> str:
    """Send what is written; what the list then shows as the last answer."""
    page.get_by_role("button", name=press).click()
    expect(page.locator(".answered > li")).to_have_count(before + 1, timeout=LONG)
    expect(answer(page, "told")).to_contain_text("The answer is kept for them.")
    return page.locator(".answered > li").last.inner_text()


def answered(page: Page) -> int:
    return page.locator(".answered > li").count()


def read_back(page: Page, origin: str, tag: str, code: str) -> Page:
    page.goto(f"{origin}/{tag}/m/")
    expect(page.locator("[data-part=form]")).to_be_visible(timeout=LONG)
    page.locator("[data-part=code]").fill(show_code(code))
    page.locator("[data-part=form] [type=submit]").click()
    expect(page.locator("[data-part=result]")).to_be_visible(timeout=LONG)
    return page


def test_a_phrase_is_found_by_keyboard_filled_and_shown_as_it_will_be_read(stage: Stage, keys: CodeKeys) -> None:
    stage.tell("ایک لڑکی دکان پر آتی ہے", keys)
    page = stage.open("ایک لڑکی دکان پر آتی ہے")
    expect(answer(page, "state")).to_have_text("A person has read it.")
    expect(answer(page, "none")).to_be_visible()
    expect(answer(page, "reader")).to_contain_text("The person wrote in Urdu.")
    pick(page, "call betw", "call-between")
    send(page)
    expect(answer(page, "told")).to_have_text("Write a telephone number.")
    expect(page.locator('[data-slot="number"]')).to_be_focused()
    page.locator('[data-slot="number"]').fill("01709 336080")
    page.locator('[data-slot="from"]').fill("09:30")
    expect(answer(page, "english")).to_have_text("Please call 01709 336080 between 09:30 and [Until].")
    page.locator('[data-slot="to"]').fill("17:00")
    expect(answer(page, "english")).to_have_text("Please call 01709 336080 between 09:30 and 17:00.")
    expect(answer(page, "other")).to_have_text("مہربانی کر کے 09:30 اور 17:00 کے درمیان 01709 336080 پر فون کریں۔")
    expect(answer(page, "other").locator("> bdi")).to_have_attribute("dir", "rtl")
    expect(answer(page, "unchecked")).to_be_visible()
    line = sent(page, 0)
    assert "Please call 01709 336080 between 09:30 and 17:00." in line
    assert stage.holder.name in line
    assert answer(page, "find").input_value() == ""


def test_own_words_in_another_language_are_asked_about_before_they_go(stage: Stage, keys: CodeKeys) -> None:
    page = stage.open("ایک لڑکی دکان پر آتی ہے")
    page.get_by_label("your own words").check()
    send(page)
    expect(answer(page, "told")).to_have_text("Write a few words first.")
    answer(page, "text").fill("Which door <b>did</b> she use?")
    send(page)
    expect(answer(page, "anyway-why")).to_have_text("The person wrote in Urdu. This would come to them in English.")
    page.get_by_role("button", name="Go back").click()
    expect(answer(page, "anyway")).to_be_hidden()
    before = answered(page)
    send(page)
    assert "Which door <b>did</b> she use?" in sent(page, before, "Send in English anyway")
    answer(page, "text").fill("شکریہ")
    answer(page, "written").select_option("ur")
    assert "شکریہ" in sent(page, before + 1)
    expect(answer(page, "anyway")).to_be_hidden()


def test_a_phrase_may_name_a_contact_a_place_and_a_day(stage: Stage, keys: CodeKeys) -> None:
    page = stage.open("ایک لڑکی دکان پر آتی ہے")
    pick(page, "meet", "meet")
    page.locator('[data-slot="place"]').fill("Eastwood")
    page.locator('[data-slot="day"]').fill("2026-11-24")
    page.locator('[data-slot="time"]').fill("10:00")
    expect(answer(page, "english")).to_have_text("Can we meet you here: Eastwood, on 24 November 2026 at 10:00? You can say no.")
    pick(page, "not in our", "not-our-area")
    page.locator('[data-slot="contact"]').select_option("mash")
    expect(answer(page, "english")).to_contain_text("01709")
    sent(page, answered(page))


def test_with_the_code_alone_it_is_read_in_urdu_and_a_registration_comes_back_proven(stage: Stage, chromium: Browser, keys: CodeKeys, code: str) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, locale="ur")
    page = read_back(context.new_page(), stage.url, "ur", code)
    lines = page.locator(".hear__answer")
    expect(lines).to_have_count(4, timeout=LONG)
    first = lines.nth(0).locator(".hear__text")
    assert first.text_content() == "مہربانی کر کے 09:30 اور 17:00 کے درمیان 01709 336080 پر فون کریں۔"
    assert first.get_attribute("lang") == "ur"
    assert [link.get_attribute("href") for link in lines.nth(0).locator("a").all()] == ["tel:01709336080"]
    lines.nth(0).locator("summary").click()
    assert lines.nth(0).locator("details p").inner_text() == "Please call 01709 336080 between 09:30 and 17:00."
    own = lines.nth(1)
    assert own.locator(".hear__text").inner_text() == "Which door <b>did</b> she use?"
    assert own.locator(".hear__text").get_attribute("lang") == "en"
    expect(own.locator(".hear__other")).to_contain_text("انگریزی")
    assert own.locator("a, b").count() == 0
    expect(lines.nth(2).locator(".hear__other")).to_be_hidden()
    assert "01709" in lines.nth(3).locator(".hear__text").inner_text()
    expect(page.locator(".hear__answers .care")).to_have_count(0)
    assert barriers(page) == []
    page.locator("textarea").fill("رجسٹریشن YX19 ABC")
    page.locator("[data-message-state=write] [data-message=send]").click()
    expect(page.locator("[data-message-state=received]")).to_be_visible(timeout=LONG)
    context.close()
    shown = stage.open("رجسٹریشن YX19 ABC")
    pane = stage.desk.part("pane")
    expect(pane).to_contain_text("Sent by the person who told us first.")
    expect(shown.locator(".answered > li")).to_have_count(4)
    pick(shown, "you can add", "add-here")
    sent(shown, 4)
    assert ask(stage.url, f"/api/threads/{keys.thread}")["state"] == "read"


def test_nothing_is_offered_without_a_reply_key_and_the_reason_is_said(stage: Stage) -> None:
    stage.tell("no key was sent along", None, lang="en")
    page = stage.open("no key was sent along")
    expect(answer(page, "closed")).to_contain_text("no reply key came with the first concern")
    expect(answer(page, "form")).to_be_hidden()


def test_a_reply_key_that_came_later_is_never_answered(stage: Stage, keys: CodeKeys) -> None:
    other = CodeKeys(keys.thread, new_private_key(), secrets.token_bytes(32))
    stage.tell("answer me instead", other, lang="en")
    page = stage.open("answer me instead")
    pick(page, "are you safe", "you-safe-now")
    sent(page, answered(page))
    envelopes = ask(stage.url, f"/api/threads/{keys.thread}")["envelopes"]
    opened = page.evaluate(
        """async ([envelope, thread, pkcs8, reply, release]) => {
          const at = (name) => import(`/static/${release}/js/${name}`);
          const { fromBase64url } = await at('sealing/bytes.js'), { importKeyPair } = await at('sealing/suite.js');
          return (await (await at('sealing/envelope.js')).openAnswer({ ...envelope, thread }, await importKeyPair(fromBase64url(pkcs8), fromBase64url(reply)))).phrase;
        }""",
        [envelopes[-1], keys.thread, *key_texts(keys), page.evaluate("document.documentElement.dataset.release")],
    )
    assert opened == "you-safe-now"


def key_texts(keys: CodeKeys) -> tuple[str, str]:
    return to_base64url(private_pkcs8(keys.reply)), to_base64url(public_bytes(keys.reply))


def test_a_language_without_phrases_is_said_and_asked_about(stage: Stage) -> None:
    stage.tell("po slovensky", derive_keys(make_code(), "rotherham"), lang="sk")
    page = stage.open("po slovensky")
    expect(answer(page, "reader")).to_contain_text("no ready-made answers in that language")
    pick(page, "thank you", "thanks")
    send(page)
    expect(page.get_by_role("button", name="Send in English anyway")).to_be_focused()


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 360])
def test_axe_finds_nothing_and_nothing_stands_out_at_any_width(stage: Stage, keys: CodeKeys, scheme: Any, width: int) -> None:
    page = stage.open("ایک لڑکی دکان پر آتی ہے")
    page.emulate_media(color_scheme=scheme)
    page.set_viewport_size({"width": width, "height": 800})
    pick(page, "call betw", "call-between")
    page.locator('[data-slot="number"]').fill("01709 336080")
    assert barriers(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.emulate_media(color_scheme="light")
    page.set_viewport_size({"width": 1280, "height": 800})


def test_after_the_lock_an_answer_still_goes_out(stage: Stage) -> None:
    page, clock = stage.desk.page, stage.desk.clock
    stage.open("po slovensky")
    page.get_by_label("your own words").check()
    answer(page, "text").fill("Half written")
    clock.ahead += timedelta(minutes=16)
    send(page)
    page.get_by_role("button", name="Send in English anyway").click()
    stage.desk.part("lock").wait_for(state="visible")
    stage.desk.part("passphrase").fill(stage.holder.passphrase)
    stage.desk.part("totp").fill(pyotp.TOTP(stage.holder.totp).at(clock()))
    stage.desk.part("press").click()
    page.locator(".answering").wait_for(state="visible")
    assert answer(page, "text").input_value() == "Half written"
    send(page)
    sent(page, answered(page), "Send in English anyway")


def test_a_key_that_is_no_key_is_said_and_nothing_is_sent(stage: Stage) -> None:
    thread = uuid.uuid4().hex
    told = {**concern("a broken key"), "lang": "en", "reply": to_base64url(b"\4" + bytes(64))}
    tell(stage.url, public_bytes(stage.holder.hub_key), told, thread)
    page = stage.open("a broken key")
    pick(page, "are you safe", "you-safe-now")
    send(page)
    expect(answer(page, "told")).to_have_text("This could not be sealed to the key of the person. Nothing was sent.")
    assert ask(stage.url, f"/api/threads/{thread}")["envelopes"] == []


def test_a_copy_given_to_somebody_else_in_the_database_is_not_believed(stage: Stage, keys: CodeKeys) -> None:
    change = "UPDATE answers SET author = 'somebody-else' WHERE thread = ? AND seq = 1"
    stage.store.write(lambda db: db.execute(change, (keys.thread,)).rowcount)
    page = stage.open("ایک لڑکی دکان پر آتی ہے")
    lines = page.locator(".answered > li").all_inner_texts()
    assert "The desk's copy of this answer does not open with your keys." in lines[0]
    assert "no name" in lines[0]
    assert "Which door" in lines[1]
