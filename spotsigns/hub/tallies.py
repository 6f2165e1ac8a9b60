"""What figures count of a concern: weeks, what was recorded in the clear, and how long it waited. Pure; nothing names a concern."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta

CONCERNS, CATEGORY, WARD, READER_KIND, LANGUAGE, LOOKED, DECIDED, HANDED_OVER = "concerns", "category", "ward", "reader_kind", "language", "looked", "decided", "handed_over"
# Waiting is counted in steps, in minutes: exact minutes beside the ledger's times would lead back to a concern.
STEPS = (15, 30, 60, 120, 240, 480, 1_440, 2_880, 4_320, 10_080)
LONGER = "longer"

# Staff may type into these fields: what looks like no id is not kept.
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}\Z")

Tally = Counter[tuple[str, str, str]]


@dataclass(frozen=True)
class Fact:
    """What is in the clear of one concern; times are UTC texts as the store has them, None while it has not happened."""

    received: str
    category: str
    ward: str
    reader_kind: str
    language: str
    looked: str | None
    decided: str | None


def tally(facts: Iterable[Fact]) -> Tally:
    """(week, kind, value) → how many. Each kind is counted on its own, so that no combination can be put together again."""
    counts: Tally = Counter()
    for fact in facts:
        week = week_of(fact.received)
        counts[week, CONCERNS, ""] += 1
        for kind, value in ((CATEGORY, fact.category), (WARD, fact.ward), (READER_KIND, fact.reader_kind), (LANGUAGE, fact.language.lower())):
            counts[week, kind, value if not value or _ID.match(value) else "other"] += 1
        for kind, at in ((LOOKED, fact.looked), (DECIDED, fact.decided)):
            if at is not None:
                counts[week, kind, step_of(fact.received, at)] += 1
    return counts


def week_of(received: str) -> str:
    """The Monday of the week, as 2026-11-23."""
    day = date.fromisoformat(received[:10])
    return (day - timedelta(days=day.weekday())).isoformat()


def step_of(received: str, at: str) -> str:
    """How long it took, as the upper end of its step in minutes."""
    minutes = (datetime.fromisoformat(at) - datetime.fromisoformat(received)).total_seconds() / 60
    return next((str(step) for step in STEPS if minutes < step), LONGER)


def median_step(counts: Counter[str]) -> tuple[int, int | None] | None:
    """The step that the middle one lies in, as minutes from and to (None: no end). None for no counts."""
    half, seen, low = sum(counts.values()) / 2, 0, 0
    for step in (*STEPS, None):
        seen += counts[LONGER if step is None else str(step)]
        if seen and seen >= half:
            return low, step
        low = step or low
    return None
