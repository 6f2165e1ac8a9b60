"""What the desk does, in real browsers: a note through lock and reload, a hand-over by two people, licensing, restriction."""

from __future__ import annotations

import hashlib
import json
import secrets
import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any, Literal

import pyotp
import pytest
from playwright.sync_api import Browser, Page, ViewportSize, expect

from spotsigns.hub.demonstration import DemonstrationStaff, make_demonstration
from spotsigns.sealing.code import message_proof
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import public_bytes, seal_concern
from tests.axe import barriers
from tests.browser.hub.conftest import HubServer, hub_server
from tests.browser.hub.desks import Desk, concern, message, put, tell
from tests.contract.colleagues import Colleague, add_colleague

pytestmark = pytest.mark.browser


WIDE = ViewportSize(width=1280, height=800)


class Hub:
    """A server, its first keyholder and their colleagues; `desk` opens a browser of somebody's own."""

    def __init__(self, server: HubServer, chromium: Browser) -> None:
        self.server, self.chromium = server, chromium
        self.first = make_demonstration(server.store, server.secrets, server.clock())
        self.desks: dict[str, Desk] = {}
        self.colleagues: dict[str, Colleague] = {
            name: add_colleague(server.store, server.secrets, self.first, name, role) for name, role in (("Ben", "practitioner"), ("Cat", "keyholder"), ("Lil", "licensing"))
        }

    def person(self, name: str) -> DemonstrationStaff:
        return self.colleagues[name].known if name in self.colleagues else self.first

    def desk(self) -> Desk:
        return Desk(self.chromium.new_context(viewport=WIDE).new_page(), self.server.url, self.server.clock)

    def at_the_desk(self, name: str, viewport: ViewportSize = WIDE, colours: Literal["light", "dark"] = "light") -> Desk:
        """Logged in once: whoever comes again has the desk drawn anew in the browser they have."""
        person = self.person(name)
        if name not in self.desks:
            self.desks[name] = self.desk()
        desk = self.desks[name]
        desk.page.set_viewport_size(viewport)
        desk.page.emulate_media(color_scheme=colours)
        desk.go_to_desk(person.name, person.passphrase, person.totp)
        return desk

    def tell(self, words: str, **answers: Any) -> str:
        return tell(self.server.url, public_bytes(self.first.hub_key), concern(words, **answers), uuid.uuid4().hex)[1]

    def add(self, thread: str, text: str, mac: bytes | None = None) -> str:
        """A later message, five minutes on; with `mac` from whoever holds the code."""
        self.server.clock.ahead += timedelta(minutes=5)
        message_id = str(uuid.uuid4())
        proof = message_proof(mac, message_id, thread, text) if mac else ""
        return tell(self.server.url, public_bytes(self.first.hub_key), message(text, proof), thread, message_id)[1]

    def add_damaged(self, thread: str) -> None:
        """A later message that no key opens."""
        self.server.clock.ahead += timedelta(minutes=5)
        envelope = seal_concern(message("never read"), str(uuid.uuid4()), thread, public_bytes(self.first.hub_key))
        assert put(self.server.url, {**envelope, "sealed": envelope["sealed"][:-4] + "AAAA"}) == 201


@pytest.fixture(scope="module")
def hub(chromium: Browser, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Hub]:
    for server in hub_server(tmp_path_factory):
        hub = Hub(server, chromium)
        yield hub
        for desk in hub.desks.values():
            assert desk.problems == []
            desk.page.context.close()


def part(page: Page, name: str) -> Any:
    return page.locator(f'[data-part="{name}"]')


def unfold(page: Page, name: str) -> Any:
    folded = page.locator(f'details[data-do="{name}"]')
    folded.evaluate("(node) => { node.open = true; }")
    return folded


