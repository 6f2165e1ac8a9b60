"""The log's lines: what each side's may say, and when they are written."""

from __future__ import annotations

import json
import logging
import subprocess
import sys
import threading
from collections.abc import Iterable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask, g

from spotsigns.web.log import MOST_KINDS, Log, LogHandler, LogRequests, mark_requests, tell_failures
from tests.conftest import Clock

CANARY = "kanarienvogel-7c1e"


class Told:
    """A log that keeps what it would write."""

    def __init__(self) -> None:
        self.clock, self.written = Clock(), ""
        self.log = Log(self._write, self.clock)

    def _write(self, lines: str) -> None:
        assert lines.endswith("\n")
        self.written += lines

    @property
    def lines(self) -> list[dict[str, Any]]:
        return [json.loads(line) for line in self.written.splitlines()]


@pytest.fixture
def told() -> Told:
    return Told()


def application(told: Told, hub_host: str = "") -> Flask:
    app = Flask("spotsigns")
    mark_requests(app, lambda: g.get("somebody", ""))

    @app.get("/<tag>/read/<path:page>", endpoint="web.show_page")
    def show(tag: str, page: str) -> str:
        return "words"

    @app.post("/hub/api/concerns/<concern_id>", endpoint="hub.concern")
    def concern(concern_id: str) -> str:
        g.somebody = "staff-1"
        return "{}"

    app.wsgi_app = LogRequests(app.wsgi_app, told.log, hub_host)  # type: ignore[method-assign]
    return app


def test_a_public_line_says_minute_route_status_and_bytes_and_nothing_else(told: Told) -> None:
    client = application(told).test_client()
    client.get(f"/{CANARY}/read/{CANARY}?q={CANARY}", headers={"User-Agent": CANARY, "X-Forwarded-For": CANARY, "Referer": CANARY})
    client.head("/ur/read/x")
    client.get(f"/{CANARY}")
    told.log.flush(everything=True)
    assert told.lines == [
        {"at": "2026-11-23T20:15Z", "side": "public", "route": "none", "status": 404, "bytes": 207},
        {"at": "2026-11-23T20:15Z", "side": "public", "route": "web.show_page", "status": 200, "bytes": 0},
        {"at": "2026-11-23T20:15Z", "side": "public", "route": "web.show_page", "status": 200, "bytes": 5},
    ]


def test_public_lines_wait_until_their_minute_is_over_and_come_in_no_order_of_time(told: Told) -> None:
    told.log.public(route="b", status=200, bytes=1)
    told.log.public(route="a", status=200, bytes=1)
    told.log.public(route="b", status=200, bytes=1)
    told.log.flush()
    assert told.written == ""
    told.clock.now += timedelta(seconds=20)
    told.log.public(route="c", status=200, bytes=1)
    told.log.flush()
    assert [(line["at"][-6:], line["route"]) for line in told.lines] == [("20:15Z", "a"), ("20:15Z", "b"), ("20:15Z", "b")]
    told.log.flush(everything=True)
    assert [line["route"] for line in told.lines] == ["a", "b", "b", "c"]


def test_the_thread_that_writes_wakes_soon_after_each_minute(told: Told) -> None:
    waits: list[float] = []

    def wait(seconds: float) -> bool:
        waits.append(seconds)
        told.clock.now += timedelta(seconds=seconds)
        return len(waits) > 2

    told.log.public(route="a", status=200, bytes=1)
    told.log.keep_writing(wait)
    assert waits[0] == 18.5
    assert [line["route"] for line in told.lines] == ["a"]


def test_a_flood_of_different_lines_does_not_fill_the_memory(told: Told) -> None:
    for size in range(MOST_KINDS + 500):
        told.log.public(route="a", status=200, bytes=size)
    told.log.flush(everything=True)
    assert len(told.lines) == MOST_KINDS + 500
    assert sum(line["bytes"] is None for line in told.lines) == 500


def test_a_staff_line_is_full_but_names_no_concern(told: Told) -> None:
    application(told).test_client().post(f"/hub/api/concerns/{CANARY}?x={CANARY}", data=CANARY, headers={"User-Agent": "Desk/1"}, environ_base={"REMOTE_ADDR": "192.0.2.7"})
    assert told.lines == [
        {
            "at": "2026-11-23T20:15:42Z", "side": "staff", "method": "POST", "route": "/hub/api/concerns/<concern_id>", "status": 200, "bytes": 2,
            "staff": "staff-1", "address": "192.0.2.7", "agent": "Desk/1",
        }
    ]  # fmt: skip


@pytest.mark.parametrize(("host", "side"), [("hub.example", "staff"), ("hub.example:8000", "staff"), ("signs.example", "public"), ("", "public")])
def test_who_tries_the_hubs_paths_under_another_name_is_a_reader(told: Told, host: str, side: str) -> None:
    application(told, "hub.example").test_client().get("/hub/", headers={"Host": host})
    told.log.flush(everything=True)
    [line] = told.lines
    assert line["side"] == side
    assert ("address" in line) is (side == "staff")


def test_what_answers_before_the_application_is_logged_as_well(told: Told) -> None:
    def express(environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        start_response("201 CREATED", [("Content-Length", "12")])
        return [b"x" * 12]

    environ = {"REQUEST_METHOD": "PUT", "PATH_INFO": f"/api/envelopes/{CANARY}", "HTTP_HOST": "signs.example"}
    assert list(LogRequests(express, told.log, "")(environ, lambda *given: None)) == [b"x" * 12]
    told.log.flush(everything=True)
    assert told.lines == [{"at": "2026-11-23T20:15Z", "side": "public", "route": "envelope", "status": 201, "bytes": 12}]


def test_other_libraries_words_stay_out_and_our_own_stay_in(told: Told) -> None:
    handler = LogHandler(told.log)
    for name in ("urllib3.connectionpool", "spotsigns.push.postman"):
        handler.emit(logging.LogRecord(name, logging.WARNING, "", 1, "to %s", ("somewhere",), None))
    told.log.flush(everything=True)
    assert told.lines == [
        {"at": "2026-11-23T20:15Z", "side": "public", "event": "warning", "of": "spotsigns.push.postman", "told": "to somewhere"},
        {"at": "2026-11-23T20:15Z", "side": "public", "event": "warning", "of": "urllib3.connectionpool"},
    ]


def test_a_thread_that_dies_is_told_without_its_words(told: Told, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logging.getLogger(), "handlers", [])
    for module, name in (("threading", "excepthook"), ("sys", "excepthook"), ("sys", "unraisablehook")):
        monkeypatch.setattr(f"{module}.{name}", getattr(__import__(module), name))
    tell_failures(told.log)

    def die() -> None:
        raise ValueError(CANARY)

    thread = threading.Thread(target=die, name="postman")
    thread.start()
    thread.join()
    assert told.lines == [{"at": "2026-11-23T20:15Z", "event": "failure", "thread": "postman", "kind": "ValueError", "at_line": "none"}]


def test_a_log_on_a_full_disk_stops_nobody() -> None:
    """Of what cannot be written down nothing depends; a request or the thread that writes must not end with it."""
    script = "from spotsigns.web.log import to_standard_error\nfor _ in range(3): to_standard_error('a line' * 2_000)\nprint('went on', flush=True)"
    with Path("/dev/full").open("w") as full:
        done = subprocess.run([sys.executable, "-c", script], stdout=subprocess.PIPE, stderr=full, text=True, check=False)
    assert done.stdout == "went on\n"
