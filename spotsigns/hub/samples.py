"""Sample concerns of the demonstration. People, places and number plates are made up."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Sample:
    """`answers` as the form makes them; `minutes_ago` is when it was told."""

    lang: str
    minutes_ago: int
    answers: dict[str, Any] = field(hash=False)
    practice: bool = False


SAMPLES = (
    Sample(
        "en", 2_950,
        {
            "danger": "no", "signs": ["hotel.adult-and-child", "hotel.many-visitors"], "sure": "saw", "where_kind": "hotel",
            "what": "Two men took a room for one night. A girl of about fourteen went up with them. Different men came and went until four.",
            "place": "rotherham-town-centre", "when": "week", "often": "once", "role": "worker", "contact": "none",
        },
    ),
    Sample(
        "pl", 1_520,
        {
            "danger": "unknown", "signs": ["barber-nail-car-wash.bed-in-shop"], "sure": "worried", "where_kind": "shop",
            "what": "Na myjni pracuje chłopak, ma może 14 lat. Śpi w kontenerze z tyłu i nie chodzi do szkoły. Boi się szefa.",
            "place": "masbrough", "place_text": "myjnia samochodowa za stacją benzynową", "when": "longer", "often": "every-day",
            "still_going_on": "yes", "role": "neighbour", "contact": "none", "message_ok": "yes",
        },
    ),
    Sample(
        "ur", 190,
        {
            "danger": "no", "signs": ["takeaway.different-cars", "takeaway.looks-to-adult"], "sure": "saw", "where_kind": "takeaway",
            "what": "ایک لڑکی، شاید تیرہ سال کی، ہر جمعے کو دکان پر آتی ہے۔ اسے ہر بار الگ گاڑی لینے آتی ہے۔ وہ ڈری ہوئی لگتی ہے۔",
            "place": "eastwood", "when": "today", "often": "sometimes", "still_going_on": "yes", "about_power": [],
            "vehicle": {"registration": "YX19 ABC", "description": "سفید وین", "taxi_plate": "0417"}, "role": "worker",
            "contact": "confidential", "contact_name": "ثنا", "contact_how": "07700 900123", "contact_safe": "صبح دس بجے کے بعد",
            "must_not_know": "دکان کا مالک", "interpreter": "ur",
        },
    ),
    Sample(
        "sk", 22,
        {
            "danger": "yes", "signs": ["missing.lets-them-hide", "sexual-exploitation.touch-and-control"], "sure": "saw", "where_kind": "home",
            "what": "Vo vedľajšom byte je dievča, ktoré hľadajú. Starší muž ju nepustí von. Pred chvíľou som počula plač.",
            "place": "ferham", "place_text": "druhé poschodie, modré dvere", "when": "now", "often": "every-day",
            "still_going_on": "yes", "role": "neighbour", "contact": "none",
        },
    ),
    Sample(
        "en", 45,
        {
            "danger": "unknown", "signs": ["taxi.same-trip", "taxi.adult-pays"], "sure": "saw", "where_kind": "car",
            "what": "Third Friday in a row the same lad, fifteen at most, to the same house out in Maltby. Somebody else always pays in cash.",
            "place": "maltby", "when": "today", "often": "sometimes", "role": "worker", "contact": "none",
            "vehicle": {"registration": "yx19abc"}, "told": "work", "evidence_until": "week",
        },
    ),
    Sample(
        "en", 300,
        {"danger": "no", "signs": ["something-else"], "what": "This is a practice run from our team meeting.", "sure": "told", "when": "unknown", "role": "professional", "contact": "none"},
        practice=True,
    ),
)  # fmt: skip
