"""Schemathesis makes requests from docs/openapi.yaml: every answer is one that the document tells of, and nothing fails."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from typing import Any

import pytest
import schemathesis
import yaml
from hypothesis import HealthCheck, Phase, given, seed, settings
from schemathesis.generation import GenerationMode
from schemathesis.schemas import APIOperation
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from spotsigns.hub.model import ROLES
from tests.fuzz.world import DOCUMENT, World, make_world

SEED, EXAMPLES = 20261124, 5
CHECKS = [status_code_conformance, content_type_conformance, response_schema_conformance, response_headers_conformance]
RUN = settings(max_examples=EXAMPLES, database=None, deadline=None, phases=[Phase.generate], suppress_health_check=list(HealthCheck))
RAW: dict[str, Any] = yaml.safe_load(DOCUMENT.read_text("utf-8"))
OPERATIONS = [(method, path) for path, item in RAW["paths"].items() for method in item]


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    with make_world(tmp_path_factory.mktemp("schemathesis")) as world:
        yield world


@pytest.fixture(scope="module")
def schema() -> Any:
    return schemathesis.openapi.from_dict(RAW, config=schemathesis.Config())


def answers(world: World, operation: APIOperation[Any, Any, Any, Any], mode: GenerationMode) -> Counter[int]:
    """What `EXAMPLES` requests are answered by somebody who may use the operation. Raises what schemathesis found."""
    roles = operation.definition.raw.get("x-roles", [])
    role = next((one for one in ROLES if one in roles), None) if roles != "anyone" else None
    told: Counter[int] = Counter()

    @seed(SEED)
    @RUN
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case: Any) -> None:
        world.renew()
        for name, value in (case.path_parameters or {}).items():
            if mode is GenerationMode.POSITIVE and name in world.ids:
                case.path_parameters[name] = world.ids[name][len(str(value)) % len(world.ids[name])]
        cookies = dict([world.cookies[role].split("=", 1)]) if role else {}
        world.seen.clear()
        answer = case.call(app=world.app, base_url="https://localhost", cookies=cookies, headers={"Accept-Encoding": "identity"})
        assert answer.status_code < 500, (answer.status_code, case.as_curl_command(), world.seen)
        case.validate_response(answer, checks=CHECKS)
        told[answer.status_code] += 1

    ask()
    return told


@pytest.mark.parametrize(("method", "path"), OPERATIONS, ids=lambda part: str(part))
def test_what_fits_the_document_is_answered_as_it_says(world: World, schema: Any, method: str, path: str) -> None:
    told = answers(world, schema[path][method], GenerationMode.POSITIVE)
    assert sum(told.values()) > 0
    if "security" in RAW["paths"][path][method]:
        assert 401 not in told


@pytest.mark.parametrize(("method", "path"), [one for one in OPERATIONS if "requestBody" in RAW["paths"][one[1]][one[0]]], ids=lambda part: str(part))
def test_what_does_not_fit_the_document_is_refused_as_it_says(world: World, schema: Any, method: str, path: str) -> None:
    told = answers(world, schema[path][method], GenerationMode.NEGATIVE)
    assert sum(told.values()) > 0
