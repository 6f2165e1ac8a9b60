"""Everything the hub's routes need, handed in once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime

from spotsigns.hub.box import Box
from spotsigns.hub.doing_model import Doing
from spotsigns.hub.ledger import Ledger
from spotsigns.hub.looking import Looking
from spotsigns.hub.model import HubSecrets, HubStore
from spotsigns.hub.slow import Slowdown


@dataclass(frozen=True)
class Hub:
    """The store, the locks of the secrets file and the clock. `names` makes up salts for names that are not here.

    `red_lines` says what is missing before the line may be opened; unless somebody hands it in, it stays closed.
    `host` is the name that passkeys are bound to, without a port.
    """

    store: HubStore
    box: Box
    ledger: Ledger
    names: bytes
    clock: Callable[[], datetime]
    slowdown: Slowdown = field(default_factory=Slowdown)
    doing: Doing = field(default_factory=Doing)
    looking: Looking = field(default_factory=Looking)
    host: str = "localhost"
    red_lines: Callable[[], list[str]] = lambda: ["This server was not told how to check."]

    def now(self) -> int:
        """Unix seconds."""
        return int(self.clock().timestamp())


def make_hub(
    store: HubStore,
    secrets: HubSecrets,
    clock: Callable[[], datetime],
    slowdown: Slowdown | None = None,
    doing: Doing | None = None,
    red_lines: Callable[[], list[str]] | None = None,
    host: str = "",
) -> Hub:
    hub = Hub(store, Box(secrets.box), Ledger(secrets.ledger), secrets.names, clock, slowdown or Slowdown(), doing or Doing(), host=host.partition(":")[0].lower() or "localhost")
    return hub if red_lines is None else replace(hub, red_lines=red_lines)
