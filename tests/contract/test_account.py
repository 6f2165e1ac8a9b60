"""One's own account over HTTP: passphrase, codes for a lost phone, another phone, sessions."""

from __future__ import annotations

import secrets as random
from collections.abc import Iterator
from datetime import timedelta

import pyotp
import pytest

from spotsigns.hub.account_model import code_digest, new_code
from spotsigns.hub.keys import lock_private, open_copy, unlock_private
from spotsigns.hub.passphrase import auth_of, stretch, wrap_of
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import private_scalar
from spotsigns.settings import load_settings
from tests.contract.hubs import Browser, Stage

NEW = "six other words than the first"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(load_settings({}, data=str(tmp_path_factory.mktemp("hub")), languages="en"))
    yield stage
    stage.close()


@pytest.fixture(autouse=True)
def begin_again(stage: Stage) -> None:
    stage.begin_again()
    # Wrong codes of one test must not hold up the next.
    stage.clock.now += timedelta(hours=2 * next(_turns))


_turns = iter(range(1, 1_000))


@pytest.fixture(scope="module")
def auth(stage: Stage) -> str:
    return to_base64url(auth_of(stretch(stage.holder.passphrase, stage.store.all_staff()[0].salt or b"")))


def log_in(stage: Stage, auth: str, totp: str = "") -> Browser:
    """Logged in with a code of its own."""
    browser = Browser(stage.app, stage.clock, stage.holder)
    stage.clock.now += timedelta(minutes=1)
    answer = browser.post("/hub/log-in/finish", {"name": stage.holder.name, "auth": auth, "totp": totp or browser.code()})
    assert answer.status_code == 200, answer.get_json()
    return browser


def enter(stage: Stage, auth: str, totp: str) -> int:
    answer = Browser(stage.app, stage.clock, stage.holder).post("/hub/log-in/finish", {"name": stage.holder.name, "auth": auth, "totp": totp})
    return answer.status_code


def change_body(stage: Stage, desk: Browser, auth: str) -> tuple[dict[str, str], bytes]:
    """What a browser sends for a new passphrase, and what grew from that."""
    given = desk.post("/hub/api/me/share", {"auth": auth}).get_json()
    share = from_base64url(given["share"])
    before = stretch(stage.holder.passphrase, stage.store.all_staff()[0].salt or b"")
    private, salt = unlock_private(wrap_of(before, share), from_base64url(given["private"])), random.token_bytes(16)
    grown = stretch(NEW, salt)
    body = {"before": auth, "salt": to_base64url(salt), "auth": to_base64url(auth_of(grown)), "private": to_base64url(lock_private(wrap_of(grown, share), private))}
    return body, grown


def test_new_passphrase_opens_the_same_key_and_the_old_one_nothing(stage: Stage, auth: str) -> None:
    other, desk = log_in(stage, auth), log_in(stage, auth)
    body, grown = change_body(stage, desk, auth)
    assert desk.post("/hub/api/me/passphrase", body).status_code == 200
    assert desk.client.get("/hub/api/session").status_code == 200
    assert other.client.get("/hub/api/session").status_code == 401
    stage.clock.now += timedelta(minutes=1)
    assert enter(stage, auth, desk.code()) == 401
    given = log_in(stage, body["auth"]).post("/hub/api/me/share", {"auth": body["auth"]}).get_json()
    private = unlock_private(wrap_of(grown, from_base64url(given["share"])), from_base64url(given["private"]))
    held = stage.store.held_keys(stage.store.all_staff()[0].id)[0]
    assert private_scalar(open_copy(held, private)[0]) == private_scalar(stage.holder.hub_key)


@pytest.mark.parametrize("change", [{"before": to_base64url(b"x" * 32)}, {"salt": "AAAA"}, {"auth": ""}, {"private": "AAAA"}, {"private": "é"}], ids=lambda change: next(iter(change)))
def test_passphrase_that_is_not_proven_or_misshapen_stays(stage: Stage, auth: str, change: dict[str, str]) -> None:
    desk = log_in(stage, auth)
    body, _ = change_body(stage, desk, auth)
    answer = desk.post("/hub/api/me/passphrase", {**body, **change})
    assert answer.status_code == (403 if "before" in change else 400)
    assert log_in(stage, auth)


def test_same_salt_again_is_refused(stage: Stage, auth: str) -> None:
    desk = log_in(stage, auth)
    body, _ = change_body(stage, desk, auth)
    assert desk.post("/hub/api/me/passphrase", {**body, "salt": to_base64url(stage.store.all_staff()[0].salt or b"")}).status_code == 400


def test_share_is_given_only_against_the_passphrase(stage: Stage, auth: str) -> None:
    desk = log_in(stage, auth)
    for wrong in ("", to_base64url(b"x" * 32)):
        answer = desk.post("/hub/api/me/share", {"auth": wrong})
        assert (answer.status_code, answer.get_json()["error"]) == (403, "passphrase")


