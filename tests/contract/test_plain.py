"""/<lang>/r/plain/: the form without JavaScript, where our computer puts the lock on."""

from __future__ import annotations

import re
import uuid
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import html5lib
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient

from spotsigns.app import create_app
from spotsigns.concerns.limits import Sender
from spotsigns.concerns.plain import (
    MOST_REMEMBERED,
    PlainTelling,
    Told,
    new_document,
    new_page,
    page_time,
    sealing_key,
)
from spotsigns.concerns.questions import ANSWERS
from spotsigns.concerns.receive import Intake
from spotsigns.sealing.code import CodeKeys, derive_keys, read_code, show_code
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import new_private_key, public_bytes
from spotsigns.settings import Settings, load_settings
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from tests.conftest import Clock, add_key
from tests.contract.plain_pages import CANARY, NAMES, code_of, open_page, opened, post, source_of

Key = ec.EllipticCurvePrivateKey


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Four languages: both directions, and one that is dense. Growing a code takes a third of a second for each."""
    return load_settings({}, data=str(tmp_path / "data"), languages="en,ur,pl,zh-Hans")


def test_page_says_whose_lock_it_is_before_the_first_field(client: FlaskClient) -> None:
    answer = client.get("/en/r/plain/")
    main = source_of(answer).split("<main", 1)[1]
    before = main[: re.search(r"<(input|select|textarea|button)", main).start()]  # type: ignore[union-attr]
    assert "our computer puts the lock on, not your phone" in before
    assert 'href="tel:999"' in before
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Set-Cookie" not in answer.headers
    title = re.search(r"<title>(.*)</title>", source_of(answer))
    assert title
    assert title[1] == "Step"


def test_page_is_sound_html_and_asks_every_question(client: FlaskClient) -> None:
    source = source_of(client.get("/en/r/plain/"))
    html5lib.HTMLParser(strict=True).parse(source)
    assert source.count("<h1") == 1
    assert all(f'name="{NAMES[answer]}"' in source for answer in ANSWERS)
    ids = re.findall(r' id="([^"]+)"', source)
    assert sorted(ids) == sorted(set(ids))
    for field in re.findall(r"<(?:input|select|textarea)[^>]*>", source.split("<main", 1)[1]):
        assert "autocomplete" in field or 'type="hidden"' in field, field
    assert 'name="csrf' not in source


def test_every_request_carries_a_fresh_id_and_code_and_stores_none(client: FlaskClient, store: SqliteStore) -> None:
    pages = [open_page(client) for _ in range(3)]
    assert len({page["id"] for page in pages}) == len({page["code"] for page in pages}) == 3
    for page in pages:
        assert str(uuid.UUID(page["id"], version=4)) == page["id"]
        assert read_code(page["code"]) == page["code"]
    assert store.read().execute("SELECT count(*) FROM envelopes").fetchone()[0] == 0


def test_what_was_written_is_sealed_at_once_and_answered_with_the_code(client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    page = open_page(client)
    answer = post(client, page, signs=["missing.not-home", "something-else"], place="eastwood", when="week", vehicle__registration="۱۲ AB ٣", about_power=["police"], contact="confidential")
    assert answer.status_code == 200
    assert "It reached us. A person has not read it yet." in source_of(answer)
    assert code_of(answer) == page["code"]
    [(row, plaintext)] = opened(store, sealing_key)
    keys = derive_keys(page["code"], "rotherham")
    assert (row["id"], row["thread"], row["state"], row["slow"]) == (page["id"], keys.thread, "new", 0)
    assert plaintext == {
        "v": 1, "kind": "concern", "form": "2026-11", "lang": "en", "made_at": "2026-11-23T20:15+00:00", "practice": False, "unfinished": False,
        "answers": {
            "danger": "no", "signs": ["missing.not-home", "something-else"], "what": CANARY, "place": "eastwood", "when": "week",
            "vehicle": {"registration": "12 AB 3"}, "about_power": ["police"], "contact": "confidential",
        },
        "reply": to_base64url(public_bytes(keys.reply)), "mac": to_base64url(keys.mac),
    }  # fmt: skip
    assert client.get(f"/api/threads/{keys.thread}").get_json() == {"state": "received", "envelopes": []}


def test_no_word_is_kept_readable(client: FlaskClient, settings: Settings, caplog: pytest.LogCaptureFixture) -> None:
    answer = post(client, open_page(client))
    assert "blue van" not in source_of(answer)
    everything = b"".join(path.read_bytes() for path in settings.data_directory.rglob("*") if path.is_file())
    assert b"blue van" not in everything
    assert code_of(answer).encode() not in everything
    assert "blue van" not in caplog.text


def test_same_page_sent_again_shows_the_same(client: FlaskClient, store: SqliteStore) -> None:
    page = open_page(client)
    answers = [post(client, page) for _ in range(3)]
    assert len({source_of(answer) for answer in answers}) == 1
    assert store.read().execute("SELECT count(*) FROM envelopes").fetchone()[0] == 1


def test_a_double_tap_is_one_concern(app: Flask, client: FlaskClient, store: SqliteStore) -> None:
    page = open_page(client)
    with ThreadPoolExecutor(4) as pool:
        answers = list(pool.map(lambda _: post(app.test_client(), page), range(4)))
    assert {answer.status_code for answer in answers} == {200}
    assert {code_of(answer) for answer in answers} == {page["code"]}
    assert store.read().execute("SELECT count(*) FROM envelopes").fetchone()[0] == 1


def test_other_answers_under_the_id_are_a_new_concern_with_a_new_code(client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    page = open_page(client)
    first, second, again = post(client, page), post(client, page, what="Something else."), post(client, page, what="Something else.")
    assert code_of(first) == page["code"] != code_of(second)
    assert source_of(second) == source_of(again)
    found = opened(store, sealing_key)
    assert [plaintext["answers"]["what"] for _, plaintext in found] == [CANARY, "Something else."]
    assert found[0][0]["id"] == page["id"] != found[1][0]["id"]
    assert found[1][0]["thread"] == derive_keys(code_of(second), "rotherham").thread
    assert code_of(post(client, page)) == page["code"]


def test_after_a_restart_the_same_page_is_the_same_concern_and_other_answers_are_not(
    settings: Settings, store: SqliteStore, secrets: Secrets, client: FlaskClient, sealing_key: Key
) -> None:
    page = open_page(client)
    first = post(client, page)
    fresh = create_app(settings, store=store, secrets=secrets).test_client()  # with the clock of now
    assert source_of(post(fresh, page)) == source_of(first)
    other = post(fresh, page, what="Something else.")
    assert code_of(other) != page["code"]
    kept = [(row, plaintext) for row, plaintext in opened(store, sealing_key) if row["id"] == page["id"]]
    assert [plaintext["answers"]["what"] for row, plaintext in kept if row["thread"] == derive_keys(page["code"], "rotherham").thread][:1] == [CANARY]
    enc = [row["sealed"][:65] for row, _ in opened(store, sealing_key)]
    assert len(set(enc)) == len(enc)  # one ephemeral key never seals two texts


@pytest.mark.parametrize("made", ["", "2026-13-01T00:00+00:00", "2026-11-01T20:15+00:00\n", "٢٠٢٦-11-01T20:15+00:00", "<b>"])
def test_a_spoilt_page_time_is_replaced_by_now(client: FlaskClient, store: SqliteStore, sealing_key: Key, made: str) -> None:
    post(client, {**open_page(client), "made": made})
    assert opened(store, sealing_key)[0][1]["made_at"] == "2026-11-23T20:15+00:00"


def test_over_https_without_referer_or_cookie_it_is_taken(client: FlaskClient) -> None:
    page = open_page(client)
    more = {"base_url": "https://signs.example", "headers": {"Origin": "null"}, "environ_overrides": {"wsgi.url_scheme": "https"}}
    answer = post(client, page, more=more)
    assert answer.status_code == 200
    assert "Set-Cookie" not in answer.headers
    assert code_of(answer) == page["code"]


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {"Sec-Fetch-Site": "same-site"}])
def test_another_site_cannot_post_it(client: FlaskClient, store: SqliteStore, headers: dict[str, str]) -> None:
    assert post(client, open_page(client), more={"headers": headers}).status_code == 403
    assert store.read().execute("SELECT count(*) FROM envelopes").fetchone()[0] == 0


def test_it_is_there_in_every_language_served_and_in_no_other(client: FlaskClient, app: Flask, store: SqliteStore, sealing_key: Key) -> None:
    for language in app.extensions["spotsigns"].renderer.languages:
        answer = client.get(f"/{language.tag}/r/plain/")
        assert f'<html lang="{language.tag}" dir="{language.direction}"' in source_of(answer)
        html5lib.HTMLParser(strict=True).parse(source_of(answer))
        assert post(client, open_page(client, language.tag), language.tag).status_code == 200
        assert opened(store, sealing_key)[-1][1]["lang"] == language.tag
    assert client.get("/xx/r/plain/").status_code == 404
    assert client.post("/xx/r/plain/").status_code == 404
    assert (client.get("/en/r/plain").status_code, client.get("/en/r/plain").headers["Location"]) == (308, "/en/r/plain/")


def test_danger_shows_999_again_after_sending(client: FlaskClient) -> None:
    for danger, is_shown in (("yes", True), ("unknown", True), ("no", False)):
        answer = post(client, open_page(client), danger=danger)
        assert ("If someone is in danger now, call" in source_of(answer)) is is_shown


def test_whoever_gets_a_code_is_told_that_looking_for_an_answer_needs_javascript(client: FlaskClient) -> None:
    block = source_of(post(client, open_page(client))).split('<div class="code">')[1].split("</div>")[0]
    found = re.search(r'<a href="/en/m/">Is there an answer\?</a></p>\s*<p>The page with the answer needs JavaScript\. You can call instead\.</p>', block)
    assert found, block


def test_hear_back_page_is_private_and_posts_nothing(client: FlaskClient) -> None:
    answer = client.get("/en/m/")
    source = source_of(answer)
    assert answer.headers["Cache-Control"] == "no-store"
    assert "<title>Step</title>" in source
    html5lib.HTMLParser(strict=True).parse(source)
    main = source.split("<main", 1)[1].split("</main>")[0]
    assert "<noscript>" in main
    assert "name=" not in main
    assert "action=" not in main
    assert re.search(r'<form[^>]* hidden>', main)
    field = re.search(r"<input[^>]*>", main)
    assert field
    assert all(part in field[0] for part in ('type="tel"', 'dir="ltr"', 'autocomplete="off"'))
    assert client.post("/en/m/").status_code == 405


@pytest.fixture
def quick_telling(store: SqliteStore, secrets: Secrets, clock: Clock) -> PlainTelling:
    """One whose derivation takes no time."""
    keys: dict[str, CodeKeys] = {}
    known = derive_keys("66376818501862337058", "rotherham")

    def derive(code: str, partnership: str) -> CodeKeys:
        return keys.setdefault(code, CodeKeys(f"{len(keys):032x}", known.reply, known.mac))

    return PlainTelling(Intake(store, secrets.receipt, clock, wake=lambda: None), "rotherham", secrets.limits, derive)


def test_memory_holds_no_code_and_has_an_upper_bound(quick_telling: PlainTelling, store: SqliteStore, clock: Clock) -> None:
    key = sealing_key(store)
    assert key
    pages = [new_page() for _ in range(20)]
    for page in pages:
        told = quick_telling.tell(page, new_document("2026-11", "en", page_time("", clock), {"what": "word"}), key, Sender(""))
        assert told == Told(page.id, page.code, "2026-11-23T20:15Z")
    held = repr([[future.result() for future in marks.values()] for marks in quick_telling._told.values()])
    assert not any(page.code in held or show_code(page.code) in held for page in pages)
    quick_telling._told.update({f"old-{at}": {} for at in range(MOST_REMEMBERED)})
    quick_telling.tell(new_page(), new_document("2026-11", "en", page_time("", clock), {"what": "word"}), key, Sender(""))
    assert len(quick_telling._told) == MOST_REMEMBERED


def test_a_rotated_key_is_used_from_the_next_page_on(client: FlaskClient, store: SqliteStore, sealing_key: Key) -> None:
    page = open_page(client)
    newer = new_private_key()
    store.write(lambda db: db.execute("UPDATE hub_keys SET seal = 0").rowcount)
    new_id = add_key(store, newer, seal=True)
    assert post(client, page).status_code == 200
    assert store.read().execute("SELECT key FROM envelopes").fetchone()["key"] == new_id
