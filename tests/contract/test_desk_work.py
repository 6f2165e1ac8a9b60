"""Work at the desk over HTTP: sifting, many at once, who looks at what, what is new, what was revealed or left."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from spotsigns.hub.ledger import verify_ledger
from spotsigns.hub.model import ROLES
from spotsigns.hub.room import make_hub
from spotsigns.hub.sessions import new_session
from spotsigns.sealing.encoding import to_base64url
from spotsigns.settings import load_settings
from tests.conftest import NOW
from tests.contract.hubs import Browser, Stage

GONE = "7e6ddce7-a7ac-4732-b6fa-dfa7e5c15b62"
ASKED: list[tuple[str, str, dict[str, Any] | None]] = [
    ("POST", "/hub/api/desk/finish", {"reasons": [[GONE, GONE, "A" * 200]]}),
    ("POST", "/hub/api/desk/move", {"wanted": [[GONE, 0]], "state": "closed", "fields": {}}),
    ("GET", "/hub/api/desk/arrivals?since=2026-11-23T20:15Z", None),
    ("POST", "/hub/api/looking", {"at": ""}),
    ("POST", f"/hub/api/concerns/{GONE}/reveal", {"reason": "danger"}),
    ("POST", f"/hub/api/concerns/{GONE}/extract", {"how": "copy"}),
]


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(load_settings({}, data=str(tmp_path_factory.mktemp("work")), languages="en"))
    yield stage
    stage.close()


@pytest.fixture
def desk(stage: Stage) -> Browser:
    stage.begin_again()
    browser = Browser(stage.app, stage.clock, stage.holder)
    assert browser.log_in().status_code == 200
    return browser


def listed(desk: Browser, query: str = "state=new") -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = desk.client.get(f"/hub/api/desk?{query}").get_json()["rows"]
    return rows


def read_all(desk: Browser) -> list[str]:
    """Every sample opened and seen."""
    ids = [row["id"] for row in listed(desk)]
    for concern_id in ids:
        assert desk.post(f"/hub/api/concerns/{concern_id}/seen", {"variants": [0]}).status_code == 200
    return ids


def reason(concern_id: str) -> list[str]:
    """As a browser locks one: to the server it is bytes."""
    return [concern_id, str(uuid.uuid4()), to_base64url(secrets.token_bytes(80))]


def acts(stage: Stage) -> list[tuple[str, str]]:
    return [(row.act, row.subject) for row in stage.store.ledger_rows()]


@pytest.mark.parametrize("role", ROLES)
def test_every_route_is_open_to_desk_roles_only(desk: Browser, stage: Stage, role: str) -> None:
    stage.store.write(lambda db: db.execute("UPDATE staff SET role = ?", (role,)).rowcount)
    for method, path, body in ASKED:
        status = desk.client.open(path, method=method, json=body).status_code
        assert (status != 403) == (role in ("keyholder", "practitioner")), (role, path, status)


def test_many_move_together_with_a_ledger_row_for_each(desk: Browser, stage: Stage) -> None:
    ids = read_all(desk)
    body = {"wanted": [[one, 0] for one in ids], "state": "in_hand", "fields": {"assignee": "Sana", "urgency": "today"}}
    assert desk.post("/hub/api/desk/move", body).get_json() == {"moved": 6}
    rows = listed(desk, "state=in_hand&assignee=Sana&urgency=today")
    assert {row["id"] for row in rows} == set(ids)
    assert [act for act in acts(stage) if act[0] == "moved"] == [("moved", f"{one}/0 in_hand") for one in ids]
    assert verify_ledger(stage.store, stage.secrets.ledger) is None


def test_what_nobody_has_read_is_never_closed_with_others(desk: Browser, stage: Stage) -> None:
    rows = listed(desk)
    read, unread = rows[0]["id"], rows[1]["id"]
    desk.post(f"/hub/api/concerns/{read}/seen", {"variants": [0]})
    before = acts(stage)
    for refused in (
        desk.post("/hub/api/desk/move", {"wanted": [[read, 0], [unread, 0]], "state": "in_hand", "fields": {}}),
        desk.post("/hub/api/desk/finish", {"reasons": [reason(read), reason(unread)]}),
    ):
        body = refused.get_json()
        assert (refused.status_code, body["error"], body["refused"]) == (409, "unread", [[unread, 0, "new"]])
        assert "1 of them nobody has read" in body["message"]
    assert listed(desk, "state=closed") == []
    assert acts(stage) == before


def test_many_are_closed_together_each_with_its_reason(desk: Browser, stage: Stage) -> None:
    ids = read_all(desk)[:3]
    reasons = [reason(one) for one in ids]
    assert desk.post("/hub/api/desk/move", {"wanted": [[ids[0], 0]], "state": "closed", "fields": {}}).status_code == 409
    done = desk.post("/hub/api/desk/finish", {"reasons": reasons})
    assert (done.status_code, done.get_json()) == (200, {"moved": 3})
    assert {row["id"] for row in listed(desk, "state=closed")} == set(ids)
    for concern, record, locked in reasons:
        assert [(one["id"], one["locked"]) for one in desk.client.get(f"/hub/api/concerns/{concern}/records").get_json()["records"]] == [(record, locked)]
        assert desk.client.get(f"/hub/api/concerns/{concern}/standing").get_json()["purge_after"] is not None
    assert [act for act in acts(stage) if act[0] == "finished"] == [("finished", f"{concern} {record}") for concern, record, _ in reasons]


@pytest.mark.parametrize("reasons", [[], ["x"], [["x", "y", "z"]], [[GONE, GONE, "A" * 80]] * 2, [[GONE, GONE]], [[GONE, 1, ""]], [[GONE, GONE, "é"]]], ids=str)
def test_reasons_of_another_shape_are_refused(desk: Browser, reasons: object) -> None:
    assert desk.post("/hub/api/desk/finish", {"reasons": reasons}).status_code == 400


def test_one_that_is_not_here_stops_all(desk: Browser) -> None:
    ids = read_all(desk)
    refused = desk.post("/hub/api/desk/move", {"wanted": [[ids[0], 0], [GONE, 0], [ids[1], 1]], "state": "in_hand", "fields": {}})
    assert (refused.status_code, refused.get_json()["error"]) == (409, "move")
    assert refused.get_json()["refused"] == [[GONE, 0, ""], [ids[1], 1, ""]]
    assert refused.get_json()["message"].startswith("Nothing was moved. 2 cannot become “In hand”. ")
    recorded = desk.post("/hub/api/desk/move", {"wanted": [[GONE, 0]], "state": "", "fields": {"ward": "maltby"}})
    assert recorded.get_json()["message"].startswith("Nothing was moved. 1 cannot be changed. ")
    assert listed(desk, "state=in_hand") == []


def test_fields_of_many_change_and_the_others_stay(desk: Browser) -> None:
    ids = read_all(desk)
    wanted = [[one, 0] for one in ids[:2]]
    for fields in ({"category": "missing", "practice": True}, {"ward": "maltby"}):
        assert desk.post("/hub/api/desk/move", {"wanted": wanted, "state": "", "fields": fields}).status_code == 200
    rows = [row for row in listed(desk, "state=seen") if row["id"] in ids[:2]]
    assert [(row["state"], row["triage"]["category"], row["triage"]["ward"], row["triage"]["practice"]) for row in rows] == [("seen", "missing", "maltby", True)] * 2


@pytest.mark.parametrize(
    "body",
    [
        {"wanted": [], "state": "closed", "fields": {}},
        {"wanted": [[GONE, 0]] * 101, "state": "closed", "fields": {}},
        {"wanted": [["x", 0]], "state": "closed", "fields": {}},
        {"wanted": [[GONE, 9]], "state": "closed", "fields": {}},
        {"wanted": [[GONE, 0]], "state": "purged", "fields": {}},
        {"wanted": [[GONE, 0]], "state": "", "fields": {}},
        {"wanted": [[GONE, 0]], "state": "", "fields": {"state": "closed"}},
        {"wanted": [[GONE, 0]], "state": "", "fields": {"ward": 7}},
        {"wanted": [[GONE, 0]], "state": "", "fields": {"ward": "x" * 81}},
        {"wanted": [[GONE, 0]], "state": "", "fields": {"urgency": "never"}},
        {"wanted": [[GONE, 0]], "state": "", "fields": {"practice": 1}},
        {"wanted": [[GONE, 0]], "state": "closed"},
    ],
    ids=["none", "many", "id", "variant", "state", "nothing", "name", "kind", "long", "urgency", "practice", "less"],
)
def test_misshapen_bulk_is_refused(desk: Browser, body: dict[str, Any]) -> None:
    answer = desk.post("/hub/api/desk/move", body)
    assert (answer.status_code, answer.get_json()["error"]) == (400, "malformed")


def test_desk_is_sifted_by_every_clear_field(desk: Browser) -> None:
    ids = read_all(desk)
    fields = {"category": "missing", "ward": "maltby", "urgency": "now", "assignee": "Bert O'Neill", "language": "ur", "reader_kind": "taxi", "practice": True}
    desk.post("/hub/api/desk/move", {"wanted": [[ids[2], 0]], "state": "", "fields": fields})
    for name, value in fields.items():
        query = f"state=seen&{name}={1 if value is True else value}"
        assert [row["id"] for row in listed(desk, query)] == [ids[2]], name
    assert len(listed(desk, "state=seen&ward=-")) == 5
    assert len(listed(desk, "state=seen&practice=0&slow=0")) == 5
    assert listed(desk, "state=seen&slow=1") == []
    for query in ("slow=2", "practice=yes", "ward=" + "x" * 81, "assignee=%00"):
        assert desk.client.get(f"/hub/api/desk?state=seen&{query}").status_code == 400


def test_sifted_pages_go_on_until_the_end_whatever_they_find(desk: Browser, stage: Stage) -> None:
    stage.store.write(
        lambda db: db.execute(
            """WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
               INSERT INTO envelopes (id, variant, thread, key, sealed, digest, receipt, received, slow, state)
               SELECT printf('%08x-0000-4000-8000-000000000000', i), 0, 't', (SELECT id FROM hub_keys), NULL, 'd', 'r', printf('2025-01-01T%02d:%02dZ', i / 400, i % 60), i = 1, 'closed' FROM n"""
        ).rowcount
    )
    found, cursor, pages = [], "", 0
    while pages < 10:
        body = desk.client.get(f"/hub/api/desk?state=closed&slow=1{cursor}").get_json()
        found += [row["id"] for row in body["rows"]]
        pages += 1
        if body["next"] is None:
            break
        cursor = f"&before={body['next']}"
    assert (found, pages) == (["00000001-0000-4000-8000-000000000000"], 3)


def test_first_page_comes_from_the_index(stage: Stage) -> None:
    plans = []
    reader = stage.store.read()
    reader.set_trace_callback(plans.append)
    stage.store.desk_sifted("closed", ("2026-11-23T20:15Z", GONE, 0), 500, load_sieve())
    stage.store.desk_sifted("closed", None, 500, load_sieve())
    stage.store.arrived_since("2026-11-23T20:15Z", 200)
    stage.store.oldest_unread()
    reader.set_trace_callback(None)
    for asked in plans:
        steps = " | ".join(row["detail"] for row in reader.execute("EXPLAIN QUERY PLAN " + asked))
        # Sorted again are only the rows that were looked at, 4,000 at most.
        assert "SEARCH envelopes USING COVERING INDEX envelopes_on_desk (state=?" in steps or "SEARCH e USING COVERING INDEX envelopes_on_desk (state=?" in steps, (asked, steps)


def load_sieve() -> Any:
    from spotsigns.hub.desk_model import Sieve

    return Sieve((("ward", "maltby"),), slow=False)


def test_new_ones_are_told_from_a_minute_on(desk: Browser) -> None:
    rows = listed(desk)
    newest = rows[0]["received"]
    assert desk.client.get(f"/hub/api/desk/arrivals?since={newest}").get_json() == {"new": [[rows[0]["id"], 0]]}
    assert len(desk.client.get("/hub/api/desk/arrivals?since=2026-01-01T00:00Z").get_json()["new"]) == 6
    assert desk.client.get("/hub/api/desk/arrivals?since=2027-01-01T00:00Z").get_json() == {"new": []}
    for since in ("", "yesterday", "2026-11-23", "٢٠٢٦-11-23T20:15Z"):
        assert desk.client.get(f"/hub/api/desk/arrivals?since={since}").status_code == 400


def colleague(stage: Stage) -> Browser:
    """Bert, a practitioner who was admitted and is logged in."""
    token, session = new_session(make_hub(stage.store, stage.secrets, stage.clock), "bert")

    def job(db: Any) -> None:
        db.execute("INSERT INTO staff (id, name, role, state) VALUES ('bert', 'Bert', 'practitioner', 'active')")
        db.execute("INSERT INTO held_keys SELECT key, 'bert', hub_sealed, desk_sealed FROM held_keys WHERE holder <> 'recovery'")
        db.execute("INSERT INTO sessions VALUES (?, ?, ?, ?, ?)", (session.digest, session.staff, session.page_key, session.seen, session.ends))

    stage.store.write(job)
    browser = Browser(stage.app, stage.clock, stage.holder)
    browser.client.set_cookie("spotsigns-hub", token)
    return browser


def test_others_see_who_looks_at_what_for_a_minute(desk: Browser, stage: Stage) -> None:
    first, second = (row["id"] for row in listed(desk)[:2])
    bert = colleague(stage)
    assert desk.post("/hub/api/looking", {"at": first}).get_json() == {"looking": []}
    assert bert.post("/hub/api/looking", {"at": second}).get_json() == {"looking": [[first, stage.holder.name]]}
    assert desk.post("/hub/api/looking", {"at": second}).get_json() == {"looking": [[second, "Bert"]]}
    stage.clock.now += timedelta(seconds=60)
    assert bert.post("/hub/api/looking", {"at": ""}).get_json() == {"looking": []}
    assert desk.post("/hub/api/looking", {"at": "x"}).status_code == 400


def test_a_page_that_asks_by_itself_keeps_no_session_alive(desk: Browser, stage: Stage) -> None:
    for _ in range(15):
        stage.clock.now += timedelta(minutes=1)
        answer = desk.post("/hub/api/looking", {"at": ""})
        desk.client.get("/hub/api/desk/arrivals?since=2026-11-23T20:15Z")
    assert answer.status_code == 401
    assert stage.clock.now - NOW == timedelta(minutes=15)


def test_contact_is_revealed_for_a_known_reason_with_a_ledger_row(desk: Browser, stage: Stage) -> None:
    concern_id = listed(desk)[0]["id"]
    assert desk.post(f"/hub/api/concerns/{concern_id}/reveal", {"reason": "reach-them"}).get_json() == {"revealed": True}
    assert acts(stage)[-1] == ("revealed", f"{concern_id} reach-them")
    assert desk.post(f"/hub/api/concerns/{concern_id}/reveal", {"reason": "curious"}).status_code == 400
    assert desk.post(f"/hub/api/concerns/{uuid.uuid4()}/reveal", {"reason": "danger"}).status_code == 404
    assert acts(stage)[-1][0] == "revealed"


def test_extract_is_noted_without_a_word_of_it(desk: Browser, stage: Stage) -> None:
    concern_id = listed(desk)[0]["id"]
    assert desk.post(f"/hub/api/concerns/{concern_id}/extract", {"how": "print"}).get_json() == {"noted": True}
    assert acts(stage)[-1] == ("extracted", f"{concern_id} print")
    assert desk.post(f"/hub/api/concerns/{concern_id}/extract", {"how": "post"}).status_code == 400
    assert desk.post(f"/hub/api/concerns/{concern_id}/extract", {"how": "copy", "text": "words"}).status_code == 400
    assert "words" not in json.dumps(acts(stage))
