"""Deny by default: a view of the hub answers only whom its decorator names; one without a decorator answers nobody."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

from flask import Response, current_app, g, redirect, request
from werkzeug.datastructures import Headers

from spotsigns.hub.model import DESK_ROLES, ROLES
from spotsigns.hub.room import Hub
from spotsigns.hub.sessions import OpenSession, read_session
from spotsigns.web.answers import problem

View = TypeVar("View", bound=Callable[..., Any])
WHO_MAY, BEFORE_ADMISSION, QUIET = "who_may", "before_admission", "quiet"
ANYONE = frozenset({"anyone"})
LOG_IN_PAGE = "/hub/log-in"
SECURE_COOKIE, LOOPBACK_COOKIE = "__Host-spotsigns", "spotsigns-hub"
LOOPBACK = ("localhost", "127.0.0.1", "[::1]")


def open_to(*roles: str) -> Callable[[View], View]:
    """Mark a view as open to live sessions of these roles; without any, to every role."""
    unknown = set(roles) - set(ROLES)
    if unknown:
        raise ValueError(f"there is no role {sorted(unknown)[0]!r}")

    def mark(view: View) -> View:
        vars(view)[WHO_MAY] = frozenset(roles or ROLES)
        return view

    return mark


def before_admission(view: View) -> View:
    """Mark a view of the desk's roles as open also to somebody who joined and was not admitted yet."""
    vars(view)[BEFORE_ADMISSION] = True
    return view


def quietly(view: View) -> View:
    """Mark a view that a page asks by itself: nobody has stirred, and an idle session must end all the same."""
    vars(view)[QUIET] = True
    return view


def open_to_anyone(view: View) -> View:
    """Mark a view as open without a session: logging in and joining."""
    vars(view)[WHO_MAY] = ANYONE
    return view


def refuse_others(hub: Hub) -> Callable[[], Response | None]:
    """The one check before every request of the hub."""

    def check() -> Response | None:
        if not (request.is_secure or is_loopback_host(request.host)):
            return problem(403, "insecure", "The hub answers over https only. Name the proxy with TLS in SPOTSIGNS_PROXIES.")
        marks = vars(current_app.view_functions[request.endpoint or ""])
        who_may = marks.get(WHO_MAY)
        if who_may is None:
            return problem(403, "closed", "This is open to nobody.")
        if who_may == ANYONE:
            return None
        # Only now: reading a session may write, and the door must be seen even when nothing can be written.
        g.open_session = read_session(hub, request.cookies.get(cookie_name()), stirs=QUIET not in marks)
        if g.open_session is None:
            return _ask_to_log_in()
        if g.open_session.staff.role not in who_may:
            return problem(403, "role", "This is not open to your role.")
        # A link may have reached the wrong person: until their words were compared they change and learn nothing at the desk.
        is_desk = request.path.startswith("/hub/api/") and who_may <= set(DESK_ROLES) and BEFORE_ADMISSION not in marks
        if is_desk and not hub.store.holds_keys(g.open_session.staff.id):
            return problem(403, "not_admitted", "You hold no copy of the desk's keys yet. A keyholder has to admit you.")
        return None

    return check


def who() -> OpenSession:
    """The live session of this request; only in views that are not open to anyone."""
    found: OpenSession = g.open_session
    return found


def is_loopback_host(host: str) -> bool:
    name, colon, port = host.rpartition(":")
    return (name if colon and port.isdigit() else host) in LOOPBACK


def cookie_name() -> str:
    return SECURE_COOKIE if request.is_secure else LOOPBACK_COOKIE


def give_cookie(response: Response, token: str) -> Response:
    """No lifetime: the browser forgets it when it closes, the server long before."""
    response.set_cookie(cookie_name(), token, path="/", secure=request.is_secure, httponly=True, samesite="Strict")
    return response


def take_cookie(response: Response) -> Response:
    response.delete_cookie(cookie_name(), path="/", secure=request.is_secure, httponly=True, samesite="Strict")
    return response


def _ask_to_log_in() -> Response:
    is_page = request.method == "GET" and not request.path.startswith("/hub/api/")
    if not is_page:
        return problem(401, "log_in", "Log in first.")
    answer = redirect(LOG_IN_PAGE, 302)
    return Response(answer.get_data(), answer.status_code, Headers(answer.headers))
