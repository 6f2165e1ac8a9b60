"""Sixty seconds of everything at once with a seed of its own; `./dev storm` makes long ones. And phones that break the promise, each found."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest

from tests.storm.fate import BLOWS
from tests.storm.light import MISHAPS as LIGHT_MISHAPS
from tests.storm.releases import BELIEVES_ANYBODY, FORGETS_FIRST, TELLS_THE_WORDS
from tests.storm.run import Forecast, Found, storm
from tests.storm.weather import FORGED, LINE_FAULTS
from tests.storm.whole import MISHAPS as WHOLE_MISHAPS

pytestmark = pytest.mark.browser

SEED, SECONDS = 20261129, 60


@pytest.fixture(scope="module")
def found(whole_chromium_path: str, tmp_path_factory: pytest.TempPathFactory) -> Found:
    return storm(tmp_path_factory.mktemp("storm"), Forecast(SECONDS, SEED, whole_chromium_path, phones=6))


def test_after_a_storm_every_concern_is_received_once_byte_for_byte_and_readable_nowhere(found: Found) -> None:
    assert found.tally.breaches == {}
    assert found.troubles == []
    assert found.tally.received > 100
    assert found.forms > 0


def test_once_it_is_calm_nothing_is_left_waiting(found: Found) -> None:
    assert found.tally.waiting == 0


def test_every_kind_of_fault_was_really_done_and_servers_said_what_they_say_in_trouble(found: Found) -> None:
    assert [kind for kind in (*LINE_FAULTS, *BLOWS, *LIGHT_MISHAPS, *WHOLE_MISHAPS) if not found.faults[kind]] == []
    assert found.answered[201] > 100
    assert found.answered[200] > 0
    assert found.answered[503] > 0
    assert set(found.answered) == {200, 201, 503}


# So many that the fault befalls some of them on a slow computer too.
ENOUGH = 50


def blow_on(release: Mapping[str, tuple[str, str]], fault: str, chromium: str, folder: Path) -> Found:
    """A short wind of one kind on a phone with these scripts."""
    return storm(folder, Forecast(5, SEED, chromium, phones=2, forms=0, faults=(fault,), blows=False, release=release, concerns=ENOUGH))


def test_a_phone_that_believes_a_forged_receipt_is_found(whole_chromium_path: str, tmp_path: Path) -> None:
    found = blow_on(BELIEVES_ANYBODY, FORGED, whole_chromium_path, tmp_path)
    assert not found.is_sound
    assert set(found.tally.breaches) == {"lost"}


def test_a_phone_that_deletes_before_the_receipt_is_found(whole_chromium_path: str, tmp_path: Path) -> None:
    found = blow_on(FORGETS_FIRST, "lost request", whole_chromium_path, tmp_path)
    assert not found.is_sound
    assert set(found.tally.breaches) == {"lost"}


def test_a_phone_that_keeps_or_sends_the_words_in_the_open_is_found(whole_chromium_path: str, tmp_path: Path) -> None:
    found = blow_on(TELLS_THE_WORDS, "delayed", whole_chromium_path, tmp_path)
    assert set(found.tally.breaches) == {"readable"}
    assert "the wire" in found.tally.readable
    assert any("IndexedDB" in place for place in found.tally.readable)
