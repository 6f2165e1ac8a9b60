"""While the store fills, phones work for their place, and the last of it is kept for whoever had none today."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from spotsigns.concerns.limits import Limits, Sender
from spotsigns.concerns.model import read_envelope
from spotsigns.concerns.puzzle import PuzzleMint
from spotsigns.concerns.receive import Intake
from spotsigns.concerns.routes import KeyCard, api_routes
from spotsigns.concerns.space import Space, extra_bits
from spotsigns.errors import LineBusy, StoreUnavailable
from spotsigns.settings import load_settings
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from tests.conftest import Clock
from tests.contract.envelopes import error_of, make_envelope
from tests.contract.hubs import Browser, Stage
from tests.contract.solving import solve
from tests.contract.test_limits import ELSEWHERE, SHOP, digest_of, put_from

Key = ec.EllipticCurvePrivateKey
QUOTA = 1_000


@dataclass
class Disk:
    """Stands for the disk: what is used of it is set by hand."""

    used: int = 0
    free: int = QUOTA * 10

    def measure(self) -> tuple[int, int]:
        return self.used, self.free


@pytest.fixture
def disk() -> Disk:
    return Disk()


@pytest.fixture
def intake(disk: Disk, store: SqliteStore, secrets: Secrets, clock: Clock) -> Intake:
    return Intake(store, secrets.receipt, clock, wake=lambda: None, limits=Limits(secrets.limits, clock), space=Space(disk.measure, QUOTA, clock))


@pytest.fixture
def filling_client(intake: Intake) -> FlaskClient:
    app = Flask("filling")
    app.register_blueprint(api_routes(intake, KeyCard("rotherham", "Rotherham MASH"), takes_concerns=True))
    return app.test_client(use_cookies=False)


def put_solved(client: FlaskClient, envelope: dict[str, Any], address: str = SHOP) -> TestResponse:
    """As a phone does: once, and again with the puzzle solved."""
    answer = put_from(client, envelope, address)
    if answer.status_code != 429:
        return answer
    return put_from(client, envelope, address, **{"Spotsigns-Puzzle": solve(answer.get_json()["puzzle"], envelope["id"], digest_of(envelope))})


@pytest.mark.parametrize(
    ("fullness", "extra"), [(0.0, None), (0.699, None), (0.7, 0), (0.749, 0), (0.75, 1), (0.8, 2), (0.85, 3), (0.9, 4), (0.95, 5), (1.0, 6), (1.7, 6)]
)
def test_the_puzzle_is_harder_the_fuller_the_store_is(fullness: float, extra: int | None) -> None:
    assert extra_bits(fullness) == extra


def test_below_seventy_percent_nothing_is_asked(filling_client: FlaskClient, disk: Disk, sealing_key: Key) -> None:
    disk.used = 699
    assert put_from(filling_client, make_envelope(sealing_key)).status_code == 201


def test_from_seventy_percent_every_envelope_needs_a_puzzle_even_the_first_of_its_sender(filling_client: FlaskClient, disk: Disk, sealing_key: Key) -> None:
    disk.used = 700
    for address in (SHOP, "127.0.0.1"):
        envelope = make_envelope(sealing_key)
        assert error_of(put_from(filling_client, envelope, address)) == (429, "busy")
        assert put_solved(filling_client, envelope, address).status_code == 201


def test_a_solution_that_was_enough_before_it_filled_is_not_enough_now(clock: Clock) -> None:
    mint = PuzzleMint(b"s" * 32, clock, bits=1)
    puzzle = mint.make()
    solutions = [f"{puzzle['salt']}:{nonce}" for nonce in range(64)]
    easy = {solution for solution in solutions if mint.is_solved(solution, "id", "digest")}
    hard = {solution for solution in solutions if mint.is_solved(solution, "id", "digest", 3)}
    assert hard < easy
    assert mint.make(3)["bits"] == 4


def test_of_the_last_tenth_each_neighbourhood_gets_one_envelope_a_day(filling_client: FlaskClient, disk: Disk, store: SqliteStore, clock: Clock, sealing_key: Key) -> None:
    disk.used = 900
    first = make_envelope(sealing_key)
    assert put_solved(filling_client, first).status_code == 201
    assert error_of(put_solved(filling_client, make_envelope(sealing_key))) == (503, "unavailable")
    assert put_solved(filling_client, make_envelope(sealing_key), ELSEWHERE).status_code == 201
    assert put_solved(filling_client, first).status_code == 200  # its receipt was lost: no room is taken
    clock.now = clock.now.replace(day=clock.now.day + 1)
    assert put_solved(filling_client, make_envelope(sealing_key)).status_code == 201
    assert store.read().execute("SELECT count(*) FROM envelopes").fetchone()[0] == 3


def test_a_full_store_takes_nothing_new_and_still_answers_what_it_has(filling_client: FlaskClient, disk: Disk, clock: Clock, sealing_key: Key) -> None:
    kept = make_envelope(sealing_key)
    put_from(filling_client, kept)
    disk.used, clock.now = QUOTA, clock.now.replace(minute=clock.now.minute + 1)
    refused = put_solved(filling_client, make_envelope(sealing_key), ELSEWHERE)
    assert error_of(refused) == (503, "unavailable")
    assert int(refused.headers["Retry-After"]) > 0
    assert put_solved(filling_client, kept).status_code == 200


def test_a_page_without_javascript_is_asked_for_no_puzzle_but_shares_the_last_room(intake: Intake, disk: Disk, sealing_key: Key) -> None:
    def send(*, is_scripted: bool = False) -> int:
        envelope = make_envelope(sealing_key)
        return intake.receive(read_envelope(envelope["id"], json.dumps(envelope).encode()), sender=Sender(SHOP, is_scripted=is_scripted)).status

    disk.used = 900
    assert send() == 201
    with pytest.raises(StoreUnavailable):
        send()
    with pytest.raises(LineBusy):
        send(is_scripted=True)


def test_a_disk_with_less_room_than_the_quota_is_what_counts(disk: Disk, clock: Clock) -> None:
    disk.used, disk.free = 300, 100
    assert Space(disk.measure, QUOTA, clock).fullness() == 0.75


def test_the_store_measures_its_rows_and_pages_that_a_purge_emptied_do_not_count(store: SqliteStore, sealing_key: Key, intake: Intake) -> None:
    for _ in range(60):
        envelope = make_envelope(sealing_key)
        intake.receive(read_envelope(envelope["id"], json.dumps(envelope).encode()))
    filled, free = store.space()
    store.write(lambda db: db.execute("UPDATE envelopes SET sealed = NULL").rowcount)
    assert 60 * 4_000 < filled < 60 * 10_000 + 500_000
    assert store.space()[0] < filled - 60 * 3_000
    assert free > 0


def test_whoever_reads_concerns_is_told_when_half_the_room_is_used(tmp_path: Path) -> None:
    stages = {quota: Stage(load_settings({}, data=str(tmp_path / quota), languages="en", quota=quota)) for quota in ("1", "10000")}
    told = {}
    for quota, stage in stages.items():
        browser = Browser(stage.app, stage.clock, stage.holder)
        assert browser.log_in().status_code == 200
        told[quota] = "More than half of the room for concerns is used" in browser.client.get("/hub/").get_data(as_text=True)
        stage.close()
    # A demonstration's database has about a megabyte.
    assert told == {"1": True, "10000": False}
