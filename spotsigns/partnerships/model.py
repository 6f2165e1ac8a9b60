"""A partnership: its names, hours, places and whether its hub is open."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from spotsigns.errors import ContentError
from spotsigns.translation.content import Block, read_content

ROOT = Path(__file__).resolve().parent
_TIME = re.compile(r"([01]\d|2[0-3]):[0-5]\d", re.ASCII)


@dataclass(frozen=True)
class Place:
    """An everyday place name that people know; `ward` is empty where it is not certain."""

    id: str
    name: str
    ward: str


@dataclass(frozen=True)
class Ward:
    id: str
    name: str


@dataclass(frozen=True)
class Hours:
    """When the hub reads: `days` are ISO weekdays, times local `HH:MM`. Unknown hours are said to be unknown."""

    known: bool
    days: tuple[int, ...] = ()
    opens: str = ""
    closes: str = ""


@dataclass(frozen=True)
class Targets:
    """`decide_working_days` until a concern is to be decided; `unread_minutes` until an unread one wakes somebody else."""

    decide_working_days: int = 1
    unread_minutes: int = 60


@dataclass(frozen=True)
class Partnership:
    id: str
    names: dict[str, str]
    hours: Hours
    hub_contact: str
    out_of_hours: tuple[str, ...]
    places: tuple[Place, ...]
    wards: tuple[Ward, ...]
    folder: Path
    targets: Targets = Targets()


def load_partnership(name: str) -> Partnership:
    """The folder `name`. Raises ContentError if there is none or it is wrong."""
    folder = ROOT / name
    if not name.replace("-", "").isalnum() or not (folder / "partnership.toml").is_file():
        have = sorted(path.parent.name for path in ROOT.glob("*/partnership.toml"))
        raise ContentError(f"There is no partnership {name!r}. Set SPOTSIGNS_PARTNERSHIP to one of: {', '.join(have)}.")
    return read_partnership(folder)


def read_partnership(folder: Path) -> Partnership:
    """What a partnership's folder says. Raises ContentError."""
    name = folder.name
    block = read_content(folder / "partnership.toml", f"partnerships/{name}")
    places, wards = _places(folder, name)
    partnership = Partnership(
        id=block.text("id"),
        names={key: str(value) for key, value in block.table("words").items()},
        hours=_hours(block),
        hub_contact=block.text("hub_contact"),
        out_of_hours=block.texts("out_of_hours"),
        places=places,
        wards=wards,
        folder=folder,
        targets=_targets(block),
    )
    block.done()
    return partnership


def _hours(block: Block) -> Hours:
    given = block.table("hours")
    days, times = given.get("days", []), [given.get("opens", ""), given.get("closes", "")]
    are_days = isinstance(days, list) and all(type(day) is int and 1 <= day <= 7 for day in days)
    are_times = all(isinstance(time, str) and (time == "" or _TIME.fullmatch(time)) for time in times)
    if type(given.get("known", False)) is not bool or not are_days or not are_times:
        raise block.problem("a line of [hours] is wrong.", "Use known = true or false, days from 1 (Monday) to 7, opens and closes such as 09:00.")
    return Hours(bool(given.get("known")), tuple(days), *times)


def _targets(block: Block) -> Targets:
    given = block.table("targets", {})
    if not set(given) <= set(Targets.__dataclass_fields__) or any(type(value) is not int or not 1 <= value <= 10_000 for value in given.values()):
        raise block.problem("a line of [targets] is wrong.", f"Use whole numbers from 1 to 10000 for {', '.join(Targets.__dataclass_fields__)}.")
    return Targets(**given)


def _places(folder: Path, name: str) -> tuple[tuple[Place, ...], tuple[Ward, ...]]:
    block = read_content(folder / "places.toml", f"partnerships/{name}/places")
    wards = tuple(Ward(ward.text("id"), ward.text("name")) for ward in block.blocks("ward"))
    known = {ward.id for ward in wards}
    places = []
    for place in block.blocks("place"):
        ward = place.text("ward", "")
        if ward and ward not in known:
            raise place.problem(f"the ward {ward!r} is not in this file.", "Use the id of a [[ward]], or leave it out.")
        places.append(Place(place.text("id"), place.text("name"), ward))
    return tuple(places), wards
