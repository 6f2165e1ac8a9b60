"""A hub grows from the printed link: invited, compared by eight words, admitted; somebody leaves, the keys are rotated."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from spotsigns.errors import SealingError
from spotsigns.hub.box import Box
from spotsigns.hub.first import first_link
from spotsigns.hub.keys import open_copy, unlock_private
from spotsigns.hub.ledger import verify_ledger
from spotsigns.hub.log_in import SHARE
from spotsigns.hub.model import HeldKey
from spotsigns.hub.passphrase import stretch, wrap_of
from spotsigns.hub.words import fingerprint, recovery_entropy
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import derive_key_pair, open_concern, public_bytes
from tests.browser.hub.colleagues import Colleague, colleague
from tests.browser.hub.conftest import HubServer
from tests.browser.hub.desks import ask, concern, tell

pytestmark = pytest.mark.browser


@dataclass
class Story:
    """What happened, told by the tests below."""

    server: HubServer
    anna: Colleague
    bert: Colleague
    words: str
    read_aloud: dict[str, str]
    compared: dict[str, str]
    cem_read: str
    leaver: list[tuple[Any, HeldKey]]
    old_key: bytes
    new_key: bytes
    key_file: dict[str, Any]
    bert_read: list[str]
    states: tuple[Any, Any]
    receipts: tuple[Any, Any]


def sealing_key(url: str) -> bytes:
    return from_base64url(next(key for key in ask(url, "/api/keys")["keys"] if key["seal"])["public"])


def take_keys(server: HubServer, person: Colleague) -> list[tuple[Any, HeldKey]]:
    """All that somebody can carry away: their private key and every copy that is sealed to it."""
    staff = server.store.staff_named(person.name)
    assert staff is not None
    share = Box(server.secrets.box).unlock(SHARE, staff.id, staff.share or b"")
    private = unlock_private(wrap_of(stretch(person.passphrase, staff.salt or b""), share), staff.private or b"")
    return [(private, held) for held in server.store.held_keys(staff.id)]


def receipts(server: HubServer) -> list[tuple[str, str, str]]:
    return [tuple(row) for row in server.store.read().execute("SELECT id, digest, receipt FROM envelopes WHERE thread IN (?, ?) ORDER BY received, id", ("aa" * 16, "bb" * 16))]


@pytest.fixture(scope="module")
def story(chromium: Browser, empty_hub: HubServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Story]:
    with ExitStack() as stack:
        anna, bert, cem = (stack.enter_context(colleague(chromium, empty_hub, name)) for name in ("Anna", "Bert", "Cem"))
        link = first_link(empty_hub.store, empty_hub.clock()) or ""
        anna.passphrase, anna.totp, words = anna.join(link, "Anna", tmp_path_factory.mktemp("downloads"))
        url, old_key = anna.url, sealing_key(anna.url)
        assert tell(url, old_key, concern("before anybody came"), "aa" * 16)[0] == 201

        anna.go("/hub/staff")
        links = {"Bert": anna.invite("Bert", "keyholder"), "Cem": anna.invite("Cem", "practitioner")}
        for person in (bert, cem):
            person.join_by(links[person.name])
        read_aloud = {person.name: person.own_words() for person in (bert, cem)}
        anna.go("/hub/staff")
        compared = {name: anna.admit(name) for name in ("Bert", "Cem")}
        for person in (bert, cem):
            person.wait_until_sorted()  # the newcomer's screen goes on by itself
        cem_read = cem.open_row("before anybody came")

        leaver = take_keys(empty_hub, cem)
        anna.shut_out("Cem")
        cem.part("refresh").click()
        expect(cem.part("lock")).to_be_visible()
        assert tell(url, old_key, concern("while rotation was due"), "bb" * 16)[0] == 201
        states = [[ask(url, f"/api/threads/{thread * 16}")["state"] for thread in ("aa", "bb")]]
        before = receipts(empty_hub)

        expect(anna.part("rotation-due")).to_be_visible()
        key_file = json.loads(anna.rotate())
        new_key = sealing_key(url)
        assert tell(url, new_key, concern("only for who stays"), "cc" * 16)[0] == 201
        assert tell(url, old_key, concern("sealed on a phone before the rotation"), "dd" * 16)[0] == 201
        # The desk that was open all the while fetches the new key by itself.
        bert.page.evaluate("document.querySelector('[data-module=desk]').dataset.sorted = 'no'")
        bert.part("refresh").click()
        bert.wait_until_sorted()
        bert_kept_open = bert.rows()
        bert.come_in()
        bert.wait_until_sorted()
        bert_read = bert.rows()
        assert bert_kept_open == bert_read
        anna.go("/hub/staff")
        expect(anna.part("reseal")).to_contain_text("All old concerns are sealed")
        states.append([ask(url, f"/api/threads/{thread * 16}")["state"] for thread in ("aa", "bb")])
        yield Story(
            empty_hub, anna, bert, words, read_aloud, compared, cem_read, leaver, old_key, new_key, key_file, bert_read,
            (states[0], states[1]), (before, receipts(empty_hub)),
        )  # fmt: skip


def test_both_screens_show_the_same_eight_words(story: Story) -> None:
    assert story.compared == story.read_aloud
    bert = story.server.store.staff_named("Bert")
    assert bert is not None
    assert story.compared["Bert"] == fingerprint(bert.public or b"")


def test_practitioner_reads_a_concern_once_admitted(story: Story) -> None:
    assert "before anybody came" in story.cem_read


def test_old_concerns_stay_readable_and_new_ones_are_too(story: Story) -> None:
    read = "\n".join(story.bert_read)
    for words in ("before anybody came", "while rotation was due", "only for who stays", "sealed on a phone before the rotation"):
        assert words in read


def test_one_key_seals_and_both_are_ours(story: Story) -> None:
    keys = ask(story.anna.url, "/api/keys")["keys"]
    assert [(from_base64url(key["public"]), key["seal"]) for key in keys] == [(story.old_key, False), (story.new_key, True)]


def test_leavers_key_opens_nothing_new(story: Story) -> None:
    cem = next(person for person in story.server.store.people() if person.name == "Cem")
    assert (cem.state, cem.keys, cem.public) == ("disabled", (), None)
    hubs = [open_copy(held, private)[0] for private, held in story.leaver]
    assert [public_bytes(hub) for hub in hubs] == [story.old_key]
    rows = story.server.store.read().execute("SELECT id, thread, key, sealed FROM envelopes").fetchall()
    # Also what is older than the rotation: whoever carries the old key away finds nothing that it opens.
    assert len(rows) == 4
    for row in rows:
        with pytest.raises(SealingError):
            open_concern(hubs[0], {"id": row["id"], "thread": row["thread"], "key": row["key"], "sealed": to_base64url(row["sealed"])})


def test_sealing_again_keeps_receipt_and_thread(story: Story) -> None:
    assert story.states[0] == story.states[1]
    assert story.receipts[0] == story.receipts[1]
    assert len(story.receipts[0]) == 2
    row = story.server.store.read().execute("SELECT receipt FROM envelopes WHERE thread = ?", ("aa" * 16,)).fetchone()
    assert json.loads(row["receipt"])["digest"]


def test_paper_and_the_new_key_file_open_both_keys(story: Story) -> None:
    recovery = derive_key_pair(recovery_entropy(story.words))
    copies = {copy["key"]: copy for copy in story.key_file["copies"]}
    opened = {}
    for held in story.server.store.held_keys("recovery"):
        copy = copies[held.key.id]
        kept = HeldKey(held.key, "recovery", from_base64url(copy["hub"]), from_base64url(copy["desk"]))
        opened[held.key.id] = public_bytes(open_copy(kept, recovery)[0])
    assert set(opened.values()) == {story.old_key, story.new_key}


def test_ledger_tells_it_all_and_is_whole(story: Story) -> None:
    acts = [row.act for row in story.server.store.ledger_rows()]
    for act in ("invited", "admitted", "disabled", "rotated", "resealed"):
        assert act in acts
    assert verify_ledger(story.server.store, story.server.secrets.ledger) is None


def test_nothing_secret_left_a_browser(story: Story) -> None:
    sent = b"\n".join([*story.anna.sent, *story.bert.sent])
    assert b"/hub/api/keys/rotate" in sent
    for words in (story.anna.passphrase, story.bert.passphrase, " ".join(story.words.split()[:3])):
        assert words.encode() not in sent
