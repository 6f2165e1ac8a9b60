"""Threads that are restricted: only who holds a copy may answer. And where a thread begins, however long it is. And what somebody accepted."""

from __future__ import annotations

import secrets
import uuid
from collections.abc import Iterator
from typing import Any

import pytest

from spotsigns.hub.answer_model import FIRST_ENVELOPES, LOCKED_SIZES, Given
from spotsigns.hub.ledger import Ledger
from spotsigns.hub.model import ROLES
from spotsigns.sealing.answer import seal_answer
from spotsigns.sealing.code import derive_keys, make_code
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import pad, public_bytes, seal, seal_concern
from spotsigns.settings import load_settings
from tests.contract.colleagues import Colleague, add_colleague
from tests.contract.hubs import Browser, Stage

KEYS = derive_keys(make_code(), "rotherham")
PATH = f"/hub/api/threads/{KEYS.thread}"


class Team:
    """Ann restricts to Cat; Ben is neither."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self.colleagues: dict[str, Colleague] = {name: add_colleague(stage.store, stage.secrets, stage.holder, name, role) for name, role in (("Ben", "practitioner"), ("Cat", "keyholder"))}
        self.ann, self.ben, self.cat = (Browser(stage.app, stage.clock, known) for known in (stage.holder, *(one.known for one in self.colleagues.values())))
        for browser in (self.ann, self.ben, self.cat):
            assert browser.log_in().status_code == 200
        self.cookies = [(browser, getattr(browser.client.get_cookie("spotsigns-hub"), "value", "")) for browser in (self.ann, self.ben, self.cat)]
        stage._copy(stage.settings.database_path, stage.beginning)

    def tell(self, kind: str = "concern") -> str:
        told = {"v": 1, "kind": kind, "answers": {}, "reply": to_base64url(public_bytes(KEYS.reply))}
        envelope = seal_concern(told, str(uuid.uuid4()), KEYS.thread, public_bytes(self.stage.holder.hub_key))
        assert self.stage.app.test_client().put(f"/api/envelopes/{envelope['id']}", json=envelope).status_code == 201
        return str(envelope["id"])

    def restrict(self, concern: str) -> None:
        cat = self.colleagues["Cat"]
        holders = {cat.id: public_bytes(cat.private), "recovery": from_base64url(self.ann.client.get("/hub/api/people").get_json()["recovery"])}
        copies = [
            {"variant": 0, "holder": holder, "sealed": to_base64url(seal(public, f"spotsigns/v1/restricted|{concern}|{KEYS.thread}|{holder}".encode(), pad(b"{}")))}
            for holder, public in holders.items()
        ]
        assert self.ann.post(f"/hub/api/concerns/{concern}/restrict", {"copies": copies}).status_code == 200


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Team]:
    stage = Stage(load_settings({}, data=str(tmp_path_factory.mktemp("restricted")), languages="en"))
    yield Team(stage)
    stage.close()


@pytest.fixture
def team(staged: Team) -> Team:
    staged.stage.begin_again()
    for browser, cookie in staged.cookies:
        browser.client.set_cookie("spotsigns-hub", cookie)
    return staged


def body(seq: int = 1) -> dict[str, Any]:
    answer_id = str(uuid.uuid4())
    said = {"v": 1, "kind": "answer", "seq": seq, "lang": "en", "made_at": "", "text": "Words", "phrase": None, "slots": {}}
    sealed = seal_answer(said, answer_id, KEYS.thread, public_bytes(KEYS.reply))
    return {"id": answer_id, "seq": seq, "sealed": to_base64url(sealed), "locked": to_base64url(secrets.token_bytes(LOCKED_SIZES[0]))}


def given(author: str) -> Given:
    made = body()
    return Given(made["id"], KEYS.thread, 1, author, from_base64url(made["sealed"]), from_base64url(made["locked"]))


def test_who_holds_the_restricted_copy_answers_and_the_code_reads_it(team: Team) -> None:
    team.restrict(team.tell())
    answer = body()
    assert team.cat.post(f"{PATH}/answers", answer).status_code == 201
    assert team.cat.post(f"{PATH}/answers", answer).status_code == 200
    told = team.stage.app.test_client().get(f"/api/threads/{KEYS.thread}").get_json()
    assert [one["sealed"] for one in told["envelopes"]] == [answer["sealed"]]
    assert [one["id"] for one in team.cat.client.get(f"{PATH}/answers").get_json()["answers"]] == [answer["id"]]


def test_everybody_else_is_told_that_there_is_no_such_thread(team: Team) -> None:
    sent_before, concern = body(), team.tell()
    assert team.ben.post(f"{PATH}/answers", sent_before).status_code == 201
    team.restrict(concern)
    nowhere, rows = PATH.replace(KEYS.thread, "00" * 16), len(list(team.stage.store.ledger_rows()))
    for other in (team.ann, team.ben):
        unknown = other.post(f"{nowhere}/answers", body(2))
        for answer in (sent_before, body(2)):
            refused = other.post(f"{PATH}/answers", answer)
            assert (refused.status_code, refused.get_data()) == (unknown.status_code, unknown.get_data()) == (404, unknown.get_data())
        assert other.client.get(f"{PATH}/answers").get_data() == other.client.get(f"{nowhere}/answers").get_data()
        assert other.client.get(f"{PATH}/envelopes").status_code == 404
    assert len(list(team.stage.store.ledger_rows())) == rows
    assert team.cat.post(f"{PATH}/answers", body(2)).status_code == 201


def test_restricted_between_the_check_and_the_keeping_takes_nothing(team: Team) -> None:
    """The request's own check has passed already when the copies come: the store refuses by itself."""
    team.restrict(team.tell())
    store, ben, cat = team.stage.store, team.colleagues["Ben"].id, team.colleagues["Cat"].id
    ledger = Ledger(team.stage.secrets.ledger)
    entries = {one: ledger.entry(one, "answered", KEYS.thread, team.stage.clock()) for one in (ben, cat)}
    assert store.keep_answer(given(ben), "2026-11-23T20:15Z", entries[ben]).refused == "unknown_thread"
    assert store.hand_out_answers(KEYS.thread, entries[ben]) is None
    assert store.keep_answer(given(cat), "2026-11-23T20:15Z", entries[cat]).is_new
    assert store.hand_out_answers(KEYS.thread, entries[cat]) is not None


