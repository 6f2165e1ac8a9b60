"""Retention: words whose day has come are deleted for good; a tombstone stays, so that a phone that repeats itself hears its first receipt."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC

from spotsigns.hub.room import Hub

PURGED = "purged"
# Who purged, in the ledger, where no person did.
SCHEDULE, COMMAND = "schedule", "command"
# Few at a time: each is a job of its own between the phones' envelopes.
AT_ONCE = 8
TRUNCATE_TRIES = 20
PAUSE_SECONDS = 0.25


def due(hub: Hub) -> int:
    """How many envelopes' words would go now."""
    return hub.store.due(_today(hub))


def purge(hub: Hub, by: str) -> int:
    """Delete what is due; how many. The ledger names how many and not which: a tombstone keeps the month only."""
    today, gone = _today(hub), 0
    while count := hub.store.purge_some(today, AT_ONCE, lambda count: hub.ledger.entry(by, PURGED, str(count), hub.clock())):
        gone += count
    return gone


def empty_log(hub: Hub, wait: Callable[[float], object]) -> bool:
    """What was deleted still stands in the write-ahead log until it is cut to nothing. False when somebody kept reading from it."""
    for _ in range(TRUNCATE_TRIES):
        if hub.store.truncate_log():
            return True
        wait(PAUSE_SECONDS)
    return False


def _today(hub: Hub) -> str:
    return hub.clock().astimezone(UTC).date().isoformat()
