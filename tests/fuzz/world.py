"""What is fuzzed: an application with a hub in which people of every role are logged in, and a caller that is no browser."""

from __future__ import annotations

import io
import json
import sys
import traceback
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any

import yaml
from flask import Flask

from spotsigns.errors import StoreUnavailable
from spotsigns.hub.model import ROLES
from spotsigns.hub.room import make_hub
from spotsigns.hub.sessions import new_session
from spotsigns.settings import load_settings
from spotsigns.store import SqliteStore
from tests.contract.colleagues import add_colleague
from tests.contract.hubs import Stage

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"


class Broken(Exception):
    """An input that was not answered as it must be; the text says how."""


@dataclass
class Answered:
    status: int
    headers: list[tuple[str, str]]
    body: bytes


@dataclass
class World:
    """`cookies` by role; `operations` of docs/openapi.yaml; `ids` that lead somewhere, by the name of the parameter."""

    app: Flask
    store: SqliteStore
    operations: list[tuple[str, str, dict[str, Any]]]
    schemas: dict[str, Any]
    cookies: dict[str, str]
    ids: dict[str, list[str]]
    seen: list[str] = field(default_factory=list)
    renew: Callable[[], None] = lambda: None

    def call(self, method: str, path: str, query: str, headers: dict[str, str], body: bytes) -> Answered:
        """Hand a request to the application as a server does: bytes of any kind, in the shape of PEP 3333."""
        environ: dict[str, Any] = {
            "REQUEST_METHOD": method, "SCRIPT_NAME": "", "PATH_INFO": path, "QUERY_STRING": query, "SERVER_NAME": "localhost", "SERVER_PORT": "80", "SERVER_PROTOCOL": "HTTP/1.1",
            "REMOTE_ADDR": "127.0.0.1", "wsgi.version": (1, 0), "wsgi.url_scheme": "https", "wsgi.input": io.BytesIO(body), "wsgi.errors": sys.stderr, "wsgi.multithread": True,
            "wsgi.multiprocess": False, "wsgi.run_once": False, "CONTENT_LENGTH": str(len(body)), "HTTP_HOST": "localhost",
        }  # fmt: skip
        for name, value in headers.items():
            key = name.upper().replace("-", "_")
            environ[key if key in ("CONTENT_TYPE", "CONTENT_LENGTH") else f"HTTP_{key}"] = value
        told: list[Any] = []
        parts = self.app.wsgi_app(environ, lambda status, given, raised=None: told.extend((status, given)))
        content = b"".join(parts)
        if hasattr(parts, "close"):
            parts.close()
        return Answered(int(told[0].split(" ")[0]), told[1], content)


@contextmanager
def make_world(folder: Path) -> Iterator[World]:
    stage = Stage(load_settings({}, data=str(folder), languages="en", contact="mailto:hub@signs.example", proxies="127.0.0.1"))
    stage.app.extensions["spotsigns.packs"].current()  # as the real server does at its start: no input waits for it
    people = [add_colleague(stage.store, stage.secrets, stage.holder, f"Fuzz {role}", role) for role in ROLES]
    hub = make_hub(stage.store, stage.secrets, stage.clock)
    document = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    operations = [(method.upper(), path, one) for path, item in document["paths"].items() for method, one in item.items()]
    world = World(stage.app, stage.store, operations, document["components"]["schemas"], {}, _ids(stage.store))
    world.ids["staff_id"] = [person.id for person in people]

    def renew() -> None:
        """Whatever an input did to the people here."""
        states = ", ".join("?" for _ in people)
        stage.store.write(lambda db: db.execute(f"UPDATE staff SET state = 'active' WHERE id IN ({states})", [person.id for person in people]).rowcount)  # noqa: S608 - question marks only
        for person, role in zip(people, ROLES, strict=True):
            token, session = new_session(hub, person.id)
            stage.store.write(lambda db, one=session: db.execute("INSERT INTO sessions (digest, staff, page_key, seen, ends) VALUES (?, ?, ?, ?, ?)", (one.digest, one.staff, one.page_key, one.seen, one.ends)).rowcount)
            world.cookies[role] = f"__Host-spotsigns={token}"

    world.renew = renew
    renew()
    _tell_failures(world)
    yield world
    stage.close()


