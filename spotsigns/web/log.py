"""The log: one line of JSON a request, without what would lead back to a reader.

The public side's lines say minute, kind of route, status and bytes. They are held back until their minute is over and written in no order of
time: a system journal stamps every line with its microsecond, and so would tell what the line itself does not.
"""

from __future__ import annotations

import json
import logging
import re
import sys
import threading
import traceback
from collections import Counter
from collections.abc import Callable, Iterable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from flask import Flask, Response, request

from spotsigns.web.headers import is_hub_path

PUBLIC, STAFF = "public", "staff"
MOST_KINDS = 10_000
LONGEST_AGENT = 200
OURS = "spotsigns"
MARK = "spotsigns.route"
_PORT = re.compile(r":\d+\Z")
_PACKAGE = Path(__file__).resolve().parent.parent


class Log:
    """Takes lines from any thread. `write` gets whole lines, ready to be written."""

    def __init__(self, write: Callable[[str], None], clock: Callable[[], datetime]) -> None:
        self._write, self._clock = write, clock
        self._lock = threading.Lock()
        self._held: dict[str, Counter[str]] = {}

    def public(self, **told: object) -> None:
        """A line of the public side, held until its minute is over. Once very many kinds are held, their sizes are left out."""
        minute = self._minute()
        with self._lock:
            held = self._held.setdefault(minute, Counter())
            line = _line(at=minute, side=PUBLIC, **told)
            held[line if line in held or len(held) < MOST_KINDS else _line(at=minute, side=PUBLIC, **{**told, "bytes": None})] += 1

    def staff(self, **told: object) -> None:
        """A line of the staff side, to the second, at once."""
        self._write(_line(at=f"{self._clock().astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}", side=STAFF, **told) + "\n")

    def event(self, event: str, **told: object) -> None:
        """Something about the server itself, to the minute, at once."""
        self._write(_line(at=self._minute(), event=event, **told) + "\n")

    def flush(self, *, everything: bool = False) -> None:
        """Write what is held of minutes that are over; with `everything` also of this one."""
        now = self._minute()
        with self._lock:
            over = [minute for minute in sorted(self._held) if everything or minute != now]
            lines = [line for minute in over for line in sorted(self._held.pop(minute).elements())]
        if lines:
            self._write("\n".join(lines) + "\n")

    def keep_writing(self, wait: Callable[[float], object]) -> None:
        """Meant for a thread of its own: soon after each minute's end."""
        while not wait(60.5 - self._clock().second):
            self.flush()

    def _minute(self) -> str:
        return f"{self._clock().astimezone(UTC):%Y-%m-%dT%H:%MZ}"


def to_standard_error(lines: str) -> None:
    """Where it goes to a file on a full disk, lines are lost: that must end neither a request nor the thread that writes."""
    with suppress(OSError):
        sys.stderr.write(lines)
        sys.stderr.flush()


class LogRequests:
    """WSGI middleware, outside everything else: a line for every answer, whoever made it.

    `hub_host` is the staff side's name, '' without one: who asks for its paths under another name is a reader like any other.
    """

    def __init__(self, app: Callable[..., Iterable[bytes]], log: Log, hub_host: str) -> None:
        self._app, self._log, self._hub_host = app, log, hub_host

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        def start(status: str, headers: list[tuple[str, str]], *raised: Any) -> Any:
            self._note(environ, int(status.split(" ", 1)[0]), headers)
            return start_response(status, headers, *raised)

        return self._app(environ, start)

    def _note(self, environ: dict[str, Any], status: int, headers: list[tuple[str, str]]) -> None:
        sizes = [int(value) for name, value in headers if name.lower() == "content-length" and value.isdecimal()]
        size = sizes[0] if sizes and environ["REQUEST_METHOD"] != "HEAD" else 0
        endpoint, rule, staff = environ.get(MARK) or (_unmarked(environ), "none", "")
        if not self._is_staff(environ):
            self._log.public(route=endpoint, status=status, bytes=size)
            return
        # The rule, never the path: that names a concern.
        self._log.staff(
            method=environ["REQUEST_METHOD"], route=rule, status=status, bytes=size, staff=staff, address=environ.get("REMOTE_ADDR", ""),
            agent=environ.get("HTTP_USER_AGENT", "")[:LONGEST_AGENT],
        )  # fmt: skip

    def _is_staff(self, environ: dict[str, Any]) -> bool:
        host = _PORT.sub("", environ.get("HTTP_HOST", ""))
        return is_hub_path(environ.get("PATH_INFO", "")) and self._hub_host in ("", host, environ.get("HTTP_HOST", ""))


def mark_requests(app: Flask, who: Callable[[], str]) -> None:
    """Tell the log which route answered. `who` is the id of whoever is logged in at the hub, '' for nobody."""

    def mark(response: Response) -> Response:
        request.environ[MARK] = (request.endpoint or "none", request.url_rule.rule if request.url_rule else "none", who())
        return response

    app.after_request(mark)


def _unmarked(environ: dict[str, Any]) -> str:
    """What was answered before the application saw it."""
    return "envelope" if environ.get("PATH_INFO", "").startswith("/api/envelopes/") else "none"


class LogHandler(logging.Handler):
    """What our own modules tell in their own words; of other libraries only that they told something: their words may hold an address."""

    def __init__(self, log: Log) -> None:
        super().__init__(logging.WARNING)
        self._log = log

    def emit(self, record: logging.LogRecord) -> None:
        told = {"told": record.getMessage()} if record.name.partition(".")[0] == OURS else {}
        self._log.public(event="warning" if record.levelno < logging.ERROR else "failure", of=record.name, **told)


def tell_failures(log: Log) -> None:
    """Threads that die and libraries that warn go to the log as well, without the words of what went wrong: those may quote anything."""
    logging.getLogger().handlers = [LogHandler(log)]

    def of_thread(failed: threading.ExceptHookArgs) -> None:
        _tell(log, failed.thread.name if failed.thread else "none", failed.exc_type, failed.exc_traceback)

    def of_process(kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> Any:
        _tell(log, "main", kind, trace)

    threading.excepthook, sys.excepthook = of_thread, of_process
    sys.unraisablehook = lambda failed: _tell(log, "none", failed.exc_type, failed.exc_traceback)


def _tell(log: Log, thread: str, kind: type[BaseException], trace: TracebackType | None) -> None:
    log.event("failure", thread=thread, kind=kind.__name__, at_line=_place(trace))


def _place(trace: TracebackType | None) -> str:
    """The last line of ours on the way to it."""
    ours = [frame for frame in traceback.extract_tb(trace) if Path(frame.filename).is_relative_to(_PACKAGE)]
    return f"{Path(ours[-1].filename).relative_to(_PACKAGE)}:{ours[-1].lineno}" if ours else "none"


def _line(**told: object) -> str:
    return json.dumps(told, ensure_ascii=True, separators=(",", ":"))