def test_ten_codes_each_log_in_once(stage: Stage, auth: str) -> None:
    desk = log_in(stage, auth)
    codes = desk.post("/hub/api/me/codes", {"auth": auth}).get_json()["codes"]
    assert len(set(codes)) == 10
    assert desk.client.get("/hub/api/me").get_json()["codes"] == 10
    log_in(stage, auth, codes[0])
    log_in(stage, auth, codes[1].replace(" ", "-"))
    assert [enter(stage, auth, code) for code in (codes[0], codes[1])] == [401, 401]
    assert log_in(stage, auth).client.get("/hub/api/me").get_json()["codes"] == 8
    assert [row.subject for row in stage.store.ledger_rows() if row.act == "logged_in"].count("spare code") == 2


def test_code_alone_or_of_somebody_else_opens_nothing(stage: Stage, auth: str) -> None:
    desk = log_in(stage, auth)
    codes = desk.post("/hub/api/me/codes", {"auth": auth}).get_json()["codes"]
    assert enter(stage, to_base64url(b"x" * 32), codes[0]) == 401
    assert enter(stage, auth, new_code()) == 401
    assert desk.client.get("/hub/api/me").get_json()["codes"] == 10
    stage.store.write(lambda db: db.execute("UPDATE spare_codes SET digest = digest || 'x'").rowcount)
    assert enter(stage, auth, codes[0]) == 401


def test_wrong_codes_make_the_next_ones_wait_and_nobody_is_shut_out_for_good(stage: Stage, auth: str) -> None:
    desk = log_in(stage, auth)
    codes = desk.post("/hub/api/me/codes", {"auth": auth}).get_json()["codes"]
    assert [enter(stage, auth, new_code()) for _ in range(3)] == [401] * 3
    assert enter(stage, auth, codes[0]) == 401
    stage.clock.now += timedelta(minutes=2)
    assert enter(stage, auth, codes[0]) == 200


def test_new_codes_end_the_ones_before_and_only_digests_are_kept(stage: Stage, auth: str) -> None:
    desk = log_in(stage, auth)
    first, second = (desk.post("/hub/api/me/codes", {"auth": auth}).get_json()["codes"] for _ in range(2))
    assert enter(stage, auth, first[0]) == 401
    kept = [row["digest"] for row in stage.store.read().execute("SELECT digest FROM spare_codes")]
    assert sorted(kept) == sorted(code_digest(stage.store.all_staff()[0].id, code) or "" for code in second)
    assert desk.post("/hub/api/me/codes", {"auth": ""}).status_code == 403


@pytest.mark.parametrize("typed", ["", "123456", "1" * 24, "1" * 26, "1" * 24 + "x", "1" * 25 + "'", "²" * 25])
def test_what_cannot_be_a_code_is_none(typed: str) -> None:
    assert code_digest("somebody", typed) is None


def test_code_reads_the_same_in_any_script_and_grouping_and_is_bound_to_its_person() -> None:
    code = new_code()
    digits = code.replace(" ", "")
    eastern = "".join(chr(0x06F0 + int(digit)) for digit in digits)
    assert {code_digest("a", text) for text in (code, digits, f" {code} ", digits[:5] + "-" + digits[5:], eastern)} == {code_digest("a", code)}
    assert code_digest("b", code) != code_digest("a", code)


def test_other_phone_takes_over_once_it_has_shown_a_code(stage: Stage, auth: str) -> None:
    desk = log_in(stage, auth)
    offered = desk.post("/hub/api/me/second-factor", {"auth": auth}).get_json()
    new = pyotp.TOTP(offered["totp"])
    wrong = desk.post("/hub/api/me/second-factor/confirm", {"token": offered["token"], "code": "000000"})
    assert (wrong.status_code, wrong.get_json()["error"]) == (403, "totp")
    desk = log_in(stage, auth)  # the old one works until then
    code = new.at(stage.clock())
    assert desk.post("/hub/api/me/second-factor/confirm", {"token": offered["token"], "code": code}).status_code == 200
    assert enter(stage, auth, code) == 401  # used up by confirming
    stage.clock.now += timedelta(minutes=1)
    assert enter(stage, auth, desk.code()) == 401
    assert enter(stage, auth, new.at(stage.clock())) == 200
    assert desk.post("/hub/api/me/second-factor/confirm", {"token": "AAAA", "code": code}).status_code == 400


@pytest.mark.parametrize(("steps", "status"), [(-2, 403), (-1, 200), (1, 200), (2, 403)])
def test_clock_of_the_new_phone_may_be_half_a_minute_off(stage: Stage, auth: str, steps: int, status: int) -> None:
    desk = log_in(stage, auth)
    offered = desk.post("/hub/api/me/second-factor", {"auth": auth}).get_json()
    code = pyotp.TOTP(offered["totp"]).at(stage.clock(), counter_offset=steps)
    assert desk.post("/hub/api/me/second-factor/confirm", {"token": offered["token"], "code": code}).status_code == status


def test_list_shows_own_sessions_and_all_others_can_be_ended(stage: Stage, auth: str) -> None:
    others = [log_in(stage, auth) for _ in range(2)]
    desk = log_in(stage, auth)
    sessions = desk.client.get("/hub/api/me").get_json()["sessions"]
    assert [set(one) for one in sessions] == [{"began", "seen", "this"}] * 3
    assert [one["this"] for one in sessions] == [True, False, False]
    assert desk.post("/hub/api/me/end-others", {}).get_json() == {"ended": 2}
    assert [browser.client.get("/hub/api/me").status_code for browser in (desk, *others)] == [200, 401, 401]
