"""A day's work at the desk by keyboard alone: finding, many at once, what is overdue, who reads too, a safe call, a translation."""

from __future__ import annotations

import uuid
from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route, expect

from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.sealing.envelope import public_bytes
from tests.axe import barriers
from tests.browser.hub.conftest import HubServer
from tests.browser.hub.desks import Desk, concern, tell

pytestmark = pytest.mark.browser

Demonstration = tuple[HubServer, DemonstrationStaff]


@pytest.fixture
def public(demonstration: Demonstration) -> bytes:
    return public_bytes(demonstration[1].hub_key)


@pytest.fixture(scope="module", autouse=True)
def two_weeks_ago(demonstration: Demonstration) -> None:
    """The oldest sample is overdue on whatever day this runs."""
    server = demonstration[0]
    old = (server.clock() - timedelta(days=14)).strftime("%Y-%m-%dT%H:%MZ")
    server.store.write(lambda db: db.execute("UPDATE envelopes SET received = ? WHERE received = (SELECT min(received) FROM envelopes)", (old,)).rowcount)


def acts(demonstration: Demonstration) -> list[str]:
    return [f"{row.act} {row.subject.partition(' ')[2]}".strip() for row in demonstration[0].store.ledger_rows()]


def walk_to(page: Page, words: str) -> None:
    """With J from the top until the row that says `words` has the focus; from the top again where the list was drawn anew meanwhile."""
    expect(page.locator('[data-part="list"] button', has_text=words)).to_be_visible()
    for _ in range(3):
        page.keyboard.press("Escape")
        page.locator('[data-tab="to-read"]').focus()
        for _ in range(20):
            page.keyboard.press("j")
            if words in (page.evaluate("document.activeElement.textContent") or ""):
                return
        page.wait_for_timeout(500)
    pytest.fail(f"no row says {words!r}")


def read(page: Page, words: str) -> Any:
    """Open the row that says `words` with Enter; the reading pane."""
    walk_to(page, words)
    page.keyboard.press("Enter")
    pane = page.locator('[data-part="pane"]')
    expect(pane).to_contain_text(words)
    pane.locator(".triage").wait_for()
    return pane


def tab_to(page: Page, selector: str) -> None:
    for _ in range(60):
        page.keyboard.press("Tab")
        if page.evaluate("(selector) => document.activeElement.matches(selector)", selector):
            return
    pytest.fail(f"Tab does not reach {selector}")


def test_search_finds_a_plate_and_forgets_nothing(desk: Desk) -> None:
    page = desk.page
    page.keyboard.press("/")
    assert page.evaluate("document.activeElement.dataset.want") == "query"
    page.keyboard.type("yx19 abc")
    expect(page.locator('[data-part="list"] button')).to_have_count(2)
    assert page.evaluate("document.activeElement.dataset.want") == "query"
    page.keyboard.press("Control+a")
    page.keyboard.type("07700 900123")
    expect(page.locator('[data-part="list"] button')).to_have_count(0)
    page.keyboard.press("Control+a")
    page.keyboard.press("Delete")
    expect(page.locator('[data-part="list"] button')).to_have_count(5)
    assert not any(desk.has_sent(plate) for plate in ("yx19", "yx19abc", "yx19+abc"))


def test_practice_stands_apart_and_overdue_is_said(desk: Desk) -> None:
    page = desk.page
    expect(page.locator(".row", has_text="Two men took a room").locator(".badge--overdue")).to_contain_text("Overdue since")
    expect(page.locator(".row", has_text="practice run")).to_have_count(0)
    expect(desk.part("count")).to_have_text("5 here, most urgent first")
    page.locator('[data-tab="practice"]').click()
    expect(page.locator(".row", has_text="practice run")).to_have_count(1)
    expect(page.locator(".row .badge--overdue")).to_have_count(0)
    page.locator('[data-tab="to-read"]').click()
    expect(desk.part("count")).to_have_text("5 here, most urgent first")


def test_longest_overdue_comes_first_when_asked(desk: Desk) -> None:
    page = desk.page
    order = page.locator('[data-want="order"]')
    order.focus()
    page.keyboard.type("Longest")
    expect(page.locator('[data-part="list"] button').first).to_contain_text("Two men took a room")
    page.keyboard.press("Home")
    expect(page.locator('[data-part="list"] button').first).to_contain_text("Danger now")