def _ids(store: SqliteStore) -> dict[str, list[str]]:
    rows = store.read().execute("SELECT id, thread FROM envelopes ORDER BY id").fetchall()
    return {"concern_id": [row[0] for row in rows], "thread": [row[1] for row in rows], "tag": ["en"], "hand_over_id": ["none"], "envelope_id": ["none"]}


def _tell_failures(world: World) -> None:
    """The application's own handlers hide what went wrong: kept here for whoever mends it."""
    handlers = world.app.error_handler_spec[None][None]
    for kind in (Exception, StoreUnavailable):
        handlers[kind] = _telling(world, handlers[kind])
    for blueprint in ("hub", "concerns_api"):
        spec = world.app.error_handler_spec[blueprint][None]
        spec[StoreUnavailable] = _telling(world, spec[StoreUnavailable])


def _telling(world: World, handler: Callable[[Any], Any]) -> Callable[[Any], Any]:
    def tell(error: Any) -> Any:
        world.seen.append("".join(traceback.format_exception(error))[-3_000:])
        return handler(error)

    return tell


def sample(schema: dict[str, Any], world: World, random: Random, name: str = "") -> Any:
    """Something of the kind that the document asks for; under the name of an id, one that leads somewhere."""
    while "$ref" in schema:
        ref = schema["$ref"].rpartition("/")[2]
        found = {"ConcernId": "concern_id", "ThreadId": "thread", "StaffId": "staff_id", "Tag": "tag"}.get(ref)
        if found and random.random() < 0.8:
            return random.choice(world.ids[found])
        schema = world.schemas[ref]
    if "const" in schema:
        return schema["const"]
    if "enum" in schema:
        return random.choice(schema["enum"])
    if "anyOf" in schema:
        return sample(random.choice(schema["anyOf"]), world, random)
    kind = schema.get("type", "object")
    if kind == "object":
        return {field: sample(inner, world, random, field) for field, inner in schema.get("properties", {}).items()}
    if kind == "array":
        return [sample(schema.get("items", {"type": "string"}), world, random) for _ in range(random.choice((0, 1, 1, 2)))]
    if kind == "string":
        return random.choice(_strings(random, name))
    return {"integer": random.randrange(4), "boolean": random.random() < 0.5}.get(kind)


def _strings(random: Random, name: str) -> tuple[str, ...]:
    size = random.choice((1, 16, 29, 32, 65, 81, 113, 173, 200, 4_177))
    octets = _base64url(b"\x04" + random.randbytes(size - 1))
    known = {"state": ("new", "seen", "in_hand", "closed"), "urgency": ("now", "today"), "digest": ("ab" * 32,), "key": ("00" * 8,), "destination": ("police", "licensing"), "contact": ("mash", "everybody")}
    return (*known.get(name, ()), octets, octets, "2026-11-23T20:15Z", "word")


def _base64url(octets: bytes) -> str:
    from spotsigns.sealing.encoding import to_base64url

    return to_base64url(octets)


def check_answer(method: str, path: str, answered: Answered, world: World) -> None:
    """What holds for every answer, whatever was asked. Raises Broken."""
    failed, world.seen[:] = list(world.seen), []
    if answered.status >= 500:
        raise Broken(f"{answered.status}\n" + "\n".join(failed))
    names = {name.lower() for name, _ in answered.headers}
    missing = {"content-security-policy", "x-content-type-options", "referrer-policy", "strict-transport-security"} - names
    if missing:
        raise Broken(f"without {missing}")
    if any("\n" in value or "\r" in value for _, value in answered.headers):
        raise Broken("a header of two lines")
    if "set-cookie" in names and not path.startswith("/hub/"):
        raise Broken("a cookie on the public side")
    if answered.status >= 400 and path.startswith(("/api/", "/hub/api/")) and answered.body and method != "HEAD":
        _check_problem(answered)


def _check_problem(answered: Answered) -> None:
    try:
        found = json.loads(answered.body)
    except ValueError as error:
        raise Broken(f"{answered.status} without JSON: {answered.body[:200]!r}") from error
    if not {"error", "message", "retry"} <= set(found) or not found["message"]:
        raise Broken(f"{answered.status} says nothing: {found}")
