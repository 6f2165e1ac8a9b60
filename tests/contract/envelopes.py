"""Envelopes for tests, and how to send them."""

from __future__ import annotations

import json
import uuid
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import key_id, public_bytes, seal, seal_concern

THREAD = "5f" * 16


def concern(what: str = "A car waits by the school every day.") -> dict[str, Any]:
    return {"v": 1, "kind": "concern", "form": "2026-11", "lang": "en", "answers": {"danger": "no", "what": what}}


def make_envelope(private: ec.EllipticCurvePrivateKey, *, thread: str = THREAD, what: str = "A car waits.", concern_id: str = "") -> dict[str, Any]:
    """A good envelope, sealed for real."""
    return seal_concern(concern(what), concern_id or str(uuid.uuid4()), thread, public_bytes(private))


def sealed_of(private: ec.EllipticCurvePrivateKey, size: int) -> str:
    """`size` bytes that begin as sealed bytes do."""
    return to_base64url(seal(public_bytes(private), b"", bytes(size))[:size].ljust(size, b"\1"))


def put(client: FlaskClient, envelope: object, concern_id: str | None = None, **more: Any) -> TestResponse:
    """One delivery attempt. `envelope` is an object, or the body as bytes."""
    body = envelope if isinstance(envelope, bytes) else json.dumps(envelope).encode()
    path_id = concern_id if concern_id is not None else envelope["id"] if isinstance(envelope, dict) else str(uuid.uuid4())
    return client.put(f"/api/envelopes/{path_id}", **{"data": body, "content_type": "application/json", **more})


def error_of(answer: TestResponse) -> tuple[int, str]:
    """Status and code of a refusal, after checking that it has the one shape of every error."""
    body = answer.get_json()
    assert set(body) - {"puzzle"} == {"error", "message", "retry"}, body
    assert isinstance(body["message"], str)
    assert body["message"]
    assert body["retry"] is (answer.status_code in (429, 503) or answer.status_code >= 500)
    assert ("Retry-After" in answer.headers) is body["retry"]
    assert answer.content_type == "application/json"
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    return answer.status_code, body["error"]


def key_of(private: ec.EllipticCurvePrivateKey) -> str:
    return key_id(public_bytes(private))
