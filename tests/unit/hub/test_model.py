"""Triage: which moves there are, and that none of them tells a reporter something untrue."""

from __future__ import annotations

import itertools

import pytest

from spotsigns.hub.model import MOVES, TRIAGE_STATES, is_name, may_move, tidy_name


def test_nothing_unread_is_taken_in_hand() -> None:
    assert not may_move("new", "in_hand")
    assert not may_move("new", "seen")
    assert not any(may_move(state, "new") for state in TRIAGE_STATES)


@pytest.mark.parametrize(("state", "wanted"), [*itertools.product(TRIAGE_STATES, TRIAGE_STATES)])
def test_moves_are_the_ones_drawn(state: str, wanted: str) -> None:
    assert may_move(state, wanted) == (wanted in MOVES[state] or (state == wanted != "new"))


def test_unknown_states_go_nowhere() -> None:
    assert not may_move("purged", "closed")


@pytest.mark.parametrize(("typed", "tidy"), [("  Anna  Smith ", "Anna Smith"), ("Ａnna", "Anna"), ("Ana\u0301", "An\u00e1")])
def test_names_are_tidied(typed: str, tidy: str) -> None:
    assert tidy_name(typed) == tidy
    assert is_name(tidy)
