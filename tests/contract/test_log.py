"""What a real server writes under every kind of request: nothing that leads back to who asked, and nothing that they wrote."""

from __future__ import annotations

import json
import re
import sqlite3
import uuid
from contextlib import closing

import pytest

from tests.contract.envelopes import make_envelope
from tests.contract.real_server import Running, prepare, serving

CANARY = "kanarienvogel7c1e"
ADDRESS = "203.0.113.77"
ID, THREAD = str(uuid.UUID("c0ffee00-0000-4000-8000-00c0ffee0000")), "c0ffee" * 5 + "c0"
PUBLIC_KEYS = {"at", "side", "route", "status", "bytes"}
STAFF_KEYS = {"at", "side", "method", "route", "status", "bytes", "staff", "address", "agent"}
HEADERS = {
    "User-Agent": CANARY, "X-Forwarded-For": ADDRESS, "Forwarded": f"for={ADDRESS}", "Referer": f"https://{CANARY}.example/", "Accept-Language": CANARY,
    "Cookie": f"spotsigns-hub={CANARY}", "Spotsigns-Puzzle": f"{CANARY}:{CANARY}", "Authorization": CANARY,
    "Host": "signs.example",
}  # fmt: skip
JSON = {"Content-Type": "application/json"}


def ask_everything(server: Running, envelope: dict[str, object]) -> None:
    """Every kind of route and every kind of refusal, each with canaries wherever somebody could write one."""
    good, wrong = json.dumps(envelope).encode(), json.dumps({"v": 1, "id": ID, "what": CANARY}).encode()
    form = f"what={CANARY}&id={ID}&danger=no&csrf_token={CANARY}".encode()
    asked = [
        ("GET", "/en/", None, {}), ("GET", f"/en/{CANARY}/?q={CANARY}", None, {}), ("GET", f"/{CANARY}", None, {}), ("GET", "/en/m/", None, {}),
        ("PUT", f"/api/envelopes/{ID}", good, JSON), ("PUT", f"/api/envelopes/{ID}", good, JSON), ("PUT", f"/api/envelopes/{ID}", wrong, JSON),
        ("PUT", f"/api/envelopes/{ID}", good, {"Content-Type": f"text/{CANARY}"}), ("PUT", f"/api/envelopes/{ID}", good * 20, JSON),
        ("PUT", f"/api/envelopes/{ID}", good, {**JSON, "Sec-Fetch-Site": "cross-site"}), ("PUT", f"/api/envelopes/{CANARY}", b"{" * 2_000, JSON),
        ("GET", f"/api/threads/{THREAD}", None, {}), ("GET", f"/api/threads/{CANARY}", None, {}), ("DELETE", f"/api/threads/{CANARY}", None, {}),
        ("POST", "/en/r/plain/", form, {"Content-Type": "application/x-www-form-urlencoded"}), ("POST", "/clear", form, {}), ("GET", f"/leave?{CANARY}", None, {}),
        ("POST", f"/api/{CANARY}", wrong, JSON), ("GET", f"/static/{CANARY}/{CANARY}.js", None, {}), ("GET", f"/packs/{CANARY}.json", None, {}), ("GET", "/healthz", None, {}),
        ("POST", "/hub/log-in/start", json.dumps({"name": CANARY}).encode(), JSON), ("POST", "/hub/log-in/start", b"{" + CANARY.encode(), JSON),
        ("GET", f"/hub/api/concerns/{ID}", None, {}), ("GET", f"/hub/{CANARY}", None, {}), ("GET", f"/hub/join?{CANARY}", None, {}),
    ]  # fmt: skip
    for method, path, body, headers in asked:
        server.ask(method, path, body, {**HEADERS, **headers})


@pytest.fixture(scope="module")
def lines(tmp_path_factory: pytest.TempPathFactory) -> list[str]:
    """Everything that a server with two host names wrote: asked as a reader, asked while its tables are gone, then stopped."""
    directory = tmp_path_factory.mktemp("log")
    envelope = make_envelope(prepare(directory / "data"), thread=THREAD, concern_id=ID)
    with serving(directory / "data", directory / "errors", SPOTSIGNS_PUBLIC_HOST="signs.example", SPOTSIGNS_HUB_HOST="hub.example", SPOTSIGNS_PROXIES="127.0.0.1") as server:
        ask_everything(server, envelope)
        server.ask("GET", f"/hub/log-in?x={CANARY}", None, {"Host": "hub.example", "User-Agent": "Desk/1", "X-Forwarded-For": "198.51.100.9", "X-Forwarded-Proto": "https"})
        with closing(sqlite3.connect(directory / "data" / "spotsigns.db", isolation_level=None)) as db:
            db.execute("ALTER TABLE envelopes RENAME TO elsewhere")
        ask_everything(server, {**envelope, "thread": CANARY})
        fresh = {**envelope, "id": str(uuid.uuid4())}
        assert server.ask("PUT", f"/api/envelopes/{fresh['id']}", json.dumps(fresh).encode(), {**HEADERS, **JSON})[0] == 503
        assert server.stop() == 0
        assert server.process.stdout is not None
        printed = server.process.stdout.read()
    assert CANARY not in printed
    return (directory / "errors").read_text().splitlines()


def test_nothing_that_a_reader_sent_is_in_the_log(lines: list[str]) -> None:
    text = "\n".join(lines)
    assert [canary for canary in (CANARY, ADDRESS, ID, THREAD, "c0ffee", "127.0.0.1", "/en/", "urllib") if canary in text] == []


def test_every_line_is_json_of_a_kind_that_is_known(lines: list[str]) -> None:
    told = [json.loads(line) for line in lines]
    assert len(told) > 50
    for line in told:
        if "event" in line:
            assert line["event"] in ("started", "stopped", "warning", "failure")
        else:
            assert set(line) == (PUBLIC_KEYS if line["side"] == "public" else STAFF_KEYS)
            assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\dZ" if line["side"] == "public" else r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", line["at"])


def test_routes_and_refusals_are_told_apart(lines: list[str]) -> None:
    told = {(line.get("route"), line.get("status")) for line in map(json.loads, lines) if line.get("side") == "public"}
    assert {("web.show_page", 200), ("web.show_page", 404), ("none", 405), ("shared.health", 200)} <= told
    assert {status for _, status in told} >= {200, 201, 400, 403, 404, 405, 413, 415, 503}


def test_start_and_stop_are_told(lines: list[str]) -> None:
    events = [json.loads(line)["event"] for line in lines if '"event"' in line]
    assert (events[0], events[-1]) == ("started", "stopped")


def test_the_staff_side_is_told_with_address_and_second(lines: list[str]) -> None:
    [line] = [line for line in map(json.loads, lines) if line.get("side") == "staff"]
    assert (line["address"], line["agent"], line["route"], line["status"]) == ("198.51.100.9", "Desk/1", "/hub/log-in", 200)
