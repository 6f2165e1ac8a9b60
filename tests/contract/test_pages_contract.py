"""Pages: languages, redirects, errors, /leave, /clear, /healthz, caching, and the rule for other sites."""

from __future__ import annotations

import gzip
import re
from pathlib import Path

import brotli
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient

from spotsigns.app import create_app
from spotsigns.settings import load_settings
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from spotsigns.translation.languages import negotiate
from spotsigns.web.headers import is_cross_site
from tests.contract.envelopes import error_of, make_envelope, put

SERVED = ("en", "ur", "pl", "pnb", "kmr", "ckb", "fa", "zh-Hans", "pa")
PUBLIC = ["/", "/en/", "/en/signs/", "/en/call/", "/en/nowhere/", "/leave", "/healthz", "/api/keys", "/en/about/", "/xx/", "/favicon.ico"]


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("", "en"),
        ("*", "en"),
        ("ur", "ur"),
        ("UR-pk", "ur"),
        ("pl-PL,pl;q=0.9,en;q=0.8", "pl"),
        ("pa-PK", "pnb"),
        ("pa-Arab", "pnb"),
        ("pa-Arab-PK", "pnb"),
        ("pa", "pa"),
        ("pa-IN", "pa"),
        ("ku", "kmr"),
        ("ku-TR", "kmr"),
        ("ku-IQ", "ckb"),
        ("ckb", "ckb"),
        ("ckb-IR", "ckb"),
        ("fa-AF", "fa"),
        ("prs", "fa"),
        ("prs-AF", "fa"),
        ("zh", "zh-Hans"),
        ("zh-TW", "zh-Hans"),
        ("zh-Hant-HK", "zh-Hans"),
        ("xx", "en"),
        ("xx;q=1, ur;q=0.2", "ur"),
        ("en;q=0.1, ur;q=0.2", "ur"),
        ("ur;q=0, pl", "pl"),
        ("ur;q=0", "en"),
        ("pl;q=x, ur", "ur"),
        ("xx-yy-zz, pl-x-home", "pl"),
        (",,;;,ur", "ur"),
    ],
)
def test_the_language_is_the_one_the_browser_asks_for(header: str, tag: str) -> None:
    assert negotiate(header, SERVED) == tag


def test_the_first_page_leads_to_the_language(client: FlaskClient) -> None:
    answer = client.get("/", headers={"Accept-Language": "xx, en-GB;q=0.5"})
    assert (answer.status_code, answer.headers["Location"], answer.headers["Cache-Control"]) == (302, "/en/", "no-store")


@pytest.mark.parametrize(
    ("path", "target"),
    [("/en", "/en/"), ("/en/signs", "/en/signs/"), ("/en/signs/missing", "/en/signs/missing/"), ("/en/call", "/en/call/"), ("/en/about/", "/en/more/"), ("/en/about", "/en/about/")],
)
def test_redirects_are_permanent(client: FlaskClient, path: str, target: str) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.headers["Location"]) == (308, target)


@pytest.mark.parametrize("path", ["/xx/", "/xx", "/xx/signs/", "/en/nowhere/", "/en/signs/nowhere/", "/EN/", "/en/../etc/", "/en/signs/%2e%2e/", "/static/x/js/start.js", "/clear", "/en/xx/r/plain/"])
def test_what_is_not_there_is_404(client: FlaskClient, path: str) -> None:
    assert client.get(path).status_code == 404


@pytest.mark.parametrize("path", ["/en/", "/api/keys", "/hub/log-in", "/nowhere"])
def test_trace_is_refused(client: FlaskClient, path: str) -> None:
    answer = client.open(path, method="TRACE", headers={"X-Canary": "sent back"})
    assert answer.status_code in (404, 405)
    assert "sent back" not in answer.get_data(as_text=True)


def test_404_is_a_page_in_the_best_language_of_the_header(client: FlaskClient) -> None:
    answer = client.get("/ur-nowhere/", headers={"Accept-Language": "en"})
    assert '<html lang="en" dir="ltr"' in answer.get_data(as_text=True)
    assert answer.headers["Cache-Control"] == "no-store"


def test_leave_names_nothing(client: FlaskClient) -> None:
    answer = client.get("/leave")
    source = answer.get_data(as_text=True)
    assert (answer.status_code, answer.headers["Cache-Control"]) == (200, "no-store")
    assert "This page is not available" in source
    assert not re.search(r"spot|sign|class=|href|src=|<link|<script|manifest|icon", source, re.IGNORECASE)
    assert client.get("/favicon.ico").status_code == 204


def test_clear_clears_and_says_nothing(client: FlaskClient) -> None:
    answer = client.post("/clear", headers={"Sec-Fetch-Site": "same-origin"})
    assert (answer.status_code, answer.data) == (200, b"")
    assert answer.headers["Clear-Site-Data"] == '"cache", "storage"'
    assert "Set-Cookie" not in answer.headers
    assert error_of(client.post("/clear", headers={"Sec-Fetch-Site": "cross-site"})) == (403, "cross_site")


def test_health_says_whether_anybody_watches_and_503_when_the_store_is_gone(app: Flask, store: SqliteStore) -> None:
    client = app.test_client()
    health = client.get("/healthz").get_json()
    assert health["ok"] is True
    assert isinstance(health["watched"], bool)
    assert set(health) == {"ok", "watched"}
    store.read().execute("DROP TABLE switches")
    assert error_of(client.get("/healthz")) == (503, "unavailable")


