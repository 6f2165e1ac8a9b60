"""Topics, readers, signs, steps and about-pages; pure."""

from __future__ import annotations

from dataclasses import dataclass

from spotsigns.translation.words import Words

TOPICS = ("sexual-exploitation", "criminal-exploitation", "online-harm", "missing", "gangs", "radicalisation", "trafficking")
READERS = (
    "takeaway", "convenience-store", "off-licence", "taxi", "taxi-licensing", "hotel", "delivery", "street-and-park",
    "barber-nail-car-wash", "landlord-neighbour", "bank-money-shop", "parent-carer", "community-faith-sport", "school-college",
    "bus-rail-leisure", "professional", "childrens-home", "me-or-my-friend", "it-happened-to-me",
)  # fmt: skip
ABOUT = ("next", "trust", "afraid", "privacy", "accessibility", "languages", "terms")
SEEN_IN = ("child", "adult", "place")
READER_GROUPS = ("shops", "roads", "homes", "children", "public", "me")


@dataclass(frozen=True)
class Sign:
    """Something one may notice. `id` is `<file>.<sign>` and travels in a concern instead of words."""

    id: str
    seen_in: str
    label: Words
    text: Words
    picture: str
    harms: tuple[str, ...]
    readers: tuple[str, ...]


@dataclass(frozen=True)
class Section:
    id: str
    heading: Words
    body: tuple[Words, ...]
    points: tuple[Words, ...]


@dataclass(frozen=True)
class Step:
    """One action; `is_dont` for something not to do."""

    id: str
    text: Words
    picture: str
    is_dont: bool


@dataclass(frozen=True)
class Myth:
    id: str
    myth: Words
    fact: Words


@dataclass(frozen=True)
class Topic:
    id: str
    order: int
    picture: str
    title: Words
    label: Words
    summary: Words
    what: tuple[Words, ...]
    signs: tuple[Sign, ...]
    myths: tuple[Myth, ...]
    contacts: tuple[str, ...]

    def signs_in(self, seen_in: str) -> list[Sign]:
        return [sign for sign in self.signs if sign.seen_in == seen_in]


@dataclass(frozen=True)
class Reader:
    id: str
    order: int
    group: str
    picture: str
    title: Words
    label: Words
    summary: Words
    intro: tuple[Words, ...]
    signs: tuple[Sign, ...]
    steps: tuple[Step, ...]
    sections: tuple[Section, ...]
    contacts: tuple[str, ...]


@dataclass(frozen=True)
class AboutPage:
    id: str
    order: int
    picture: str
    title: Words
    label: Words
    summary: Words
    sections: tuple[Section, ...]
    contacts: tuple[str, ...]


@dataclass(frozen=True)
class Act:
    """What to do, what not to do, what to write down; what is for now, for today, and worth telling anyway."""

    title: Words
    summary: Words
    do: tuple[Step, ...]
    dont: tuple[Step, ...]
    record: tuple[Step, ...]
    urgent: tuple[Words, ...]
    today: tuple[Words, ...]
    anyway: tuple[Words, ...]
    picture_rules: tuple[Words, ...]
    picture_contacts: tuple[str, ...]


@dataclass(frozen=True)
class Guidance:
    topics: tuple[Topic, ...]
    readers: tuple[Reader, ...]
    about: tuple[AboutPage, ...]
    act: Act
    factors: tuple[Words, ...]
    notes: tuple[Words, ...]

    def signs(self) -> dict[str, Sign]:
        """Every sign by id."""
        signs = [sign for topic in self.topics for sign in topic.signs] + [sign for reader in self.readers for sign in reader.signs]
        return {sign.id: sign for sign in signs}
