"""Told by phone: a long call, a lock in the middle, the code to read out, and what the desk then shows. Practice on the desk."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser, BrowserContext, expect

from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.sealing.code import derive_keys
from spotsigns.sealing.envelope import public_bytes
from tests.axe import barriers
from tests.browser.hub.conftest import HubServer
from tests.browser.hub.desks import Desk, ask, concern, tell

pytestmark = pytest.mark.browser

Demonstration = tuple[HubServer, DemonstrationStaff]
MINUTE = timedelta(minutes=1)


class Call(Desk):
    """Somebody at the hub with a caller on the line."""

    def open_told(self) -> None:
        self.page.get_by_role("link", name="Told by phone").click()
        expect(self.part("send")).to_be_enabled()

    def question(self, answer: str) -> str:
        return f'[data-question="{answer}"]'

    def choose(self, answer: str, value: str) -> None:
        self.page.locator(f'{self.question(answer)} [value="{value}"]').first.check()

    def pass_minutes(self, minutes: int) -> None:
        """For browser and server alike; timers run as they would."""
        self.clock.ahead += minutes * MINUTE
        self.page.clock.run_for(minutes * 60_000)

    def send(self) -> str:
        """The code to read out."""
        self.part("send").click()
        expect(self.part("code")).to_be_visible()
        return str(self.part("digits").inner_text().replace(" ", ""))


@pytest.fixture(scope="module")
def context(chromium: Browser) -> Iterator[BrowserContext]:
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    context.clock.install()
    yield context
    context.close()


@pytest.fixture
def call(context: BrowserContext, demonstration: Demonstration) -> Iterator[Call]:
    server, holder = demonstration
    call = Call(context.new_page(), server.url, server.clock)
    call.go_to_desk(holder.name, holder.passphrase, holder.totp)
    yield call
    assert call.problems == []
    call.page.close()


def told_of(call: Call, words: str) -> str:
    call.page.goto(call.url + "/hub/")
    call.wait_until_sorted()
    return call.open_row(words)


def test_caller_gets_a_code_that_works_and_the_desk_says_how_it_was_taken(call: Call, demonstration: Demonstration) -> None:
    call.open_told()
    call.choose("taken", "phone")
    call.choose("danger", "yes")
    assert call.part("danger-now").is_visible()
    call.choose("danger", "no")
    assert call.part("danger-now").is_hidden()
    call.page.locator(".told__signs summary").first.click()
    call.page.locator(".told__signs input").first.check()
    call.page.locator(f"{call.question('what')} textarea").fill("She sees the boy through the kitchen window at night.")
    assert call.page.locator(call.question("contact_how")).is_hidden()
    call.choose("contact", "confidential")
    call.page.locator(f"{call.question('contact_how')} [name]").fill("after six, 07700 900456")
    code = call.send()
    keys = derive_keys(code, "rotherham")
    assert ask(call.url, f"/api/threads/{keys.thread}") == {"state": "received", "envelopes": []}
    call.part("another").click()
    assert call.part("digits").inner_text() == ""
    assert call.page.locator("textarea").first.input_value() == ""
    shown = told_of(call, "through the kitchen window")
    for words in ("By phone", f"entered here by {demonstration[1].name}"):
        assert words in shown
    assert "07700 900456" not in shown
    assert ask(call.url, f"/api/threads/{keys.thread}")["state"] == "read"


def test_only_what_is_needed_is_asked_for_and_nothing_typed_is_lost(call: Call) -> None:
    call.open_told()
    call.page.locator(f"{call.question('child')} [name]").fill("about eleven")
    for answer, value, words in (("taken", "paper", "by phone or on paper"), ("danger", "unknown", "in danger"), ("signs", "something-else", "Tick at least one")):
        call.part("send").click()
        expect(call.part("told")).to_contain_text(words)
        call.choose(answer, value)
    call.page.locator(f"{call.question('what')} textarea").fill("x" * 3_007)
    call.part("send").click()
    expect(call.part("told")).to_contain_text("too long by 7")
    call.page.locator(f"{call.question('what')} textarea").fill("short")
    call.page.route("**/hub/api/told/**", lambda route: route.abort())
    call.part("send").click()
    expect(call.part("told")).to_contain_text("not sent")
    call.page.unroute("**/hub/api/told/**")
    assert call.page.locator(f"{call.question('child')} [name]").input_value() == "about eleven"
    assert len(call.send()) == 20


def test_answer_that_never_came_is_one_concern_when_sent_again(call: Call, demonstration: Demonstration) -> None:
    call.open_told()
    call.choose("taken", "phone")
    call.choose("danger", "no")
    call.page.locator(f"{call.question('what')} textarea").fill("told once only")

    def lose(route: object) -> None:
        route.fetch()  # type: ignore[attr-defined]
        route.abort()  # type: ignore[attr-defined]

    call.page.route("**/hub/api/told/**", lose)
    call.part("send").click()
    expect(call.part("told")).to_contain_text("not sent")
    call.page.unroute("**/hub/api/told/**")
    call.send()
    told_of(call, "told once only")
    assert sum("told once only" in row for row in call.rows()) == 1


def test_twenty_five_minutes_of_slow_typing_never_lock(call: Call) -> None:
    call.open_told()
    call.choose("taken", "phone")
    call.choose("danger", "no")
    words = call.page.locator(f"{call.question('what')} textarea")
    words.focus()
    said = "a lad gets in the car"
    for letter in said[:25]:
        call.page.keyboard.press("Space" if letter == " " else letter)
        call.pass_minutes(1)
        assert call.part("lock").is_hidden()
    call.pass_minutes(4)
    assert call.part("lock").is_hidden()
    assert words.input_value() == said
    assert len(call.send()) == 20


def test_idle_lock_in_the_middle_of_a_call_loses_nothing(call: Call, demonstration: Demonstration) -> None:
    holder = demonstration[1]
    call.open_told()
    call.choose("taken", "phone")
    call.choose("danger", "unknown")
    call.page.locator(f"{call.question('what')} textarea").fill("half a sen")
    call.page.locator(f"{call.question('place')} select").select_option("maltby")
    call.pass_minutes(16)
    call.part("lock").wait_for(state="visible")
    assert call.part("work").is_hidden()
    call.clock.ahead += MINUTE
    call.part("passphrase").fill(holder.passphrase)
    call.part("totp").fill(pyotp.TOTP(holder.totp).at(call.clock()))
    call.part("press").click()
    call.part("work").wait_for(state="visible")
    words = call.page.locator(f"{call.question('what')} textarea")
    assert words.input_value() == "half a sen"
    words.focus()
    words.press("End")
    call.page.keyboard.type("tence, and the rest")
    assert len(call.send()) == 20
    shown = told_of(call, "half a sentence, and the rest")
    assert "Maltby" in shown


def test_leaving_with_words_typed_asks_first(call: Call) -> None:
    call.open_told()
    call.page.locator(f"{call.question('what')} textarea").press("a")
    asked = []
    call.page.on("dialog", lambda dialog: (asked.append(dialog.type), dialog.dismiss()))
    call.page.get_by_role("link", name="Desk", exact=True).click()
    expect(call.page.locator(f"{call.question('what')} textarea")).to_have_value("a")
    assert asked == ["beforeunload"]


@pytest.mark.parametrize("width", [1280, 360])
@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_on_the_page(call: Call, width: int, colours: str) -> None:
    call.page.set_viewport_size({"width": width, "height": 800})
    call.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    call.open_told()
    assert call.page.evaluate("document.documentElement.scrollWidth") <= width
    assert barriers(call.page) == []


def test_practice_stands_apart_until_somebody_says_that_it_is_real(call: Call, demonstration: Demonstration) -> None:
    public = public_bytes(demonstration[1].hub_key)
    tell(call.url, public, {**concern("told on the practice page"), "practice": True}, "44" * 16)
    call.page.goto(call.url + "/hub/")
    call.wait_until_sorted()
    assert not any("practice" in row for row in call.rows())
    counted = int(str(call.part("count").inner_text()).split()[0])
    assert counted == len(call.rows())
    call.page.locator('[data-tab="practice"]').click()
    expect(call.part("list")).to_contain_text("told on the practice page")
    expect(call.part("list")).to_contain_text("This is a practice run")
    shown = call.open_row("told on the practice page")
    assert "It stands apart and is not counted" in shown
    call.page.get_by_role("button", name="This is real").click()
    expect(call.part("list")).not_to_contain_text("told on the practice page")
    call.page.locator('[data-tab="to-read"]').click()
    expect(call.part("list")).to_contain_text("told on the practice page")
    call.page.reload()
    call.wait_until_sorted()
    assert any("told on the practice page" in row for row in call.rows())
    call.open_row("told on the practice page")
    assert not call.page.locator('[data-field="practice"]').is_checked()
    assert call.page.get_by_role("button", name="This is real").count() == 0


def test_real_one_marked_as_practice_leaves_what_is_to_be_read(call: Call, demonstration: Demonstration) -> None:
    tell(call.url, public_bytes(demonstration[1].hub_key), concern("a colleague tried the form"), "55" * 16)
    call.page.goto(call.url + "/hub/")
    call.wait_until_sorted()
    call.open_row("a colleague tried the form")
    call.page.locator('[data-field="practice"]').check()
    call.page.locator('.triage [data-state="same"]').click()
    expect(call.part("list")).not_to_contain_text("a colleague tried the form")
    call.page.locator('[data-tab="practice"]').click()
    expect(call.part("list")).to_contain_text("a colleague tried the form")
