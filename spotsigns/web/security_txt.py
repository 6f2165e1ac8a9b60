"""/.well-known/security.txt (RFC 9116): where somebody who found a hole may write. Both sides answer it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response

from spotsigns.settings import Settings
from spotsigns.web.answers import Prepared, problem, send

PATH = "/.well-known/security.txt"
TEXT = "text/plain; charset=utf-8"
# Under a year, as the RFC asks; a copy that somebody kept for longer says itself that it is old.
LASTS = timedelta(days=180)


def security_txt(settings: Settings, now: datetime) -> str:
    """The file as of `now`; '' where no setting says whom to write to. It expires at midnight, so that a day's answers are alike."""
    contact = settings.security_contact or settings.contact
    if not contact:
        return ""
    expires = (now.astimezone(UTC) + LASTS).replace(hour=0, minute=0, second=0, microsecond=0)
    hosts = [host for host in (settings.public_host, settings.hub_host) if host]
    lines = [f"Contact: {contact}", f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}", "Preferred-Languages: en", *(f"Canonical: https://{host}{PATH}" for host in hosts)]
    return "\n".join(lines) + "\n"


def security_txt_routes(settings: Settings, clock: Callable[[], datetime]) -> Blueprint:
    routes = Blueprint("security_txt", __name__)

    @routes.get(PATH)
    def show() -> Response:
        text = security_txt(settings, clock())
        if not text:
            return problem(404, "not_found", "Nobody is named here. Whoever runs this server has to set SPOTSIGNS_SECURITY_CONTACT.")
        return send(Prepared(text.encode(), TEXT), cache_control="no-cache")

    return routes