def test_now_is_when_it_was_written_by_both_clocks(desk: Desk) -> None:
    pane = read(desk.page, "Vo vedľajšom byte")
    expect(pane.locator(".urgent")).to_contain_text("Now, as of ")
    expect(pane.locator(".urgent")).to_contain_text("; reached us ")
    expect(desk.page.locator(".row", has_text="Vo vedľajšom byte")).to_contain_text("Now, as of ")


def test_film_has_a_date_in_list_and_pane(desk: Desk) -> None:
    pane = read(desk.page, "Third Friday in a row")
    expect(pane.locator(".urgent .badge--evidence")).to_contain_text("Film or records until about ")
    expect(desk.page.locator(".row", has_text="Third Friday").locator(".badge--evidence")).to_be_visible()


def test_related_concerns_say_why_and_open(desk: Desk) -> None:
    pane = read(desk.page, "Third Friday in a row")
    expect(pane.locator(".related")).to_contain_text("same registration YX19 ABC")
    pane.locator(".related button").focus()
    desk.page.keyboard.press("Enter")
    expect(pane).to_contain_text("ایک لڑکی")


def test_contact_is_hidden_until_there_is_a_reason_and_again_afterwards(desk: Desk, demonstration: Demonstration) -> None:
    page = desk.page
    pane = read(page, "ایک لڑکی")
    banner = pane.locator(".safe-contact")
    for words in ("دکان کا مالک", "صبح دس بجے کے بعد", "Do not leave a message.", "Hidden"):
        expect(banner).to_contain_text(words)
    assert "07700" not in pane.inner_text()
    tab_to(page, ".reveal select")
    page.keyboard.type("To book")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    expect(banner).to_contain_text("07700 900123")
    expect(banner).to_contain_text("ثنا")
    assert acts(demonstration)[-1] == "revealed interpreter"
    page.keyboard.press("Escape")
    expect(pane).to_contain_text("Choose a concern")
    assert "07700" not in read(page, "ایک لڑکی").inner_text()


def test_words_leave_for_a_translator_with_a_warning_and_a_ledger_row(desk: Desk, demonstration: Demonstration) -> None:
    page = desk.page
    page.context.grant_permissions(["clipboard-read", "clipboard-write"])
    pane = read(page, "Na myjni pracuje")
    expect(pane.locator(".translator h3")).to_have_text("Needs a translator: Polish")
    tab_to(page, '[data-part="ask-copy"]')
    page.keyboard.press("Enter")
    expect(pane.locator('[data-part="copy-warning"]')).to_contain_text("Never paste this into a public translator")
    page.keyboard.press("Enter")
    expect(pane.locator('[data-part="left"]')).to_contain_text("Copied.")
    copied = page.evaluate("navigator.clipboard.readText()")
    assert "Na myjni pracuje" in copied
    assert "myjnia samochodowa" in copied
    assert acts(demonstration)[-1] == "extracted copy"
    assert not any(b"myjni" in sent for sent in desk.sent)


def test_translation_comes_back_and_stands_locked_beside_the_original(chromium: Browser, demonstration: Demonstration) -> None:
    """The records' routes are the server's other half: here they keep what they are sent, as they would."""
    server, holder = demonstration
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    desk = Desk(context.new_page(), server.url, server.clock)
    author = next(person.id for person in server.store.all_staff() if person.name == holder.name)
    kept: list[dict[str, Any]] = []

    def keep(route: Route) -> None:
        if route.request.method == "POST":
            kept.append({**route.request.post_data_json, "author": author, "at": "2026-11-24T09:00:00Z"})
        route.fulfill(json={"records": kept})

    desk.page.route("**/hub/api/concerns/*/records", keep)
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    pane = read(desk.page, "Na myjni pracuje")
    tab_to(desk.page, ".translator textarea")
    desk.page.keyboard.type("A boy works at the car wash.")
    desk.page.keyboard.press("Tab")
    desk.page.keyboard.press("Enter")
    expect(pane.locator(".translation")).to_contain_text("A boy works at the car wash.")
    expect(pane.locator(".translation")).to_contain_text(f"Translation by {holder.name}, 24 Nov 2026, 09:00")
    assert [record["kind"] for record in kept] == ["translation"]
    assert not any(b"car wash" in sent for sent in desk.sent)
    kept[0]["author"] = "somebody else"
    assert "does not open: it was changed" in read(desk.page, "Na myjni pracuje").inner_text()
    context.close()


