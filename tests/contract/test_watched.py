"""While nobody reads, the pages for telling say so: the shared ones ask, the one without JavaScript knows."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient

from spotsigns.store import SqliteStore
from tests.conftest import NOW

WORDS = "Messages are not being read now."


def log_in_somebody(store: SqliteStore) -> None:
    """A keyholder who was here a minute ago."""

    def job(db: object) -> None:
        db.execute("INSERT INTO staff (id, name, role, state, logged_in) VALUES ('s', 'Ada', 'keyholder', 'active', ?)", (int(NOW.timestamp()) - 60,))  # type: ignore[attr-defined]
        db.execute("INSERT INTO held_keys (key, holder, hub_sealed, desk_sealed) SELECT id, 's', x'00', x'00' FROM hub_keys")  # type: ignore[attr-defined]

    store.write(job)


@pytest.mark.parametrize("path", ["/en/", "/en/r/", "/en/m/"])
def test_shared_pages_carry_the_words_hidden_and_are_the_same_either_way(client: FlaskClient, store: SqliteStore, path: str) -> None:
    unread = client.get(path)
    log_in_somebody(store)
    assert client.get(path).headers["ETag"] == unread.headers["ETag"]
    box = unread.get_data(as_text=True).partition('data-module="watched" hidden')[2]
    assert WORDS in box[:400]
    assert "tel:" in box[:900]


def test_plain_page_says_it_only_while_nobody_reads(client: FlaskClient, store: SqliteStore) -> None:
    before = client.get("/en/r/plain/").get_data(as_text=True)
    assert before.index(WORDS) < before.index("<form")
    assert 'data-module="watched"' not in before
    log_in_somebody(store)
    assert WORDS not in client.get("/en/r/plain/").get_data(as_text=True)


def test_plain_page_claims_nothing_while_the_store_is_away(app: Flask, store: SqliteStore) -> None:
    store.write(lambda db: db.execute("ALTER TABLE staff RENAME TO elsewhere"))
    page = app.test_client(use_cookies=False).get("/en/r/plain/")
    assert page.status_code == 200
    assert WORDS not in page.get_data(as_text=True)


@pytest.mark.parametrize("tag", ["ur", "pl"])
def test_words_stand_in_every_language(client: FlaskClient, tag: str) -> None:
    page = client.get(f"/{tag}/r/plain/").get_data(as_text=True)
    assert ("نہیں پڑھے" if tag == "ur" else "nikt nie czyta") in page
