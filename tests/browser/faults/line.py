"""A line between phone and server that does wrong what lines do: it loses, forges, redirects, answers for somebody else."""

from __future__ import annotations

import socket
import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

Start = Callable[..., Any]
Environ = dict[str, Any]


@dataclass(frozen=True)
class Answer:
    """What the line says in the server's place; without a status the connection breaks off."""

    status: str = ""
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = (("Content-Type", "text/html"),)
    is_after_commit: bool = False  # the server did its work; only its answer is lost or replaced


LOST_REQUEST = Answer()
LOST_REPLY = Answer(is_after_commit=True)
PORTAL = b"<!doctype html><title>Log in</title><p>Welcome to the cafe</p>"
ANSWERS = {
    "lost request": LOST_REQUEST,
    "lost reply": LOST_REPLY,
    "500": Answer("500 Broken", b"<p>Broken</p>"),
    "502": Answer("502 Bad Gateway", b"<p>Bad gateway</p>"),
    "503": Answer("503 Busy", b"{}", (("Content-Type", "application/json"), ("Retry-After", "600"))),
    "503 after commit": Answer("503 Busy", b"", is_after_commit=True),
    "portal 200": Answer("200 OK", PORTAL),
    "portal 302": Answer("302 Found", b"", (("Location", "/healthz"),)),
    "portal elsewhere": Answer("302 Found", b"", (("Location", "http://127.0.0.1:9/log-in"),)),
    "401": Answer("401 Unauthorized", PORTAL),
    "403": Answer("403 Forbidden", PORTAL),
    "404": Answer("404 Not Found", PORTAL),
    "413 of a proxy": Answer("413 Too Large", PORTAL),
    "429": Answer("429 Too Many", b"{}", (("Content-Type", "application/json"), ("Retry-After", "600"))),
    "201 without a receipt": Answer("201 Created", b"{}", (("Content-Type", "application/json"),)),
}


@dataclass
class Line:
    """WSGI middleware. By method and beginning of a path: what is answered, until it is `mended`."""

    app: Callable[[Environ, Start], Iterable[bytes]]
    faults: dict[tuple[str, str], Answer | Callable[[Environ], Answer | None]] = field(default_factory=dict)
    seen: list[tuple[str, str, str]] = field(default_factory=list)  # method, path, cookie header

    def __post_init__(self) -> None:
        self.passing = threading.Event()
        self.passing.set()

    def break_(self, answer: Answer | Callable[[Environ], Answer | None], method: str = "PUT", path: str = "/api/envelopes/") -> None:
        self.faults[(method, path)] = answer

    def mend(self) -> None:
        self.faults.clear()
        self.passing.set()

    def puts(self) -> list[str]:
        """Ids of every delivery attempt that came in."""
        return [path.rpartition("/")[2] for method, path, _ in self.seen if method == "PUT"]

    def __call__(self, environ: Environ, start_response: Start) -> Iterable[bytes]:
        method, path = environ["REQUEST_METHOD"], environ["PATH_INFO"]
        self.seen.append((method, path, environ.get("HTTP_COOKIE", "")))
        if method == "PUT":
            self.passing.wait(60)
        fault = next((answer for (of, begins), answer in self.faults.items() if of == method and path.startswith(begins)), None)
        answer = fault(environ) if callable(fault) else fault
        if answer is None:
            return self.app(environ, start_response)
        if answer.is_after_commit:
            list(self.app(environ, lambda *_: None))
        if not answer.status:
            # Werkzeug alone would leave the connection open, and the phone would wait for its own time to run out.
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            raise ConnectionResetError("the line broke")
        start_response(answer.status, [*answer.headers, ("Content-Length", str(len(answer.body)))])
        return [answer.body]