CROSS_SITE = [
    ({}, False),
    ({"Origin": "null"}, False),
    ({"Origin": "http://localhost"}, False),
    ({"Origin": "https://localhost"}, True),
    ({"Origin": "http://localhost:81"}, True),
    ({"Origin": "https://evil.example"}, True),
    ({"Origin": ""}, True),
    ({"Sec-Fetch-Site": "same-origin"}, False),
    ({"Sec-Fetch-Site": "none"}, False),
    ({"Sec-Fetch-Site": "same-site"}, True),
    ({"Sec-Fetch-Site": "cross-site"}, True),
    ({"Sec-Fetch-Site": ""}, True),
    ({"Sec-Fetch-Site": "same-origin", "Origin": "https://evil.example"}, False),
    ({"Sec-Fetch-Site": "none", "Origin": "https://evil.example"}, False),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "http://localhost"}, True),
    ({"Sec-Fetch-Site": "cross-site", "Origin": "null"}, True),
]


@pytest.mark.parametrize(("headers", "refused"), CROSS_SITE)
def test_requests_of_another_site_are_refused(client: FlaskClient, sealing_key: ec.EllipticCurvePrivateKey, headers: dict[str, str], refused: bool) -> None:
    assert is_cross_site(headers.get, lambda: "http://localhost") is refused
    assert (put(client, make_envelope(sealing_key), headers=headers).status_code == 403) is refused
    assert (client.post("/clear", headers=headers).status_code == 403) is refused
    assert client.get("/en/", headers=headers).status_code == 200


def test_our_own_origin_over_https_is_ours(client: FlaskClient, sealing_key: ec.EllipticCurvePrivateKey) -> None:
    answer = put(client, make_envelope(sealing_key), headers={"Origin": "https://signs.example"}, base_url="https://signs.example")
    assert answer.status_code == 201
    assert "max-age=" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize("path", PUBLIC)
def test_no_answer_sets_a_cookie_and_every_one_carries_the_security_headers(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")
    policy = answer.headers["Content-Security-Policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self' 'sha256-")
    assert "unsafe" not in policy
    assert answer.headers["Referrer-Policy"] == "no-referrer"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert "Strict-Transport-Security" not in answer.headers


@pytest.mark.parametrize(("asked", "given"), [("br, gzip", "br"), ("gzip", "gzip"), ("gzip, deflate", "gzip"), ("", None), ("identity", None), ("br;q=0, gzip", "gzip"), ("br;q=0, gzip;q=0", None)])
def test_pages_are_compressed_as_the_browser_asks(client: FlaskClient, asked: str, given: str | None) -> None:
    answer = client.get("/en/", headers={"Accept-Encoding": asked})
    assert answer.headers.get("Content-Encoding") == given
    assert answer.headers["Vary"] == "Accept-Encoding"
    body = {"br": brotli.decompress, "gzip": gzip.decompress}.get(given or "", bytes)(answer.data)
    assert body == client.get("/en/").data


@pytest.mark.parametrize("path", ["/en/", "/en/call/", "/leave", "/api/keys"])
def test_an_unchanged_page_is_304(client: FlaskClient, path: str) -> None:
    tags = {client.get(path, headers={"Accept-Encoding": encoding}).headers["ETag"] for encoding in ("br", "gzip", "identity")}
    assert len(tags) == 3
    first = client.get(path)
    for sent in (first.headers["ETag"], f'"other", W/{first.headers["ETag"]}'):
        again = client.get(path, headers={"If-None-Match": sent})
        assert (again.status_code, again.data) == (304, b"")
        assert again.headers["ETag"] == first.headers["ETag"]
    assert client.get(path, headers={"If-None-Match": '"other"'}).status_code == 200


def test_every_page_has_its_language_one_heading_and_shared_caching(client: FlaskClient, app: Flask) -> None:
    for path in ("/en/", "/en/signs/", "/en/call/", "/en/more/", "/en/act/"):
        answer = client.get(path)
        source = answer.get_data(as_text=True)
        assert source.startswith('<!doctype html>\n<html lang="en" dir="ltr"'), path
        assert source.count("<h1") == 1, path
        assert answer.headers["Cache-Control"] == "no-cache"


def test_each_side_is_404_for_the_others_paths(tmp_path: Path, store: SqliteStore, secrets: Secrets) -> None:
    only_hub = create_app(load_settings({}, data=str(tmp_path), sides="hub"), store=store, secrets=secrets).test_client()
    for path in ("/en/", "/api/keys", "/leave"):
        assert only_hub.get(path).status_code == 404, path
    assert only_hub.get("/healthz").status_code == 200
    two = load_settings({}, data=str(tmp_path), public_host="signs.example", hub_host="desk.example")
    both = create_app(two, store=store, secrets=secrets).test_client()
    assert both.get("/en/", base_url="https://signs.example").status_code == 200
    assert both.get("/en/", base_url="http://signs.example:8000").status_code == 200
    assert both.get("/en/", base_url="https://desk.example").status_code == 404
    assert both.get("/en/", base_url="https://other.example").status_code == 404
    assert both.get("/hub/log-in", base_url="https://signs.example").status_code == 404
