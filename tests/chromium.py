"""Which Chromium opens the pages.

The whole one is what people hold in their hands: windows, history, sessions that are opened again, a back/forward cache.
The lean one is the same engine without a window around it; it starts in a third of the time and does for every other test.
"""

from __future__ import annotations

import shutil

WHOLE = ("chromium", "chromium-browser", "google-chrome")
LEAN = ("chromium-headless-shell", "chrome-headless-shell")


def path_of_whole() -> str:
    """Path of the program. Raises RuntimeError with what to install."""
    return _first(WHOLE)


def path_of_lean() -> str:
    """Path of the program; of the whole one where there is no other. Raises RuntimeError with what to install."""
    return _first(LEAN + WHOLE)


def _first(names: tuple[str, ...]) -> str:
    for name in names:
        if found := shutil.which(name):
            return found
    raise RuntimeError("No Chromium was found. Install it: apt-get install chromium chromium-headless-shell")
