"""Answers of the hub: taken from its own staff only, kept once, numbered without a gap, handed to the code and to the desk."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from spotsigns.hub.answer_model import LOCKED_SIZES
from spotsigns.hub.ledger import verify_ledger
from spotsigns.hub.model import ROLES
from spotsigns.sealing.answer import open_answer, seal_answer
from spotsigns.sealing.code import derive_keys, make_code
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import SEALED_SIZES, public_bytes, seal_concern
from spotsigns.settings import load_settings
from tests.contract.hubs import Browser, Stage

CODE = make_code()
KEYS = derive_keys(CODE, "rotherham")
PATH = f"/hub/api/threads/{KEYS.thread}/answers"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(load_settings({}, data=str(tmp_path_factory.mktemp("answers")), languages="en,ur"))
    yield stage
    stage.close()


@pytest.fixture(autouse=True)
def begin_again(stage: Stage) -> None:
    stage.begin_again()


@pytest.fixture
def desk(stage: Stage) -> Browser:
    """Logged in, with a concern under the code."""
    browser = Browser(stage.app, stage.clock, stage.holder)
    assert browser.log_in().status_code == 200
    tell(stage)
    return browser


def tell(stage: Stage, kind: str = "concern") -> str:
    told = {"v": 1, "kind": kind, "answers": {}, "reply": to_base64url(public_bytes(KEYS.reply))}
    envelope = seal_concern(told, str(uuid.uuid4()), KEYS.thread, public_bytes(stage.holder.hub_key))
    assert stage.app.test_client().put(f"/api/envelopes/{envelope['id']}", json=envelope).status_code == 201
    return str(envelope["id"])


def answer_body(seq: int = 1, text: str = "Is the child safe now?", **changed: Any) -> dict[str, Any]:
    answer_id = changed.get("id", str(uuid.uuid4()))
    said = {"v": 1, "kind": "answer", "seq": seq, "lang": "en", "made_at": "2026-11-23T20:15+00:00", "text": text, "phrase": None, "slots": {}}
    sealed = seal_answer(said, answer_id, KEYS.thread, public_bytes(KEYS.reply))
    return {"id": answer_id, "seq": seq, "sealed": to_base64url(sealed), "locked": to_base64url(secrets.token_bytes(LOCKED_SIZES[0])), **changed}


def told_code(stage: Stage) -> dict[str, Any]:
    body: dict[str, Any] = stage.app.test_client().get(f"/api/threads/{KEYS.thread}").get_json()
    return body


def error_of(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]


def acts(stage: Stage) -> list[tuple[str, str]]:
    return [(row.act, row.subject) for row in stage.store.ledger_rows()]


def test_an_answer_reaches_whoever_holds_the_code_at_the_servers_minute(stage: Stage, desk: Browser) -> None:
    body = answer_body()
    answer = desk.post(PATH, body)
    assert (answer.status_code, answer.get_json()) == (201, {"id": body["id"], "at": "2026-11-23T20:15Z", "seq": 1})
    [envelope] = told_code(stage)["envelopes"]
    assert envelope == {"id": body["id"], "at": "2026-11-23T20:15Z", "sealed": body["sealed"]}
    assert open_answer(KEYS.reply, envelope["id"], KEYS.thread, from_base64url(envelope["sealed"]))["text"] == "Is the child safe now?"
    assert acts(stage)[-1] == ("answered", f"{KEYS.thread} {body['id']} 1")
    assert verify_ledger(stage.store, stage.secrets.ledger) is None


def test_the_desk_is_handed_its_own_copies_with_who_and_when_and_a_ledger_row(stage: Stage, desk: Browser) -> None:
    first_id = tell(stage, "message")
    body, later = answer_body(), answer_body(2)
    desk.post(PATH, body)
    stage.clock.now += timedelta(minutes=3)
    desk.post(PATH, later)
    found = desk.client.get(PATH).get_json()
    person = desk.client.get("/hub/api/session").get_json()["staff"]
    assert [(one["id"], one["at"], one["seq"], one["author"], one["by"], one["locked"]) for one in found["answers"]] == [
        (body["id"], "2026-11-23T20:15Z", 1, person["id"], person["name"], body["locked"]),
        (later["id"], "2026-11-23T20:18Z", 2, person["id"], person["name"], later["locked"]),
    ]
    assert found["state"] == "received"
    assert [one["variant"] for one in found["first"]] == [0, 0]
    assert found["first"][1]["id"] == first_id
    assert acts(stage)[-1] == ("read_answers", KEYS.thread)
    head = stage.store.ledger_head()
    assert head is not None
    assert found["head"] == {"n": head.n, "chain": head.chain}


def test_nothing_handed_out_leaves_no_ledger_row(stage: Stage, desk: Browser) -> None:
    before = acts(stage)
    found = desk.client.get(PATH).get_json()
    assert (found["answers"], found["head"]) == ([], None)
    assert acts(stage) == before


def test_the_same_again_is_kept_once_and_answered_with_its_first_minute(stage: Stage, desk: Browser) -> None:
    body = answer_body()
    first = desk.post(PATH, body)
    rows = acts(stage)
    stage.clock.now += timedelta(minutes=5)
    again = desk.post(PATH, body)
    assert (again.status_code, again.get_json()) == (200, first.get_json())
    assert acts(stage) == rows
    assert len(told_code(stage)["envelopes"]) == 1


@pytest.mark.parametrize("field", ["seq", "sealed", "locked"])
def test_something_else_under_the_same_id_is_refused(stage: Stage, desk: Browser, field: str) -> None:
    body = answer_body()
    desk.post(PATH, body)
    other = answer_body(2, id=body["id"])
    assert error_of(desk.post(PATH, {**body, field: other[field]})) == (409, "different")
    assert [one["sealed"] for one in told_code(stage)["envelopes"]] == [body["sealed"]]


@pytest.mark.parametrize("seq", [-1, 0, 1, 3, 10**30])
def test_only_the_next_number_of_the_thread_is_taken(stage: Stage, desk: Browser, seq: int) -> None:
    assert desk.post(PATH, answer_body(1)).status_code == 201
    rows = acts(stage)
    assert error_of(desk.post(PATH, answer_body(seq))) == (409, "seq")
    assert acts(stage) == rows
    assert desk.post(PATH, answer_body(2)).status_code == 201


def test_of_many_who_answer_at_once_one_gets_each_number(stage: Stage, desk: Browser) -> None:
    def send(body: dict[str, Any]) -> int:
        client = stage.app.test_client()
        client.set_cookie("spotsigns-hub", cookie)
        return client.post(PATH, json=body).status_code

    held = desk.client.get_cookie("spotsigns-hub")
    assert held is not None
    cookie = held.value
    with ThreadPoolExecutor(max_workers=4) as pool:
        statuses = list(pool.map(send, [answer_body(1) for _ in range(4)]))
    assert sorted(statuses) == [201, 409, 409, 409]
    assert len(told_code(stage)["envelopes"]) == 1


@pytest.mark.parametrize("size", range(3))
def test_every_size_of_an_envelope_is_taken(desk: Browser, size: int) -> None:
    body = answer_body(sealed=to_base64url(b"\4" + bytes(SEALED_SIZES[size] - 1)), locked=to_base64url(bytes(LOCKED_SIZES[size])))
    assert desk.post(PATH, body).status_code == 201


@pytest.mark.parametrize(
    ("changed", "status"),
    [
        ({"id": "7E6DDCE7-A7AC-4732-B6FA-DFA7E5C15B62"}, 400),
        ({"id": "7e6ddce7-a7ac-1732-b6fa-dfa7e5c15b62"}, 400),
        ({"sealed": to_base64url(b"\4" + bytes(4_175))}, 400),
        ({"sealed": to_base64url(b"\3" + bytes(4_176))}, 400),
        ({"sealed": ""}, 400),
        ({"sealed": "not base64url!"}, 400),
        ({"sealed": 7}, 400),
        ({"locked": to_base64url(bytes(4_177))}, 400),
        ({"locked": None}, 400),
        ({"seq": "1"}, 400),
        ({"seq": True}, 400),
        ({"seq": 1.0}, 400),
        ({"at": "2026-11-23T20:15Z"}, 400),
        ({"author": "somebody-else"}, 400),
        ({"sealed": "A" * 140_000}, 413),
    ],
)
def test_bad_input_is_refused_and_nothing_kept(stage: Stage, desk: Browser, changed: dict[str, Any], status: int) -> None:
    rows = acts(stage)
    assert desk.post(PATH, {**answer_body(), **changed}).status_code == status
    assert told_code(stage)["envelopes"] == []
    assert acts(stage) == rows


@pytest.mark.parametrize("body", [b"[" * 20_000, b"", b"null", b"[]", b'{"id": 1}'], ids=["deep", "empty", "null", "list", "fields"])
def test_what_is_no_answer_at_all_is_refused(desk: Browser, body: bytes) -> None:
    assert desk.client.post(PATH, data=body, content_type="application/json").status_code == 400
    assert desk.client.post(PATH, data=body, content_type="text/plain").status_code == 415


@pytest.mark.parametrize("thread", ["00" * 16, "5F" * 16, "x", "%F0%9F%98%80"])
def test_a_thread_that_is_not_here_takes_no_answer(desk: Browser, thread: str) -> None:
    path = f"/hub/api/threads/{thread}/answers"
    assert error_of(desk.post(path, answer_body())) == (404, "unknown_thread")
    assert error_of(desk.client.get(path)) == (404, "unknown_thread")


def test_a_purged_thread_says_closed_and_takes_no_answer(stage: Stage, desk: Browser) -> None:
    stage.store.write(lambda db: db.execute("UPDATE envelopes SET sealed = NULL, state = 'closed', purged = '2026-12' WHERE thread = ?", (KEYS.thread,)).rowcount)
    assert told_code(stage) == {"state": "closed", "envelopes": []}
    assert error_of(desk.post(PATH, answer_body())) == (409, "purged")


@pytest.mark.parametrize("role", ROLES)
def test_only_who_reads_concerns_may_answer_or_see_answers(stage: Stage, desk: Browser, role: str) -> None:
    stage.store.write(lambda db: db.execute("UPDATE staff SET role = ?", (role,)).rowcount)
    may = role in ("keyholder", "practitioner")
    assert desk.post(PATH, answer_body()).status_code == (201 if may else 403)
    for path in (PATH, "/hub/api/phrases/en"):
        assert desk.client.get(path).status_code == (200 if may else 403)
    assert len(told_code(stage)["envelopes"]) == int(may)


def test_a_stranger_is_told_nothing(stage: Stage) -> None:
    client = stage.app.test_client()
    for answer in (client.post(PATH, json=answer_body()), client.get(PATH), client.get("/hub/api/phrases/en")):
        assert error_of(answer) == (401, "log_in")


def test_nobody_answers_from_another_site(desk: Browser) -> None:
    assert desk.post(PATH, answer_body(), headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_ready_made_answers_come_in_english_and_in_the_readers_language(desk: Browser) -> None:
    english, urdu = (desk.client.get(f"/hub/api/phrases/{tag}").get_json() for tag in ("en", "ur"))
    assert [one["id"] for one in english["phrases"]] == [one["id"] for one in urdu["phrases"]]
    between = {found["lang"]: next(one for one in found["phrases"] if one["id"] == "call-between") for found in (english, urdu)}
    assert between["en"]["text"] == "Please call {number} between {from} and {to}."
    assert "{number}" in between["ur"]["text"]
    assert between["ur"]["text"] != between["en"]["text"]
    assert (between["ur"]["translated"], between["en"]["checked"], between["ur"]["checked"]) == (True, True, False)
    assert next(one for one in urdu["phrases"] if one["id"] == "danger-call")["text"].count("999") == 1
    assert (english["dir"], urdu["dir"]) == ("ltr", "rtl")
    assert {one["id"] for one in english["contacts"]} >= {"mash"}
    assert "Eastwood" in english["places"]


@pytest.mark.parametrize("tag", ["sk", "xx", "..", "EN"])
def test_a_language_without_them_says_so(desk: Browser, tag: str) -> None:
    assert desk.client.get(f"/hub/api/phrases/{tag}").status_code == 404


def test_the_page_carries_every_ready_made_answer_in_its_own_language(stage: Stage) -> None:
    page = stage.app.test_client().get("/ur/m/").get_data(as_text=True)
    assert 'data-phrase="call-between" data-slots="number:number from:time to:time"' in page
    assert page.count("<template data-phrase=") >= 30
    assert "Please call" not in page
    assert 'data-contact="mash" data-tel="' in page