def test_many_move_together_but_never_what_nobody_has_read(desk: Desk, public: bytes) -> None:
    page = desk.page
    for words in ("bulk one", "bulk two", "bulk unread"):
        assert tell(desk.url, public, concern(words, place="ferham"), uuid.uuid4().hex)[0] == 201
    desk.part("refresh").focus()
    page.keyboard.press("Enter")
    expect(page.locator(".row", has_text="bulk unread")).to_be_visible()
    for words in ("bulk one", "bulk two"):
        read(page, words)
    for words in ("bulk one", "bulk two", "bulk unread"):
        walk_to(page, words)
        page.keyboard.press("x")
    expect(desk.part("picked")).to_have_text("3 chosen")
    state = page.locator('[data-bulk="state"]')
    state.focus()
    page.keyboard.type("Closed")
    tab_to(page, '[data-bulk="reason"]')
    page.keyboard.type("the same shop, settled by phone")
    tab_to(page, ".bulk [type=submit]")
    page.keyboard.press("Enter")
    expect(desk.part("bulk-told")).to_contain_text("Nothing was moved. 1 cannot become “Closed”. 1 of them nobody has read")
    tab_to(page, '[data-part="leave-out"]')
    page.keyboard.press("Enter")
    expect(desk.part("picked")).to_have_text("2 chosen")
    state.focus()
    page.keyboard.type("Closed")
    tab_to(page, '[data-bulk="reason"]')
    page.keyboard.type("the same shop, settled by phone")
    tab_to(page, ".bulk [type=submit]")
    page.keyboard.press("Enter")
    expect(desk.part("bulk")).to_be_hidden()
    expect(page.locator('[data-part="list"]')).not_to_contain_text("bulk one")
    expect(page.locator('[data-part="list"]')).to_contain_text("bulk unread")
    page.locator('[data-tab="closed"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-part="list"] button')).to_have_count(2)
    page.locator('[data-tab="to-read"]').focus()
    page.keyboard.press("Enter")
    desk.wait_until_sorted()


