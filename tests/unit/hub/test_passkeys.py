"""Passkeys without HTTP: how failures wait, and what a challenge is worth."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest

from spotsigns.errors import HubError
from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.log_in import finish_log_in, finish_with_passkey, start_log_in
from spotsigns.hub.passkey_model import Passkey, is_behind, passkey_id
from spotsigns.hub.passkey_proof import (
    LOG_IN,
    REGISTER,
    is_at_home,
    log_in_options,
    new_challenge,
    read_assertion,
    take_challenge,
)
from spotsigns.hub.passphrase import auth_of, stretch
from spotsigns.hub.room import Hub, make_hub
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from tests.conftest import Clock
from tests.contract.authenticator import ORIGIN, SoftPasskey


@pytest.fixture
def passkey(hub: Hub, holder: DemonstrationStaff) -> SoftPasskey:
    """On the keyholder's account."""
    staff = hub.store.staff_named(holder.name)
    assert staff is not None
    soft = SoftPasskey(staff.id.encode())
    kept = Passkey(passkey_id(soft.id), staff.id, soft.id, soft.public(), 0, "Laptop", hub.now())
    assert hub.store.add_passkey(kept, hub.ledger.entry(staff.id, "passkey_added", kept.id, hub.clock())) is None
    return soft


@pytest.fixture
def auth(hub: Hub, holder: DemonstrationStaff) -> bytes:
    return auth_of(stretch(holder.passphrase, start_log_in(hub, holder.name)))


def enter(hub: Hub, holder: DemonstrationStaff, auth: bytes, passkey: SoftPasskey) -> int:
    try:
        finish_with_passkey(hub, holder.name, auth, read_assertion(passkey.assertion(log_in_options(hub))), ORIGIN)
    except HubError as refused:
        return refused.status
    return 200


def test_wrong_passkeys_wait_longer_each_time_hold_up_codes_too_and_shut_nobody_out(
    hub: Hub, holder: DemonstrationStaff, auth: bytes, passkey: SoftPasskey, clock: Clock, pauses: list[float]
) -> None:
    assert [enter(hub, holder, auth, SoftPasskey(passkey.user)) for _ in range(3)] == [401] * 3
    assert pauses == [0.25, 0.5, 1.0]
    assert enter(hub, holder, auth, passkey) == 401
    with pytest.raises(HubError):
        finish_log_in(hub, holder.name, auth, pyotp.TOTP(holder.totp).at(clock()))
    clock.now += timedelta(minutes=1)
    assert enter(hub, holder, auth, passkey) == 200
    assert enter(hub, holder, b"x" * 32, passkey) == 401
    assert pauses[-1] == 0.25


def test_stranger_with_a_wrong_passphrase_holds_up_nobody(hub: Hub, holder: DemonstrationStaff, auth: bytes, passkey: SoftPasskey) -> None:
    assert [enter(hub, holder, b"x" * 32, SoftPasskey(passkey.user)) for _ in range(5)] == [401] * 5
    assert enter(hub, holder, auth, passkey) == 200


@pytest.mark.parametrize("lost", ["stopped = 1", "count = 7"])
def test_passkey_that_changed_meanwhile_opens_no_session(hub: Hub, store: SqliteStore, holder: DemonstrationStaff, auth: bytes, passkey: SoftPasskey, lost: str) -> None:
    given = read_assertion(passkey.assertion(log_in_options(hub)))
    store.write(lambda db: db.execute(f"CREATE TRIGGER meanwhile AFTER INSERT ON used_challenges BEGIN UPDATE passkeys SET {lost}; END"))  # noqa: S608 - the two texts above
    with pytest.raises(HubError):
        finish_with_passkey(hub, holder.name, auth, given, ORIGIN)
    assert store.read().execute("SELECT count(*) FROM sessions WHERE seen >= ?", (hub.now(),)).fetchone()[0] == 0


def test_challenge_is_good_once_for_its_purpose_and_holder(hub: Hub, clock: Clock) -> None:
    challenge = new_challenge(hub, REGISTER, "somebody here")
    assert not take_challenge(hub, challenge, LOG_IN)
    assert not take_challenge(hub, challenge, REGISTER, "somebody else")
    assert not take_challenge(hub, challenge[:-1] + bytes([challenge[-1] ^ 1]), REGISTER, "somebody here")
    later = challenge[:16] + (hub.now() + 10_000).to_bytes(8, "big") + challenge[24:]
    assert not take_challenge(hub, later, REGISTER, "somebody here")
    assert take_challenge(hub, challenge, REGISTER, "somebody here")
    assert not take_challenge(hub, challenge, REGISTER, "somebody here")
    ends = new_challenge(hub, LOG_IN)
    clock.now += timedelta(seconds=300)
    assert not take_challenge(hub, ends, LOG_IN)


def test_challenge_of_another_server_is_none_of_ours(hub: Hub, store: SqliteStore, clock: Clock, secrets: Secrets) -> None:
    class Others:
        box, names, ledger = secrets.box, b"x" * 32, secrets.ledger

    assert not take_challenge(hub, new_challenge(make_hub(store, Others(), clock), LOG_IN), LOG_IN)


@pytest.mark.parametrize(
    ("host", "origin", "fits"),
    [
        ("", "http://localhost:5000", True),
        ("", "https://localhost", True),
        ("", "http://127.0.0.1:5000", False),
        ("hub.example.org", "https://hub.example.org", True),
        ("Hub.example.org:8443", "https://hub.example.org:8443", True),
        ("hub.example.org", "http://hub.example.org", False),
        ("hub.example.org", "https://signs.example.org", False),
        ("hub.example.org", "https://evil.hub.example.org", False),
        ("hub.example.org", "http://localhost", False),
        ("hub.example.org", "https://[", False),
        ("hub.example.org", "", False),
    ],
)
def test_passkeys_live_at_the_hubs_own_name_and_in_a_demonstration_at_localhost(store: SqliteStore, secrets: Secrets, clock: Clock, host: str, origin: str, fits: bool) -> None:
    assert is_at_home(make_hub(store, secrets, clock, host=host), origin) is fits


def test_passkey_is_bound_to_the_host_of_the_settings(store: SqliteStore, secrets: Secrets, clock: Clock) -> None:
    assert log_in_options(make_hub(store, secrets, clock, host="hub.example.org"))["rpId"] == "hub.example.org"


@pytest.mark.parametrize(("before", "count", "behind"), [(0, 0, False), (0, 1, False), (1, 2, False), (2, 2, True), (2, 1, True), (2, 0, True)])
def test_count_must_grow_where_one_is_kept(before: int, count: int, behind: bool) -> None:
    assert is_behind(before, count) is behind
