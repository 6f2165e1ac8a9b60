"""A push service on loopback: takes what is sent, opens it as the browser would, answers as it is told."""

from __future__ import annotations

import http.server
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import http_ece
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature

from spotsigns.push.model import Subscription
from spotsigns.sealing.encoding import from_base64url
from spotsigns.sealing.envelope import new_private_key, public_bytes

AUTH = b"sixteen bytes ok"


@dataclass(frozen=True)
class Pushed:
    """One message as it came."""

    path: str
    headers: dict[str, str]
    body: bytes


@dataclass
class PushService:
    """`answers` are (status, headers) by path, the next first; without any it takes what comes."""

    port: int = 0
    key: ec.EllipticCurvePrivateKey = field(default_factory=new_private_key)
    pushed: list[Pushed] = field(default_factory=list)
    answers: dict[str, list[tuple[int, dict[str, str]]]] = field(default_factory=dict)

    def endpoint(self, name: str) -> str:
        return f"http://127.0.0.1:{self.port}/{name}"

    def subscription(self, name: str) -> Subscription:
        """As the browser behind this service would give it."""
        return Subscription(self.endpoint(name), public_bytes(self.key), AUTH)

    def opened(self, pushed: Pushed) -> bytes:
        return bytes(http_ece.decrypt(pushed.body, private_key=self.key, auth_secret=AUTH, version=pushed.headers["content-encoding"]))

    @property
    def names(self) -> list[str]:
        return [one.path.strip("/") for one in self.pushed]


def claims_of(pushed: Pushed) -> tuple[dict[str, Any], bytes]:
    """What the sender says of itself (RFC 8292), its signature checked; and the 65-byte key it signed with."""
    scheme, _, rest = pushed.headers["authorization"].partition(" ")
    assert scheme == "vapid"
    parts = dict(part.strip().split("=", 1) for part in rest.split(","))
    signed, _, signature = parts["t"].rpartition(".")
    public, raw = from_base64url(parts["k"]), from_base64url(signature)
    der = encode_dss_signature(int.from_bytes(raw[:32], "big"), int.from_bytes(raw[32:], "big"))
    ec.EllipticCurvePublicKey.from_encoded_point(ec.SECP256R1(), public).verify(der, signed.encode(), ec.ECDSA(hashes.SHA256()))
    return json.loads(from_base64url(signed.split(".")[1])), public


@contextmanager
def push_service() -> Iterator[PushService]:
    service = PushService()

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            service.pushed.append(Pushed(self.path, {name.lower(): value for name, value in self.headers.items()}, body))
            waiting = service.answers.get(self.path.strip("/"), [])
            status, headers = waiting.pop(0) if waiting else (201, {})
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.send_header("Content-Length", "0")
            self.end_headers()

        def do_GET(self) -> None:
            # Only somebody who follows a redirect comes this way.
            service.pushed.append(Pushed(self.path, {}, b""))
            self.send_response(204)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class named it
            """Nothing: the tests' own output is what matters."""

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    service.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield service
    finally:
        server.shutdown()
        server.server_close()
        thread.join()
