"""A hub over an empty store, with the demonstration's keyholder where a test needs somebody."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from spotsigns.hub.demonstration import DemonstrationStaff, make_demonstration
from spotsigns.hub.room import Hub, make_hub
from spotsigns.hub.slow import Slowdown
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import Secrets
from tests.conftest import Clock


@pytest.fixture
def store(settings: Settings) -> Iterator[SqliteStore]:
    """Nothing in it yet."""
    opened = open_store(settings)
    yield opened
    opened.close()


@pytest.fixture
def pauses() -> list[float]:
    """How long failed log-ins were made to wait."""
    return []


@pytest.fixture
def hub(store: SqliteStore, secrets: Secrets, clock: Clock, pauses: list[float]) -> Hub:
    return make_hub(store, secrets, clock, Slowdown(pauses.append))


@pytest.fixture
def holder(store: SqliteStore, secrets: Secrets, clock: Clock) -> DemonstrationStaff:
    """A keyholder who has joined, and sample concerns."""
    return make_demonstration(store, secrets, clock())
