"""The plain page when something is wrong: it says so beside the field, and nothing that was written is lost."""

from __future__ import annotations

import re
import uuid
from typing import Any

import html5lib
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask.testing import FlaskClient

from spotsigns.app import create_app
from spotsigns.concerns.model import Envelope, Kept
from spotsigns.concerns.plain import (
    clean_text,
)
from spotsigns.concerns.questions import LONGEST_TEXT
from spotsigns.errors import StoreUnavailable
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from tests.contract.plain_pages import NAMES, Hidden, code_of, open_page, opened, post, source_of

Key = ec.EllipticCurvePrivateKey


@pytest.mark.parametrize("spoilt", [{"id": "x", "code": "y"}, {}, {"id": str(uuid.uuid1())}, {"code": "1" * 20}])
def test_a_spoilt_id_or_code_gets_fresh_ones_and_is_taken(client: FlaskClient, store: SqliteStore, spoilt: dict[str, str]) -> None:
    page = {**open_page(client), **spoilt} if spoilt else {}
    assert code_of(post(client, page)) not in ("1" * 20, page.get("code"))
    assert store.read().execute("SELECT count(*) FROM envelopes").fetchone()[0] == 1


@pytest.mark.parametrize("state", ["not live", "no key", "retired key", "takes none"])
def test_where_nothing_can_be_sent_it_says_so_and_shows_the_note_and_the_numbers(settings: Settings, store: SqliteStore, secrets: Secrets, state: str) -> None:
    if state == "not live":
        store.set_live(False)
    if state == "no key":
        store.write(lambda db: db.execute("DELETE FROM hub_keys").rowcount)
    if state == "retired key":
        store.write(lambda db: db.execute("UPDATE hub_keys SET seal = 0").rowcount)
    client = create_app(settings, store=store, secrets=secrets, takes_concerns=state != "takes none").test_client()
    asked = source_of(client.get("/en/r/plain/")).split("<main", 1)[1].split("</main>")[0]
    assert "Nothing can be sent from here now. Call, and read this out." in asked
    assert 'href="tel:01709336080"' in asked
    assert 'class="card__say"' in asked
    for gone in ("<form", "<input", "<textarea", "puts the lock on"):
        assert gone not in asked
    assert "We did not keep this." in source_of(post(client, {}, danger=""))  # a page from before, half answered: nothing is lost
    answer = post(client, {}, signs=["missing.not-home"], place="eastwood")
    source = source_of(answer).split("<main", 1)[1].split("</main>")[0]
    assert "We did not keep this. Call, and read it out." in source
    assert "The blue van took three children, Ⓐ سچ &lt;b&gt;&amp;amp;&lt;/b&gt;" in source
    assert "Eastwood" in source
    assert 'href="tel:01709336080"' in source
    assert 'class="code__digits"' not in source
    assert "It reached us" not in source
    assert store.read().execute("SELECT count(*) FROM envelopes").fetchone()[0] == 0


@pytest.mark.parametrize(
    ("answers", "words"),
    [
        ({"danger": ""}, "Choose one first."),
        ({"danger": "perhaps"}, "Choose one first."),
        ({"what": "  \r\n "}, "Tap at least one picture, or write a few words."),
        ({"what": "é" * (LONGEST_TEXT + 7)}, 'too long by <bdi dir="ltr">7</bdi> letters'),
        ({"child": "x" * (LONGEST_TEXT + 1)}, 'too long by <bdi dir="ltr">1</bdi> letters'),
        ({"place": "atlantis"}, "Choose one first."),
        ({"signs": ["no.such-sign"]}, "Choose one first."),
        ({"role": "spy"}, "Choose one first."),
    ],
)
def test_a_problem_is_said_beside_its_field_and_nothing_is_lost(client: FlaskClient, store: SqliteStore, answers: dict[str, Any], words: str) -> None:
    page = open_page(client)
    answer = post(client, page, **{"adult": "A tall man.", "where_kind": "shop", "about_power": ["council"], **answers})
    source = source_of(answer)
    assert answer.status_code == 400
    assert words in source
    html5lib.HTMLParser(strict=True).parse(source)
    assert Hidden(source).found == page
    assert ">\nA tall man.</textarea>" in source
    assert re.search(r'value="shop"[^>]* checked', source)
    assert re.search(r'value="council"[^>]* checked', source)
    name = NAMES[next(iter(answers))]
    assert f'id="{name}-problem"' in source
    assert f'href="#{name}"' in source
    assert store.read().execute("SELECT count(*) FROM envelopes").fetchone()[0] == 0


def test_3000_characters_are_taken_however_they_are_counted(client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    assert post(client, open_page(client), what="\U0001f6a8" * LONGEST_TEXT).status_code == 200
    [(_, plaintext)] = opened(store, sealing_key)
    assert plaintext["answers"]["what"] == "\U0001f6a8" * LONGEST_TEXT


def test_too_much_altogether_is_said_before_anything_is_sealed(client: FlaskClient, store: SqliteStore) -> None:
    long = "\U0001f6a8" * LONGEST_TEXT
    answer = post(client, open_page(client), what=long, child=long, adult=long, online=long)
    assert answer.status_code == 400
    assert "All your words together are too long to send." in source_of(answer)
    assert source_of(answer).count(long) == 4
    assert store.read().execute("SELECT count(*) FROM envelopes").fetchone()[0] == 0


def test_bidi_controls_do_not_travel() -> None:
    assert clean_text(" a\u202eb\u2066c\u2069\r\nd ", "text") == "abc\nd"
    assert clean_text("٠١٢ ۳۴ ৫ x", "plate") == "012 34 5 x"


def test_a_filled_honeypot_is_taken_and_marked_slow(client: FlaskClient, store: SqliteStore) -> None:
    assert post(client, {**open_page(client), "website": "https://spam.example"}).status_code == 200
    assert store.read().execute("SELECT slow FROM envelopes").fetchone()["slow"] == 1


class Failing:
    """A store that is there for reading and cannot commit."""

    def __init__(self, store: SqliteStore) -> None:
        self._store = store

    def __getattr__(self, name: str) -> Any:
        return getattr(self._store, name)

    def keep_envelope(self, envelope: Envelope, receipt: str, *, slow: bool) -> Kept:
        raise StoreUnavailable("disk full")


def test_when_it_cannot_be_kept_that_is_said_and_what_was_written_stays(settings: Settings, store: SqliteStore, secrets: Secrets) -> None:
    client = create_app(settings, store=Failing(store), secrets=secrets).test_client()  # type: ignore[arg-type]
    page = open_page(client)
    answer = post(client, page)
    assert answer.status_code == 503
    assert int(answer.headers["Retry-After"]) > 0
    assert "Nothing is sent, and nothing is lost." in source_of(answer)
    assert "The blue van took three children" in source_of(answer)
    assert Hidden(source_of(answer)).found == page
    healthy = create_app(settings, store=store, secrets=secrets).test_client()
    assert code_of(post(healthy, page)) == page["code"]
