"""HTTP of waking staff: the key, asking to be woken on this browser, and not any more; the worker that shows it."""

from __future__ import annotations

from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric import ec
from flask import Blueprint, Response

from spotsigns.errors import HubError, PushRefused
from spotsigns.hub.asked import answer, asked, malformed
from spotsigns.hub.guard import open_to, open_to_anyone, who
from spotsigns.hub.model import DESK_ROLES
from spotsigns.push.model import STAFF, PushStore, read_subscription
from spotsigns.push.send import seals_to
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import public_bytes

MOST_OF_STAFF = 1_000
JAVASCRIPT = "text/javascript; charset=utf-8"


def add_push_routes(routes: Blueprint, store: PushStore, key: ec.EllipticCurvePrivateKey, worker: Callable[[], bytes], *, is_on: bool) -> None:
    """`worker` is the text of the hub's own service worker, which does nothing but show a wake-up."""

    @routes.get("/hub/sw.js")
    @open_to_anyone
    def hub_worker() -> Response:
        # Without a session too: a browser looks for a newer one while nobody is logged in.
        return Response(worker(), content_type=JAVASCRIPT)

    @routes.get("/hub/api/push")
    @open_to(*DESK_ROLES)
    def push_key() -> Response:
        return answer({"key": to_base64url(public_bytes(key)) if is_on else None})

    @routes.post("/hub/api/push/seen")
    @open_to(*DESK_ROLES)
    def is_known() -> Response:
        return answer({"known": store.is_subscribed(asked(endpoint=str)["endpoint"], who().staff.id)})

    @routes.post("/hub/api/push")
    @open_to(*DESK_ROLES)
    def wake_me() -> Response:
        given = asked(endpoint=str, p256dh=str, auth=str)
        if not is_on:
            raise HubError(404, "off", "Waking is off here. Whoever runs this server has to set SPOTSIGNS_CONTACT.")
        try:
            subscription = read_subscription(given)
        except PushRefused as refused:
            raise malformed(str(refused)) from refused
        if not seals_to(subscription) or not store.subscribe(subscription, STAFF, who().staff.id, MOST_OF_STAFF):
            raise malformed("this browser's keys cannot be used, or too many are woken already")
        return answer({"known": True}, 201)

    @routes.post("/hub/api/push/stop")
    @open_to(*DESK_ROLES)
    def wake_me_no_more() -> Response:
        store.unsubscribe(asked(endpoint=str)["endpoint"], STAFF)
        return answer({"known": False})
