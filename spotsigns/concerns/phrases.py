"""Ready-made answers, loaded from phrases.toml: an id and typed slots travel, every reader has the words in their own language.

What may stand in a slot is checked where it is filled and where it is shown: the server sees sealed bytes only.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from spotsigns.translation.content import Block, read_content
from spotsigns.translation.gates import PLACEHOLDER
from spotsigns.translation.words import Words

FILE = Path(__file__).resolve().parent / "phrases.toml"

# The desk's list is in this order: thanks, who is safe now, how to speak, what we ask, what we did.
GROUPS = ("thanks", "safe", "call", "ask", "told")
# number: to call · date: 2026-11-23 · time: 20:15 · place: its name · contact: an id of the directory
KINDS = ("number", "date", "time", "place", "contact")
# Numbers that every page fills in, so that no translation can change them.
GIVEN = ("emergency", "nonemergency")
_ID = re.compile(r"[a-z]+(-[a-z]+)*\Z")


@dataclass(frozen=True)
class Slot:
    """A hole in a phrase: `name` stands in its braces, `kind` says what may be put in."""

    name: str
    kind: str


@dataclass(frozen=True)
class Phrase:
    """One ready-made answer."""

    id: str
    group: str
    text: Words
    slots: tuple[Slot, ...]

    @property
    def holes(self) -> dict[str, str]:
        """Each slot as itself: said with these, the words keep their holes for the phone to fill."""
        return {slot.name: f"{{{slot.name}}}" for slot in self.slots}

    @property
    def kinds(self) -> str:
        """`name:kind`, separated by spaces, as a page carries it."""
        return " ".join(f"{slot.name}:{slot.kind}" for slot in self.slots)


def load_phrases(path: Path = FILE) -> tuple[Phrase, ...]:
    """All of them in the order of the file. Raises ContentError with place and remedy."""
    block = read_content(path, "concerns/phrases")
    phrases = tuple(_phrase(one) for one in block.blocks("phrase"))
    block.done()
    if not phrases:
        raise block.problem("it holds no phrase.", "Add [[phrase]] blocks, or restore the file.")
    return phrases


def _phrase(block: Block) -> Phrase:
    phrase = Phrase(block.text("id"), block.one_of("group", GROUPS), block.words("text"), _slots(block))
    block.done()
    if not _ID.match(phrase.id):
        raise block.problem(f"the id {phrase.id!r} is not in lower case with hyphens.", "Write it like 'call-between'.")
    if any(mark.isdecimal() for mark in phrase.text.text):
        raise block.problem("a digit stands in its words.", "Make a slot of it: a translation could change a number.")
    holes = [hole[1:-1] for hole in PLACEHOLDER.findall(phrase.text.text) if hole[1:-1] not in GIVEN]
    names = [slot.name for slot in phrase.slots]
    if sorted(holes) != sorted(names):
        raise block.problem(f"its words have the slots {sorted(holes)}, its `slots` are {sorted(names)}.", "Name each slot once in both.")
    return phrase


def _slots(block: Block) -> tuple[Slot, ...]:
    slots = tuple(Slot(name, str(kind)) for name, kind in block.table("slots", {}).items())
    for slot in slots:
        if slot.kind not in KINDS:
            raise block.problem(f"the slot {slot.name!r} is of kind {slot.kind!r}.", f"Use one of: {', '.join(KINDS)}.")
        if slot.name in GIVEN:
            raise block.problem(f"the slot {slot.name!r} has a name that every page fills in.", "Give it another name.")
    return slots
