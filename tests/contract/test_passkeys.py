"""Passkeys over HTTP: made on one's own account, used in place of the six digits, and refused in clear words when anything is wrong."""

from __future__ import annotations

import copy
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import cbor2
import pytest
from werkzeug.test import TestResponse

from spotsigns.app import create_app
from spotsigns.hub.ledger import verify_ledger
from spotsigns.hub.passkey_model import MOST_PASSKEYS, passkey_id
from spotsigns.hub.passphrase import auth_of, stretch
from spotsigns.sealing.encoding import to_base64url
from spotsigns.settings import load_settings
from tests.contract.authenticator import ATTESTED, PRESENT, VERIFIED, SoftPasskey
from tests.contract.colleagues import add_colleague
from tests.contract.hubs import Browser, Stage

_turns = iter(range(1, 10_000))


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


@pytest.fixture(scope="module")
def auth(stage: Stage) -> str:
    return to_base64url(auth_of(stretch(stage.holder.passphrase, stage.store.all_staff()[0].salt or b"")))


@pytest.fixture
def desk(stage: Stage, auth: str) -> Browser:
    """Logged in with a code."""
    browser = Browser(stage.app, stage.clock, stage.holder)
    assert browser.post("/hub/log-in/finish", {"name": stage.holder.name, "auth": auth, "totp": browser.code()}).status_code == 200
    return browser


@pytest.fixture
def passkey(stage: Stage) -> SoftPasskey:
    """The keyholder's, not yet known to the hub."""
    return SoftPasskey(stage.store.all_staff()[0].id.encode())


def offer(desk: Browser, auth: str) -> dict[str, Any]:
    options: dict[str, Any] = desk.post("/hub/api/me/passkeys/offer", {"auth": auth}).get_json()["options"]
    return options


def keep(desk: Browser, auth: str, passkey: SoftPasskey, name: str = "Work laptop") -> TestResponse:
    return desk.post("/hub/api/me/passkeys", {"name": name, "passkey": passkey.attestation(offer(desk, auth))})


def question(stage: Stage) -> dict[str, Any]:
    answer = Browser(stage.app, stage.clock, stage.holder).post("/hub/log-in/passkey", {})
    assert answer.status_code == 200
    options: dict[str, Any] = answer.get_json()["options"]
    return options


def enter(stage: Stage, auth: str, given: object, name: str = "") -> TestResponse:
    return Browser(stage.app, stage.clock, stage.holder).post("/hub/log-in/finish", {"name": name or stage.holder.name, "auth": auth, "passkey": given})


def said(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]


def acts(stage: Stage) -> list[tuple[str, str]]:
    return [(row.act, row.subject) for row in stage.store.ledger_rows()]


