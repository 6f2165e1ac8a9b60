"""The hub's contract: closed to everybody but whom a view names, logging in, the desk."""

from __future__ import annotations

import json
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient

from spotsigns.app import create_app
from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.ledger import verify_ledger
from spotsigns.hub.model import ROLES
from spotsigns.hub.staff import add_staff
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import open_concern
from spotsigns.settings import Settings, load_settings
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from tests.conftest import NOW, Clock
from tests.contract import overview
from tests.contract.hubs import Browser, Stage
from tests.contract.staff_routes import STAFF_ROUTES

OPEN = {"hub.begin_log_in", "hub.complete_log_in", "hub.begin_passkey", "hub.show_log_in", "hub.show_join", "hub.begin_join", "hub.take_name", "hub.take_code", "hub.complete_join", "hub.hub_worker"}
NO_TRIAGE = {"category": "", "ward": "", "urgency": "", "assignee": "", "language": "", "reader_kind": "", "practice": False}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One application for all tests here: making it costs more than they do."""
    stage = Stage(load_settings({}, data=str(tmp_path_factory.mktemp("hub")), languages="en"))
    yield stage
    stage.close()


@pytest.fixture(autouse=True)
def begin_again(stage: Stage) -> None:
    stage.begin_again()


@pytest.fixture
def settings(stage: Stage) -> Settings:
    return stage.settings


@pytest.fixture
def store(stage: Stage) -> SqliteStore:
    return stage.store


@pytest.fixture
def secrets(stage: Stage) -> Secrets:
    return stage.secrets


@pytest.fixture
def clock(stage: Stage) -> Clock:
    return stage.clock


@pytest.fixture
def app(stage: Stage) -> Flask:
    return stage.app


@pytest.fixture
def holder(stage: Stage) -> DemonstrationStaff:
    return stage.holder


@pytest.fixture
def browser(stage: Stage) -> Browser:
    return Browser(stage.app, stage.clock, stage.holder)


@pytest.fixture
def desk(browser: Browser) -> Browser:
    """Logged in."""
    assert browser.log_in().status_code == 200
    return browser


def hub_rules(app: Flask) -> list[tuple[str, str, str]]:
    """(endpoint, method, path) of everything below /hub."""
    return [
        (rule.endpoint, method, rule.rule.replace("<concern_id>", "7e6ddce7-a7ac-4732-b6fa-dfa7e5c15b62"))
        for rule in app.url_map.iter_rules()
        if rule.rule.startswith("/hub")
        for method in sorted((rule.methods or set()) - {"HEAD", "OPTIONS"})
    ]


def test_every_route_of_the_hub_is_closed_to_strangers(app: Flask, client: FlaskClient) -> None:
    rules = hub_rules(app)
    assert {endpoint for endpoint, _, _ in rules} >= OPEN
    for endpoint, method, path in rules:
        for used in (method, "OPTIONS", *(["HEAD"] if method == "GET" else [])):
            answer = client.open(path, method=used, json={} if used == "POST" else None)
            if endpoint in OPEN:
                assert answer.status_code in (200, 400, 403), (used, path)
            elif used == "GET" and not path.startswith("/hub/api/"):
                assert (answer.status_code, answer.headers["Location"]) == (302, "/hub/log-in"), path
            else:
                assert answer.status_code == 401, (used, path)
            assert "Set-Cookie" not in answer.headers


@pytest.mark.parametrize("role", ROLES)
def test_desk_is_open_to_keyholders_and_practitioners_only(app: Flask, desk: Browser, store: SqliteStore, role: str) -> None:
    store.write(lambda db: db.execute("UPDATE staff SET role = ?", (role,)).rowcount)
    everyone = {"/hub/", "/hub/log-in", "/hub/join", "/hub/api/session", "/hub/api/still-here", "/hub/log-out"} | overview.PATHS
    for endpoint, method, path in hub_rules(app):
        if endpoint in OPEN or path in everyone or (method, path) in STAFF_ROUTES:
            continue
        status = desk.client.open(path, method=method, json={} if method == "POST" else None).status_code
        is_licensing = path.startswith(("/hub/licensing", "/hub/api/licensing"))
        may = role == "licensing" if is_licensing else role == "keyholder" or (role == "practitioner" and path != "/hub/api/line")
        assert (status != 403) == may, (role, path, status)


def test_view_that_says_nothing_is_open_to_nobody(app: Flask, desk: Browser) -> None:
    view = app.view_functions["hub.show_session"]
    named = dict(vars(view))
    vars(view).clear()
    try:
        assert desk.client.get("/hub/api/session").get_json()["error"] == "closed"
    finally:
        vars(view).update(named)


def test_start_has_the_same_shape_for_a_name_that_is_not_here(browser: Browser) -> None:
    answers = [browser.post("/hub/log-in/start", {"name": name}) for name in (browser.holder.name, "Nobody", "No\u0000body", "x" * 4000)]
    for answer in answers:
        assert answer.status_code == 200
        assert set(answer.get_json()) == {"salt", "kdf"}
        assert (len(answer.get_json()["salt"]), answer.get_json()["kdf"]) == (22, "pbkdf2-sha256-600000")
        assert {name for name, _ in answer.headers} == {name for name, _ in answers[0].headers}


def test_finish_gives_share_and_private_key_and_a_cookie(browser: Browser) -> None:
    answer = browser.log_in()
    assert set(answer.get_json()) == {"share", "private"}
    assert len(answer.get_json()["share"]) == 43
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("spotsigns-hub=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {"HttpOnly", "Path=/", "SameSite=Strict"}
    assert browser.client.get("/hub/").status_code == 200
    assert (browser.client.get("/hub").status_code, browser.client.get("/hub").headers["Location"]) == (308, "/hub/")


def test_cookie_over_https_is_bound_to_the_host(browser: Browser) -> None:
    answer = browser.post("/hub/log-in/finish", browser.finish_body(), base_url="https://localhost")
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-spotsigns=")
    assert {part.strip() for part in cookie.split(";")[1:]} == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}


def test_hub_answers_no_plain_http_beyond_loopback(browser: Browser) -> None:
    for path in ("/hub/log-in", "/hub/"):
        assert browser.client.get(path, base_url="http://hub.example").status_code == 403


@pytest.mark.parametrize("changed", [{"totp": "000000"}, {"name": "Nobody"}, {"auth": to_base64url(b"x" * 32)}], ids=lambda changed: next(iter(changed)))
def test_wrong_factor_is_refused_in_the_same_words(browser: Browser, changed: dict[str, str]) -> None:
    answer = browser.post("/hub/log-in/finish", browser.finish_body(**changed))
    assert (answer.status_code, answer.get_json()["error"], answer.get_json()["retry"]) == (401, "log_in", False)
    assert "Set-Cookie" not in answer.headers


def test_code_works_once(browser: Browser) -> None:
    body = browser.finish_body()
    assert [browser.post("/hub/log-in/finish", body).status_code for _ in range(2)] == [200, 401]


@pytest.mark.parametrize(
    "body",
    [b"", b"[]", b"{", b'{"name": 7}', b'{"name": "a", "more": 1}', b"{}", b'{"name": "\\ud800"}', b'{"name": "\xff"}', b"[" * 60_000, json.dumps({"name": "x" * 5000}).encode()],
    ids=["empty", "list", "broken", "number", "more", "less", "surrogate", "no utf-8", "deep", "long"],
)
def test_misshapen_questions_are_refused(client: FlaskClient, body: bytes) -> None:
    answer = client.post("/hub/log-in/start", data=body, content_type="application/json")
    assert (answer.status_code, answer.get_json()["error"]) == (400, "malformed")


def test_other_media_types_sizes_and_sites_are_refused(client: FlaskClient) -> None:
    assert client.post("/hub/log-in/start", data={"name": "a"}).status_code == 415
    assert client.post("/hub/log-in/start", data=b" " * 65_537, content_type="application/json").status_code == 413
    for header in ({"Sec-Fetch-Site": "cross-site"}, {"Sec-Fetch-Site": "same-site"}, {"Origin": "https://evil.example"}):
        answer = client.post("/hub/log-in/start", json={"name": "a"}, headers=header)
        assert (answer.status_code, answer.get_json()["error"]) == (403, "cross_site")


def test_page_key_is_given_to_a_live_session_and_ends_with_it(desk: Browser, clock: Clock) -> None:
    session = desk.client.get("/hub/api/session")
    assert session.headers["Cache-Control"] == "no-store"
    body = session.get_json()
    assert (len(body["page_key"]), body["left"], body["idle"], body["staff"]["reads"]) == (43, 8 * 3600, 900, True)
    assert desk.client.get("/hub/api/session").get_json()["page_key"] == body["page_key"]
    assert desk.post("/hub/log-out", {}).status_code == 200
    assert desk.client.get("/hub/api/session").status_code == 401
    clock.now += timedelta(minutes=1)
    desk.log_in()
    assert desk.client.get("/hub/api/session").get_json()["page_key"] != body["page_key"]


def test_logging_in_again_ends_the_session_before_it(desk: Browser, clock: Clock) -> None:
    others = [one for one in desk.client.get("/hub/api/me").get_json()["sessions"] if not one["this"]]
    before = desk.client.get_cookie("spotsigns-hub")
    assert before is not None
    clock.now += timedelta(minutes=1)
    wrong = desk.post("/hub/log-in/finish", desk.finish_body(totp="000000"))
    assert (wrong.status_code, desk.client.get("/hub/api/session").status_code) == (401, 200)
    assert desk.log_in().status_code == 200
    now = desk.client.get_cookie("spotsigns-hub")
    assert now is not None
    assert now.value != before.value
    assert [one for one in desk.client.get("/hub/api/me").get_json()["sessions"] if not one["this"]] == others
    desk.client.set_cookie("spotsigns-hub", before.value)
    assert desk.client.get("/hub/api/session").status_code == 401


def test_idle_session_is_over(desk: Browser, clock: Clock) -> None:
    clock.now += timedelta(minutes=14)
    assert desk.post("/hub/api/still-here", {}).status_code == 200
    clock.now += timedelta(minutes=15)
    assert desk.post("/hub/api/still-here", {}).status_code == 401
    assert desk.client.get("/hub/").headers["Location"] == "/hub/log-in"


def test_used_and_ended_links_are_refused(store: SqliteStore, clock: Clock, client: FlaskClient) -> None:
    token = add_staff(store, "Bert", "keyholder", NOW).partition("#")[2]
    assert client.post("/hub/api/join/start", json={"token": token}).get_json()["makes_keys"] is False
    clock.now += timedelta(hours=25)
    assert client.post("/hub/api/join/start", json={"token": token}).status_code == 403
    clock.now = NOW
    store.write(lambda db: db.execute("UPDATE invitations SET used = 1").rowcount)
    answer = client.post("/hub/api/join/start", json={"token": token})
    assert (answer.status_code, answer.get_json()["error"]) == (403, "invitation")


def test_door_is_shown_with_a_live_session_and_a_store_that_cannot_write(desk: Browser, store: SqliteStore, clock: Clock) -> None:
    assert desk.client.get("/hub/log-in").status_code == 200
    clock.now += timedelta(minutes=1)
    store.write(lambda db: db.execute("CREATE TRIGGER full BEFORE UPDATE ON sessions BEGIN SELECT RAISE(ABORT, 'full'); END"))
    assert desk.client.get("/hub/log-in").status_code == 200


def test_hand_outs_tell_the_head_of_the_ledger(desk: Browser, store: SqliteStore) -> None:
    row = desk.client.get("/hub/api/desk?state=new").get_json()["rows"][0]
    heads = [
        desk.post("/hub/api/desk/sealed", {"wanted": [[row["id"], 0]]}).get_json()["head"],
        desk.post(f"/hub/api/concerns/{row['id']}/open", {}).get_json()["head"],
    ]
    assert [desk.client.get(f"/hub/api/ledger?n={head['n']}").get_json() for head in heads] == heads
    store.write(lambda db: db.execute("DELETE FROM ledger WHERE n = ?", (heads[1]["n"],)).rowcount)
    assert desk.client.get(f"/hub/api/ledger?n={heads[1]['n']}").get_json()["chain"] is None
    for n in ("", "x", "-1", "²", "9" * 16):
        assert desk.client.get(f"/hub/api/ledger?n={n}").status_code == 400


def test_desk_lists_only_what_is_clear(desk: Browser) -> None:
    listed = desk.client.get("/hub/api/desk?state=new").get_json()
    assert listed["next"] is None
    assert len(listed["rows"]) == 6
    assert {name for row in listed["rows"] for name in row} == {"id", "variant", "thread", "key", "received", "state", "slow", "triage"}
    received = [row["received"] for row in listed["rows"]]
    assert received == sorted(received, reverse=True)


@pytest.mark.parametrize("query", ["state=purged", "state=new&before=x", "state=new&before=a,b,c", "state=new&before=a,b,²"])
def test_desk_refuses_places_that_are_none(desk: Browser, query: str) -> None:
    assert desk.client.get(f"/hub/api/desk?{query}").status_code == 400


def test_desk_goes_on_after_a_page(desk: Browser) -> None:
    rows = desk.client.get("/hub/api/desk?state=new").get_json()["rows"]
    cursor = f"{rows[2]['received']},{rows[2]['id']},{rows[2]['variant']}"
    assert desk.client.get(f"/hub/api/desk?state=new&before={cursor}").get_json()["rows"] == rows[3:]


def open_first(desk: Browser) -> dict[str, Any]:
    row = desk.client.get("/hub/api/desk?state=new").get_json()["rows"][0]
    opened: dict[str, Any] = desk.post(f"/hub/api/concerns/{row['id']}/open", {}).get_json()["envelopes"][0]
    return opened


def test_sorting_is_not_reading_and_both_are_in_the_ledger(desk: Browser, client: FlaskClient, store: SqliteStore, secrets: Secrets) -> None:
    rows = desk.client.get("/hub/api/desk?state=new").get_json()["rows"]
    wanted = [[row["id"], row["variant"]] for row in rows]
    sealed = desk.post("/hub/api/desk/sealed", {"wanted": wanted}).get_json()["envelopes"]
    told = [json.loads(open_concern(desk.holder.hub_key, envelope)) for envelope in sealed]
    assert sorted(concern["lang"] for concern in told) == ["en", "en", "en", "pl", "sk", "ur"]
    assert {client.get(f"/api/threads/{row['thread']}").get_json()["state"] for row in rows} == {"received"}

    first = open_first(desk)
    assert client.get(f"/api/threads/{first['thread']}").get_json()["state"] == "received"
    assert desk.post(f"/hub/api/concerns/{first['id']}/seen", {"variants": [0]}).get_json() == {"state": "seen"}
    assert client.get(f"/api/threads/{first['thread']}").get_json()["state"] == "read"

    ledger = [(row.act, row.subject) for row in store.ledger_rows()][-3:]
    assert ledger == [("listed", " ".join(f"{row['id']}/0" for row in rows)), ("opened", first["id"]), ("seen", f"{first['id']}/0")]
    assert verify_ledger(store, secrets.ledger) is None


def triage(desk: Browser, concern_id: str, state: str, **fields: object) -> tuple[int, str]:
    answer = desk.post(f"/hub/api/concerns/{concern_id}/triage", {"variants": [0], "state": state, **NO_TRIAGE, **fields})
    body = answer.get_json()
    return answer.status_code, body.get("error") or body["state"]


def test_triage_goes_the_ways_there_are(desk: Browser, client: FlaskClient) -> None:
    first = open_first(desk)
    assert triage(desk, first["id"], "in_hand") == (409, "move")
    refused = desk.post(f"/hub/api/concerns/{first['id']}/triage", {"variants": [0], "state": "in_hand", **NO_TRIAGE}).get_json()
    assert refused["message"].startswith("From “New” it cannot become “In hand”. ")
    desk.post(f"/hub/api/concerns/{first['id']}/seen", {"variants": [0]})
    assert triage(desk, first["id"], "in_hand", category="missing", urgency="today", ward="rotherham-east") == (200, "in_hand")
    listed = desk.client.get("/hub/api/desk?state=in_hand").get_json()["rows"]
    assert [(row["id"], row["triage"]) for row in listed] == [(first["id"], {**NO_TRIAGE, "category": "missing", "urgency": "today", "ward": "rotherham-east"})]
    assert triage(desk, first["id"], "new") == (409, "move")
    assert triage(desk, first["id"], "closed") == (409, "reason")
    reason = {"id": str(uuid.uuid4()), "locked": "A" * 200}
    assert desk.post(f"/hub/api/concerns/{first['id']}/no-further-action", reason).status_code == 201
    assert client.get(f"/api/threads/{first['thread']}").get_json()["state"] == "closed"
    assert triage(desk, first["id"], "in_hand") == (200, "in_hand")


@pytest.mark.parametrize("fields", [{"urgency": "soon"}, {"assignee": "x" * 81}, {"category": "a\nb"}, {"practice": 1}, {"notes": "…"}], ids=lambda fields: next(iter(fields)))
def test_triage_records_only_its_fields(desk: Browser, fields: dict[str, object]) -> None:
    assert triage(desk, open_first(desk)["id"], "closed", **fields) == (400, "malformed")


@pytest.mark.parametrize("variants", [[], [4], [-1], ["0"], [1]], ids=str)
def test_variants_that_are_not_there_are_refused(desk: Browser, variants: list[object]) -> None:
    answer = desk.post(f"/hub/api/concerns/{open_first(desk)['id']}/seen", {"variants": variants})
    assert answer.status_code == (404 if variants == [1] else 400)


def test_unknown_concerns_are_told_so(desk: Browser) -> None:
    nowhere = "7e6ddce7-a7ac-4732-b6fa-dfa7e5c15b62"
    assert desk.post(f"/hub/api/concerns/{nowhere}/open", {}).status_code == 404
    assert triage(desk, nowhere, "closed")[0] == 404
    assert desk.post("/hub/api/desk/sealed", {"wanted": [[nowhere, 0]]}).get_json()["envelopes"] == []
    for wanted in ([], [["x", 0]], [[nowhere, 9]], [[nowhere]], "all", [[nowhere, 0]] * 51):
        assert desk.post("/hub/api/desk/sealed", {"wanted": wanted}).status_code == 400


def test_line_closes_at_once_and_opens_only_when_nothing_is_missing(desk: Browser, client: FlaskClient, store: SqliteStore) -> None:
    assert client.get("/api/keys").get_json()["live"] is True
    assert desk.post("/hub/api/line", {"open": False}).get_json() == {"line": False}
    refused = desk.post("/hub/api/line", {"open": True})
    assert (refused.status_code, refused.get_json()["error"]) == (409, "not_ready")
    assert "two keyholders: Run 'spotsigns staff add NAME --role keyholder'" in refused.get_json()["message"].splitlines()
    assert client.get("/api/keys").get_json()["live"] is False
    store.write(lambda db: db.execute("UPDATE hub_keys SET seal = 0").rowcount)
    assert desk.post("/hub/api/line", {"open": True}).get_json()["error"] == "no_key"


def test_labels_say_every_id_of_the_form_in_english(desk: Browser) -> None:
    labels = desk.client.get("/hub/api/signs").get_json()
    assert labels["signs"]["takeaway.different-cars"].keys() == {"label", "text"}
    assert labels["choices"]["danger"].keys() == {"yes", "no", "unknown"}
    assert labels["choices"]["place"]["eastwood"] == "Eastwood"
    assert "{" not in json.dumps([*labels["fields"].values(), *(sign["text"] for sign in labels["signs"].values())])


def test_health_says_whether_the_desk_is_watched(client: FlaskClient, holder: DemonstrationStaff, clock: Clock) -> None:
    assert client.get("/healthz").get_json() == {"ok": True, "watched": True}
    clock.now += timedelta(days=2)
    assert client.get("/healthz").get_json() == {"ok": True, "watched": False}


def test_hub_side_alone_serves_no_public_page(settings: Settings, store: SqliteStore, secrets: Secrets) -> None:
    for side, hub, public in (("hub", 200, 404), ("public", 404, 200)):
        chosen = load_settings({}, data=settings.data, sides=side, languages="en")
        sided = create_app(chosen, store=store, secrets=secrets).test_client()
        assert (sided.get("/hub/log-in").status_code, sided.get("/en/").status_code) == (hub, public)


@pytest.mark.parametrize("path", ["/hub/log-in", "/hub/join", "/hub/"])
def test_pages_of_the_hub_are_strict_and_never_kept(desk: Browser, path: str) -> None:
    client = desk.client if path == "/hub/" else desk.client.application.test_client()
    page = client.get(path)
    policy = page.headers["Content-Security-Policy"]
    assert (page.status_code, page.headers["Cache-Control"], page.headers["Referrer-Policy"]) == (200, "no-store", "same-origin")
    assert "unsafe" not in policy
    assert "style-src 'self';" in policy
    html = page.get_data(as_text=True)
    assert "<style" not in html
    assert " style=" not in html
    assert html.count("<script") == html.count('<script type="module" src="/static/') == 1
    # A form whose fields have names could be sent by the browser itself, with the passphrase in it.
    assert ' name="pass' not in html
    assert 'method="post"' not in html
