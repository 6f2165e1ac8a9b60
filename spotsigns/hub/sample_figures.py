"""Made-up figures of the demonstration: two quarters and the weeks since, so that there is something to look at. No number is real."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

from spotsigns.hub.overview_model import FiguresStore
from spotsigns.hub.tallies import Fact, tally

WEEKS = 34
CATEGORIES = ("sexual-exploitation", "criminal-exploitation", "missing", "sexual-exploitation", "online-harm", "trafficking", "criminal-exploitation", "")
WARDS = ("rotherham-east", "boston-castle", "maltby-east", "rotherham-east", "wath", "rotherham-west", "")
READERS = ("takeaway", "landlord-neighbour", "taxi", "parent-carer", "hotel", "takeaway", "professional")
LANGUAGES = ("en", "en", "en", "ur", "en", "sk", "pl", "en", "ur")
PAGES = {"home": 61, "signs": 37, "for": 44, "call": 23, "act": 12, "r": 9, "pack": 14, "about": 6}
READ_IN = {"en": 9, "ur": 5, "pl": 3}


def add_sample_figures(store: FiguresStore, now: datetime) -> None:
    """The weeks before this one; concerns of this week are the samples on the desk."""
    today = now.astimezone(UTC).replace(hour=9, minute=0, second=0, microsecond=0)
    mondays = [today - timedelta(days=today.weekday(), weeks=back) for back in range(1, WEEKS + 1)]
    store.add_figures(tally(fact for at, monday in enumerate(mondays) for fact in _facts(at, monday)))
    counts: Counter[tuple[str, str, str]] = Counter()
    for at, monday in enumerate(mondays):
        for page, often in PAGES.items():
            for lang, share in READ_IN.items():
                counts[monday.date().isoformat(), lang, page] = often * share * (3 + at % 4) // 20
    store.add_readings(counts)


def _facts(at: int, monday: datetime) -> Iterator[Fact]:
    for nth in range(6 + at * 5 % 9):
        seed = at * 11 + nth * 3
        received = monday + timedelta(hours=nth * 7 % 150)
        looked = received + timedelta(minutes=10 + seed * 17 % 200)
        decided = looked + timedelta(hours=1 + seed % 20)
        yield Fact(
            received.isoformat(), CATEGORIES[seed % len(CATEGORIES)], WARDS[seed % len(WARDS)], READERS[seed % len(READERS)],
            LANGUAGES[seed % len(LANGUAGES)], looked.isoformat(), decided.isoformat(),
        )  # fmt: skip