def test_passkey_is_made_listed_used_and_removed_with_a_row_each(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    made = stage.clock.now.timestamp() // 1
    own = keep(desk, auth, passkey, "Wörk laptop").get_json()["id"]
    assert own == passkey_id(passkey.id)
    assert desk.client.get("/hub/api/me/passkeys").get_json() == {"passkeys": [{"id": own, "name": "Wörk laptop", "made": made, "used": None, "stopped": False}]}
    stage.clock.now += timedelta(minutes=1)
    answer = enter(stage, auth, passkey.assertion(question(stage)))
    assert answer.status_code == 200
    assert set(answer.get_json()) == {"share", "private"}
    assert answer.headers["Set-Cookie"].startswith("spotsigns-hub=")
    assert desk.client.get("/hub/api/me/passkeys").get_json()["passkeys"][0]["used"] == made + 60
    assert desk.post("/hub/api/me/passkeys/remove", {"auth": auth, "id": own}).status_code == 200
    assert desk.client.get("/hub/api/me/passkeys").get_json() == {"passkeys": []}
    assert acts(stage)[-3:] == [("passkey_added", own), ("logged_in", f"passkey {own}"), ("passkey_removed", own)]
    assert verify_ledger(stage.store, stage.secrets.ledger) is None
    assert said(enter(stage, auth, passkey.assertion(question(stage)))) == (401, "log_in")


def test_codes_go_on_working_beside_a_passkey(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    spare = desk.post("/hub/api/me/codes", {"auth": auth}).get_json()["codes"][0]
    keep(desk, auth, passkey)
    for totp in (spare, desk.code(1)):
        assert desk.post("/hub/log-in/finish", {"name": stage.holder.name, "auth": auth, "totp": totp}).status_code == 200


def test_questions_bind_the_passkey_to_this_hub_and_tell_nothing_of_anybody(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    keep(desk, auth, passkey)
    asked, again = question(stage), question(stage)
    assert (asked["rpId"], asked["userVerification"], asked["allowCredentials"]) == ("localhost", "required", [])
    assert asked["challenge"] != again["challenge"]
    offered = offer(desk, auth)
    assert (offered["rp"]["id"], offered["user"]["name"], offered["attestation"]) == ("localhost", stage.holder.name, "none")
    assert offered["authenticatorSelection"] == {"residentKey": "required", "requireResidentKey": True, "userVerification": "required"}
    assert [one["id"] for one in offered["excludeCredentials"]] == [to_base64url(passkey.id)]


def test_offer_and_removal_need_the_passphrase_and_the_list_a_session(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    own, wrong = keep(desk, auth, passkey).get_json()["id"], to_base64url(b"x" * 32)
    assert said(desk.post("/hub/api/me/passkeys/offer", {"auth": wrong})) == (403, "passphrase")
    assert said(desk.post("/hub/api/me/passkeys/remove", {"auth": wrong, "id": own})) == (403, "passphrase")
    assert said(desk.post("/hub/api/me/passkeys/remove", {"auth": auth, "id": "0" * 16})) == (404, "not_found")
    stranger = Browser(stage.app, stage.clock, stage.holder)
    assert stranger.client.get("/hub/api/me/passkeys").status_code == 401
    for path in ("", "/offer", "/remove"):
        assert stranger.post(f"/hub/api/me/passkeys{path}", {}).status_code == 401
    assert enter(stage, auth, passkey.assertion(question(stage))).status_code == 200


def test_offer_is_good_once_for_its_session_and_for_five_minutes(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    offered = offer(desk, auth)
    other = Browser(stage.app, stage.clock, stage.holder)
    other.post("/hub/log-in/finish", {"name": stage.holder.name, "auth": auth, "totp": other.code(1)})
    tried = {"name": "Elsewhere", "passkey": passkey.attestation(offered)}
    assert said(other.post("/hub/api/me/passkeys", tried)) == (403, "passkey")
    assert desk.post("/hub/api/me/passkeys", tried).status_code == 200
    second = SoftPasskey(passkey.user)
    assert said(desk.post("/hub/api/me/passkeys", {"name": "Again", "passkey": second.attestation(offered)})) == (403, "passkey")
    late = offer(desk, auth)
    stage.clock.now += timedelta(minutes=5)
    assert said(desk.post("/hub/api/me/passkeys", {"name": "Late", "passkey": second.attestation(late)})) == (403, "passkey")
    assert said(desk.post("/hub/api/me/passkeys", {"name": "Log-in", "passkey": second.attestation(question(stage))})) == (403, "passkey")
    assert len(stage.store.passkeys_of(passkey.user.decode())) == 1


@pytest.mark.parametrize("name", ["", " ", " laptop", "x" * 41, "two\nlines", "\u202eflipped"], ids=repr)
def test_name_is_one_line_that_can_be_shown(desk: Browser, auth: str, passkey: SoftPasskey, name: str) -> None:
    assert said(keep(desk, auth, passkey, name)) == (400, "name")


def test_same_passkey_twice_or_too_many_are_refused(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    keep(desk, auth, passkey)
    assert said(keep(desk, auth, passkey)) == (409, "taken")
    for _ in range(MOST_PASSKEYS - 1):
        assert keep(desk, auth, SoftPasskey(passkey.user)).status_code == 200
    assert said(desk.post("/hub/api/me/passkeys/offer", {"auth": auth})) == (409, "enough")


Broken = Callable[[SoftPasskey, dict[str, Any]], dict[str, Any]]
WRONG_MAKING: dict[str, Broken] = {
    "other origin": lambda own, asked: own.attestation(asked, origin="https://evil.example"),
    "other port": lambda own, asked: own.attestation(asked, origin="http://localhost:81"),
    "other challenge": lambda own, asked: own.attestation({"challenge": to_base64url(b"x" * 56)}),
    "short challenge": lambda own, asked: own.attestation({"challenge": ""}),
    "a log-in": lambda own, asked: own.attestation(asked, type="webauthn.get"),
    "other site": lambda own, asked: SoftPasskey(own.user, rp="evil.example").attestation(asked),
    "nobody there": lambda own, asked: own.attestation(asked, flags=VERIFIED | ATTESTED),
    "not verified": lambda own, asked: own.attestation(asked, flags=PRESENT | ATTESTED),
    "no key": lambda own, asked: own.attestation(asked, flags=PRESENT | VERIFIED),
    "other id": lambda own, asked: own.attestation(asked) | {"id": "AAAA", "rawId": "AAAA"},
    "no CBOR": lambda own, asked: replaced(own.attestation(asked), "attestationObject", "AAAA"),
    "deep CBOR": lambda own, asked: replaced(own.attestation(asked), "attestationObject", to_base64url(b"\x81" * 40_000)),
    "endless CBOR": lambda own, asked: replaced(own.attestation(asked), "attestationObject", to_base64url(b"\x9b" + b"\xff" * 8)),
    "statement of a maker": lambda own, asked: replaced(own.attestation(asked), "attestationObject", to_base64url(cbor2.dumps({"fmt": "tpm", "attStmt": {}, "authData": bytes(37)}))),
}


def replaced(given: dict[str, Any], name: str, value: object) -> dict[str, Any]:
    changed = copy.deepcopy(given)
    changed["response"][name] = value
    return changed


@pytest.mark.parametrize("broken", WRONG_MAKING.values(), ids=WRONG_MAKING.keys())
def test_passkey_that_proves_nothing_is_not_kept(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey, broken: Broken) -> None:
    answer = desk.post("/hub/api/me/passkeys", {"name": "Laptop", "passkey": broken(passkey, offer(desk, auth))})
    assert said(answer) == (403, "passkey")
    assert stage.store.passkeys_of(passkey.user.decode()) == []
    assert "passkey_added" not in dict(acts(stage))


WRONG_USE: dict[str, Broken] = {
    "other origin": lambda own, asked: own.assertion(asked, origin="https://evil.example"),
    "no origin": lambda own, asked: own.assertion(asked, origin=""),
    "other challenge": lambda own, asked: own.assertion({"challenge": to_base64url(b"x" * 56)}),
    "huge challenge": lambda own, asked: own.assertion({"challenge": "A" * 20_000}),
    "a making": lambda own, asked: own.assertion(asked, type="webauthn.create"),
    "nobody there": lambda own, asked: own.assertion(asked, flags=VERIFIED),
    "not verified": lambda own, asked: own.assertion(asked, flags=PRESENT),
    "other key": lambda own, asked: SoftPasskey(own.user, id=own.id, count=9).assertion(asked),
    "unknown credential": lambda own, asked: SoftPasskey(own.user).assertion(asked),
    "other person's handle": lambda own, asked: replaced(own.assertion(asked), "userHandle", to_base64url(b"somebody")),
    "no handle": lambda own, asked: replaced(own.assertion(asked), "userHandle", None),
    "no signature": lambda own, asked: replaced(own.assertion(asked), "signature", ""),
    "no data": lambda own, asked: replaced(own.assertion(asked), "authenticatorData", ""),
}


@pytest.mark.parametrize("broken", WRONG_USE.values(), ids=WRONG_USE.keys())
def test_wrong_passkey_is_refused_in_the_words_of_any_wrong_log_in_and_never_stopped(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey, broken: Broken) -> None:
    keep(desk, auth, passkey)
    answer = enter(stage, auth, broken(passkey, question(stage)))
    assert said(answer) == (401, "log_in")
    assert "Set-Cookie" not in answer.headers
    assert [one.stopped for one in stage.store.passkeys_of(passkey.user.decode())] == [False]
    assert enter(stage, auth, passkey.assertion(question(stage))).status_code == 200


def test_refusal_is_the_same_for_passphrase_name_and_passkey(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    keep(desk, auth, passkey)
    wrong = to_base64url(b"x" * 32)
    answers = [enter(stage, wrong, passkey.assertion(question(stage))), enter(stage, auth, passkey.assertion(question(stage)), "Nobody"), enter(stage, auth, SoftPasskey(passkey.user).assertion(question(stage)))]
    assert len({answer.data for answer in answers}) == 1
    assert {answer.status_code for answer in answers} == {401}


def test_challenge_is_used_up_by_right_and_wrong_log_ins_and_ends(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    keep(desk, auth, passkey)
    asked = question(stage)
    assert said(enter(stage, to_base64url(b"x" * 32), passkey.assertion(asked))) == (401, "log_in")
    assert said(enter(stage, auth, passkey.assertion(asked))) == (401, "log_in")
    asked = question(stage)
    assert enter(stage, auth, passkey.assertion(asked)).status_code == 200
    assert said(enter(stage, auth, passkey.assertion(asked))) == (401, "log_in")
    late = question(stage)
    stage.clock.now += timedelta(minutes=5)
    assert said(enter(stage, auth, passkey.assertion(late))) == (401, "log_in")
    offered = offer(desk, auth)
    assert said(enter(stage, auth, passkey.assertion(offered))) == (401, "log_in")


def test_used_challenges_are_forgotten_when_they_have_ended(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    keep(desk, auth, passkey)
    for _ in range(2):
        assert enter(stage, auth, passkey.assertion(question(stage))).status_code == 200
    stage.clock.now += timedelta(minutes=6)
    assert enter(stage, auth, passkey.assertion(question(stage))).status_code == 200
    assert stage.store.read().execute("SELECT count(*) FROM used_challenges").fetchone()[0] == 1


def test_asking_for_a_challenge_writes_nothing(stage: Stage) -> None:
    before = list(stage.store.read().execute("SELECT * FROM used_challenges"))
    for _ in range(20):
        question(stage)
    assert list(stage.store.read().execute("SELECT * FROM used_challenges")) == before


def test_somebody_elses_passkey_opens_nothing_for_me_nor_mine_for_them(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    keep(desk, auth, passkey)
    bert = add_colleague(stage.store, stage.secrets, stage.holder, "Bert", "practitioner")
    berts_auth = to_base64url(auth_of(stretch(bert.known.passphrase, stage.store.staff_member(bert.id).salt or b"")))  # type: ignore[union-attr]
    assert said(enter(stage, berts_auth, passkey.assertion(question(stage)), "Bert")) == (401, "log_in")
    passkey.user = bert.id.encode()
    assert said(enter(stage, berts_auth, passkey.assertion(question(stage)), "Bert")) == (401, "log_in")
    theirs = Browser(stage.app, stage.clock, bert.known)
    theirs.post("/hub/log-in/finish", {"name": "Bert", "auth": berts_auth, "totp": theirs.code()})
    assert theirs.client.get("/hub/api/me/passkeys").get_json() == {"passkeys": []}
    own = passkey_id(passkey.id)
    assert said(theirs.post("/hub/api/me/passkeys/remove", {"auth": berts_auth, "id": own})) == (404, "not_found")
    assert said(keep(theirs, berts_auth, passkey)) == (409, "taken")
    assert [one["id"] for one in desk.client.get("/hub/api/me/passkeys").get_json()["passkeys"]] == [own]


def test_copied_passkey_is_stopped_and_its_person_told(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    keep(desk, auth, passkey)
    own = passkey_id(passkey.id)
    clone = copy.copy(passkey)
    assert all(enter(stage, auth, passkey.assertion(question(stage))).status_code == 200 for _ in range(2))
    assert said(enter(stage, auth, clone.assertion(question(stage)))) == (403, "copied")
    assert acts(stage)[-1] == ("passkey_stopped", own)
    assert desk.client.get("/hub/api/me/passkeys").get_json()["passkeys"][0]["stopped"] is True
    assert said(enter(stage, auth, passkey.assertion(question(stage)))) == (401, "log_in")
    assert [act for act, _ in acts(stage)].count("passkey_stopped") == 1
    stage.clock.now += timedelta(minutes=1)
    assert desk.post("/hub/log-in/finish", {"name": stage.holder.name, "auth": auth, "totp": desk.code()}).status_code == 200


def test_copied_passkey_without_the_passphrase_stops_nothing(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    keep(desk, auth, passkey)
    clone = copy.copy(passkey)
    enter(stage, auth, passkey.assertion(question(stage)))
    assert said(enter(stage, to_base64url(b"x" * 32), clone.assertion(question(stage)))) == (401, "log_in")
    assert enter(stage, auth, passkey.assertion(question(stage))).status_code == 200


def test_passkey_that_never_counts_goes_on_working(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    passkey.counts = False
    keep(desk, auth, passkey)
    assert [enter(stage, auth, passkey.assertion(question(stage))).status_code for _ in range(2)] == [200, 200]


@pytest.mark.parametrize("how", ["disable", "reset"])
def test_whoever_is_shut_out_or_begins_anew_has_no_passkey_left(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey, how: str) -> None:
    bert = add_colleague(stage.store, stage.secrets, stage.holder, "Bert", "keyholder")
    keep(desk, auth, passkey)
    mine = passkey.user.decode()
    berts_auth = to_base64url(auth_of(stretch(bert.known.passphrase, stage.store.staff_member(bert.id).salt or b"")))  # type: ignore[union-attr]
    theirs = Browser(stage.app, stage.clock, bert.known)
    theirs.post("/hub/log-in/finish", {"name": "Bert", "auth": berts_auth, "totp": theirs.code()})
    assert theirs.post(f"/hub/api/staff/{mine}/{how}", {"auth": berts_auth}).status_code in (200, 201)
    assert stage.store.passkeys_of(mine) == []
    assert said(enter(stage, auth, passkey.assertion(question(stage)))) == (401, "log_in")


@pytest.mark.parametrize(
    "given",
    [{}, {"id": 7}, {"id": "AAAA", "rawId": "AAAA", "type": "public-key", "response": {}}, "AAAA", None, [], 7],
    ids=str,
)
def test_what_is_no_passkey_is_called_malformed(stage: Stage, desk: Browser, auth: str, given: object) -> None:
    assert said(enter(stage, auth, given)) == (400, "malformed")
    assert said(desk.post("/hub/api/me/passkeys", {"name": "Laptop", "passkey": given})) == (400, "malformed")


def test_both_factors_at_once_or_neither_are_malformed(stage: Stage, desk: Browser, auth: str, passkey: SoftPasskey) -> None:
    body = {"name": stage.holder.name, "auth": auth}
    for more in ({}, {"totp": desk.code(), "passkey": passkey.assertion(question(stage))}):
        assert said(desk.post("/hub/log-in/finish", {**body, **more})) == (400, "malformed")


@pytest.mark.parametrize("base", ["http://127.0.0.1:5000", "https://hub.example.org", "https://localhost.evil.example"])
def test_under_another_name_passkeys_are_not_offered(stage: Stage, base: str) -> None:
    answer = Browser(stage.app, stage.clock, stage.holder).post("/hub/log-in/passkey", {}, base_url=base)
    assert said(answer) == (409, "host")


def test_at_the_hubs_own_host_only_its_own_origin_counts(stage: Stage, auth: str) -> None:
    named = replace(stage.settings, public_host="signs.example.org", hub_host="hub.example.org")
    own, base = Browser(create_app(named, store=stage.store, secrets=stage.secrets, clock=stage.clock), stage.clock, stage.holder), "https://hub.example.org"
    assert own.post("/hub/log-in/finish", {"name": stage.holder.name, "auth": auth, "totp": own.code()}, base_url=base).status_code == 200
    passkey = SoftPasskey(stage.store.all_staff()[0].id.encode(), rp="hub.example.org")
    options = own.post("/hub/api/me/passkeys/offer", {"auth": auth}, base_url=base).get_json()["options"]
    made = {"name": "Laptop", "passkey": passkey.attestation(options, origin=base)}
    assert own.post("/hub/api/me/passkeys", made, base_url=base).status_code == 200
    statuses = []
    for origin in ("https://signs.example.org", "http://hub.example.org", "https://hub.example.org:444", base):
        options = own.post("/hub/log-in/passkey", {}, base_url=base).get_json()["options"]
        body = {"name": stage.holder.name, "auth": auth, "passkey": passkey.assertion(options, origin=origin)}
        statuses.append(own.post("/hub/log-in/finish", body, base_url=base).status_code)
        stage.clock.now += timedelta(minutes=1)
    assert (options["rpId"], statuses) == ("hub.example.org", [401, 401, 401, 200])


def test_headers_let_the_hub_and_nobody_else_use_passkeys(desk: Browser) -> None:
    hub, public = (desk.client.get(path).headers["Permissions-Policy"] for path in ("/hub/log-in", "/en/"))
    for feature in ("publickey-credentials-create", "publickey-credentials-get"):
        assert f"{feature}=(self)" in hub
        assert f"{feature}=()" in public
    assert hub.count("(self)") == 2
