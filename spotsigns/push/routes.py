"""HTTP of push on the public side: the key, asking to be woken, and not any more."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Blueprint, Response, request

from spotsigns.errors import PushRefused
from spotsigns.push.model import (
    MOST_SUBSCRIPTIONS,
    PUBLIC_KINDS,
    PushStore,
    is_public_endpoint,
    read_subscription,
)
from spotsigns.push.send import seals_to
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import public_bytes
from spotsigns.web.answers import problem

JSON = "application/json"
LARGEST_BODY = 4_096


def push_routes(store: PushStore, key: ec.EllipticCurvePrivateKey, may_ask: Callable[[str], bool], *, is_on: bool) -> Blueprint:
    """`may_ask` says whether this address may ask once more now. Off, nothing is offered and nothing taken."""
    routes = Blueprint("push", __name__)

    @routes.before_request
    def refuse_off() -> Response | None:
        return None if is_on or request.method == "DELETE" else problem(404, "off", "Nobody is woken from here.")

    @routes.get("/api/push/key")
    def show_key() -> Response:
        return _answer({"key": to_base64url(public_bytes(key))})

    @routes.post("/api/push/subscriptions")
    def add() -> Response:
        given = _asked({"endpoint", "p256dh", "auth", "kind"})
        subscription, kind = read_subscription(given), _kind(given["kind"])
        if not seals_to(subscription):
            raise PushRefused("p256dh is no point of the curve")
        if not may_ask(request.remote_addr or "") or not store.subscribe(subscription, kind, None, MOST_SUBSCRIPTIONS):
            return problem(429, "busy", "Too many ask for this now. Try again later.", after=3600)
        return _answer({"kind": kind}, 201)

    @routes.delete("/api/push/subscriptions")
    def remove() -> Response:
        """From one kind, or without one from both. Whether anybody was there is not told."""
        given = _asked({"endpoint"}, {"kind"})
        if not isinstance(given["endpoint"], str) or not is_public_endpoint(given["endpoint"]):
            raise PushRefused("endpoint is no https address of a push service")
        for kind in [_kind(given["kind"])] if "kind" in given else PUBLIC_KINDS:
            store.unsubscribe(given["endpoint"], kind)
        return _answer({})

    routes.register_error_handler(PushRefused, lambda refused: problem(400, "malformed", f"This is no subscription: {refused}."))
    return routes


def _kind(given: object) -> str:
    if given not in PUBLIC_KINDS:
        raise PushRefused(f"kind is none of {', '.join(PUBLIC_KINDS)}")
    return str(given)


def _asked(needed: set[str], also: frozenset[str] | set[str] = frozenset()) -> dict[str, Any]:
    if request.mimetype != JSON:
        raise PushRefused("it is not application/json")
    body = request.stream.read(LARGEST_BODY + 1)
    try:
        given = json.loads(body.decode("utf-8")) if len(body) <= LARGEST_BODY else None
    except (ValueError, RecursionError):
        given = None
    if not isinstance(given, dict) or not needed <= set(given) <= needed | also:
        raise PushRefused("a field is missing, unknown or too long")
    return given


def _answer(body: object, status: int = 200) -> Response:
    return Response(json.dumps(body), status, content_type=JSON, headers={"Cache-Control": "no-store"})