def test_purged_restricted_thread_takes_no_answer(team: Team) -> None:
    team.restrict(team.tell())
    team.stage.store.write(lambda db: db.execute("UPDATE envelopes SET state = 'closed', purged = '2026-12' WHERE thread = ?", (KEYS.thread,)).rowcount)
    assert team.cat.post(f"{PATH}/answers", body()).get_json()["error"] == "purged"


def test_thread_of_any_length_is_read_from_its_beginning(team: Team) -> None:
    ids = [team.tell() for _ in range(FIRST_ENVELOPES + 3)]
    found: list[str] = []
    while rows := team.ben.client.get(f"{PATH}/envelopes?after={found[-1] if found else ''}").get_json()["rows"]:
        assert len(rows) <= FIRST_ENVELOPES
        assert {tuple(sorted(row)) for row in rows} == {("id", "received", "variant")}
        found += [row["id"] for row in rows]
    assert found == ids
    for after in ("x", str(uuid.uuid4()), "' OR 1"):
        assert team.ben.client.get(f"{PATH}/envelopes", query_string={"after": after}).get_json() == {"rows": []}


@pytest.mark.parametrize("role", ROLES)
def test_who_reads_concerns_may_look_where_a_thread_begins_and_keep_what_they_accepted(team: Team, role: str) -> None:
    team.stage.store.write(lambda db: db.execute("UPDATE staff SET role = ? WHERE id = ?", (role, team.colleagues["Ben"].id)).rowcount)
    may = role in ("keyholder", "practitioner")
    assert team.ben.client.get(f"{PATH}/envelopes").status_code == (200 if may else 403)
    assert team.ben.post("/hub/api/me/accepted", {"locked": to_base64url(bytes(60))}).status_code == (200 if may else 403)


def test_what_somebody_accepted_comes_back_to_them_alone_and_goes_with_their_key(team: Team) -> None:
    assert team.ben.client.get("/hub/api/keys").get_json()["accepted"] is None
    for size in (90, 120):
        locked = to_base64url(secrets.token_bytes(size))
        assert team.ben.post("/hub/api/me/accepted", {"locked": locked}).status_code == 200
        assert team.ben.client.get("/hub/api/keys").get_json()["accepted"] == locked
    assert team.cat.client.get("/hub/api/keys").get_json()["accepted"] is None
    for wrong in ({"locked": ""}, {"locked": "!"}, {"locked": to_base64url(bytes(40_001))}, {"locked": 7}, {}):
        assert team.ben.post("/hub/api/me/accepted", wrong).status_code in (400, 413)
    assert team.ben.client.get("/hub/api/keys").get_json()["accepted"] == locked
    store, ben = team.stage.store, team.colleagues["Ben"].id
    assert store.disable(ben, Ledger(team.stage.secrets.ledger).entry("operator", "disabled", ben, team.stage.clock())) is None
    assert store.accepted(ben) is None
