"""Everything the hub's routes need, handed in once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime

from spotsigns.hub.box import Box
from spotsigns.hub.doing_model import Doing
from spotsigns.hub.ledger import Ledger
from spotsigns.hub.model import HubSecrets, HubStore
from spotsigns.hub.slow import Slowdown


@dataclass(frozen=True)
class Hub:
    """The store, the locks of the secrets file and the clock. `names` makes up salts for names that are not here."""

    store: HubStore
    box: Box
    ledger: Ledger
    names: bytes
    clock: Callable[[], datetime]
    slowdown: Slowdown = field(default_factory=Slowdown)
    doing: Doing = field(default_factory=Doing)

    def now(self) -> int:
        """Unix seconds."""
        return int(self.clock().timestamp())


def make_hub(store: HubStore, secrets: HubSecrets, clock: Callable[[], datetime], slowdown: Slowdown | None = None, doing: Doing | None = None) -> Hub:
    return Hub(store, Box(secrets.box), Ledger(secrets.ledger), secrets.names, clock, slowdown or Slowdown(), doing or Doing())
