"""A short run of the fuzzer with a seed of its own; `./dev fuzz` makes long ones."""

from __future__ import annotations

from pathlib import Path

from tests.fuzz.run import fuzz

SEED, INPUTS = 20261124, 4_000


def test_no_input_of_a_short_run_is_answered_wrongly_or_hangs(tmp_path: Path) -> None:
    told: list[str] = []
    found = fuzz(tmp_path, SEED, INPUTS, say=told.append)
    assert found.faults == [], "\n".join(told)
    assert sum(found.tried.values()) == INPUTS
    assert len(found.tried) > 20
