"""The plain page as tests walk through it."""

from __future__ import annotations

import json
import re
from html.parser import HTMLParser
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from spotsigns.concerns.questions import load_form
from spotsigns.sealing.code import read_code
from spotsigns.sealing.envelope import envelope_info, open_sealed, unpad
from spotsigns.store import SqliteStore

Key = ec.EllipticCurvePrivateKey
NAMES = {question.id: f"q{at}" for at, question in enumerate((q for s in load_form().screens for q in s.questions), 1)}
CANARY = "The blue van took three children, Ⓐ سچ <b>&amp;</b>"


class Hidden(HTMLParser):
    """The hidden fields of a page."""

    def __init__(self, source: str) -> None:
        super().__init__()
        self.found: dict[str, str] = {}
        self.feed(source)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "input" and given.get("type") == "hidden":
            self.found[given["name"] or ""] = given["value"] or ""


def open_page(client: FlaskClient, lang: str = "en") -> dict[str, str]:
    return Hidden(client.get(f"/{lang}/r/plain/").get_data(as_text=True)).found


def post(client: FlaskClient, page: dict[str, str], lang: str = "en", more: dict[str, Any] | None = None, **answers: Any) -> TestResponse:
    given = {NAMES[name.replace("__", ".")]: value for name, value in {"danger": "no", "what": CANARY, **answers}.items()}
    return client.post(f"/{lang}/r/plain/", data={**page, **given}, **(more or {}))


def source_of(answer: TestResponse) -> str:
    return answer.get_data(as_text=True)


def code_of(answer: TestResponse) -> str:
    found = re.search(r"code__digits[^>]*>([0-9 ]+)<", source_of(answer))
    assert found, source_of(answer)[-3000:]
    return read_code(found[1])


def opened(store: SqliteStore, sealing_key: Key) -> list[tuple[Any, dict[str, Any]]]:
    """Every stored row with what is sealed in it."""
    found = []
    for row in store.read().execute("SELECT * FROM envelopes ORDER BY rowid"):
        sealed = open_sealed(sealing_key, envelope_info(row["id"], row["thread"], row["key"]), row["sealed"])
        found.append((row, json.loads(unpad(sealed))))
    return found
