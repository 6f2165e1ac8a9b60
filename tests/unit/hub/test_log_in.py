"""Log in: both factors, each code once, failures slower and slower, nobody ever shut out."""

from __future__ import annotations

from contextlib import ExitStack
from datetime import timedelta

import pyotp
import pytest

from spotsigns.errors import HubError
from spotsigns.hub import log_in
from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.keys import open_copy, unlock_private
from spotsigns.hub.log_in import finish_log_in, start_log_in
from spotsigns.hub.passphrase import auth_of, stretch, wrap_of
from spotsigns.hub.room import Hub
from spotsigns.hub.sessions import page_key, read_session
from spotsigns.hub.slow import SEATS
from spotsigns.sealing.envelope import private_scalar
from spotsigns.store import SqliteStore
from tests.conftest import NOW, Clock


def code(holder: DemonstrationStaff, steps: int = 0) -> str:
    return pyotp.TOTP(holder.totp).at(NOW, counter_offset=steps)


@pytest.fixture
def auth(hub: Hub, holder: DemonstrationStaff) -> bytes:
    return auth_of(stretch(holder.passphrase, start_log_in(hub, holder.name)))


def test_right_factors_give_the_share_that_opens_the_desk(hub: Hub, store: SqliteStore, holder: DemonstrationStaff, auth: bytes) -> None:
    token, staff, share = finish_log_in(hub, holder.name, auth, code(holder))
    stretched = stretch(holder.passphrase, start_log_in(hub, holder.name))
    private = unlock_private(wrap_of(stretched, share), staff.private or b"")
    opened, desk_key = open_copy(store.held_keys(staff.id)[0], private)
    assert private_scalar(opened) == private_scalar(holder.hub_key)
    assert len(desk_key) == 32
    assert read_session(hub, token) is not None


@pytest.mark.parametrize("steps", [-1, 0, 1])
def test_codes_beside_now_are_taken(hub: Hub, holder: DemonstrationStaff, auth: bytes, steps: int) -> None:
    assert finish_log_in(hub, holder.name, auth, code(holder, steps))


@pytest.mark.parametrize("steps", [-2, 2])
def test_codes_further_away_are_not(hub: Hub, holder: DemonstrationStaff, auth: bytes, steps: int) -> None:
    with pytest.raises(HubError, match="not right"):
        finish_log_in(hub, holder.name, auth, code(holder, steps))


def test_code_works_once_and_earlier_ones_not_after_it(hub: Hub, holder: DemonstrationStaff, auth: bytes) -> None:
    finish_log_in(hub, holder.name, auth, code(holder))
    for steps in (0, -1):
        with pytest.raises(HubError) as refused:
            finish_log_in(hub, holder.name, auth, code(holder, steps))
        assert refused.value.status == 401
    finish_log_in(hub, holder.name, auth, code(holder, 1))


def test_wrong_factor_name_or_state_is_refused_in_the_same_words(hub: Hub, store: SqliteStore, holder: DemonstrationStaff, auth: bytes) -> None:
    said = set()
    for name, tried, totp in (
        (holder.name, b"x" * 32, code(holder)),
        (holder.name, auth, "000000"),
        (holder.name, auth, ""),
        (holder.name, auth, "٠٠٠٠٠٠"),
        ("Nobody", auth, code(holder)),
    ):
        with pytest.raises(HubError) as refused:
            finish_log_in(hub, name, tried, totp)
        said.add((refused.value.status, refused.value.code, refused.value.message))
    store.write(lambda db: db.execute("UPDATE staff SET state = 'disabled'").rowcount)
    with pytest.raises(HubError) as refused:
        finish_log_in(hub, holder.name, auth, code(holder))
    said.add((refused.value.status, refused.value.code, refused.value.message))
    assert len(said) == 1


def test_unknown_name_gets_a_salt_of_its_own_that_stays(hub: Hub, store: SqliteStore, holder: DemonstrationStaff) -> None:
    salts = [start_log_in(hub, name) for name in ("Nobody", "Nobody", "Somebody", holder.name)]
    assert [len(salt) for salt in salts] == [16] * 4
    assert salts[0] == salts[1]
    assert len(set(salts)) == 3
    store.write(lambda db: db.execute("UPDATE staff SET state = 'disabled'").rowcount)
    assert start_log_in(hub, holder.name) not in salts


def test_failures_grow_slower_and_never_lock_out(hub: Hub, holder: DemonstrationStaff, auth: bytes, pauses: list[float]) -> None:
    for _ in range(8):
        with pytest.raises(HubError):
            finish_log_in(hub, holder.name, b"x" * 32, "000000")
    assert pauses == [0.25, 0.5, 1.0, 2.0, 4.0, 4.0, 4.0, 4.0]
    assert finish_log_in(hub, holder.name, auth, code(holder))
    with pytest.raises(HubError):
        finish_log_in(hub, holder.name, b"x" * 32, "000000")
    assert pauses[-1] == 0.25