def test_sieve_sifts_what_is_recorded_here_and_on_the_server(desk: Desk) -> None:
    page = desk.page
    walk_to(page, "Two men took a room")
    page.keyboard.press("Enter")
    page.locator(".triage").wait_for()
    page.locator('[data-field="ward"]').focus()
    page.keyboard.type("Maltby")
    chosen = page.locator('[data-field="ward"]').input_value()
    page.locator('.triage [data-state="in_hand"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator(".triage [data-part=told]")).to_have_text("Saved: In hand")
    page.locator('[data-tab="in-hand"]').focus()
    page.keyboard.press("Enter")
    expect(page.locator('[data-part="list"] button')).to_have_count(1)
    page.locator(".tools__more summary").first.focus()
    page.keyboard.press("Enter")
    ward = page.locator('[data-want="ward"]')
    ward.select_option("-")
    expect(page.locator('[data-part="list"] button')).to_have_count(0)
    expect(desk.part("sieve-count")).to_have_text("1 on")
    ward.select_option(chosen)
    expect(page.locator('[data-part="list"] button')).to_have_count(1)
    desk.part("clear-sieve").focus()
    page.keyboard.press("Enter")
    page.locator(".tools__more summary").first.focus()
    page.keyboard.press("Enter")
    page.locator('[data-tab="to-read"]').focus()
    page.keyboard.press("Enter")
    desk.wait_until_sorted()


def test_new_ones_are_noticed_without_a_reload_and_take_no_focus(chromium: Browser, demonstration: Demonstration, public: bytes) -> None:
    server, holder = demonstration
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.page.clock.install()
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    page = desk.page
    desk.open_row("Na myjni")
    page.locator('[data-field="assignee"]').focus()
    page.keyboard.type("half")
    server.store.write(lambda db: db.execute("INSERT INTO staff (id, name, role, state) VALUES ('other', 'Bert', 'practitioner', 'active')").rowcount)
    assert tell(server.url, public, concern("just arrived"), uuid.uuid4().hex)[0] == 201
    page.clock.fast_forward(31_000)
    expect(desk.part("news")).to_have_text("1 new: show it")
    assert page.evaluate("document.activeElement.dataset.field") == "assignee"
    assert "just arrived" not in page.locator('[data-part="list"]').inner_text()
    page.keyboard.type(" written")
    assert page.locator('[data-field="assignee"]').input_value() == "half written"
    page.keyboard.press("Escape")
    desk.part("pane").focus()
    page.keyboard.press("n")
    expect(page.locator('[data-part="list"]')).to_contain_text("just arrived")
    expect(desk.part("news")).to_be_hidden()
    assert page.locator('[data-field="assignee"]').input_value() == "half written"
    # Brought in by another button, from this heading or another one: shown is shown.
    for words, button in (("came second", "refresh"), ("came third", "news")):
        assert tell(server.url, public, concern(words), uuid.uuid4().hex)[0] == 201
        page.clock.fast_forward(31_000)
        expect(desk.part("news")).to_have_text("1 new: show it")
        if button == "news":
            page.locator('[data-tab="closed"]').click()
        desk.part(button).click()
        expect(page.locator('[data-part="list"]')).to_contain_text(words)
        expect(desk.part("news")).to_be_hidden()
    context.close()


def test_names_of_others_stand_in_list_and_pane_until_they_go(chromium: Browser, demonstration: Demonstration) -> None:
    server, holder = demonstration
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.page.clock.install()
    asked: list[list[str]] = [["", "Sana"]]
    desk.page.route("**/hub/api/looking", lambda route: route.fulfill(json={"looking": asked}))
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    row = desk.page.locator(".row", has_text="Na myjni")
    asked[0][0] = str(row.get_attribute("data-id")).split("/")[0]
    desk.open_row("Na myjni")
    expect(desk.part("looking")).to_have_text("Sana looks at this too")
    expect(row).to_contain_text("Sana looks at this too")
    asked.clear()
    desk.page.clock.fast_forward(31_000)
    expect(desk.part("looking")).to_have_text("")
    expect(row).not_to_contain_text("Sana")
    context.close()


def test_line_that_may_not_open_says_what_is_missing(chromium: Browser, demonstration: Demonstration) -> None:
    server, holder = demonstration
    context = chromium.new_context()
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    for expected in ("The line is closed", "The line is closed"):
        desk.part("line").focus()
        desk.page.keyboard.press("Enter")
        expect(desk.part("line")).to_have_text(expected)
    expect(desk.part("red")).to_contain_text("two keyholders: Run")
    server.store.set_live(True)
    context.close()


def test_single_keys_can_be_switched_off(desk: Desk) -> None:
    page = desk.page
    page.locator(".tools__more summary").last.focus()
    page.keyboard.press("Enter")
    desk.part("keys-on").focus()
    page.keyboard.press("Space")
    page.locator('[data-tab="to-read"]').focus()
    page.keyboard.press("j")
    assert page.evaluate("document.activeElement.dataset.tab") == "to-read"
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.closest('[data-part=list]') !== null")
    desk.part("keys-on").focus()
    page.keyboard.press("Space")


@pytest.mark.parametrize(("colours", "width"), [("light", 1280), ("dark", 1280), ("light", 360)])
def test_axe_finds_nothing(chromium: Browser, demonstration: Demonstration, colours: str, width: int) -> None:
    server, holder = demonstration
    context = chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=colours)  # type: ignore[arg-type]
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    desk.open_row("ایک لڑکی")
    for summary in desk.page.locator(".tools__more summary").all():
        summary.click()
    desk.page.locator("[data-pick]").first.check()
    desk.page.locator('[data-part="ask-copy"]').click()
    assert barriers(desk.page) == []
    assert desk.page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth")
    context.close()


def test_session_goes_on_only_while_somebody_stirs(demonstration: Demonstration, chromium: Browser) -> None:
    """The desk asks by itself every half minute: the server must not take that for a person."""
    server, holder = demonstration
    context = chromium.new_context()
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    seen = server.store.read().execute("SELECT max(seen) FROM sessions").fetchone()[0]
    server.clock.ahead += timedelta(minutes=5)
    assert desk.page.evaluate("fetch('/hub/api/looking', { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: '{\"at\": \"\"}' }).then((answer) => answer.status)") == 200
    assert server.store.read().execute("SELECT max(seen) FROM sessions").fetchone()[0] == seen
    context.close()
