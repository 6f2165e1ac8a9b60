"""Counts in memory: they end, they are bounded, and no clock but the one handed in is asked."""

from __future__ import annotations

from spotsigns.concerns.counts import Counts


class Seconds:
    def __init__(self) -> None:
        self.now = 1_000.0

    def __call__(self) -> float:
        return self.now


def test_a_count_ends_after_its_seconds_and_begins_again() -> None:
    seconds = Seconds()
    counts = Counts(seconds)
    assert [counts.incr("shop", 60) for _ in range(3)] == [1, 2, 3]
    assert (counts.get("shop"), counts.get_expiry("shop")) == (3, 1_060.0)
    seconds.now = 1_060.0
    assert counts.get("shop") == 0
    assert counts.incr("shop", 60) == 1


def test_a_crowd_takes_no_more_room_than_there_is_and_what_has_ended_goes_first() -> None:
    seconds = Seconds()
    counts = Counts(seconds, most_keys=100)
    for sender in range(100):
        counts.incr(f"early {sender}", 10)
    seconds.now += 11
    counts.incr("honest", 3_600)
    assert (counts.get("honest"), len(counts._counts)) == (1, 1)
    for sender in range(1_000):
        counts.incr(f"crowd {sender}", 3_600)
    assert len(counts._counts) <= 100
    assert counts.get("crowd 999") == 1


def test_a_count_can_be_cleared_and_all_can_be_reset() -> None:
    counts = Counts(Seconds())
    counts.incr("one", 60)
    counts.incr("other", 60)
    counts.clear("one")
    assert (counts.get("one"), counts.get("other"), counts.check()) == (0, 1, True)
    assert (counts.reset(), counts.get("other")) == (1, 0)