def refused(hub: Hub, holder: DemonstrationStaff, auth: bytes, totp: str) -> int:
    with pytest.raises(HubError) as refusal:
        finish_log_in(hub, holder.name, auth, totp)
    return refusal.value.status


def test_beside_a_full_house_not_even_the_right_factors_are_checked(hub: Hub, holder: DemonstrationStaff, auth: bytes, pauses: list[float]) -> None:
    with ExitStack() as seats:
        for _ in range(SEATS):
            seats.enter_context(hub.slowdown.seat())
        assert [refused(hub, holder, tried, code(holder)) for tried in (auth, b"x" * 32)] == [429, 429]
    assert pauses == []
    assert finish_log_in(hub, holder.name, auth, code(holder))


def test_seat_is_held_while_a_failure_waits(hub: Hub, holder: DemonstrationStaff, auth: bytes, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> None:
    meanwhile: list[int] = []

    def pause(seconds: float) -> None:
        with hub.slowdown.seat(), hub.slowdown.seat():
            meanwhile.append(refused(hub, holder, auth, code(holder)))

    monkeypatch.setattr(hub.slowdown, "_pause", pause)
    assert refused(hub, holder, b"x" * 32, code(holder)) == 401
    assert meanwhile == [429]


def test_nobody_waits_long_to_be_checked(hub: Hub, holder: DemonstrationStaff, auth: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log_in, "_PATIENCE_SECONDS", 0.01)
    with log_in._AT_ONCE, log_in._AT_ONCE:
        assert refused(hub, holder, auth, code(holder)) == 429
    assert finish_log_in(hub, holder.name, auth, code(holder))


def test_after_wrong_codes_none_is_checked_for_a_growing_time(hub: Hub, holder: DemonstrationStaff, auth: bytes, clock: Clock) -> None:
    def now() -> str:
        return pyotp.TOTP(holder.totp).at(clock())

    assert [refused(hub, holder, auth, "000000") for _ in range(3)] == [401] * 3
    for seconds in (30, 60, 120):
        clock.now += timedelta(seconds=seconds - 1)
        assert refused(hub, holder, auth, now()) == 401
        clock.now += timedelta(seconds=1)
        assert refused(hub, holder, auth, "000000") == 401
    clock.now += timedelta(hours=1)
    assert finish_log_in(hub, holder.name, auth, now())
    assert refused(hub, holder, auth, "000000") == 401
    clock.now += timedelta(minutes=1)
    assert finish_log_in(hub, holder.name, auth, now())


def test_strangers_shut_nobody_out_with_wrong_codes(hub: Hub, holder: DemonstrationStaff, auth: bytes) -> None:
    for _ in range(9):
        refused(hub, holder, b"x" * 32, "000000")
    assert finish_log_in(hub, holder.name, auth, code(holder))


def test_little_is_kept_of_long_names(hub: Hub, pauses: list[float]) -> None:
    long = "\ufdfa" * 4096
    for name in (long, long[:80]):
        with pytest.raises(HubError):
            finish_log_in(hub, name, b"x" * 32, "000000")
    assert pauses == [0.25, 0.5]
    assert [len(name) for name in hub.slowdown._failures] == [32]
    assert start_log_in(hub, long) == start_log_in(hub, long[:80])


def test_session_ends_when_idle_and_after_eight_hours(hub: Hub, holder: DemonstrationStaff, auth: bytes, clock: Clock) -> None:
    token, _, _ = finish_log_in(hub, holder.name, auth, code(holder))
    for _ in range(34):
        clock.now += timedelta(minutes=14)
        assert read_session(hub, token) is not None
    clock.now += timedelta(minutes=4)
    assert read_session(hub, token) is None


def test_idle_session_is_forgotten_with_its_page_key(hub: Hub, store: SqliteStore, holder: DemonstrationStaff, auth: bytes, clock: Clock) -> None:
    token, _, _ = finish_log_in(hub, holder.name, auth, code(holder))
    live = read_session(hub, token)
    assert live is not None
    assert len(page_key(hub, live.session)) == 32
    clock.now += timedelta(minutes=15)
    assert read_session(hub, token) is None
    assert store.session(live.session.digest) is None
    clock.now -= timedelta(minutes=15)
    assert read_session(hub, token) is None


@pytest.mark.parametrize("cookie", [None, "", "x", "é", "A" * 43, "AAAA"])
def test_made_up_cookies_are_nobody(hub: Hub, cookie: str | None) -> None:
    assert read_session(hub, cookie) is None