def test_note_survives_lock_and_reload_and_is_verified(hub: Hub) -> None:
    hub.tell("a concern with notes")
    desk, person = hub.desk(), hub.person("Ben")
    desk.page.clock.install()
    desk.log_in(person.name, person.passphrase, person.totp)
    desk.open_row("a concern with notes")
    page = desk.page
    area = page.locator('[data-draft="note"]')
    area.fill("ماں سے بات ہوئی, then half a sen")
    page.clock.fast_forward("00:02")
    expect(part(page, "note-told")).to_have_text("Your half-written words are kept.")
    area.press_sequentially("t")
    page.clock.fast_forward("15:10")
    part(page, "lock").wait_for(state="visible")
    expect(part(page, "note-told")).to_have_text("Your half-written words are kept.")
    page.reload()
    page.wait_for_url("**/hub/log-in")
    desk.log_in(person.name, person.passphrase, person.totp)
    desk.open_row("a concern with notes")
    assert area.input_value() == "ماں سے بات ہوئی, then half a sent"
    assert all(b"half a sen" not in sent for sent in desk.sent)
    area.press_sequentially("ence")
    page.get_by_role("button", name="Keep note").click()
    expect(part(page, "notes")).to_contain_text("then half a sentence")
    expect(part(page, "note-told")).to_have_text("Kept.")
    assert area.input_value() == ""
    assert hub.server.store.read().execute("SELECT count(*) FROM drafts").fetchone()[0] == 0
    expect(part(page, "notes")).to_contain_text("Ben")
    hub.server.store.write(lambda db: db.execute("UPDATE records SET author = (SELECT id FROM staff WHERE name = 'Cat')").rowcount)
    desk.open_row("a concern with notes")
    expect(part(page, "notes")).to_contain_text("Changed or forged")
    assert "half a sentence" not in part(page, "notes").inner_text()
    assert desk.problems == []
    page.context.close()


def test_words_that_cannot_be_kept_stay_on_the_screen_until_they_can(hub: Hub) -> None:
    hub.tell("a concern without signal")
    desk = hub.at_the_desk("Ben")
    desk.open_row("a concern without signal")
    desk.page.route("**/hub/api/drafts/*", lambda route: route.abort())
    desk.page.locator('[data-draft="note"]').fill("kept in the end")
    expect(part(desk.page, "note-told")).to_contain_text("could not be kept just now")
    desk.page.unroute("**/hub/api/drafts/*")
    expect(part(desk.page, "note-told")).to_have_text("Your half-written words are kept.")


NAMING = {"child": "Mia, about fourteen", "place": "eastwood", "contact": "named", "contact_name": "Parveen", "vehicle": {"registration": "AB12 CDE", "taxi_plate": "412"}}


def prepare(desk: Desk, words: str, destination: str) -> None:
    desk.open_row(words)
    unfold(desk.page, "hand-over")
    part(desk.page, "destination").select_option(destination)
    desk.page.get_by_role("button", name="Prepare").click()
    expect(part(desk.page, "hand-over-told")).to_contain_text("Nothing has left the desk yet")


