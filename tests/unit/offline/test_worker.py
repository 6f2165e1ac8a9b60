"""The worker's text: joined from the pages' own modules, one scope, nothing said twice."""

from __future__ import annotations

import re
from collections import Counter

import pytest
from flask import Flask

from spotsigns.offline.worker import MODULES, make_retired_worker, make_worker
from spotsigns.web.assets import Assets

FILES = {name: asset.body.decode() for name, asset in Assets().files.items() if name.endswith(".js")}
ROOM_FILES = sorted(name for name in FILES if re.match(r"js/(offline|web)/|js/start\.js", name))
TOO_NEW = r"innerHTML|console\.|\.at\(|replaceAll|structuredClone|randomUUID|static \{|\|\|=|&&=|\?\?=|this\.#|^await "


@pytest.fixture
def text(app: Flask) -> str:
    return make_worker(app.extensions["spotsigns"], is_secure=False)


def test_worker_is_one_classic_script(text: str) -> None:
    assert text.startswith("'use strict';\n")
    assert not re.search(r"^\s*(import|export)\b", text, re.M)
    assert not re.search(r"\bimport\(", text)


def test_no_two_modules_of_the_worker_claim_one_name(text: str) -> None:
    names = re.findall(r"^(?:async function|function|const|let|class) (\w+)", text, re.M)
    assert [name for name, count in Counter(names).items() if count > 1] == []


def test_worker_has_every_module_that_its_modules_import() -> None:
    for at, name in enumerate(MODULES):
        folder = name.split("/")[0]
        for imported in re.findall(r"^import .* from '(\.[^']*)';$", FILES[f"js/{name}"], re.M):
            path = imported.removeprefix("../") if imported.startswith("../") else f"{folder}/{imported.removeprefix('./')}"
            assert path in MODULES[:at], (name, path)


def test_notes_for_people_do_not_travel(text: str) -> None:
    code = text.split("\n", 2)[2]
    assert not re.search(r"^\s*(//|/\*)", code, re.M)


def test_worker_handles_get_only_and_never_caches_an_answer(text: str) -> None:
    assert text.count("addEventListener('fetch'") == 1
    assert "request.method !== 'GET'" in text
    own = FILES["js/offline/worker.js"]
    assert "cache.put" not in own
    assert "caches." not in own


def test_retired_worker_has_no_fetch_handler() -> None:
    text = make_retired_worker(Assets())
    assert "unregister()" in text
    assert "'fetch'" not in text


def test_starter_is_small() -> None:
    assert len(FILES["js/start.js"].encode()) <= 1024


def import_depth(name: str, chain: tuple[str, ...] = ()) -> int:
    assert name not in chain, f"{name} imports itself by way of {chain}"
    text = FILES[name]
    below = [_resolve(name, path) for path in re.findall(r"^import .* from '(\..*)';$|^export \{.*\} from '(\..*)';$", text, re.M)]
    return max((1 + import_depth(path, (*chain, name)) for path in below), default=0)


def _resolve(name: str, found: tuple[str, str]) -> str:
    path = found[0] or found[1]
    parts = name.split("/")[:-1]
    for part in path.split("/"):
        if part == "..":
            parts.pop()
        elif part != ".":
            parts.append(part)
    return "/".join(parts)


@pytest.mark.parametrize("name", ROOM_FILES)
def test_module_keeps_the_house_rules(name: str) -> None:
    text = FILES[name]
    assert text.startswith("// "), "the first line says what the module is for"
    assert len(text.splitlines()) <= 150
    assert import_depth(name) <= 3
    code = re.sub(r"/\*\*.*?\*/|^\s*//.*$", "", text, flags=re.M | re.S)
    assert not re.search(TOO_NEW, code, re.M)
