"""One row of the printed table."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Row:
    """A budget and what was measured; `is_met` None means not measured, and `figure` says why."""

    what: str
    figure: str
    budget: str
    is_met: bool | None

    def __str__(self) -> str:
        mark = {True: "met", False: "NOT MET", None: "not measured"}[self.is_met]
        return f"{self.what:<46} {self.figure:<44} {self.budget:<34} {mark}"
