"""The directory as it stands now: what ships, with the edits that two people agreed on, without a restart."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Protocol

from spotsigns.contacts.edits import ContactEdit, edit_directory
from spotsigns.contacts.model import Directory
from spotsigns.errors import StoreUnavailable

# Another process may have confirmed an edit: the two sides may run apart.
LOOK_SECONDS = 5.0


class EditSource(Protocol):
    """Where edits are kept; the number grows with every change of what is in force."""

    def edit_number(self) -> int: ...

    def edits_in_force(self) -> dict[str, ContactEdit]: ...


class LiveDirectory(Directory):
    """Every field is looked up when it is asked for: whoever holds this holds the newest directory."""

    def __init__(self, shipped: Directory, source: EditSource, hub_contact: str, ticks: Callable[[], float] = time.monotonic) -> None:
        # The base class is frozen and none of its fields is set here: `__getattr__` answers for them.
        vars(self).update(_shipped=shipped, _source=source, _hub_contact=hub_contact, _ticks=ticks, _current=(-1, shipped), _looked=0.0)
        self.look()

    @property
    def shipped(self) -> Directory:
        found: Directory = vars(self)["_shipped"]
        return found

    def edition(self) -> str:
        """Another text whenever a page may look different: what is rendered is kept under it."""
        if vars(self)["_ticks"]() - vars(self)["_looked"] >= LOOK_SECONDS:
            self.look()
        return str(vars(self)["_current"][0])

    def with_edits(self, **changed: ContactEdit) -> Directory:
        """What it would be with these edits besides those in force."""
        own = vars(self)
        return edit_directory(self.shipped, {**own["_source"].edits_in_force(), **changed}, own["_hub_contact"])

    def look(self) -> None:
        """Read the edits again if there are other ones. Without a store the directory stays as it is."""
        own = vars(self)
        own["_looked"] = own["_ticks"]()
        try:
            number = own["_source"].edit_number()
            if number != own["_current"][0]:
                own["_current"] = (number, self.with_edits())
        except StoreUnavailable:
            return

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return getattr(vars(self)["_current"][1], name)
