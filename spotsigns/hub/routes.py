"""The hub's one blueprint: its pages, its check before every request, and the routes of its other files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Blueprint, Response, redirect, request

from spotsigns.concerns.receive import Intake
from spotsigns.concerns.routes import KeyCard
from spotsigns.concerns.space import WARN_FROM, Space
from spotsigns.errors import HubError, StoreUnavailable
from spotsigns.hub.account_routes import add_account_routes
from spotsigns.hub.answer_routes import add_answer_routes
from spotsigns.hub.desk_routes import add_desk_routes
from spotsigns.hub.desk_work_routes import add_desk_work_routes
from spotsigns.hub.edit_routes import add_edit_routes
from spotsigns.hub.edits import EditDesk
from spotsigns.hub.guard import LOG_IN_PAGE, open_to, open_to_anyone, refuse_others, who
from spotsigns.hub.hand_over_routes import add_hand_over_routes
from spotsigns.hub.join_routes import add_join_routes
from spotsigns.hub.key_model import is_recovery_due
from spotsigns.hub.key_routes import add_key_routes
from spotsigns.hub.ledger_routes import add_ledger_routes
from spotsigns.hub.licensing_routes import add_licensing_routes
from spotsigns.hub.log_in_routes import add_log_in_routes
from spotsigns.hub.model import DESK_ROLES, MOVES, ROLES
from spotsigns.hub.names import ROLE_NAMES, STATE_NAMES
from spotsigns.hub.overview_routes import add_overview_routes
from spotsigns.hub.own_keys_routes import add_own_keys_routes
from spotsigns.hub.pages import HOME, PAGES, HubPage, home_of, pages_for
from spotsigns.hub.passkey_routes import add_passkey_routes
from spotsigns.hub.push_routes import add_push_routes
from spotsigns.hub.ready_made import ReadyMade
from spotsigns.hub.record_routes import add_record_routes
from spotsigns.hub.restrict_routes import add_restrict_routes, hide_restricted
from spotsigns.hub.room import Hub
from spotsigns.hub.staff_routes import add_staff_routes
from spotsigns.hub.told import ToldStore
from spotsigns.hub.told_routes import add_told_routes
from spotsigns.push.model import PushStore
from spotsigns.web.answers import problem

HTML = "text/html; charset=utf-8"
Render = Callable[..., str]


@dataclass(frozen=True)
class TellingLine:
    """What staff need to enter a concern for somebody: the intake, whose keys they are, and who entered what."""

    intake: Intake
    card: KeyCard
    store: ToldStore


@dataclass(frozen=True)
class Waking:
    """What waking staff needs: the subscriptions, the key that push services know us by, the text of the worker."""

    store: PushStore
    key: ec.EllipticCurvePrivateKey
    worker: Callable[[], bytes]
    is_on: bool


@dataclass(frozen=True)
class HubWork:
    """What the hub's routes work with: the words of ids, the ready-made answers, edits of contacts, concerns told by phone, waking,
    and how full the store is."""

    labels: Mapping[str, Any]
    ready_made: ReadyMade
    editing: EditDesk
    line: TellingLine
    waking: Waking
    space: Space


def hub_routes(hub: Hub, render: Render, work: HubWork) -> Blueprint:
    """`render` makes the HTML of a template from its name and context."""
    labels, line, waking = work.labels, work.line, work.waking
    routes = Blueprint("hub", __name__)
    routes.before_request(refuse_others(hub))
    routes.before_request(hide_restricted(hub))
    routes.register_error_handler(HubError, _refused)
    routes.register_error_handler(StoreUnavailable, _unavailable)
    _add_pages(routes, hub, render, labels, work.space)
    add_log_in_routes(routes, hub)
    add_join_routes(routes, hub)
    add_desk_routes(routes, hub, labels)
    add_own_keys_routes(routes, hub)
    add_desk_work_routes(routes, hub)
    add_ledger_routes(routes, hub)
    add_answer_routes(routes, hub, work.ready_made)
    add_record_routes(routes, hub)
    add_hand_over_routes(routes, hub)
    add_licensing_routes(routes, hub)
    add_restrict_routes(routes, hub)
    add_told_routes(routes, hub, line.store, line.intake, line.card)
    add_push_routes(routes, waking.store, waking.key, waking.worker, is_on=waking.is_on)
    add_staff_routes(routes, hub)
    add_key_routes(routes, hub)
    add_account_routes(routes, hub)
    add_passkey_routes(routes, hub)
    add_overview_routes(routes, hub, labels, work.editing.languages)
    add_edit_routes(routes, hub, work.editing)
    return routes


def _add_pages(routes: Blueprint, hub: Hub, render: Render, labels: Mapping[str, Any], space: Space) -> None:
    for page in PAGES:
        # Every log-in leads to the first: whoever does not work at the desk is sent on from there.
        roles = ROLES if page.path == HOME else page.roles
        routes.add_url_rule(page.path, page.name, open_to(*roles)(_page_view(page, hub, render, labels, space)))

    @routes.get(LOG_IN_PAGE)
    @open_to_anyone
    def show_log_in() -> Response:
        # Also to somebody logged in: sent on to a desk that cannot unlock and sent back, a browser would never stop.
        return Response(render("hub/log_in.html"), content_type=HTML)

    @routes.get("/hub/join")
    @open_to_anyone
    def show_join() -> Response:
        return Response(render("hub/join.html", roles=ROLE_NAMES), content_type=HTML)


def _page_view(page: HubPage, hub: Hub, render: Render, labels: Mapping[str, Any], space: Space) -> Callable[[], Response]:
    def show() -> Response:
        if request.path != page.path:
            return redirect(page.path, 308)  # type: ignore[return-value]
        staff = who().staff
        if staff.role not in page.roles:
            return redirect(home_of(staff.role), 302)  # type: ignore[return-value]
        names = {"roles": ROLE_NAMES, "states": STATE_NAMES, "destinations": hub.doing.destinations.names, "labels": labels}
        context = {"staff": staff, "page": page, "pages": pages_for(staff.role), "moves": MOVES, "line": hub.store.is_live()}
        return Response(render(page.template, **names, **context, due=_due(hub, staff.role, space)), content_type=HTML)

    return show


def _due(hub: Hub, role: str, space: Space) -> list[str]:
    """What every page reminds of: whoever reads concerns of room that runs out, keyholders of their keys."""
    found = ["space"] if role in DESK_ROLES and space.fullness() >= WARN_FROM else []
    if role != "keyholder":
        return found
    recovery = is_recovery_due(hub.store.recovery_tested(), hub.now())
    return found + (["rotation"] if hub.store.is_rotation_due() else []) + (["recovery"] if recovery else [])


def _refused(refused: HubError) -> Response:
    return problem(refused.status, refused.code, refused.message)


def _unavailable(error: StoreUnavailable) -> Response:
    return problem(503, "unavailable", "Nothing can be kept just now. Try again in a moment.")
