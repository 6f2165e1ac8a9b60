"""Ledger and figures: who may see them, what they show, and that nobody can edit them."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from spotsigns.hub.ledger import verify_ledger
from spotsigns.hub.model import DESK_ROLES, ROLES
from spotsigns.hub.purge import SCHEDULE, purge
from spotsigns.hub.room import make_hub
from spotsigns.sealing.encoding import to_base64url
from spotsigns.settings import load_settings
from spotsigns.store import SqliteStore
from tests.contract.hubs import Stage
from tests.contract.overview import WHO_MAY, person


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(load_settings({}, data=str(tmp_path_factory.mktemp("overview")), languages="en"))
    yield stage
    stage.close()


@pytest.fixture
def stage(made: Stage) -> Stage:
    made.begin_again()
    return made


@pytest.fixture
def store(stage: Stage) -> SqliteStore:
    return stage.store


@pytest.fixture
def auditor(stage: Stage) -> FlaskClient:
    return person(stage, "Audrey", "auditor")[0]


def sheet_of(client: FlaskClient, path: str) -> list[list[str]]:
    answer = client.get(path)
    assert answer.status_code == 200
    assert answer.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert answer.headers["Content-Disposition"].startswith("attachment")
    return list(csv.reader(io.StringIO(answer.data.decode("utf-8-sig"), newline="")))


@pytest.mark.parametrize("role", ROLES)
def test_each_route_is_open_to_its_roles_only(stage: Stage, role: str) -> None:
    client, _ = person(stage, f"Somebody who is {role}", role)
    for (method, path), roles in WHO_MAY.items():
        status = client.open(path, method=method, json={} if method == "POST" else None).status_code
        assert (status in (200, 400)) == (role in roles), (role, path, status)
        assert (status == 403) == (role not in roles), (role, path, status)
        if path.startswith("/hub/api/ledger") or path.startswith("/hub/api/figures"):
            for other in ("POST", "PUT", "PATCH", "DELETE"):
                assert client.open(path, method=other, json={}).status_code == 405, (other, path)


def test_bar_shows_only_what_somebody_may_open(stage: Stage) -> None:
    pages = {"auditor": {"/hub/figures", "/hub/ledger"}, "content-editor": {"/hub/contacts"}, "practitioner": set(), "keyholder": {"/hub/contacts", "/hub/figures", "/hub/ledger"}}
    for role, own in pages.items():
        html = person(stage, f"The {role}", role)[0].get("/hub/me").get_data(as_text=True)
        assert {path for path in ("/hub/contacts", "/hub/figures", "/hub/ledger") if f'href="{path}"' in html} == own
        assert ('href="/hub/"' in html) == (role in DESK_ROLES)


@pytest.mark.parametrize(("role", "own"), [("licensing", "/hub/licensing"), ("content-editor", "/hub/contacts"), ("auditor", "/hub/figures")])
def test_whoever_does_not_work_at_the_desk_is_sent_on_to_their_own_page(stage: Stage, role: str, own: str) -> None:
    client, _ = person(stage, f"Landing as {role}", role)
    sent = client.get("/hub/")
    assert (sent.status_code, sent.headers["Location"], sent.headers["Cache-Control"]) == (302, own, "no-store")
    assert "data-module" not in sent.get_data(as_text=True)
    assert client.get(own).status_code == 200


def test_whoever_works_at_the_desk_lands_there(stage: Stage) -> None:
    for role in DESK_ROLES:
        assert person(stage, f"At the desk as {role}", role)[0].get("/hub/").status_code == 200


def test_ledger_is_read_newest_first_with_names(stage: Stage, auditor: FlaskClient) -> None:
    rows = auditor.get("/hub/api/ledger/rows").get_json()["rows"]
    assert [row["n"] for row in rows] == sorted((row["n"] for row in rows), reverse=True)
    assert (rows[0]["act"], rows[0]["who"]) == ("logged_in", "Audrey")
    assert {"joined", "line"} <= {row["act"] for row in rows}
    assert rows[-1]["who"] == stage.holder.name


def test_ledger_comes_in_pages(stage: Stage, auditor: FlaskClient) -> None:
    for _ in range(120):
        auditor.get("/hub/api/ledger.csv")
    first = auditor.get("/hub/api/ledger/rows").get_json()
    assert (len(first["rows"]), first["next"]) == (100, first["rows"][-1]["n"])
    second = auditor.get(f"/hub/api/ledger/rows?before={first['next']}").get_json()
    assert second["next"] is None
    assert [row["n"] for row in first["rows"] + second["rows"]] == list(range(123, 0, -1))


def test_ledger_is_sifted_by_act_person_and_day(stage: Stage, auditor: FlaskClient) -> None:
    holder = next(one.id for one in stage.store.all_staff() if one.name == stage.holder.name)
    rows = auditor.get(f"/hub/api/ledger/rows?act=line&staff={holder}").get_json()["rows"]
    assert [(row["act"], row["who"]) for row in rows] == [("line", stage.holder.name)]
    day = stage.clock().date()
    assert len(auditor.get(f"/hub/api/ledger/rows?day={day}").get_json()["rows"]) == 3
    for other in (day - timedelta(days=1), day + timedelta(days=1)):
        assert auditor.get(f"/hub/api/ledger/rows?day={other}").get_json()["rows"] == []
    offered = auditor.get("/hub/api/ledger/rows").get_json()
    assert offered["acts"] == ["joined", "line", "logged_in"]
    assert {one["name"] for one in offered["people"]} == {"Audrey", stage.holder.name}


@pytest.mark.parametrize("query", ["day=today", "day=2026-1-1", "day=20261123", "before=-1", "before=x", "before=²", "act=;--", "act=Opened", "staff='", "staff=a%20b", f"before={'9' * 16}"])
def test_odd_filters_are_refused(auditor: FlaskClient, query: str) -> None:
    for path in ("/hub/api/ledger/rows", "/hub/api/ledger.csv"):
        assert auditor.get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE ledger SET subject = 'closed' WHERE n = 2", 2),
        ("DELETE FROM ledger WHERE n = 2", 2),
        ("UPDATE ledger SET at = '2020-01-01T00:00:00Z' WHERE n = 1", 1),
    ],
)
def test_page_names_the_first_broken_row(stage: Stage, auditor: FlaskClient, tampering: str, broken: int) -> None:
    whole = auditor.get("/hub/api/ledger/verdict").get_json()
    assert (whole["broken"], whole["head"]["n"]) == (None, 3)
    stage.store.write(lambda db: db.execute(tampering).rowcount)
    auditor.get("/hub/api/ledger.csv")  # a row more is another head
    assert auditor.get("/hub/api/ledger/verdict").get_json()["broken"] == broken


def test_cut_tail_shows_against_a_head_written_down(stage: Stage, auditor: FlaskClient) -> None:
    head = auditor.get("/hub/api/ledger/verdict").get_json()["head"]
    stage.store.write(lambda db: db.execute("DELETE FROM ledger WHERE n = 3").rowcount)
    found = auditor.get("/hub/api/ledger/verdict").get_json()
    assert found["broken"] is None
    assert (found["head"]["n"], found["head"] == head) == (2, False)


def test_ledger_as_a_sheet_holds_no_formula_and_is_a_row_itself(stage: Stage, auditor: FlaskClient) -> None:
    client, _ = person(stage, "=HYPERLINK(1)", "auditor")
    rows = sheet_of(client, "/hub/api/ledger.csv?act=logged_in")
    assert rows[0] == ["row", "at (UTC)", "who", "act", "of what", "chain"]
    assert [row[2] for row in rows[1:]] == ["'=HYPERLINK(1)", "Audrey"]
    newest = client.get("/hub/api/ledger/rows").get_json()["rows"][0]
    assert (newest["act"], newest["subject"], newest["who"]) == ("exported", "ledger logged_in", "=HYPERLINK(1)")
    assert verify_ledger(stage.store, stage.secrets.ledger) is None


def test_figures_show_no_number_under_ten_and_no_practice(auditor: FlaskClient) -> None:
    figures = auditor.get("/hub/api/figures").get_json()
    assert (figures["period"], figures["running"], figures["from"], figures["to"]) == ("2026-Q4", True, "2026-09-28", "2027-01-03")
    assert figures["periods"] == ["2026-Q4", "2026-Q3", "2026-Q2", "2026-Q1"][: len(figures["periods"])]
    for shown in figures["lists"].values():
        assert all(count >= 10 for count in shown["shown"].values())
    assert figures["waiting"] is None  # six samples, five of them no practice: too few to say
    assert figures["lists"]["weeks"]["total"] == sum(figures["lists"]["weeks"]["shown"].values()) + (figures["lists"]["weeks"]["together"] or 0)
    readings = figures["readings"]
    assert all(number >= 10 for number in (*readings["row_totals"], *readings["column_totals"]))


def test_figures_hold_no_word_of_a_concern(stage: Stage, auditor: FlaskClient) -> None:
    row = stage.store.desk_page("new", None, 1)[0]
    secret = "Jane Doe of 5 High Street"
    stage.store.write(lambda db: db.execute("INSERT INTO triage (id, variant, language, category, ward) VALUES (?, 0, ?, ?, ?)", (row.id, secret, secret, "jane-doe")).rowcount)
    for path in ("/hub/api/figures", "/hub/api/figures.csv"):
        text = auditor.get(path).get_data(as_text=True)
        assert not any(part in text for part in ("Jane", "jane-doe", row.id, row.thread, row.received))


def test_weeks_list_their_concerns_and_hide_the_others_in_no_sum(auditor: FlaskClient) -> None:
    lists = auditor.get("/hub/api/figures?period=2026-Q3").get_json()["lists"]
    totals = {kind: shown["total"] for kind, shown in lists.items() if kind != "handed_over"}
    assert len(set(totals.values())) == 1, totals
    assert len(lists["weeks"]["shown"]) + len(lists["weeks"]["hidden"]) == 13


def test_figures_as_a_sheet_say_the_same(stage: Stage, auditor: FlaskClient) -> None:
    figures = auditor.get("/hub/api/figures?period=2026-Q3").get_json()
    rows = sheet_of(auditor, "/hub/api/figures.csv?period=2026-Q3")
    assert rows[0] == ["figure", "of", "count"]
    assert ["weeks", "total", str(figures["lists"]["weeks"]["total"])] in rows
    numbers = [int(count) for kind, _, count in rows if count.isdecimal()]
    assert min(numbers) >= 10
    assert not any(row[0] == "not for publishing" for row in rows)
    assert any(row[0] == "not for publishing" for row in sheet_of(auditor, "/hub/api/figures.csv"))
    assert stage.store.ledger_acts().count("exported") == 1


@pytest.mark.parametrize(("period", "status"), [("2026-Q5", 400), ("26-Q1", 400), ("x", 400), ("2019-Q1", 404), ("2999-Q4", 404), ("9999-Q4", 400)])
def test_quarters_that_are_none_are_refused(auditor: FlaskClient, period: str, status: int) -> None:
    assert auditor.get(f"/hub/api/figures?period={period}").status_code == status


def test_readings_are_counted_by_day_kind_and_language_and_nothing_else(stage: Stage, store: SqliteStore) -> None:
    readings = stage.app.extensions["spotsigns.readings"]
    readings.flush()
    store.write(lambda db: db.execute("DELETE FROM readings").rowcount)
    reader = stage.app.test_client(use_cookies=False)
    etag = reader.get("/en/").headers["ETag"]
    assert reader.get("/en/", headers={"If-None-Match": etag}).status_code == 304
    for path in ("/en/signs/", "/en/signs/missing/", "/en/call/", "/en/r/", "/en/r/plain/", "/en/m/", "/packs/en.json"):
        assert reader.get(path).status_code == 200
    for path in ("/xx/", "/en/nowhere/", "/leave", "/healthz", "/en", "/packs/xx.json", "/packs/index.json", "/api/keys"):
        reader.get(path)
    reader.head("/en/")
    assert store.read().execute("SELECT count(*) FROM readings").fetchone()[0] == 0
    readings.flush()
    found = {tuple(row) for row in store.read().execute("SELECT day, lang, page, count FROM readings")}
    assert found == {("2026-11-23", "en", page, count) for page, count in {"home": 2, "signs": 2, "call": 1, "r": 2, "m": 1, "pack": 1}.items()}
    readings.flush()
    assert {tuple(row) for row in store.read().execute("SELECT day, lang, page, count FROM readings")} == found


def test_purge_leaves_the_thread_closed_and_the_first_receipt(stage: Stage) -> None:
    row = stage.store.desk_page("new", None, 1)[0]
    kept = stage.store.read().execute("SELECT * FROM envelopes WHERE id = ?", (row.id,)).fetchone()
    body = {"v": 1, "id": row.id, "thread": row.thread, "key": row.key, "sealed": to_base64url(kept["sealed"])}
    stage.store.write(lambda db: db.execute("UPDATE envelopes SET state = 'closed', purge_after = '2026-11-23' WHERE id = ?", (row.id,)).rowcount)
    stage.store.write(lambda db: db.execute("INSERT INTO answers (id, thread, at, sealed) VALUES ('a', ?, '2026-11-23T20:15Z', x'0400')", (row.thread,)).rowcount)
    assert purge(make_hub(stage.store, stage.secrets, stage.clock), SCHEDULE) == 1
    phone = stage.app.test_client(use_cookies=False)
    again = phone.put(f"/api/envelopes/{row.id}", data=json.dumps(body), content_type="application/json")
    assert (again.status_code, again.get_data(as_text=True)) == (200, kept["receipt"])
    assert phone.get(f"/api/threads/{row.thread}").get_json() == {"state": "closed", "envelopes": []}
