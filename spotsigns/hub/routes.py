"""The hub's one blueprint: its pages, its check before every request, and the routes of its other files."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, Response, redirect, request

from spotsigns.errors import HubError, StoreUnavailable
from spotsigns.hub.desk_routes import add_desk_routes
from spotsigns.hub.guard import LOG_IN_PAGE, open_to, open_to_anyone, refuse_others, who
from spotsigns.hub.join_routes import add_join_routes
from spotsigns.hub.ledger_routes import add_ledger_routes
from spotsigns.hub.log_in_routes import add_log_in_routes
from spotsigns.hub.model import MOVES
from spotsigns.hub.room import Hub
from spotsigns.web.answers import problem

HTML = "text/html; charset=utf-8"
Render = Callable[..., str]


def hub_routes(hub: Hub, render: Render, labels: Mapping[str, Any]) -> Blueprint:
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
    return routes


def _add_pages(routes: Blueprint, hub: Hub, render: Render, labels: Mapping[str, Any]) -> None:
    @routes.get("/hub/")
    @open_to()
    def show_desk() -> Response:
        if request.path != "/hub/":
            return redirect("/hub/", 308)  # type: ignore[return-value]
        staff = who().staff
        return Response(render("hub/desk.html", staff=staff, moves=MOVES, labels=labels, line=hub.store.is_live()), content_type=HTML)

    @routes.get(LOG_IN_PAGE)
    @open_to_anyone
    def show_log_in() -> Response:
        # Also to somebody logged in: sent on to a desk that cannot unlock and sent back, a browser would never stop.
        return Response(render("hub/log_in.html"), content_type=HTML)

    @routes.get("/hub/join")
    @open_to_anyone
    def show_join() -> Response:
        return Response(render("hub/join.html"), content_type=HTML)


def _refused(refused: HubError) -> Response:
    return problem(refused.status, refused.code, refused.message)


def _unavailable(error: StoreUnavailable) -> Response:
    return problem(503, "unavailable", "Nothing can be kept just now. Try again in a moment.")
