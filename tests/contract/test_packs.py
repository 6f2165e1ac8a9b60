"""Packs, shell, index, worker and manifests: what a phone fetches to do without a network."""

from __future__ import annotations

import hashlib
import json
import re
from pathlib import Path

import brotli
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient

from spotsigns.app import create_app
from spotsigns.settings import Settings, load_settings
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from spotsigns.web.headers import public_headers
from spotsigns.web.pages import Page
from spotsigns.web.routes import Site

PACK_LIMIT, SHELL_LIMIT = 120 * 1024, 80 * 1024


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Four languages: both directions, and one that is dense. All of them are in tests/pages."""
    return load_settings({}, data=str(tmp_path / "data"), languages="en,ur,pl,zh-Hans")


@pytest.fixture
def site(app: Flask) -> Site:
    found: Site = app.extensions["spotsigns"]
    return found


def measures(client: FlaskClient, path: str) -> dict[str, object]:
    body = client.get(path).data
    transfer = client.get(path, headers={"Accept-Encoding": "br"}).data
    assert brotli.decompress(transfer) == body
    return {"sha256": hashlib.sha256(body).hexdigest(), "bytes": len(body), "transfer": len(transfer)}


def test_index_lists_every_language_as_it_will_arrive(client: FlaskClient, site: Site) -> None:
    answer = client.get("/packs/index.json")
    assert answer.headers["Cache-Control"] == "no-cache"
    assert set(answer.json or {}) == {"release", "shell", "packs"}
    assert answer.json is not None
    assert answer.json["shell"] == measures(client, "/packs/shell.json")
    languages = {language.tag: language for language in site.renderer.languages}
    assert [row["lang"] for row in answer.json["packs"]] == list(languages)
    for row in answer.json["packs"]:
        language = languages[row["lang"]]
        state = row["state"]
        assert state == "source" if language.is_source else state in ("machine", "revised")
        named = {"lang": language.tag, "name": language.autonym, "dir": language.direction, "state": state}
        assert row == {**named, **measures(client, f"/packs/{language.tag}.json")}


def test_index_is_not_sent_again_to_who_has_it(client: FlaskClient) -> None:
    etag = client.get("/packs/index.json").headers["ETag"]
    assert client.get("/packs/index.json", headers={"If-None-Match": etag}).status_code == 304


def test_pack_holds_every_page_of_the_registry_and_nothing_else(client: FlaskClient, site: Site) -> None:
    release = (client.get("/packs/index.json").json or {})["release"]
    for tag in site.tags:
        pack = client.get(f"/packs/{tag}.json").json
        assert pack is not None
        assert set(pack) == {"v", "lang", "release", "pages", "missing", "manifest"}
        assert (pack["v"], pack["lang"], pack["release"]) == (1, tag, release)
        assert list(pack["pages"]) == [f"/{tag}/{page.path}" for page in site.registry]
        assert all(page.lower().startswith(f'<!doctype html>\n<html lang="{tag.lower()}"') for page in (*pack["pages"].values(), pack["missing"]))
        assert pack["manifest"] == client.get(f"/{tag}/manifest.webmanifest").json


def test_pack_pages_ask_for_nothing_that_the_shell_does_not_have(client: FlaskClient, site: Site) -> None:
    shell = client.get("/packs/shell.json").json
    assert shell is not None
    for tag in site.tags:
        for path, page in (client.get(f"/packs/{tag}.json").json or {})["pages"].items():
            assert "<style" not in page
            for wanted in re.findall(r'(?:src|href)="(/static/[^"#]+)', page):
                assert wanted in shell["files"], (path, wanted)


def test_private_pages_in_a_pack_carry_no_code_and_no_id(client: FlaskClient, site: Site) -> None:
    pages = (client.get("/packs/en.json").json or {})["pages"]
    for page in site.registry:
        if page.is_private:
            assert not re.search(r"(\d{4}[ -]?){5}|[0-9a-f]{8}-[0-9a-f]{4}-4", pages[f"/en/{page.path}"])


def test_shell_is_the_text_of_every_public_file_as_it_is_served(client: FlaskClient, site: Site) -> None:
    shell = client.get("/packs/shell.json").json
    assert shell is not None
    assert (shell["v"], shell["release"]) == (1, site.assets.release)
    for path, file in shell["files"].items():
        served = client.get(path)
        assert (served.status_code, served.content_type, served.data.decode()) == (200, file["type"], file["body"])
        assert path.startswith(f"/static/{site.assets.release}/")
        assert not re.search(r"/hub/|hub\.css|bip39|\.png|\.woff", path)
    names = {path.partition(f"{site.assets.release}/")[2] for path in shell["files"]}
    assert {"js/start.js", "js/web/main.js", "css/public.css", "icons/pictures.svg"} <= names


def test_one_language_offline_stays_in_its_budget(client: FlaskClient) -> None:
    index = client.get("/packs/index.json").json
    assert index is not None
    assert index["shell"]["transfer"] <= SHELL_LIMIT
    assert [row["lang"] for row in index["packs"] if row["transfer"] > PACK_LIMIT] == []


def test_changed_page_is_a_new_release_with_the_old_shell(client: FlaskClient, store: SqliteStore, secrets: Secrets) -> None:
    other = create_app(load_settings({}, data="unused"), store=store, secrets=secrets)
    registry = other.extensions["spotsigns"].registry
    registry.add(Page("new/", "guidance/more.html"))
    before, after = client.get("/packs/index.json").json, other.test_client().get("/packs/index.json").json
    assert before is not None
    assert after is not None
    assert before["release"] != after["release"]
    assert before["shell"] == after["shell"]


@pytest.mark.parametrize("path", ["/packs/xx.json", "/packs/", "/packs/kept/pointer", "/xx/manifest.webmanifest", "/xx/quiet.webmanifest"])
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


def test_manifests_differ_in_name_and_icon_alone(client: FlaskClient, site: Site) -> None:
    for tag in site.tags:
        loud, quiet = (client.get(f"/{tag}/{name}.webmanifest").json or {} for name in ("manifest", "quiet"))
        assert (loud["id"], quiet["id"]) == ("/app", "/quiet")
        assert (loud["lang"], loud["start_url"], loud["scope"]) == (tag, f"/{tag}/", "/")
        assert {key for key in loud if loud[key] != quiet[key]} == {"id", "name", "icons"}
        assert "spot" not in json.dumps(quiet).lower()
        for icon in (*loud["icons"], *quiet["icons"]):
            assert client.get(icon["src"]).status_code == 200
        assert client.get(f"/{tag}/quiet.webmanifest").content_type == "application/manifest+json"


@pytest.mark.parametrize("scheme", ["http", "https"])
def test_worker_sends_the_headers_that_the_server_sends(client: FlaskClient, site: Site, scheme: str) -> None:
    answer = client.get("/sw.js", base_url=f"{scheme}://localhost/")
    assert (answer.headers["Cache-Control"], answer.content_type) == ("no-cache", "text/javascript; charset=utf-8")
    house = json.loads(re.findall(r"^const HOUSE = (.*);$", answer.text, re.M)[0])
    page = client.get("/en/", base_url=f"{scheme}://localhost/")
    assert house["headers"] == public_headers(site.assets.css_hash, is_secure=scheme == "https")
    assert {name: page.headers[name] for name in house["headers"]} == house["headers"]
    assert house["left"] == client.get("/leave").text
    assert set(house["notKept"]) == set(site.tags)
    assert all('href="tel:999"' in page and "<h1>" in page for page in house["notKept"].values())
    assert house["private"] == [page.path for page in site.registry if page.is_private]


def test_offline_switched_off_takes_the_worker_away(store: SqliteStore, secrets: Secrets, sealing_key: ec.EllipticCurvePrivateKey) -> None:
    client = create_app(load_settings({}, data="unused", offline="off"), store=store, secrets=secrets).test_client()
    assert client.get("/packs/index.json").json == {"off": True}
    worker = client.get("/sw.js")
    assert "unregister" in worker.text
    assert "fetch" not in worker.text
    assert "indexedDB" not in worker.text
    assert client.get("/en/").status_code == 200
