"""What stands before and after every request: the right side for the host, no cross-site writes, headers, error answers."""

from __future__ import annotations

import re
from collections.abc import Callable

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from spotsigns.errors import StoreUnavailable
from spotsigns.settings import Settings
from spotsigns.web.answers import problem
from spotsigns.web.headers import SecurityHeaders, is_cross_site, is_hub_path
from spotsigns.web.routes import Site

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
_PORT = re.compile(r":\d+\Z")
API_CODES = {404: "not_found", 405: "method"}


def guard(app: Flask, settings: Settings, site: Site) -> None:
    """Put every check and handler onto the application."""
    app.before_request(refuse_cross_site)
    app.before_request(_sides(settings, site))
    app.wsgi_app = SecurityHeaders(app.wsgi_app, site.assets.css_hash)  # type: ignore[method-assign]
    app.register_error_handler(HTTPException, _error_handler(site))
    app.register_error_handler(StoreUnavailable, _unavailable_handler(site))
    app.register_error_handler(Exception, _failure_handler(app, site))


def refuse_cross_site() -> Response | None:
    """An unsafe request that another site made is refused."""
    if request.method in SAFE_METHODS or not is_cross_site(request.headers.get, lambda: request.host_url.rstrip("/")):
        return None
    return problem(403, "cross_site", "This request came from another site and was refused.")


def _sides(settings: Settings, site: Site) -> Callable[[], Response | None]:
    """Each side answers 404 for the other's paths; with two host names the name decides."""
    has_names = bool(settings.public_host and settings.hub_host)

    def check() -> Response | None:
        path = request.path
        if path.startswith(("/static/", "/healthz", "/.well-known/security.txt")):
            return None
        is_hub = is_hub_path(path)
        is_wanted = settings.serves_hub if is_hub else settings.serves_public
        if has_names:
            is_wanted = is_wanted and _is_host(request.host, settings.hub_host if is_hub else settings.public_host)
        return None if is_wanted else site.not_found()

    return check


def _is_host(host: str, name: str) -> bool:
    """Whether the Host header is this name, which may leave the port out."""
    return host == name or _PORT.sub("", host) == name


def _error_handler(site: Site) -> Callable[[HTTPException], Response]:
    def handle(error: HTTPException) -> Response:
        status = error.code or 500
        if request.path.startswith(("/api/", "/hub/")):
            return problem(status, API_CODES.get(status, "refused"), error.description or "This was refused.")
        response = site.error_page(status, site.best_tag())
        allowed = error.get_response().headers.get("Allow")
        if allowed:
            response.headers["Allow"] = allowed
        return response

    return handle


def _unavailable_handler(site: Site) -> Callable[[StoreUnavailable], Response]:
    """The store cannot read or write just now: whoever asks may try again."""

    def handle(_: StoreUnavailable) -> Response:
        if request.path.startswith(("/api/", "/hub/", "/healthz")):
            return problem(503, "unavailable", "The store does not answer. Try again later.")
        response = site.error_page(503, site.best_tag())
        response.headers["Retry-After"] = "30"
        return response

    return handle


def _failure_handler(app: Flask, site: Site) -> Callable[[Exception], Response]:
    """An error nobody foresaw: its kind goes to the log, never what somebody wrote."""

    def handle(error: Exception) -> Response:
        app.logger.error("unforeseen %s at %s", type(error).__name__, request.endpoint)
        if request.path.startswith(("/api/", "/hub/")):
            return problem(500, "failure", "Something went wrong here. Try again later.")
        return site.error_page(500, site.best_tag())

    return handle
