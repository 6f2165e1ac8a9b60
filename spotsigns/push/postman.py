"""The postman: empties the box of wake-ups, at least once each, apart from everything that takes concerns in.

Calls to wake are written by whoever has the reason, in its own transaction; here they are spread over the subscriptions,
sent, tried again with longer and longer waits, and forgotten with the addresses where nobody is any more.
"""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime

from spotsigns.errors import SpotSignsError
from spotsigns.push.model import DAY_MINUTES, GUIDANCE, REPORTER, PushStore, Wake, daily_minute, next_try
from spotsigns.push.send import Sender

AT_ONCE = 8
# Longer than the slowest sending: another process, or this one after a crash, takes it up again then.
LEASE_SECONDS = 60
# A reason that came while it was being sent: soon again, but not at once.
AGAIN_SECONDS = 30
LOOK_SECONDS = 15.0
TURNS, ANSWERED, RELEASE = "turns", "answered", "release"

log = logging.getLogger(__name__)


class Postman:
    """`release` names what phones keep of the guidance; None where this process serves no phones."""

    def __init__(
        self, store: PushStore, sender: Sender, clock: Callable[[], datetime], release: Callable[[], str] | None = None,
        draw: Callable[[int], int] = secrets.randbelow,
    ) -> None:  # fmt: skip
        self._store, self._sender, self._clock, self._release, self._draw = store, sender, clock, release, draw
        self._nudged = threading.Event()

    def nudge(self) -> None:
        """There may be something to send: look now. Costs nothing, so that taking a concern in does not wait for it."""
        self._nudged.set()

    def run(self) -> None:
        """For a background thread: looks when nudged and every quarter of a minute, for as long as the process lives."""
        while True:
            self._nudged.wait(LOOK_SECONDS)
            self._nudged.clear()
            try:
                self.deliver()
            except SpotSignsError as error:
                # The store is away for a moment. What is in the box stays there.
                log.warning("wake-ups wait: %s", type(error).__name__)

    def deliver(self) -> int:
        """Send everything that is due now; the number of attempts."""
        self._turn_day()
        attempts = 0
        with ThreadPoolExecutor(AT_ONCE, thread_name_prefix="wake") as pool:
            # Before each handful, so that a call for staff never waits behind a thousand phones.
            while wakes := self._take():
                list(pool.map(self._send, wakes))
                attempts += len(wakes)
        return attempts

    def _take(self) -> list[Wake]:
        now = self._now()
        self._store.spread_calls(now)
        return self._store.take_wakes(now, now + LEASE_SECONDS, AT_ONCE)

    def _send(self, wake: Wake) -> None:
        outcome = self._sender.send(wake.subscription, is_urgent=wake.is_urgent)
        now = self._now()
        if outcome.is_gone:
            self._store.unsubscribe(wake.subscription.endpoint, None)
        elif outcome.is_sent:
            self._store.wake_done(wake, now + AGAIN_SECONDS)
        else:
            self._store.wake_later(wake, next_try(wake.tries + 1, now, outcome.wait))

    def _turn_day(self) -> None:
        """Once a day, at a minute that tells nobody when an answer was written. Phones are woken by the side that serves them."""
        if self._release is None:
            return
        now = self._clock().astimezone(UTC)
        turns = self._store.push_day(TURNS)
        if turns is not None and now < datetime.fromisoformat(turns):
            return
        since, was = self._store.push_day(ANSWERED), self._store.push_day(RELEASE)
        release = self._release()
        is_answered = since is not None and self._store.was_answered_since(since)
        is_changed = was is not None and release != was
        kinds = tuple(kind for kind, is_due in ((REPORTER, is_answered), (GUIDANCE, is_changed)) if is_due)
        day = {TURNS: daily_minute(now, self._draw(DAY_MINUTES)).isoformat(), ANSWERED: f"{now:%Y-%m-%dT%H:%MZ}", RELEASE: release}
        # Two processes may see the same minute: one of them turns the day.
        self._store.turn_push_day(turns, day, kinds)

    def _now(self) -> int:
        return int(self._clock().timestamp())
