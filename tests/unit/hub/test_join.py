"""Invitations and joining: once, for a day, all of it or nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pyotp
import pytest

from spotsigns.errors import HubError
from spotsigns.hub import join
from spotsigns.hub.demonstration import NAME, DemonstrationStaff
from spotsigns.hub.first import FIRST_NAME, first_link
from spotsigns.hub.join import Offered, check_name, confirm_totp, finish_joining, start_joining
from spotsigns.hub.keys import seal_copy
from spotsigns.hub.model import RECOVERY
from spotsigns.hub.room import Hub
from spotsigns.hub.sessions import new_session, read_session
from spotsigns.hub.staff import add_staff
from spotsigns.sealing.envelope import new_private_key, public_bytes
from spotsigns.store import SqliteStore
from tests.conftest import NOW, Clock


def token_of(link: str | None) -> str:
    assert link is not None
    assert link.startswith("/hub/join#")
    return link.partition("#")[2]


def offer(hub: Hub, token: str, *, makes_keys: bool, name: str = "Anna") -> Offered:
    begun = start_joining(hub, token)
    confirm_totp(hub, token, pyotp.TOTP(begun.totp).at(hub.clock()))
    public = public_bytes(new_private_key())
    offered = Offered(begun.nonce, name, b"s" * 16, b"a" * 32, public, b"p" * 166)
    if not makes_keys:
        return offered
    key = new_private_key()
    copies = tuple((holder, copy.hub_sealed, copy.desk_sealed) for holder in (begun.staff.id, RECOVERY) if (copy := seal_copy(key, b"d" * 32, holder, public)))
    return replace(offered, hub_public=public_bytes(key), recovery_public=public, copies=copies)


def test_first_link_changes_at_each_start_until_somebody_holds_the_keys(hub: Hub, store: SqliteStore) -> None:
    first, second = token_of(first_link(store, NOW)), token_of(first_link(store, NOW))
    assert first != second
    with pytest.raises(HubError, match="was used"):
        start_joining(hub, first)
    finish_joining(hub, second, offer(hub, second, makes_keys=True))
    assert first_link(store, NOW) is None
    assert [key.seal for key in store.hub_keys()] == [True]
    assert [(staff.name, staff.role, staff.state) for staff in store.all_staff()] == [("Anna", "keyholder", "active")]
    assert {held.holder for staff in store.all_staff() for held in (*store.held_keys(staff.id), *store.held_keys(RECOVERY))} == {store.all_staff()[0].id, RECOVERY}


def test_joining_logs_in_and_the_link_is_spent(hub: Hub, store: SqliteStore) -> None:
    token = token_of(first_link(store, NOW))
    offered = offer(hub, token, makes_keys=True)
    live = read_session(hub, finish_joining(hub, token, offered))
    assert live is not None
    assert live.staff.name == "Anna"
    for again in (lambda: start_joining(hub, token), lambda: finish_joining(hub, token, offered)):
        with pytest.raises(HubError) as refused:
            again()
        assert refused.value.code == "invitation"


def test_link_ends_after_a_day(hub: Hub, store: SqliteStore, clock: Clock) -> None:
    token = token_of(first_link(store, NOW))
    clock.now += timedelta(hours=24)
    with pytest.raises(HubError, match="older than a day"):
        start_joining(hub, token)


def test_token_is_kept_as_its_digest_only(store: SqliteStore) -> None:
    token = token_of(first_link(store, NOW))
    rows = [dict(row) for row in store.read().execute("SELECT * FROM invitations")]
    assert token not in str(rows)
    assert len(token) == 22


@pytest.mark.parametrize("token", ["", "x", "A" * 22, "é" * 22, "A" * 5000])
def test_made_up_links_are_refused(hub: Hub, token: str) -> None:
    with pytest.raises(HubError) as refused:
        start_joining(hub, token)
    assert refused.value.status == 403


def test_second_factor_must_be_confirmed(hub: Hub, store: SqliteStore) -> None:
    token = token_of(first_link(store, NOW))
    offered = replace(offer(hub, token, makes_keys=True), nonce=start_joining(hub, token).nonce)
    with pytest.raises(HubError) as refused:
        finish_joining(hub, token, offered)
    assert refused.value.code == "unfinished"
    assert store.hub_keys() == []


def test_of_two_tabs_only_the_later_one_can_finish(hub: Hub, store: SqliteStore, clock: Clock) -> None:
    token = token_of(first_link(store, NOW))
    earlier = offer(hub, token, makes_keys=True, name="Earlier")
    clock.now += timedelta(minutes=1)
    later = offer(hub, token, makes_keys=True, name="Later")
    with pytest.raises(HubError) as refused:
        finish_joining(hub, token, earlier)
    assert (refused.value.status, refused.value.code) == (409, "begun_again")
    assert [staff.state for staff in store.all_staff()] == ["invited"]
    finish_joining(hub, token, later)
    assert [staff.name for staff in store.all_staff()] == ["Later"]


def test_tab_that_begins_during_the_last_step_is_noticed_by_the_store(hub: Hub, store: SqliteStore, monkeypatch: pytest.MonkeyPatch) -> None:
    token = token_of(first_link(store, NOW))
    offered = offer(hub, token, makes_keys=True)
    monkeypatch.setattr(join, "new_session", lambda *given: (offer(hub, token, makes_keys=True), new_session(*given))[1])
    monkeypatch.setattr(store, "use_totp_step", lambda staff, step: store.write(lambda db: db.execute("UPDATE staff SET totp_step = ?", (step,)).rowcount == 1))
    with pytest.raises(HubError) as refused:
        finish_joining(hub, token, offered)
    assert refused.value.code == "unfinished"
    assert store.hub_keys() == []


def test_wrong_or_used_code_does_not_confirm(hub: Hub, store: SqliteStore) -> None:
    token = token_of(first_link(store, NOW))
    right = pyotp.TOTP(start_joining(hub, token).totp).at(NOW)
    confirm_totp(hub, token, right)
    for typed in ("000000", right):
        with pytest.raises(HubError):
            confirm_totp(hub, token, typed)


@pytest.mark.parametrize(
    "change",
    [
        {"salt": b"s" * 15}, {"auth": b""}, {"public": b"\x04" + b"\x01" * 64}, {"nonce": "é"}, {"private": b"p"}, {"name": " "}, {"name": "x" * 81}, {"name": "a\u202eb"},
        {"name": FIRST_NAME}, {"name": RECOVERY}, {"hub_public": b"\x04" * 65}, {"recovery_public": b""}, {"copies": ()},
        {"copies": (("somebody", b"h" * 219, b"d" * 113), (RECOVERY, b"h" * 219, b"d" * 113))},
    ],
    ids=lambda change: "-".join(change),
)  # fmt: skip
def test_misshapen_offer_keeps_nothing(hub: Hub, store: SqliteStore, change: dict[str, object]) -> None:
    token = token_of(first_link(store, NOW))
    offered = replace(offer(hub, token, makes_keys=True), **change)  # type: ignore[arg-type]
    with pytest.raises(HubError):
        finish_joining(hub, token, offered)
    assert store.hub_keys() == []
    assert [staff.state for staff in store.all_staff()] == ["invited"]
    assert list(store.ledger_rows()) == []


def test_keys_are_made_once(hub: Hub, store: SqliteStore, holder: DemonstrationStaff) -> None:
    token = token_of(add_staff(store, "Bert", "keyholder", NOW))
    assert not start_joining(hub, token).makes_keys
    with pytest.raises(HubError) as refused:
        finish_joining(hub, token, offer(hub, token, makes_keys=True))
    assert refused.value.code == "keys_made"
    finish_joining(hub, token, offer(hub, token, makes_keys=False, name="ignored"))
    bert = store.staff_named("Bert")
    assert bert is not None
    assert store.held_keys(bert.id) == []


def test_two_first_keyholders_at_once_make_one_key(hub: Hub, store: SqliteStore) -> None:
    tokens = [token_of(first_link(store, NOW)), token_of(add_staff(store, "Bert", "keyholder", NOW))]
    offers = [offer(hub, token, makes_keys=True) for token in tokens]
    finish_joining(hub, tokens[0], offers[0])
    with pytest.raises(HubError) as refused:
        finish_joining(hub, tokens[1], offers[1])
    assert refused.value.code == "keys_made"
    assert len(store.hub_keys()) == 1


@pytest.mark.parametrize("role", ["practitioner", "licensing", "content-editor", "auditor"])
def test_other_roles_make_no_keys(hub: Hub, store: SqliteStore, role: str) -> None:
    token = token_of(add_staff(store, "Bert", role, NOW))
    with pytest.raises(HubError) as refused:
        finish_joining(hub, token, offer(hub, token, makes_keys=True))
    assert refused.value.code == "role"


def test_name_is_refused_at_the_first_step(hub: Hub, store: SqliteStore) -> None:
    add_staff(store, "Bert", "practitioner", NOW)
    token = token_of(first_link(store, NOW))
    for name in ("Bert", "", "\x00"):
        with pytest.raises(HubError):
            check_name(hub, token, name)
    check_name(hub, token, "  Anna   Smith ")


def test_adding_somebody_twice_makes_a_fresh_link_or_says_why_not(store: SqliteStore, holder: DemonstrationStaff) -> None:
    first, second = add_staff(store, "Bert", "auditor", NOW), add_staff(store, " Bert ", "auditor", NOW)
    assert first != second
    for name, role, code in (("Bert", "keyholder", "taken"), (NAME, "keyholder", "taken"), ("", "auditor", "name"), ("Cem", "boss", "role")):
        with pytest.raises(HubError) as refused:
            add_staff(store, name, role, NOW)
        assert refused.value.code == code


def test_whoever_is_here_already_is_named_with_the_role_in_words(store: SqliteStore) -> None:
    add_staff(store, "Ann", "content-editor", NOW)
    with pytest.raises(HubError) as refused:
        add_staff(store, "Ann", "auditor", NOW)
    assert refused.value.message == "Ann is here already, as content editor (invited). Choose another name."
