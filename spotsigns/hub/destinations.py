"""Where a concern may be handed over to, and what each may receive: partnerships/<name>/destinations.toml. Pure."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from spotsigns.translation.content import Block, read_content

FILE = "destinations.toml"


@dataclass(frozen=True)
class FieldGroup:
    """Answers that go or stay together. `names`: they say who somebody is, so two people release them."""

    id: str
    label: str
    fields: tuple[str, ...]
    names: bool = False


GROUPS = (
    FieldGroup("danger", "Danger and when", ("danger", "when", "often", "still_going_on")),
    FieldGroup("signs", "Signs they noticed", ("signs",)),
    FieldGroup("words", "Their own words", ("what", "text")),
    FieldGroup("place", "Where", ("place", "place_text", "where_kind")),
    FieldGroup("child", "About the child", ("child",), names=True),
    FieldGroup("adult", "About the adult", ("adult", "about_power"), names=True),
    FieldGroup("vehicle", "Vehicle and taxi", ("vehicle",), names=True),
    FieldGroup("online", "Accounts and names online", ("online",), names=True),
    FieldGroup("source", "How they know", ("sure", "role", "told", "evidence_until")),
    FieldGroup(
        "contact", "Who told us, and how to reach them",
        ("contact", "contact_name", "contact_how", "contact_safe", "message_ok", "must_not_know", "interpreter"), names=True,
    ),
)  # fmt: skip
_KNOWN = {group.id: group for group in GROUPS}
CONTACT = "contact"
WAYS = ("document", "licensing")


@dataclass(frozen=True)
class Destination:
    """`receives` are the groups it may get, `usual` those ticked at first; `confirms` says who confirms and how; `way` how it goes."""

    id: str
    name: str
    way: str
    receives: tuple[str, ...]
    usual: tuple[str, ...]
    send_by: str
    confirms: str
    contact: str

    def needs_second(self, groups: Iterable[str], *, names: bool) -> bool:
        """True when the chosen groups, or what was typed (`names`), say who somebody is."""
        return names or any(_KNOWN[group].names for group in groups)


@dataclass(frozen=True)
class Destinations:
    """In the file's order."""

    all: tuple[Destination, ...]

    def named(self, destination_id: str) -> Destination | None:
        return next((one for one in self.all if one.id == destination_id), None)

    @property
    def names(self) -> dict[str, str]:
        """By id."""
        return {one.id: one.name for one in self.all}

    def as_labels(self) -> dict[str, Any]:
        """For the desk's scripts: ids, words, fields."""
        return {
            "groups": [{"id": g.id, "label": g.label, "fields": list(g.fields), "names": g.names} for g in GROUPS],
            "destinations": [
                {"id": d.id, "name": d.name, "way": d.way, "receives": list(d.receives), "usual": list(d.usual), "send_by": d.send_by, "confirms": d.confirms, "contact": d.contact}
                for d in self.all
            ],
        }


NOWHERE = Destinations(())


def load_destinations(folder: Path) -> Destinations:
    """The folder's destinations.toml. Raises ContentError naming file, entry and remedy."""
    block = read_content(folder / FILE, f"partnerships/{folder.name}/destinations")
    found = tuple(_destination(one) for one in block.blocks("destination"))
    block.done()
    if not found:
        raise block.problem("there is no [[destination]].", "Add at least one: a concern must be able to go somewhere.")
    return Destinations(found)


def _destination(block: Block) -> Destination:
    destination = Destination(
        id=block.text("id"), name=block.text("name"), way=block.one_of("way", WAYS, "document"), receives=block.texts("receives"), usual=block.texts("usual"),
        send_by=block.text("send_by"), confirms=block.text("confirms"), contact=block.text("contact", ""),
    )  # fmt: skip
    block.done()
    _check_groups(block, destination)
    return destination


def _check_groups(block: Block, destination: Destination) -> None:
    unknown = [group for group in (*destination.receives, *destination.usual) if group not in _KNOWN]
    if unknown:
        raise block.problem(f"there is no field group {unknown[0]!r}.", f"Use only: {', '.join(_KNOWN)}.")
    if not destination.receives:
        raise block.problem("'receives' is empty.", "Name at least one field group, or take the destination out.")
    beyond = [group for group in destination.usual if group not in destination.receives]
    if beyond:
        raise block.problem(f"'usual' has {beyond[0]!r}, which 'receives' does not allow.", "Add it to 'receives', or take it out of 'usual'.")
    if CONTACT in destination.usual:
        raise block.problem("'usual' has 'contact'.", "Who told us is never ticked by itself: take it out of 'usual'.")
    if destination.way == "licensing" and set(destination.receives) & {CONTACT, "words"}:
        raise block.problem("licensing may not receive 'contact' or 'words'.", "Take both out of 'receives': licensing sees no concern and nobody who told us.")
