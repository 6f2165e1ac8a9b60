"""What a server does by itself while it runs: readings go to the store every minute, words whose day has come every hour."""

from __future__ import annotations

from collections.abc import Callable

from spotsigns.errors import StoreUnavailable
from spotsigns.hub.purge import SCHEDULE, empty_log, purge
from spotsigns.hub.room import Hub

TURN_SECONDS = 60.0
TURNS_A_PURGE = 60


def keep_up(hub: Hub, each_turn: Callable[[], None], wait: Callable[[float], bool]) -> None:
    """Turn after turn until `wait` answers True. A store that cannot write just now is tried again at the next turn."""
    left = 0
    while True:
        each_turn()
        if left == 0:
            left = TURNS_A_PURGE if purge_quietly(hub, wait) else 1
        left -= 1
        if wait(TURN_SECONDS):
            return


def purge_quietly(hub: Hub, wait: Callable[[float], bool]) -> bool:
    """True when nothing that is due is left, in the store or in its log."""
    try:
        purge(hub, SCHEDULE)
        return empty_log(hub, wait)
    except StoreUnavailable:
        return False
