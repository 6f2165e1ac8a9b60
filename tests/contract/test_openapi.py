"""docs/openapi.yaml says what the server answers to programs: every such route is in it, and nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from flask import Flask

from spotsigns.hub.guard import ANYONE, WHO_MAY
from spotsigns.settings import load_settings
from tests.contract.hubs import Browser, Stage

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "openapi.yaml"
# What speaks to programs; the rest are pages, scripts, pictures.
PROGRAMS = re.compile(r"/api/|/hub/api/|/hub/log-in/|/hub/log-out\Z|/healthz\Z|/packs/|/<tag>/(manifest|quiet)\.webmanifest\Z")


@pytest.fixture(scope="module")
def document() -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text("utf-8"))
    return found


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    settings = load_settings({}, data=str(tmp_path_factory.mktemp("openapi")), languages="en", contact="mailto:hub@signs.example")
    stage = Stage(settings)
    yield stage
    stage.close()


@pytest.fixture(scope="module")
def app(stage: Stage) -> Flask:
    return stage.app


@pytest.fixture(scope="module")
def browser(stage: Stage) -> Browser:
    browser = Browser(stage.app, stage.clock, stage.holder)
    assert browser.log_in().status_code == 200
    return browser


def operations(document: dict[str, Any]) -> dict[tuple[str, str], dict[str, Any]]:
    return {(method.upper(), path): operation for path, item in document["paths"].items() for method, operation in item.items()}


def routes(app: Flask) -> dict[tuple[str, str], str]:
    """Method and path, as the document writes them, of every route that speaks to programs; the endpoint behind it."""
    found = {}
    for rule in app.url_map.iter_rules():
        if PROGRAMS.match(rule.rule):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            found.update({(method, path): rule.endpoint for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}})
    return found


def test_every_route_for_programs_is_documented_and_nothing_else_is(app: Flask, document: dict[str, Any]) -> None:
    assert set(operations(document)) == set(routes(app))


def test_what_is_not_documented_answers_no_json_to_whoever_may_see_it(app: Flask, browser: Browser) -> None:
    others = [rule for rule in app.url_map.iter_rules() if not PROGRAMS.match(rule.rule) and "GET" in (rule.methods or ())]
    assert len(others) > 15
    for rule in others:
        path = rule.rule.replace("<tag>", "en").replace("<path:path>", "call/").replace("<release>/<path:name>", f"{app.extensions['spotsigns'].assets.release}/js/start.js")
        answer = browser.client.get(path)
        if answer.status_code != 403:  # a page that is not open to this role
            assert "json" not in answer.headers.get("Content-Type", ""), path


def test_every_operation_has_its_own_name_and_says_what_it_is(document: dict[str, Any]) -> None:
    every = operations(document).values()
    assert len({one["operationId"] for one in every}) == len(every)
    assert all(one["summary"].endswith((".", "?")) and one["responses"] for one in every)


def test_the_roles_are_those_that_the_views_name(app: Flask, document: dict[str, Any]) -> None:
    endpoints = routes(app)
    for place, operation in operations(document).items():
        if place[1].startswith("/hub/"):
            who_may = vars(app.view_functions[endpoints[place]])[WHO_MAY]
            told = ANYONE if operation["x-roles"] == "anyone" else frozenset(operation["x-roles"])
            assert told == who_may, place
            assert ("security" in operation) is (who_may != ANYONE), place


def test_names_in_a_path_are_parameters(document: dict[str, Any]) -> None:
    for (_, path), operation in operations(document).items():
        told = {one["name"] for one in operation.get("parameters", []) if one["in"] == "path"}
        assert told == set(re.findall(r"{(\w+)}", path)), path


SAMPLES: dict[str, Any] = {"string": "AAAA", "boolean": True, "integer": 1, "array": [], "object": {}}


def a_body(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    """Every field of the document, with something of its kind."""
    schema = resolved(schema, document)
    return {name: SAMPLES[resolved(kind, document).get("type", "string" if "anyOf" not in kind else "object")] for name, kind in schema.get("properties", {}).items()}


def resolved(schema: dict[str, Any], document: dict[str, Any]) -> dict[str, Any]:
    while "$ref" in schema:
        schema = document["components"]["schemas"][schema["$ref"].rpartition("/")[2]]
    return schema


def test_the_fields_of_a_request_are_those_that_the_hub_takes(app: Flask, document: dict[str, Any], stage: Stage, browser: Browser) -> None:
    """Whatever else is wrong with these bodies: with the documented fields no field is missing or unknown, with one more there is."""
    refused = "a field is missing or unknown"
    tried = 0
    for (method, path), operation in operations(document).items():
        if "requestBody" not in operation or not path.startswith("/hub/") or not may_call(operation) or "/told/" in path or "{hand_over_id}" in path:  # nothing is handed over on this stage
            continue
        schema = operation["requestBody"]["content"]["application/json"]["schema"]
        assert resolved(schema, document)["additionalProperties"] is False, path
        body, address = a_body(schema, document), address_of(path, stage)
        if operation["x-roles"] == "anyone" and path.endswith(("/finish", "/totp")):
            body = {**body, next(iter(body)): "?" * 5_000}  # a wrong code waits before it is refused: this is refused before
        answer = browser.client.open(address, method=method, json=body).get_json()
        assert refused not in answer.get("message", ""), (path, answer)
        assert refused in browser.client.open(address, method=method, json={**body, "more": 1}).get_json()["message"], path
        tried += 1
    assert tried > 35


def may_call(operation: dict[str, Any]) -> bool:
    return operation["x-roles"] == "anyone" or "keyholder" in operation["x-roles"]


def address_of(path: str, stage: Stage) -> str:
    row = stage.store.read().execute("SELECT id, thread FROM envelopes ORDER BY id").fetchone()
    given = {"concern_id": row[0], "thread": row[1], "staff_id": "nobody", "hand_over_id": "none", "envelope_id": "none", "tag": "en"}
    return path.format(**given)
