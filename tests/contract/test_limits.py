"""Over a limit a concern is still taken. Only a flood is asked to solve a puzzle, and nobody is shut out."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from spotsigns.concerns.limits import Limits, Rates, place_of
from spotsigns.concerns.puzzle import PuzzleMint
from spotsigns.concerns.receive import Intake
from spotsigns.concerns.routes import KeyCard, api_routes
from spotsigns.sealing.encoding import from_base64url
from spotsigns.sealing.envelope import envelope_digest
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from tests.conftest import Clock
from tests.contract.envelopes import error_of, make_envelope, put
from tests.contract.solving import solve

Key = ec.EllipticCurvePrivateKey
SHOP, ELSEWHERE = "198.51.100.7", "203.0.113.9"


def put_from(client: FlaskClient, envelope: dict[str, Any], address: str = SHOP, **headers: str) -> TestResponse:
    return put(client, envelope, environ_base={"REMOTE_ADDR": address}, headers=headers)


def slow_marks(store: SqliteStore) -> list[int]:
    return [row["slow"] for row in store.read().execute("SELECT slow FROM envelopes ORDER BY rowid")]


@pytest.fixture
def strict_client(store: SqliteStore, secrets: Secrets, clock: Clock) -> FlaskClient:
    """Two are usual, the fifth is a flood."""
    limits = Limits(secrets.limits, clock, Rates(usual="2/hour", flood="4/hour", misses="3/hour", trickle="1/hour"))
    intake = Intake(store, secrets.receipt, clock, wake=lambda: None, limits=limits)
    app = Flask("strict")
    app.register_blueprint(api_routes(intake, KeyCard("rotherham", "Rotherham MASH"), takes_concerns=True))
    return app.test_client(use_cookies=False)


def digest_of(envelope: dict[str, Any]) -> str:
    return envelope_digest(envelope["id"], envelope["thread"], envelope["key"], from_base64url(envelope["sealed"]))


def test_over_the_limit_it_is_stored_and_marked_slow(strict_client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    answers = [put_from(strict_client, make_envelope(sealing_key, thread=f"{at:032x}")).status_code for at in range(4)]
    assert answers == [201] * 4
    assert slow_marks(store) == [0, 0, 1, 1]
    assert put_from(strict_client, make_envelope(sealing_key), ELSEWHERE).status_code == 201
    assert slow_marks(store)[-1] == 0


def test_a_flood_is_asked_for_a_puzzle_and_the_solution_lets_it_in(strict_client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    for _ in range(4):
        put_from(strict_client, make_envelope(sealing_key))
    envelope = make_envelope(sealing_key)
    asked = put_from(strict_client, envelope)
    assert error_of(asked) == (429, "busy")
    puzzle = asked.get_json()["puzzle"]
    assert set(puzzle) == {"salt", "bits"}
    assert re.fullmatch(r"[A-Za-z0-9_-]{1,128}", puzzle["salt"])
    assert 8 <= puzzle["bits"] <= 20
    solution = solve(puzzle, envelope["id"], digest_of(envelope))
    assert put_from(strict_client, envelope, **{"Spotsigns-Puzzle": solution}).status_code == 201
    assert slow_marks(store) == [0, 0, 1, 1, 1]
    assert put_from(strict_client, make_envelope(sealing_key), ELSEWHERE).status_code == 201


def test_a_solution_is_good_for_its_own_envelope_and_salt_only(strict_client: FlaskClient, sealing_key: Key) -> None:
    for _ in range(4):
        put_from(strict_client, make_envelope(sealing_key))
    envelope, other = make_envelope(sealing_key), make_envelope(sealing_key)
    puzzle = put_from(strict_client, envelope).get_json()["puzzle"]
    solution = solve(puzzle, envelope["id"], digest_of(envelope))
    own_salt = {"salt": "A" * 32, "bits": puzzle["bits"]}
    forged = solve(own_salt, envelope["id"], digest_of(envelope))
    for wrong in ("", ":", "x", puzzle["salt"], f"{puzzle['salt']}:", f"{puzzle['salt']}:é".encode().decode("latin-1"), solution + "=", forged, "\u00a0:\u00a0"):
        assert error_of(put_from(strict_client, envelope, **{"Spotsigns-Puzzle": wrong})) == (429, "busy"), wrong
    assert error_of(put_from(strict_client, other, **{"Spotsigns-Puzzle": solution})) == (429, "busy")


def test_refusals_come_before_the_puzzle(strict_client: FlaskClient, sealing_key: Key) -> None:
    for _ in range(6):
        put_from(strict_client, make_envelope(sealing_key))
    assert error_of(put_from(strict_client, make_envelope(sealing_key) | {"key": "0" * 16})) == (422, "unknown_key")
    assert error_of(put_from(strict_client, make_envelope(sealing_key) | {"v": 7})) == (422, "unknown_version")


def test_a_salt_is_good_for_an_hour(clock: Clock) -> None:
    mint = PuzzleMint(b"s" * 32, clock, bits=4)
    solution = solve(mint.make(), "id", "digest")
    assert mint.is_solved(solution, "id", "digest")
    assert not PuzzleMint(b"t" * 32, clock, bits=4).is_solved(solution, "id", "digest")
    clock.now = clock.now.replace(hour=21)
    assert mint.is_solved(solution, "id", "digest")
    clock.now = clock.now.replace(minute=17)
    assert not mint.is_solved(solution, "id", "digest")


def test_loopback_says_nothing_about_who_sends_and_is_never_asked(strict_client: FlaskClient, sealing_key: Key) -> None:
    for address in ("127.0.0.1", "::1", "::ffff:127.0.0.1"):
        assert {put_from(strict_client, make_envelope(sealing_key), address).status_code for _ in range(8)} == {201}


def test_a_full_queue_is_busy_without_a_puzzle(store: SqliteStore, secrets: Secrets, clock: Clock, sealing_key: Key) -> None:
    intake = Intake(store, secrets.receipt, clock, wake=lambda: None, full_queue=-1)
    app = Flask("full")
    app.register_blueprint(api_routes(intake, KeyCard("rotherham", "Rotherham MASH"), takes_concerns=True))
    answer = put(app.test_client(), make_envelope(sealing_key))
    assert error_of(answer) == (429, "busy")
    assert "puzzle" not in answer.get_json()


def test_guessing_codes_is_slowed_and_nobody_is_shut_out(strict_client: FlaskClient, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    put_from(strict_client, envelope, ELSEWHERE)
    ask = [strict_client.get(f"/api/threads/{at:032x}", environ_base={"REMOTE_ADDR": SHOP}) for at in range(6)]
    assert [answer.status_code for answer in ask] == [404, 404, 404, 404, 429, 429]
    assert error_of(ask[-1]) == (429, "busy")
    assert int(ask[-1].headers["Retry-After"]) <= 10
    found = strict_client.get(f"/api/threads/{envelope['thread']}", environ_base={"REMOTE_ADDR": ELSEWHERE})
    assert found.status_code == 200


def test_codes_that_lead_somewhere_are_never_counted(strict_client: FlaskClient, sealing_key: Key) -> None:
    envelope = make_envelope(sealing_key)
    put_from(strict_client, envelope)
    answers = {strict_client.get(f"/api/threads/{envelope['thread']}", environ_base={"REMOTE_ADDR": SHOP}).status_code for _ in range(20)}
    assert answers == {200}


def test_the_default_rates_let_a_busy_shop_through(client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    for at in range(120):
        assert put_from(client, make_envelope(sealing_key, thread=f"{at:032x}")).status_code == 201
    assert slow_marks(store) == [0] * 30 + [1] * 90
    assert error_of(put_from(client, make_envelope(sealing_key))) == (429, "busy")


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("198.51.100.7", bytes([198, 51, 100])),
        ("::ffff:198.51.100.200", bytes([198, 51, 100])),
        ("2001:db8:1:2:3::4", bytes.fromhex("20010db80001")),
        ("", b""),
        ("unix:", b""),
    ],
)
def test_a_neighbourhood_is_a_24_or_a_48(address: str, expected: bytes) -> None:
    assert place_of(address).network == expected


def test_no_address_is_held_in_memory(strict_client: FlaskClient, secrets: Secrets, clock: Clock) -> None:
    limits = Limits(secrets.limits, clock)
    limits.weigh(SHOP)
    today = json.dumps(list(limits._counter.storage._counts))  # type: ignore[attr-defined]
    assert "198.51" not in today
    clock.now = clock.now.replace(day=24)
    limits.weigh(SHOP)
    assert len(limits._counter.storage._counts) == 4  # type: ignore[attr-defined] # another name the next day