def test_two_people_hand_over_and_the_words_get_their_date(hub: Hub, tmp_path: Path) -> None:
    concern_id = hub.tell("a concern for the police", **NAMING)
    ben = hub.at_the_desk("Ben")
    prepare(ben, "a concern for the police", "police")
    shown = ben.page.locator(".hand-over")
    expect(shown).to_contain_text("Waits for a second person")
    assert "Mia, about fourteen" in shown.inner_text()
    assert "Parveen" not in shown.inner_text()
    assert ben.page.get_by_role("button", name="Print", exact=True).count() == 1  # the desk's own
    expect(ben.page.locator(".hand-over__steps")).to_be_focused()
    expect(shown.get_by_role("button", name="Withdraw")).to_be_in_viewport()
    assert ben.page.get_by_role("button", name="release").count() == 0

    cat = hub.at_the_desk("Cat")
    cat.page.get_by_role("link", name="Hand-overs").click()
    cat.page.get_by_role("link", name="Open the concern").first.click()
    shown = cat.page.locator(".hand-over")
    shown.get_by_role("button", name="I looked at it: release").click()
    expect(shown).to_contain_text("Released by Cat")
    with cat.page.expect_download() as download:
        shown.get_by_role("button", name="Save as JSON").click()
    download.value.save_as(tmp_path / "hand-over.json")
    saved = json.loads((tmp_path / "hand-over.json").read_text("utf-8"))
    canonical = json.dumps(saved["document"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    digest = hub.server.store.read().execute("SELECT digest FROM hand_overs WHERE concern = ?", (concern_id,)).fetchone()[0]
    assert saved["digest"] == hashlib.sha256(canonical.encode()).hexdigest() == digest
    assert [line["values"] for line in saved["document"]["lines"] if line["group"] == "child"] == [["Mia, about fourteen"]]
    assert "Parveen" not in canonical
    part(cat.page, "reference").fill("INC 4711")
    shown.get_by_role("button", name="It arrived").click()
    expect(part(cat.page, "purge")).to_contain_text("will be deleted after")
    expect(shown).to_contain_text("INC 4711")
    assert not any(desk.has_sent("Mia") for desk in (ben, cat))
    assert ben.problems == cat.problems == []


def test_printed_hand_over_is_the_sheet_alone(hub: Hub) -> None:
    hub.tell("a concern on paper")
    desk = hub.at_the_desk("Ben")
    desk.open_row("a concern on paper")
    unfold(desk.page, "hand-over")
    part(desk.page, "destination").select_option("early-help")
    part(desk.page, "names").uncheck()
    desk.page.locator('.choices input[value="child"]').uncheck()
    desk.page.get_by_role("button", name="Prepare").click()
    desk.page.locator('[data-hand-over="released"]').wait_for()
    desk.page.evaluate("window.print = () => { window.printed = true; }")
    desk.page.locator(".hand-over").get_by_role("button", name="Print").click()
    desk.page.wait_for_function("window.printed")
    desk.page.emulate_media(media="print")
    expect(desk.page.locator("body > .paper--out")).to_be_visible()
    assert desk.page.locator(".desk").is_hidden()
    desk.page.evaluate("window.dispatchEvent(new Event('afterprint'))")
    desk.page.emulate_media(media="screen")
    assert desk.page.locator("body > .paper--out").count() == 0


def test_what_was_added_later_goes_along_each_with_its_time(hub: Hub, tmp_path: Path) -> None:
    thread, mac = uuid.uuid4().hex, secrets.token_bytes(32)
    told = {**concern("the car at the corner", child="Mia, about fourteen"), "mac": to_base64url(mac)}
    tell(hub.server.url, public_bytes(hub.first.hub_key), told, thread)
    hub.add(thread, "The car is YX19 ABC. Ring me on 07700 900123.", mac)
    hub.add(thread, "It was a blue van.")
    hub.add_damaged(thread)
    ben = hub.at_the_desk("Ben")
    ben.open_row("the car at the corner")
    unfold(ben.page, "hand-over")
    part(ben.page, "destination").select_option("licensing")
    expect(part(ben.page, "around")).to_contain_text("not in the document: 2. Their own words may not go there.")
    part(ben.page, "destination").select_option("police")
    expect(part(ben.page, "around")).to_contain_text("part of the document: 2.")
    expect(part(ben.page, "around")).to_contain_text("do not open for you: 1. The document says that they are missing.")
    expect(part(ben.page, "paper")).to_contain_text("Ring me on [taken out].")
    assert part(ben.page, "numbers").is_checked() is False
    hub.add(thread, "They are back now.", mac)
    ben.page.get_by_role("button", name="Prepare").click()
    expect(part(ben.page, "hand-over-told")).to_contain_text("More was told on this thread just now.")
    expect(part(ben.page, "paper")).to_contain_text("They are back now.")
    ben.page.get_by_role("button", name="Prepare").click()
    shown = ben.page.locator(".hand-over")
    expect(shown).to_contain_text("Waits for a second person")
    expect(ben.page.locator('details[data-do="hand-over"]')).to_have_attribute("open", "")
    ben.open_row("It was a blue van.")
    unfold(ben.page, "hand-over")
    part(ben.page, "destination").select_option("police")
    for words in ("Not proven to come from", "Told first", "Mia, about fourteen", "YX19 ABC"):
        expect(part(ben.page, "paper")).to_contain_text(words)
    hub.add(thread, "One more thing.", mac)

    cat = hub.at_the_desk("Cat")
    cat.open_row("the car at the corner")
    shown = cat.page.locator(".hand-over")
    expect(part(cat.page, "since")).to_contain_text("not in this document: 1.")
    sections = shown.locator("[data-told]")
    for section, words in zip(sections.all(), (["YX19 ABC", "Sent by the person"], ["blue van", "Not proven"], ["Missing", "could not open"], ["back now", "Sent by"]), strict=True):
        for word in words:
            expect(section).to_contain_text(word)
    shown.get_by_role("button", name="I looked at it: release").click()
    with cat.page.expect_download() as download:
        shown.get_by_role("button", name="Save as JSON").click()
    download.value.save_as(tmp_path / "hand-over.json")
    saved = json.loads((tmp_path / "hand-over.json").read_text("utf-8"))
    document = saved["document"]
    canonical = json.dumps(document, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert saved["digest"] == hashlib.sha256(canonical.encode()).hexdigest()
    assert (document["v"], document["sender"], document["left_out"]) == (2, "first", 0)
    assert [(one["sender"], one["missing"]) for one in document["parts"]] == [("same", False), ("unproven", False), ("", True), ("same", False)]
    times = [document["received"], *(one["received"] for one in document["parts"])]
    assert times == sorted(set(times))
    added = {line["part"]: line["values"] for line in document["lines"] if line["part"]}
    assert added == {1: ["The car is YX19 ABC. Ring me on [taken out]."], 2: ["It was a blue van."], 4: ["They are back now."]}
    assert "One more thing" not in canonical
    assert not any(desk.has_sent(words) for desk in (ben, cat) for words in ("YX19", "One more"))
    assert ben.problems == cat.problems == []


@pytest.mark.parametrize(("width", "destination"), [(1280, "early-help"), (360, "another-council")])
def test_prepared_hand_over_stands_in_front_of_whoever_prepared_it_and_says_how_far_it_is(hub: Hub, width: int, destination: str) -> None:
    words = f"a concern that names nobody at {width}"
    hub.tell(words)
    desk = hub.at_the_desk("Ben", ViewportSize(width=width, height=800))
    desk.open_row(words)
    unfold(desk.page, "hand-over")
    part(desk.page, "destination").select_option(destination)
    part(desk.page, "names").uncheck()
    for group in ("child", "adult", "vehicle", "online"):
        for box in desk.page.locator(f'.choices input[value="{group}"]').all():
            box.uncheck()
    desk.page.get_by_role("button", name="Prepare").click()
    shown = desk.page.locator(".hand-over")
    expect(shown.locator(".hand-over__steps")).to_be_focused()
    for button in ("Print", "Save as JSON"):
        expect(shown.get_by_role("button", name=button)).to_be_in_viewport()
    expect(shown).to_contain_text("Prepared, not yet given")
    expect(part(desk.page, "hand-over-told")).to_contain_text("Nothing has left the desk yet")
    concern_id = desk.page.locator('[data-part="list"] [aria-current="true"]').get_attribute("data-id").split("/")[0]  # type: ignore[union-attr]
    link = f'a[href="/hub/#{concern_id}"]'
    other = desk.page.context.new_page()

    def stands_under(heading: str, words: str) -> None:
        other.goto(hub.server.url + "/hub/hand-overs")
        expect(part(other, heading).locator("li", has=other.locator(link))).to_contain_text(words)
        assert other.locator(link).count() == 1

    stands_under("prepared", "Prepared, not yet given")
    with desk.page.expect_download():
        shown.get_by_role("button", name="Save as JSON").click()
    expect(shown).to_contain_text("Printed or saved, not yet confirmed")
    expect(part(desk.page, "hand-over-told")).to_have_text("")
    stands_under("taken", "Printed or saved, not yet confirmed")


def test_glass_is_broken_with_a_reason_and_reviewed_by_somebody_else(hub: Hub) -> None:
    hub.tell("a concern that cannot wait", **NAMING)
    ben = hub.at_the_desk("Ben")
    prepare(ben, "a concern that cannot wait", "police")
    glass = unfold(ben.page, "glass")
    glass.locator("textarea").fill("Nobody else is here and the child is in the car.")
    glass.get_by_role("button", name="Break the glass and release").click()
    expect(ben.page.locator('[data-hand-over="released"]')).to_contain_text("released alone by Ben")
    expect(part(ben.page, "notes")).to_contain_text("Nobody else is here")
    cat = hub.at_the_desk("Cat")
    cat.page.goto(hub.server.url + "/hub/hand-overs")
    review = part(cat.page, "review")
    expect(review).to_contain_text("To be reviewed by")
    review.get_by_role("link", name="Open the concern").click()
    cat.page.get_by_role("button", name="I have reviewed this").click()
    expect(cat.page.locator(".hand-over")).to_contain_text("Reviewed by Cat")


def at_licensing(hub: Hub) -> Desk:
    lil, person = hub.desk(), hub.person("Lil")
    hub.server.clock.ahead += timedelta(minutes=1)
    lil.page.goto(hub.server.url + "/hub/")
    part(lil.page, "name").fill(person.name)
    part(lil.page, "passphrase").fill(person.passphrase)
    part(lil.page, "totp").fill(pyotp.TOTP(person.totp).at(hub.server.clock()))
    part(lil.page, "press").click()
    lil.page.wait_for_url("**/hub/licensing")
    return lil


def test_licensing_sees_its_envelope_and_nothing_else(hub: Hub) -> None:
    concern_id = hub.tell("the driver comes every Friday", **NAMING)
    ben = hub.at_the_desk("Ben")
    prepare(ben, "the driver comes every Friday", "licensing")
    cat = hub.at_the_desk("Cat")
    cat.open_row("the driver comes every Friday")
    cat.page.get_by_role("button", name="I looked at it: release").click()
    expect(part(cat.page, "fingerprint")).to_contain_text("Their key, for comparing by voice:")
    cat.page.get_by_role("button", name="Seal and give").click()
    expect(cat.page.locator(".hand-over")).to_contain_text("confirmed when they type their reference")

    lil = at_licensing(hub)
    lil.page.get_by_role("button", name="Open", exact=True).click()
    shown = part(lil.page, "paper")
    expect(shown).to_contain_text("AB12 CDE")
    words = lil.page.locator("body").inner_text()
    assert not [secret for secret in ("every Friday", "Mia", "Parveen", concern_id) if secret in words]
    fetched = lil.page.evaluate(
        """async (id) => Promise.all([`concerns/${id}/records`, `concerns/${id}/standing`, 'desk', 'keys', 'people', 'hand-overs', `drafts/${id}`, 'ledger?n=1']
             .map(async (path) => (await fetch(`/hub/api/${path}`)).status))""",
        concern_id,
    )
    assert set(fetched) == {403}
    assert lil.page.goto(hub.server.url + "/hub/hand-overs").status == 403  # type: ignore[union-attr]
    lil.page.go_back()
    lil.page.get_by_role("button", name="Open", exact=True).click()
    part(lil.page, "reference").fill("LIC/77")
    lil.page.get_by_role("button", name="I have it").click()
    expect(part(lil.page, "list")).to_contain_text("Confirmed")
    cat.open_row("the driver comes every Friday")
    expect(cat.page.locator(".hand-over")).to_contain_text("LIC/77")
    assert lil.problems == cat.problems == []
    lil.page.context.close()


def test_two_concerns_are_one_matter_both_ways_and_a_mark_closes_nothing(hub: Hub) -> None:
    first = hub.tell("the first of a matter")
    hub.tell("the second of a matter")
    desk = hub.at_the_desk("Ben")
    desk.open_row("the first of a matter")
    desk.open_row("the second of a matter")
    page = desk.page
    assert first in page.locator("#opened-concerns option").evaluate_all("(all) => all.map((one) => one.value)")
    link = unfold(page, "link")
    part(page, "other").fill(first)
    link.locator("textarea").fill("The same car.")
    link.get_by_role("button", name="Link both").click()
    expect(part(page, "links")).to_contain_text("The same car.")
    part(page, "links").get_by_role("button").click()
    expect(page.locator(".reading")).to_contain_text("the first of a matter")
    expect(part(page, "links")).to_contain_text("The same car.")
    mark = unfold(page, "malicious")
    mark.locator("textarea").fill("Same words as last week, another name.")
    mark.get_by_role("button", name="Mark as malicious").click()
    expect(part(page, "malicious")).to_contain_text("Ben thinks")
    assert {row["kind"] for row in hub.server.store.read().execute("SELECT kind FROM records WHERE concern = ?", (first,))} == {"link", "note"}
    assert any("the first of a matter" in row for row in desk.rows())


def test_no_further_action_needs_words_and_closes(hub: Hub) -> None:
    hub.tell("nothing to be done")
    desk = hub.at_the_desk("Ben")
    desk.open_row("nothing to be done")
    page = desk.page
    assert page.locator('.triage [data-state="closed"]').is_hidden()
    finish = unfold(page, "finish")
    finish.get_by_role("button", name="Close without further action").click()
    assert page.evaluate("document.activeElement.dataset.draft") == "reason"
    finish.locator("textarea").fill("It was a film set.")
    finish.get_by_role("button", name="Close without further action").click()
    expect(part(page, "purge")).to_contain_text("will be deleted after")
    expect(part(page, "notes")).to_contain_text("It was a film set.")
    expect(part(page, "list")).not_to_contain_text("nothing to be done")


def test_restricted_concern_leaves_the_screens_of_everybody_else(hub: Hub) -> None:
    hub.tell("about one of this team")
    ben = hub.at_the_desk("Ben")
    ben.open_row("about one of this team")
    restrict = unfold(ben.page, "restrict")
    restrict.get_by_role("button", name="Restrict now").click()
    expect(part(ben.page, "restrict-told")).to_contain_text("Name at least one keyholder")
    part(ben.page, "keyholders").locator("label", has_text="Cat").locator("input").check()
    part(ben.page, "restrict-sure").check()
    restrict.get_by_role("button", name="Restrict now").click()
    expect(part(ben.page, "done")).to_have_text("Restricted to Cat. It is no longer for you to see.")
    expect(part(ben.page, "pane")).to_contain_text("Choose a concern")
    expect(part(ben.page, "list")).not_to_contain_text("about one of this team")
    cat = hub.at_the_desk("Cat")
    assert "about one of this team" in cat.open_row("about one of this team")
    expect(part(cat.page, "holders")).to_contain_text("Cat")
    cat.page.locator('.triage [data-state="in_hand"]').click()
    expect(cat.page.locator(".triage [data-part=told]")).to_have_text("Saved: In hand")
    cat.page.reload()
    cat.wait_until_sorted()
    cat.page.locator('[data-tab="in-hand"]').click()
    row = cat.page.locator(".row", has_text="about one of this team")
    expect(row.locator(".badge--danger-no")).to_have_text("No danger now")
    assert cat.problems == []


@pytest.mark.parametrize("width", [1280, 360])
def test_who_restricts_and_still_sees_it_is_told_that_it_is_done(hub: Hub, width: int) -> None:
    words = f"about the council at {width}"
    hub.tell(words, danger="yes")
    cat = hub.at_the_desk("Cat", ViewportSize(width=width, height=800))
    cat.open_row(words)
    done = part(cat.page, "done")
    assert (done.get_attribute("role"), done.inner_text()) == ("status", "")
    restrict = unfold(cat.page, "restrict")
    part(cat.page, "keyholders").locator("label", has_text="Cat").locator("input").check()
    part(cat.page, "restrict-sure").check()
    restrict.get_by_role("button", name="Restrict now").click()
    expect(done).to_have_text("Restricted to Cat. For everybody else it is gone from the desk.")
    expect(done).to_be_in_viewport()
    expect(part(cat.page, "holders")).to_be_visible()


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(hub: Hub, colours: Literal["light", "dark"]) -> None:
    words = f"a concern for axe in {colours}"
    hub.tell(words, **NAMING)
    desk = hub.at_the_desk("Ben", colours=colours)
    prepare(desk, words, "police")
    for name in ("hand-over", "link", "malicious", "finish", "restrict", "glass"):
        unfold(desk.page, name)
    part(desk.page, "destination").select_option("social-care")
    assert barriers(desk.page) == []
    desk.page.goto(hub.server.url + "/hub/hand-overs")
    part(desk.page, "asked").wait_for()
    assert barriers(desk.page) == []
