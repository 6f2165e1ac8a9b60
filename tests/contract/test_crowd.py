"""Crowds at the line, smaller than in the benchmark: whoever is honest gets in, and the one who floods is the one who is asked."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest

from tests.bench.crowd import Crowd, busy_shop, flood, reconnect
from tests.contract.real_server import Running, prepare, serving


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    data = tmp_path_factory.mktemp("crowd")
    prepare(data)
    with serving(data, SPOTSIGNS_PROXIES="127.0.0.1") as running:
        yield running


@pytest.fixture
def crowd(server: Running) -> Crowd:
    return Crowd(server, json.loads(server.ask("GET", "/api/keys")[1])["keys"][0]["id"])


def test_phones_that_reconnect_in_the_same_moment_all_get_in(crowd: Crowd) -> None:
    assert reconnect(crowd, 400) == 400
    assert len(set(crowd.received)) == 400
    assert crowd.puzzles == 0


def test_a_shop_behind_one_address_gets_everything_in_once_it_solves_what_it_is_asked(crowd: Crowd) -> None:
    assert busy_shop(crowd, 200) == 200
    assert crowd.puzzles > 0


def test_one_who_floods_is_asked_for_puzzles_and_everybody_else_gets_in_unasked(crowd: Crowd, server: Running) -> None:
    honest = Crowd(server, crowd.key)
    assert flood(crowd, 3_000, honest, 100) == 100
    assert honest.puzzles == 0
    assert crowd.refused > 2_000
