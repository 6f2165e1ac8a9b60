"""HTTP of the concerns room: keys, envelopes, threads."""

from __future__ import annotations

import json
from dataclasses import dataclass

from flask import Blueprint, Response, request

from spotsigns.concerns.limits import Sender
from spotsigns.concerns.model import LARGEST_BODY, Envelope, is_thread_id, read_envelope
from spotsigns.concerns.receive import Intake
from spotsigns.errors import EnvelopeRefused, LineBusy, StoreUnavailable
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import public_bytes
from spotsigns.web.answers import Prepared, problem, send

JSON = "application/json"


@dataclass(frozen=True)
class KeyCard:
    """Who the keys belong to."""

    partnership: str
    hub: str


def keys_document(intake: Intake, card: KeyCard, *, is_live: bool) -> dict[str, object]:
    """The answer of /api/keys, ready for JSON."""
    return {
        "partnership": card.partnership,
        "hub": card.hub,
        "live": is_live,
        "keys": [{"id": key.id, "public": to_base64url(key.public), "seal": key.seal} for key in intake.store.hub_keys()],
        "receipt": to_base64url(public_bytes(intake.receipt_key)),
    }


def api_routes(intake: Intake, card: KeyCard, *, takes_concerns: bool) -> Blueprint:
    """`takes_concerns` is False under --insecure: then every envelope is answered 503 and stays on its phone."""
    routes = Blueprint("concerns_api", __name__)
    store = intake.store

    @routes.get("/api/keys")
    def keys() -> Response:
        body = keys_document(intake, card, is_live=takes_concerns and store.is_live())
        return send(Prepared(json.dumps(body).encode(), JSON), cache_control="no-cache")

    @routes.put("/api/envelopes/<concern_id>")
    def put_envelope(concern_id: str) -> Response:
        envelope = _read_request(concern_id)
        if not takes_concerns:
            raise StoreUnavailable("this server takes nothing without TLS")
        received = intake.receive(envelope, sender=sender())
        return Response(received.receipt, received.status, content_type=JSON, headers={"Cache-Control": "no-store"})

    @routes.get("/api/threads/<thread>")
    def show_thread(thread: str) -> Response:
        limits, address = intake.limits, sender().address
        if limits and not limits.may_look(address):
            return problem(429, "busy", "Too many codes were tried from here. Try again in a few seconds.", after=5)
        found = store.thread(thread) if is_thread_id(thread) else None
        if found is None:
            if limits:
                limits.note_miss(address)
            return problem(404, "unknown_thread", "Nothing is here under this code. It may still be on the phone it was written on. Tell us again or call.")
        answers = [{"id": answer.id, "at": answer.at, "sealed": to_base64url(answer.sealed)} for answer in found.answers]
        body = json.dumps({"state": found.state, "envelopes": answers})
        return Response(body, content_type=JSON, headers={"Cache-Control": "no-store"})

    routes.register_error_handler(EnvelopeRefused, lambda refused: problem(refused.status, refused.code, refused.message))
    routes.register_error_handler(LineBusy, _busy)
    routes.register_error_handler(StoreUnavailable, _unavailable)
    return routes


def _busy(busy: LineBusy) -> Response:
    more = {"puzzle": busy.puzzle} if busy.puzzle else {}
    return problem(429, "busy", str(busy), after=60, **more)


def _unavailable(_: StoreUnavailable) -> Response:
    return problem(503, "unavailable", "This cannot be kept or read just now. What you wrote stays on the phone; try again later.")


def sender() -> Sender:
    """Whoever made this request. Held no longer than the request, written nowhere."""
    return Sender(request.remote_addr or "", request.headers.get("Spotsigns-Puzzle"))


def _read_request(concern_id: str) -> Envelope:
    if request.mimetype != JSON or request.headers.get("Content-Encoding") is not None:
        raise EnvelopeRefused(415, "media_type", "Send the envelope as application/json without any Content-Encoding.")
    if (request.content_length or 0) > LARGEST_BODY:
        raise _too_large()
    body = request.stream.read(LARGEST_BODY + 1)
    if len(body) > LARGEST_BODY:
        raise _too_large()
    return read_envelope(concern_id, body)


def _too_large() -> EnvelopeRefused:
    return EnvelopeRefused(413, "too_large", f"An envelope has at most {LARGEST_BODY} bytes.")
