"""The hub's pages in the order of its bar: who may open each, and the template that shows it."""

from __future__ import annotations

from dataclasses import dataclass

from spotsigns.hub.model import DESK_ROLES, ROLES


@dataclass(frozen=True)
class HubPage:
    """`name` is a Flask endpoint and the template's file name; `label` stands in the bar."""

    path: str
    name: str
    label: str
    roles: tuple[str, ...]

    @property
    def template(self) -> str:
        return f"hub/{self.name}.html"


HOME = "/hub/"
PAGES = (
    HubPage(HOME, "desk", "Desk", DESK_ROLES),
    HubPage("/hub/hand-overs", "hand-overs", "Hand-overs", DESK_ROLES),
    HubPage("/hub/licensing", "licensing", "Licensing", ("licensing",)),
    HubPage("/hub/told", "told", "Told by phone", DESK_ROLES),
    HubPage("/hub/wake", "wake", "Wake me", DESK_ROLES),
    HubPage("/hub/staff", "staff", "Staff and keys", ("keyholder",)),
    HubPage("/hub/recovery", "recovery", "Recovery words", ("keyholder",)),
    HubPage("/hub/contacts", "contacts", "Contacts", ("content-editor", "keyholder")),
    HubPage("/hub/figures", "figures", "Figures", ("auditor", "keyholder")),
    HubPage("/hub/ledger", "ledger", "Ledger", ("auditor", "keyholder")),
    HubPage("/hub/me", "me", "Your account", ROLES),
)


def pages_for(role: str) -> list[HubPage]:
    """What somebody in this role finds in the bar."""
    return [page for page in PAGES if role in page.roles]


def home_of(role: str) -> str:
    """Where somebody in this role lands: the first page of their bar."""
    return pages_for(role)[0].path
