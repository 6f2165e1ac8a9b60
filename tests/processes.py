"""The processes of a server under test, as /proc of Linux names them."""

from __future__ import annotations

from pathlib import Path


def processes_of(leader: int) -> list[int]:
    """Ids of all in the process group that `leader` began: a server and its worker. One that ends while we look is left out."""
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            # The name before the last bracket may hold spaces and brackets of its own; after it come state, parent, group.
            group = int(stat.read_text().rpartition(")")[2].split()[2])
        except OSError:
            continue
        if group == leader:
            found.append(int(stat.parent.name))
    return sorted(found)
