"""Ledger, figures and contacts in a real browser: an auditor, two editors, a keyholder, a reader."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.ledger import ASKED, MOVED, REVEALED, Ledger
from spotsigns.hub.ledger_page import EXPORTED
from spotsigns.hub.reveal import REVEAL_REASONS
from spotsigns.hub.staff import add_staff
from spotsigns.hub.tallies import HANDED_OVER, week_of
from tests.axe import barriers
from tests.browser.hub.conftest import HubServer
from tests.browser.hub.desks import Desk
from tests.browser.hub.people import join_as

pytestmark = pytest.mark.browser

Demonstration = tuple[HubServer, DemonstrationStaff]


@pytest.fixture(scope="module")
def auditor(chromium: Browser, demonstration: Demonstration) -> Iterator[Desk]:
    desk = join_as(chromium, demonstration[0], "Audrey Auditor", "auditor")
    yield desk
    assert desk.problems == []
    desk.page.context.close()


@pytest.fixture(scope="module")
def editor(chromium: Browser, demonstration: Demonstration) -> Iterator[Desk]:
    desk = join_as(chromium, demonstration[0], "Ann Editor", "content-editor")
    yield desk
    assert desk.problems == []
    desk.page.context.close()


@pytest.fixture(scope="module")
def holder(desk: Desk) -> Desk:
    """The keyholder, whom the demonstration has."""
    return desk


def go_to(desk: Desk, page: str) -> None:
    desk.page.goto(f"{desk.url}/hub/{page}")
    desk.page.locator("[data-ready]").wait_for()


def test_auditor_goes_through_the_ledger_by_the_bar_and_takes_it_away(auditor: Desk, tmp_path: Path) -> None:
    page = auditor.page
    page.get_by_role("link", name="Ledger").click()
    page.locator("[data-ready]").wait_for()
    expect(auditor.part("verdict")).to_contain_text("The ledger is whole")
    assert "Audrey Auditor" in auditor.part("rows").inner_text()
    auditor.part("act").select_option("joined")
    page.get_by_role("button", name="Show", exact=True).click()
    expect(auditor.part("told")).to_contain_text("rows shown")
    expect(auditor.part("rows").locator("tr").first).to_contain_text("Joined")
    assert {row.locator("td").nth(3).inner_text() for row in auditor.part("rows").locator("tr").all()} == {"Joined"}
    with page.expect_download() as download:
        auditor.part("export").click()
    file = tmp_path / "ledger.csv"
    download.value.save_as(file)
    rows = list(csv.reader(file.read_text("utf-8-sig").splitlines()))
    assert rows[0][:4] == ["row", "at (UTC)", "who", "act"]
    assert {row[3] for row in rows[1:]} == {"joined"}
    assert page.locator("main input:not([type=date]), main textarea").count() == 0


def test_broken_row_is_named(auditor: Desk, demonstration: Demonstration) -> None:
    store = demonstration[0].store
    kept = store.read().execute("SELECT subject FROM ledger WHERE n = 2").fetchone()[0]
    try:
        store.write(lambda db: db.execute("UPDATE ledger SET subject = 'closed' WHERE n = 2").rowcount)
        go_to(auditor, "ledger")
        expect(auditor.part("verdict")).to_contain_text("broken at row 2")
    finally:
        store.write(lambda db: db.execute("UPDATE ledger SET subject = ? WHERE n = 2", (kept,)).rowcount)


def test_ledger_says_roles_states_reasons_and_destinations_in_words(auditor: Desk, editor: Desk, demonstration: Demonstration) -> None:
    server = demonstration[0]
    about = ((MOVED, "in_hand"), (REVEALED, "same-person"), (ASKED, "social-care"), (EXPORTED, "contact_proposed"), (MOVED, "of-another-release"))
    for act, word in about:
        server.store.write_entry(Ledger(server.secrets.ledger).entry("command", act, f"a1/0 {word}", server.clock()))
    go_to(auditor, "ledger")
    subjects = auditor.part("rows").locator(".sheet__subject").all_inner_texts()
    said = ("In hand", REVEAL_REASONS["same-person"], "Children's social care", "Proposed a change of a contact", "of-another-release")
    assert subjects[: len(about)] == [f"a1/0 {words}" for words in reversed(said)]
    assert "content editor" in subjects
    assert "content-editor" not in subjects


def test_joining_and_the_bar_say_the_role_in_words(chromium: Browser, editor: Desk, demonstration: Demonstration) -> None:
    server = demonstration[0]
    expect(editor.page.locator(".desk__who").first).to_contain_text("Ann Editor · content editor")
    page = chromium.new_context().new_page()
    page.goto(server.url + add_staff(server.store, "Eve Editor", "content-editor", server.clock()))
    expect(page.locator('[data-part="greeting"]')).to_have_text("Hello Eve Editor. You join as content editor.")
    page.context.close()


def test_figures_say_where_concerns_went_in_words(auditor: Desk, demonstration: Demonstration) -> None:
    server = demonstration[0]
    server.store.add_figures(Counter({(week_of(server.clock().isoformat()), HANDED_OVER, "social-care"): 12}))
    go_to(auditor, "figures")
    given = auditor.page.locator('[data-figure="handed_over"]')
    expect(given).to_contain_text("Children's social care")
    expect(given).not_to_contain_text("social-care")


def test_figures_are_bars_with_a_table_beside_and_no_small_number(auditor: Desk) -> None:
    go_to(auditor, "figures")
    page = auditor.page
    expect(auditor.part("running")).to_be_visible()
    auditor.part("period").select_option(index=1)
    page.locator(f'[data-ready="{auditor.part("period").locator("option").nth(1).get_attribute("value")}"]').wait_for()
    expect(auditor.part("running")).to_be_hidden()
    for kind in ("weeks", "category", "ward", "reader_kind", "language", "readings"):
        figure = page.locator(f'[data-figure="{kind}"]')
        assert figure.get_by_role("img").count() == 1, kind
        numbers = [int(text) for text in figure.locator("td.sheet__number").all_inner_texts()]
        assert numbers, kind
        assert min(numbers) >= 10, kind
        drawn = figure.locator("svg .chart__count").all_text_contents()
        assert set(map(int, drawn)) <= set(numbers), kind
    assert page.locator("[style]").count() == 0
    page.locator('[data-figure="ward"] summary').click()
    expect(page.locator('[data-figure="ward"] details p')).to_contain_text("Wickersley North")


def test_number_is_proposed_by_one_confirmed_by_another_and_undone(editor: Desk, holder: Desk, chromium: Browser) -> None:
    page = editor.page
    page.get_by_role("link", name="Contacts").click()
    page.locator("[data-ready]").wait_for()
    page.get_by_role("button", name="Change Rotherham MASH").press("Enter")
    field = page.locator('[data-field="tel"]')
    expect(field).to_be_focused()
    page.get_by_role("button", name="Put away").click()
    expect(page.get_by_role("button", name="Change Rotherham MASH")).to_be_focused()
    page.keyboard.press("Enter")
    field.fill("01709-33608O")
    page.keyboard.press("Enter")
    expect(editor.part("problem")).to_contain_text("no number that a phone")
    field.fill("01709 111222")
    page.locator('[data-field="hours"]').select_option("weekdays")
    page.locator('[data-field="opens"]').fill("08:30")
    page.locator('[data-field="closes"]').fill("17:00")
    page.locator('[data-notice="en"]').fill("Closed on Friday afternoon.")
    page.get_by_role("button", name="Propose").click()
    expect(editor.part("told")).to_contain_text("Another person has to confirm")
    expect(editor.part("waiting")).to_contain_text("01709 336080 → 01709 111222")
    assert editor.part("waiting").get_by_role("button", name="Confirm").count() == 0

    # Kept guidance has the old number until its next release: this reader has none.
    reader = chromium.new_context(service_workers="block").new_page()
    reader.goto(f"{editor.url}/en/call/")
    assert reader.locator("#mash .number").first.get_attribute("href") == "tel:01709336080"

    go_to(holder, "contacts")
    assert holder.page.get_by_role("button", name="Change").count() == 0
    holder.part("waiting").get_by_role("button", name="Confirm").click()
    expect(holder.part("told")).to_contain_text("The pages show it now")
    reader.reload()
    card = reader.locator("#mash")
    assert card.locator(".number").first.get_attribute("href") == "tel:01709111222"
    for words in ("Monday to Friday, from 08:30 to 17:00.", "Closed on Friday afternoon.", "Confirmed by Rotherham Safeguarding Children Partnership."):
        expect(card).to_contain_text(words)

    holder.part("decided").get_by_role("button", name="Undo").click()
    expect(holder.part("told")).to_contain_text("what stood before")
    reader.reload()
    assert reader.locator("#mash .number").first.get_attribute("href") == "tel:01709336080"
    assert not reader.locator(".notice").count()
    reader.context.close()


def test_what_an_editor_typed_is_text_on_every_screen(editor: Desk, holder: Desk) -> None:
    go_to(editor, "contacts")
    editor.page.get_by_role("button", name="Change Notice to everybody").click()
    words = '<img src=x onerror="alert(1)"> hello'
    editor.page.locator('[data-notice="en"]').fill(words)
    editor.page.get_by_role("button", name="Propose").click()
    expect(editor.part("waiting")).to_contain_text(words)
    go_to(holder, "contacts")
    expect(holder.part("waiting")).to_contain_text(words)
    assert holder.page.locator("main img").count() == 0
    holder.part("waiting").get_by_role("button", name="Turn down").click()
    expect(holder.part("told")).to_contain_text("Turned down")


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing_and_nothing_scrolls_sideways(auditor: Desk, editor: Desk, colours: str) -> None:
    for desk, pages in ((auditor, ("ledger", "figures")), (editor, ("contacts",))):
        desk.page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
        for page in pages:
            for width in (1280, 360):
                desk.page.set_viewport_size({"width": width, "height": 800})
                go_to(desk, page)
                if page == "contacts":
                    desk.page.get_by_role("button", name="Change Rotherham MASH").click()
                assert desk.page.evaluate("document.documentElement.scrollWidth") <= width, (page, width)
                assert barriers(desk.page) == []
        desk.page.set_viewport_size({"width": 1280, "height": 900})


def test_session_that_ended_locks_each_page(auditor: Desk, editor: Desk, demonstration: Demonstration) -> None:
    go_to(auditor, "ledger")
    go_to(editor, "contacts")
    editor.page.get_by_role("button", name="Change Rotherham MASH").click()
    demonstration[0].store.write(lambda db: db.execute("DELETE FROM sessions").rowcount)
    auditor.page.get_by_role("button", name="Show", exact=True).click()
    editor.page.get_by_role("button", name="Propose").click()
    for desk in (auditor, editor):
        desk.part("lock").wait_for(state="visible")
