"""The hub's one blueprint: its pages, its check before every request, and the routes of its other files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request

from spotsigns.errors import HubError, StoreUnavailable
from spotsigns.hub.desk_routes import add_desk_routes
from spotsigns.hub.edit_routes import add_edit_routes
from spotsigns.hub.edits import EditDesk
from spotsigns.hub.guard import LOG_IN_PAGE, open_to, open_to_anyone, refuse_others, who
from spotsigns.hub.join_routes import add_join_routes
from spotsigns.hub.ledger_routes import add_ledger_routes
from spotsigns.hub.log_in_routes import add_log_in_routes
from spotsigns.hub.model import MOVES
from spotsigns.hub.overview_routes import add_overview_routes
from spotsigns.hub.pages import PAGES, HubPage, pages_for
from spotsigns.hub.room import Hub
from spotsigns.web.answers import problem

HTML = "text/html; charset=utf-8"
Render = Callable[..., str]


def hub_routes(hub: Hub, render: Render, labels: Mapping[str, Any], editing: EditDesk) -> Blueprint:
    """`render` makes the HTML of a template from its name and context."""
    routes = Blueprint("hub", __name__)
    routes.before_request(refuse_others(hub))
    routes.register_error_handler(HubError, _refused)
    routes.register_error_handler(StoreUnavailable, _unavailable)
    _add_pages(routes, hub, render, labels)
    add_log_in_routes(routes, hub)
    add_join_routes(routes, hub)
    add_desk_routes(routes, hub, labels)
    add_ledger_routes(routes, hub)
    add_overview_routes(routes, hub, labels, editing.languages)
    add_edit_routes(routes, hub, editing)
    return routes


def _add_pages(routes: Blueprint, hub: Hub, render: Render, labels: Mapping[str, Any]) -> None:
    for page in PAGES:
        routes.add_url_rule(page.path, page.name, open_to(*page.roles)(_page_view(page, hub, render, labels)))

    @routes.get(LOG_IN_PAGE)
    @open_to_anyone
    def show_log_in() -> Response:
        # Also to somebody logged in: sent on to a desk that cannot unlock and sent back, a browser would never stop.
        return Response(render("hub/log_in.html"), content_type=HTML)

    @routes.get("/hub/join")
    @open_to_anyone
    def show_join() -> Response:
        return Response(render("hub/join.html"), content_type=HTML)


def _page_view(page: HubPage, hub: Hub, render: Render, labels: Mapping[str, Any]) -> Callable[[], Response]:
    def show() -> Response:
        if request.path != page.path:
            return redirect(page.path, 308)  # type: ignore[return-value]
        staff = who().staff
        context = {"staff": staff, "page": page, "pages": pages_for(staff.role), "moves": MOVES, "labels": labels, "line": hub.store.is_live()}
        return Response(render(page.template, **context), content_type=HTML)

    return show


def _refused(refused: HubError) -> Response:
    return problem(refused.status, refused.code, refused.message)


def _unavailable(error: StoreUnavailable) -> Response:
    return problem(503, "unavailable", "Nothing can be kept just now. Try again in a moment.")
