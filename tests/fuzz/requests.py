"""Requests that no browser of ours sends, each to the whole application. Each says what it asked."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from random import Random
from typing import Any
from urllib.parse import quote, urlencode

from spotsigns.sealing.encoding import to_base64url
from tests.fuzz import odd
from tests.fuzz.world import World, check_answer, sample

METHODS = ("GET", "GET", "GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "get", "")
HEADERS = {
    "Accept-Language": "ur-PK,ur;q=0.9,en;q=0.1", "Accept-Encoding": "br;q=1.0, gzip;q=0.5, *;q=0", "If-None-Match": 'W/"abc", "def"', "Content-Type": "application/json; charset=utf-8",
    "Content-Encoding": "gzip", "Sec-Fetch-Site": "same-origin", "Origin": "https://localhost", "X-Forwarded-For": "203.0.113.9, 10.0.0.1", "X-Forwarded-Host": "evil.example",
    "Cookie": "__Host-spotsigns=AAAA; a=b", "Spotsigns-Puzzle": "AAAA:BBBB", "Content-Length": "12", "Transfer-Encoding": "chunked", "Range": "bytes=0-", "Host": "localhost", "Accept": "text/html",
    "If-Modified-Since": "Mon, 23 Nov 2026 20:15:00 GMT", "X-HTTP-Method-Override": "DELETE", "Expect": "100-continue", "Authorization": "Basic AAAA", "Referer": "https://localhost/",
}  # fmt: skip
PATHS = ("/", "/en/", "/en", "/en/signs/", "/en/signs/missing/", "/en/call/", "/en/r/", "/en/r/plain/", "/leave", "/clear", "/healthz", "/sw.js", "/packs/index.json", "/packs/en.json", "/api/keys", "/api/threads/x",
         "/en/manifest.webmanifest", "/favicon.ico", "/static/x/js/start.js", "/.well-known/security.txt", "/hub/log-in", "/hub/join", "/hub/sw.js", "/hub/", "/api/envelopes/x", "/api/push/key")  # fmt: skip
# Answering these takes a passphrase's hash, and a wrong one makes everybody wait: nearly always something else is wrong.
SLOW_FIELDS = ("auth", "before")
RARELY = 1 / 5_000

Request = Callable[[World, Random], str]


def _latin(text: str) -> str:
    """As a server hands text on: one character a byte."""
    return text.encode("utf-8", "surrogatepass").decode("latin-1")


def _headers(random: Random, **given: str) -> dict[str, str]:
    for name in random.sample(sorted(HEADERS), random.choice((0, 0, 1, 2))):
        if name not in given:
            spoilt = odd.spoil_text(random, HEADERS[name]) if random.random() < 0.7 else odd.text(random)
            given[name] = _latin(spoilt.replace("\r", "").replace("\n", ""))
    return given


def _send(world: World, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> str:
    answered = world.call(method, path, query, headers, body)
    check_answer(method, path, answered, world)
    return f"{method} {path[:300]!r} ? {query[:300]!r} {({name: value[:300] for name, value in headers.items()})!r} {body[:1_500]!r} -> {answered.status}"


def anywhere(world: World, random: Random) -> str:
    """Any method, any path, any header."""
    path = random.choice(PATHS)
    path = odd.spoil_text(random, path) if random.random() < 0.5 else path
    path = path if path.startswith("/") else f"/{path}"
    body = b"" if random.random() < 0.7 else odd.as_json(random, {"a": 1})
    return _send(world, random.choice(METHODS), _latin(path), _query(random) if random.random() < 0.2 else "", _headers(random), body)


def envelope(world: World, random: Random) -> str:
    """An envelope with something wrong in it, or in how it is sent."""
    concern = str(uuid.UUID(int=random.getrandbits(128), version=4))
    key = world.store.read().execute("SELECT id FROM hub_keys").fetchone()[0]
    good = {"v": 1, "id": concern, "thread": random.randbytes(16).hex(), "key": key, "sealed": to_base64url(b"\4" + random.randbytes(4_176))}
    path = concern if random.random() < 0.9 else quote(odd.text(random)[:200], safe="", errors="replace")
    headers = _headers(random, **({"Content-Type": "application/json"} if random.random() < 0.95 else {}))
    return _send(world, "PUT", f"/api/envelopes/{path}", "", headers, odd.as_json(random, good))


def subscription(world: World, random: Random) -> str:
    good: dict[str, Any] = {"endpoint": f"https://push.example.com/{odd.text(random)[:30]}", "kind": "reporter"}
    method = random.choice(("POST", "DELETE"))
    if method == "POST":
        good |= {"p256dh": to_base64url(b"\4" + random.randbytes(64)), "auth": to_base64url(random.randbytes(16))}
    return _send(world, method, "/api/push/subscriptions", "", _headers(random, **{"Content-Type": "application/json"}), odd.as_json(random, good))


def thread(world: World, random: Random) -> str:
    name = random.choice(world.ids["thread"]) if random.random() < 0.3 else odd.text(random)
    return _send(world, "GET", "/api/threads/" + _latin(odd.spoil_text(random, name)), "", _headers(random), b"")


def plain_form(world: World, random: Random) -> str:
    """The form without JavaScript: mostly incomplete, since a complete one is sealed, which takes a third of a second."""
    fields = [("id", str(uuid.uuid4())), ("code", "0" * 20), ("website", "")] + [(f"q{number}", odd.text(random)[:6_000]) for number in range(1, 25) if random.random() < 0.4]
    if random.random() > RARELY:
        fields = [(name, value) for name, value in fields if name != "q1"]
    kind = random.choice(("application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", odd.text(random)))
    body = urlencode(fields, errors="replace").encode()
    if kind.startswith("multipart"):
        parts = [f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n' for name, value in fields]
        body = odd.spoil_bytes(random, ("".join(parts) + "--x--\r\n").encode("utf-8", "surrogatepass"))
    headers = _headers(random, **{"Content-Type": _latin(kind.replace("\r", "").replace("\n", ""))})
    return _send(world, "POST", "/en/r/plain/", "", headers, odd.spoil_bytes(random, body) if random.random() < 0.3 else body)


def hub_call(world: World, random: Random) -> str:
    """An operation of the hub as its document has it, spoilt, by somebody who may call it."""
    method, path, operation = random.choice([one for one in world.operations if one[1].startswith("/hub/") and one[1] != "/hub/log-out"])
    roles = operation["x-roles"] if isinstance(operation["x-roles"], list) else ["keyholder"]
    role = random.choice(roles) if random.random() < 0.95 else random.choice(sorted(world.cookies))
    for parameter in operation.get("parameters", []):
        if parameter["in"] == "path":
            given = str(sample(parameter["schema"], world, random, parameter["name"]))
            known = world.ids.get(parameter["name"])
            given = random.choice(known) if known and random.random() < 0.8 else given if random.random() < 0.5 else odd.text(random)
            path = path.replace("{" + parameter["name"] + "}", _latin(given))
    headers = _headers(random, **{"Cookie": world.cookies[role], "Content-Type": "application/json"})
    body = b""
    if "requestBody" in operation:
        body = _body(world, random, operation["requestBody"]["content"]["application/json"]["schema"])
    answered = _send(world, method, path, _query(random, operation) if random.random() < 0.5 else "", headers, body)
    if "hand-overs" in path:
        world.ids["hand_over_id"] = [row[0] for row in world.store.read().execute("SELECT id FROM hand_overs LIMIT 50").fetchall()] or ["none"]
    if random.random() < 1 / 200:
        world.renew()
    return answered


def _body(world: World, random: Random, schema: dict[str, Any]) -> bytes:
    good = sample(schema, world, random)
    if random.random() < 0.15:
        return odd.as_json(random, good) if not any(name in good for name in SLOW_FIELDS) else random.choice(odd.RAW_JSON)
    document = good if random.random() < 0.25 else odd.spoil_document(random, good)
    if isinstance(document, dict) and random.random() > RARELY:
        document = {name: "?" if name in SLOW_FIELDS and isinstance(value, str) else value for name, value in document.items()}
    return json.dumps(document, ensure_ascii=random.random() < 0.5).encode("utf-8", "surrogatepass")


def hub_page(world: World, random: Random) -> str:
    path = random.choice(("/hub/", "/hub/me", "/hub/figures", "/hub/ledger", "/hub/staff", "/hub/contacts", "/hub/told", "/hub/hand-overs"))
    return _send(world, "GET", path, _query(random), _headers(random, Cookie=world.cookies[random.choice(sorted(world.cookies))]), b"")


def _query(random: Random, operation: dict[str, Any] | None = None) -> str:
    names = [one["name"] for one in (operation or {}).get("parameters", []) if one["in"] == "query"] or ["a", "next", "state"]
    pairs = [(name, odd.text(random)[:2_000]) for name in names if random.random() < 0.5]
    if random.random() < 0.1:
        return _latin(odd.text(random)[:3_000].replace("#", ""))
    return urlencode(pairs, errors="replace")


def requests() -> dict[str, tuple[int, Request]]:
    """Kind by name, with how often it is tried."""
    return {"anywhere": (60, anywhere), "envelope": (60, envelope), "subscription": (20, subscription), "thread": (20, thread), "plain form": (4, plain_form), "hub call": (130, hub_call), "hub page": (2, hub_page)}
