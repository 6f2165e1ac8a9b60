"""The contract of what the desk does: notes, drafts, hand-overs, licensing, restriction; and who may do it."""

from __future__ import annotations

import json
import secrets
import uuid
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest

from spotsigns.errors import SealingError
from spotsigns.hub.ledger import verify_ledger
from spotsigns.hub.model import ROLES
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import open_sealed, pad, public_bytes, seal, seal_concern, unpad
from spotsigns.settings import load_settings
from tests.contract.colleagues import Colleague, add_colleague, private_of
from tests.contract.hubs import Browser, Stage

COOKIE = "spotsigns-hub"
DIGEST = "ab" * 32
NOWHERE = "7e6ddce7-a7ac-4732-b6fa-dfa7e5c15b62"


class People:
    """The demonstration's keyholder and three colleagues, each in a browser of their own."""

    def __init__(self, stage: Stage, colleagues: dict[str, Colleague]) -> None:
        self.stage, self.colleagues = stage, colleagues
        self.ann = self._log_in(Browser(stage.app, stage.clock, stage.holder))
        self.ben, self.cat, self.lil = (self._log_in(Browser(stage.app, stage.clock, colleagues[name].known)) for name in ("Ben", "Cat", "Lil"))

        self.cookies = [(browser, getattr(browser.client.get_cookie(COOKIE), "value", "")) for browser in (self.ann, self.ben, self.cat, self.lil)]

    def _log_in(self, browser: Browser) -> Browser:
        assert browser.log_in().status_code == 200
        return browser

    def begin_again(self) -> None:
        self.stage.begin_again()
        for browser, cookie in self.cookies:
            browser.client.set_cookie(COOKIE, cookie)


@pytest.fixture(scope="module")
def staged(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Stage, People]]:
    stage = Stage(load_settings({}, data=str(tmp_path_factory.mktemp("doing")), languages="en"))
    colleagues = {
        name: add_colleague(stage.store, stage.secrets, stage.holder, name, role)
        for name, role in (("Ben", "practitioner"), ("Cat", "keyholder"), ("Lil", "licensing"))
    }
    people = People(stage, colleagues)
    stage._copy(stage.settings.database_path, stage.beginning)
    yield stage, people
    stage.close()


@pytest.fixture
def people(staged: tuple[Stage, People]) -> People:
    staged[1].begin_again()
    return staged[1]


@pytest.fixture
def concern(people: People) -> str:
    """One that was read."""
    found: str = people.ann.client.get("/hub/api/desk?state=new").get_json()["rows"][0]["id"]
    people.ann.post(f"/hub/api/concerns/{found}/open", {})
    people.ann.post(f"/hub/api/concerns/{found}/seen", {"variants": [0]})
    return found


def locked(size: int = 60) -> str:
    return to_base64url(secrets.token_bytes(size))


def acts(people: People) -> list[tuple[str, str]]:
    return [(row.act, row.subject) for row in people.stage.store.ledger_rows()]


def standing(browser: Browser, concern: str) -> dict[str, Any]:
    found: dict[str, Any] = browser.client.get(f"/hub/api/concerns/{concern}/standing").get_json()
    return found


# Notes and drafts


def test_note_is_kept_once_with_its_author_and_ledger_row(people: People, concern: str) -> None:
    note = {"id": str(uuid.uuid4()), "kind": "note", "locked": locked()}
    path = f"/hub/api/concerns/{concern}/records"
    first, again = people.ben.post(path, note), people.ben.post(path, note)
    assert (first.status_code, again.status_code) == (201, 200)
    assert first.get_json() == again.get_json() == {**note, "concern": concern, "author": people.colleagues["Ben"].id, "at": "2026-11-23T20:15:42Z"}
    assert people.ben.post(path, {**note, "locked": locked()}).get_json()["error"] == "different"
    assert people.ann.post(path, note).get_json()["error"] == "different"
    assert people.ann.client.get(path).get_json()["records"] == [first.get_json()]
    assert [row for row in acts(people) if row[0] in ("noted", "notes_read")] == [("noted", f"{concern} {note['id']} note"), ("notes_read", concern)]
    assert verify_ledger(people.stage.store, people.stage.secrets.ledger) is None


@pytest.mark.parametrize(
    ("changed", "status"),
    [({"id": "x"}, 400), ({"kind": "hand-over"}, 400), ({"kind": "mark"}, 400), ({"locked": "!"}, 400), ({"locked": locked(28)}, 400), ({"locked": locked(45_085)}, 413), ({"locked": locked(50_000)}, 413), ({"more": 1}, 400)],
    ids=["id", "hand-over", "mark", "no base64url", "short", "long", "longer than a body", "more"],
)
def test_note_of_another_shape_is_refused(people: People, concern: str, changed: dict[str, Any], status: int) -> None:
    note = {"id": str(uuid.uuid4()), "kind": "note", "locked": locked(), **changed}
    assert people.ann.post(f"/hub/api/concerns/{concern}/records", note).status_code == status
    assert people.ann.client.get(f"/hub/api/concerns/{concern}/records").get_json()["records"] == []


def test_longest_note_is_taken(people: People, concern: str) -> None:
    assert people.ann.post(f"/hub/api/concerns/{concern}/records", {"id": str(uuid.uuid4()), "kind": "link", "locked": locked(45_084)}).status_code == 201


def test_draft_is_its_authors_alone_and_stays_until_it_is_dropped(people: People, concern: str) -> None:
    path, draft = f"/hub/api/drafts/{concern}", locked()
    assert people.ben.client.get(path).get_json() == {"at": None, "locked": None}
    assert people.ben.client.put(path, json={"locked": locked()}).status_code == 200
    assert people.ben.client.put(path, json={"locked": draft}).get_json() == {"at": "2026-11-23T20:15:42Z"}
    assert people.ann.client.get(path).get_json()["locked"] is None
    assert people.ben.client.get(path).get_json()["locked"] == draft
    people.ann.client.delete(path)
    assert people.ben.client.get(path).get_json()["locked"] == draft
    assert people.ben.client.delete(path).status_code == 200
    assert people.ben.client.get(path).get_json()["locked"] is None
    assert people.ben.client.put(path, json={"locked": locked()}, headers={"Sec-Fetch-Site": "cross-site"}).status_code == 403


def test_what_is_unknown_or_deleted_takes_no_words(people: People, concern: str) -> None:
    note = {"id": str(uuid.uuid4()), "kind": "note", "locked": locked()}
    people.stage.store.write(lambda db: db.execute("UPDATE envelopes SET sealed = NULL, purged = '2026-11'").rowcount)
    for gone in (NOWHERE, concern):
        assert people.ann.post(f"/hub/api/concerns/{gone}/records", note).status_code == 404
    assert people.ann.client.put(f"/hub/api/drafts/{concern}", json={"locked": locked()}).status_code == 404
    assert people.ann.post(f"/hub/api/concerns/{concern}/no-further-action", {"id": str(uuid.uuid4()), "locked": locked()}).status_code == 404
    assert people.ann.client.get(f"/hub/api/concerns/{NOWHERE}/records").status_code == 404


# The clock


def test_no_further_action_keeps_the_reason_closes_and_starts_the_clock(people: People, concern: str) -> None:
    reason = {"id": str(uuid.uuid4()), "locked": locked()}
    done = [people.ann.post(f"/hub/api/concerns/{concern}/no-further-action", reason) for _ in range(2)]
    assert [answer.status_code for answer in done] == [201, 200]
    assert done[0].get_json()["purge_after"] == "2026-12-23"
    now = standing(people.ben, concern)
    assert ([row["state"] for row in now["rows"]], now["purge_after"]) == (["closed"], "2026-12-23")
    assert acts(people).count(("finished", f"{concern} {reason['id']}")) == 1
    triage = {"variants": [0], "category": "", "ward": "", "urgency": "", "assignee": "", "language": "", "reader_kind": "", "practice": False}
    assert people.ann.post(f"/hub/api/concerns/{concern}/triage", {**triage, "state": "in_hand"}).status_code == 200
    assert standing(people.ben, concern)["purge_after"] is None
    people.stage.clock.now += timedelta(days=2)
    people.ben.log_in()
    refused = people.ben.post(f"/hub/api/concerns/{concern}/triage", {**triage, "state": "closed"})
    assert (refused.status_code, refused.get_json()["error"]) == (409, "reason")
    assert people.ben.post(f"/hub/api/concerns/{concern}/no-further-action", {"id": str(uuid.uuid4()), "locked": locked()}).status_code == 201
    assert standing(people.ben, concern)["purge_after"] == "2026-12-25"


# Hand-overs


def prepared(**changed: Any) -> dict[str, Any]:
    return {"id": str(uuid.uuid4()), "destination": "police", "digest": DIGEST, "groups": ["signs", "place"], "names": False, "locked": locked(), **changed}


def begin(browser: Browser, concern: str, **changed: Any) -> dict[str, Any]:
    answer = browser.post(f"/hub/api/concerns/{concern}/hand-overs", prepared(**changed))
    assert answer.status_code == 201, answer.get_data(as_text=True)
    body: dict[str, Any] = answer.get_json()
    return body


def act(browser: Browser, hand_over: dict[str, Any], name: str, **given: Any) -> tuple[int, dict[str, Any]]:
    answer = browser.post(f"/hub/api/hand-overs/{hand_over['id']}/{name}", given)
    return answer.status_code, answer.get_json()


def test_hand_over_that_names_nobody_goes_its_way(people: People, concern: str) -> None:
    begun = begin(people.ann, concern)
    assert (begun["state"], begun["names"]) == ("released", False)
    assert act(people.ann, begun, "confirm", reference="INC 1")[0] == 409
    assert act(people.ann, begun, "take", digest=DIGEST)[0] == 200
    assert standing(people.ann, concern)["purge_after"] is None
    status, done = act(people.ann, begun, "confirm", reference=" INC  77 ")
    assert (status, done["state"], done["reference"], done["confirmed_by"]) == (200, "confirmed", "INC 77", begun["by"])
    assert act(people.ann, begun, "confirm", reference="INC 77")[0] == 200
    assert act(people.ann, begun, "confirm", reference="INC 78")[0] == 409
    now = standing(people.ben, concern)
    assert (now["purge_after"], [row["state"] for row in now["rows"]], [one["state"] for one in now["hand_overs"]]) == ("2026-12-23", ["seen"], ["confirmed"])
    told = [row[0] for row in acts(people) if row[0].startswith("hand_over")]
    assert told == ["hand_over_asked", "hand_over_taken", "hand_over_confirmed"]


@pytest.mark.parametrize("changed", [{"groups": ["child"]}, {"groups": ["vehicle", "signs"]}, {"groups": ["contact"]}, {"groups": ["words"], "names": True}], ids=str)
def test_named_persons_details_need_a_second_person_of_the_desk(people: People, concern: str, changed: dict[str, Any]) -> None:
    begun = begin(people.ben, concern, **changed)
    assert (begun["state"], begun["names"]) == ("asked", True)
    assert act(people.ben, begun, "take", digest=DIGEST) [0] == 409
    assert act(people.ben, begun, "release", digest=DIGEST)[1]["error"] == "same_person"
    assert act(people.lil, begun, "release", digest=DIGEST)[1]["error"] == "role"
    assert act(people.ann, begun, "release", digest="cd" * 32)[1]["error"] == "different"
    assert act(people.ann, begun, "release", digest=DIGEST)[1]["state"] == "released"
    assert act(people.ann, begun, "release", digest=DIGEST)[0] == 200
    assert act(people.cat, begun, "release", digest=DIGEST)[0] == 409
    assert act(people.ben, begun, "take", digest="cd" * 32)[0] == 409
    assert act(people.ben, begun, "take", digest=DIGEST)[0] == 200


def test_break_glass_releases_at_once_and_somebody_else_reviews_it(people: People, concern: str) -> None:
    begun = begin(people.ben, concern, groups=["child"])
    reason = {"digest": DIGEST, "id": str(uuid.uuid4()), "locked": locked()}
    status, broken = act(people.ben, begun, "break-glass", **reason)
    assert (status, broken["state"], broken["glass"], broken["reviewed_by"]) == (200, "released", True, None)
    assert act(people.ben, begun, "break-glass", **reason)[0] == 200
    assert ("glass_broken", f"{concern} {begun['id']} {reason['id']}") in acts(people)
    assert reason["id"] in [record["id"] for record in people.ann.client.get(f"/hub/api/concerns/{concern}/records").get_json()["records"]]
    act(people.ben, begun, "take", digest=DIGEST)
    act(people.ben, begun, "confirm", reference="INC 1")
    assert [one["id"] for one in people.cat.client.get("/hub/api/hand-overs").get_json()["hand_overs"]] == [begun["id"]]
    assert act(people.ben, begun, "review")[1]["error"] == "same_person"
    assert act(people.cat, begun, "review")[1]["reviewed_by"] == people.colleagues["Cat"].id
    assert people.cat.client.get("/hub/api/hand-overs").get_json()["hand_overs"] == []
    assert act(people.ann, begun, "review")[0] == 409


def test_hand_over_interrupted_half_way_changes_nothing_and_is_taken_up_again(people: People, concern: str) -> None:
    body = prepared(groups=["child"])
    path = f"/hub/api/concerns/{concern}/hand-overs"
    before = standing(people.ann, concern)["rows"]
    first = people.ben.post(path, body)
    assert (first.status_code, people.ben.post(path, body).status_code) == (201, 200)
    for changed in ({"digest": "cd" * 32}, {"locked": locked()}, {"destination": "social-care"}):
        assert people.ben.post(path, {**body, **changed}).status_code == 409
    people.stage.clock.now += timedelta(days=3)
    people.cat.log_in()
    now = standing(people.cat, concern)
    assert (now["rows"], now["purge_after"], [one["state"] for one in now["hand_overs"]]) == (before, None, ["asked"])
    assert act(people.cat, body, "release", digest=DIGEST)[0] == 200
    assert act(people.cat, body, "take", digest=DIGEST)[0] == 200
    assert act(people.cat, body, "confirm", reference="INC 9")[1]["state"] == "confirmed"
    assert act(people.cat, body, "withdraw")[0] == 409


def test_withdrawn_hand_over_is_over(people: People, concern: str) -> None:
    begun = begin(people.ben, concern, groups=["child"])
    assert [act(people.ben, begun, "withdraw")[0] for _ in range(2)] == [200, 200]
    assert act(people.ann, begun, "release", digest=DIGEST)[0] == 409
    assert people.ann.client.get("/hub/api/hand-overs").get_json()["hand_overs"] == []


@pytest.mark.parametrize(
    ("changed", "error"),
    [({"destination": "mi5"}, "destination"), ({"groups": ["diary"]}, "group"), ({"destination": "licensing", "groups": ["words"]}, "group"), ({"groups": [7]}, "malformed"),
     ({"digest": "AB" * 32}, "malformed"), ({"names": 1}, "malformed"), ({"id": "x"}, "malformed")],
    ids=lambda value: str(value)[:40],
)  # fmt: skip
def test_hand_over_of_another_shape_is_refused(people: People, concern: str, changed: dict[str, Any], error: str) -> None:
    answer = people.ann.post(f"/hub/api/concerns/{concern}/hand-overs", prepared(**changed))
    assert (answer.status_code, answer.get_json()["error"]) == (400, error)
    assert standing(people.ann, concern)["hand_overs"] == []


@pytest.mark.parametrize("reference", ["", " ", "x" * 81, "a\u202eb"], ids=["empty", "blank", "long", "bidi"])
def test_references_that_are_none_are_refused(people: People, concern: str, reference: str) -> None:
    begun = begin(people.ann, concern)
    act(people.ann, begun, "take", digest=DIGEST)
    assert act(people.ann, begun, "confirm", reference=reference)[1]["error"] == "reference"


# Licensing


def seal_for(envelope_id: str, person: Colleague, words: str = "the plate is 123") -> str:
    info = f"spotsigns/v1/licensing|{envelope_id}|{person.id}".encode()
    return to_base64url(seal(public_bytes(person.private), info, pad(words.encode())))


def give(people: People, concern: str) -> str:
    """An envelope for Lil, released by two; its id."""
    begun = begin(people.ben, concern, destination="licensing", groups=["vehicle"])
    envelope_id = str(uuid.uuid4())
    given = {"digest": DIGEST, "id": envelope_id, "staff": people.colleagues["Lil"].id, "sealed": seal_for(envelope_id, people.colleagues["Lil"])}
    assert act(people.ben, begun, "licensing", **given)[1]["error"] == "not_released"
    act(people.ann, begun, "release", digest=DIGEST)
    assert act(people.ben, begun, "take", digest=DIGEST)[1]["error"] == "not_released"
    for wrong in ({"staff": people.colleagues["Ben"].id}, {"staff": "nobody"}, {"sealed": locked()}, {"digest": "cd" * 32}):
        assert act(people.ben, begun, "licensing", **{**given, **wrong})[0] in (400, 409)
    assert [act(people.ben, begun, "licensing", **given)[0] for _ in range(2)] == [201, 200]
    return envelope_id


def test_licensing_opens_what_is_for_them_and_confirms_it(people: People, concern: str) -> None:
    envelope_id = give(people, concern)
    listed = people.lil.client.get("/hub/api/licensing").get_json()["envelopes"]
    assert listed == [{"id": envelope_id, "at": "2026-11-23T20:15:42Z", "opened": None, "state": "released", "reference": None}]
    opened = people.lil.post(f"/hub/api/licensing/{envelope_id}/open", {}).get_json()
    info = f"spotsigns/v1/licensing|{envelope_id}|{people.colleagues['Lil'].id}".encode()
    assert unpad(open_sealed(people.colleagues["Lil"].private, info, from_base64url(opened["sealed"]))) == b"the plate is 123"
    assert ("licensing_opened", envelope_id) in acts(people)
    assert people.lil.post(f"/hub/api/licensing/{envelope_id}/confirm", {"reference": "LIC/4"}).get_json() == {"state": "confirmed", "reference": "LIC/4"}
    assert standing(people.ann, concern)["purge_after"] == "2026-12-23"


def test_licensing_finds_no_way_to_a_concern(people: People, concern: str) -> None:
    envelope_id = give(people, concern)
    assert concern not in json.dumps([people.lil.client.get("/hub/api/licensing").get_json(), people.lil.post(f"/hub/api/licensing/{envelope_id}/open", {}).get_json()])
    others = add_colleague(people.stage.store, people.stage.secrets, people.stage.holder, "Other licensing", "licensing")
    browser = Browser(people.stage.app, people.stage.clock, others.known)
    browser.log_in()
    for name, body in (("open", {}), ("confirm", {"reference": "LIC/4"})):
        assert browser.post(f"/hub/api/licensing/{envelope_id}/{name}", body).status_code == 404
    assert browser.client.get("/hub/api/licensing").get_json() == {"envelopes": []}


def test_copy_of_the_database_gives_licensing_nothing_but_their_envelope(people: People, concern: str) -> None:
    envelope_id = give(people, concern)
    lil, opened = people.colleagues["Lil"], []
    db = people.stage.store.read()
    blobs = [(table, row[0], column, row[column]) for table, column in (("envelopes", "sealed"), ("held_keys", "hub_sealed"), ("held_keys", "desk_sealed"), ("licensing_envelopes", "sealed"))
             for row in db.execute(f"SELECT * FROM {table}")]  # noqa: S608
    infos = [f"spotsigns/v1/{kind}|{one}|{lil.id}".encode() for kind in ("licensing", "hub-key", "desk-key") for one in {row[1] for row in blobs}]
    for table, row_id, _, blob in blobs:
        for info in infos:
            try:
                open_sealed(lil.private, info, blob)
            except SealingError:
                continue
            opened.append((table, row_id))
    assert opened == [("licensing_envelopes", envelope_id)]


# Restriction


def copies_for(people: People, concern: str, *holders: tuple[str, bytes]) -> list[dict[str, Any]]:
    """What the browser does: each envelope sealed anew to each holder and to the recovery words."""
    recovery = from_base64url(people.ann.client.get("/hub/api/people").get_json()["recovery"])
    envelopes = people.ann.post(f"/hub/api/concerns/{concern}/open", {}).get_json()["envelopes"]
    return [
        {"variant": envelope["variant"], "holder": holder, "sealed": to_base64url(seal(public, f"spotsigns/v1/restricted|{concern}|{envelope['thread']}|{holder}".encode(), pad(b"{}")))}
        for envelope in envelopes
        for holder, public in (*holders, ("recovery", recovery))
    ]


def cat_of(people: People) -> tuple[str, bytes]:
    return people.colleagues["Cat"].id, public_bytes(people.colleagues["Cat"].private)


def test_restricted_concern_is_there_for_its_holders_only(people: People, concern: str) -> None:
    thread = standing(people.ann, concern)["rows"][0]["thread"]
    begin(people.ann, concern)
    people.ben.client.put(f"/hub/api/drafts/{concern}", json={"locked": locked()})
    assert people.ann.post(f"/hub/api/concerns/{concern}/restrict", {"copies": copies_for(people, concern, cat_of(people))}).get_json() == {"holders": [cat_of(people)[0]]}
    later = str(uuid.uuid4())
    envelope = seal_concern({"v": 1, "kind": "message"}, later, thread, public_bytes(people.stage.holder.hub_key))
    assert people.stage.app.test_client().put(f"/api/envelopes/{later}", json=envelope).status_code == 201

    def seen_by(browser: Browser) -> set[str]:
        return {row["id"] for state in ("new", "seen") for row in browser.client.get(f"/hub/api/desk?state={state}").get_json()["rows"]}

    for other in (people.ann, people.ben):
        assert not seen_by(other) & {concern, later}
        assert other.post("/hub/api/desk/sealed", {"wanted": [[concern, 0], [later, 0]]}).get_json()["envelopes"] == []
        for path in ("open", "seen", "triage", "no-further-action", "records", "restrict", "hand-overs"):
            assert other.post(f"/hub/api/concerns/{concern}/{path}", {}).status_code == 404, path
        for path in (f"concerns/{concern}/standing", f"concerns/{concern}/records", f"drafts/{concern}"):
            assert other.client.get(f"/hub/api/{path}").status_code == 404, path
        assert (other.client.get(f"/hub/api/threads/{thread}/answers").status_code, people.cat.client.get(f"/hub/api/threads/{thread}/answers").status_code) == (404, 200)
        assert other.client.get("/hub/api/hand-overs").get_json()["hand_overs"] == []
    assert seen_by(people.cat) >= {concern, later}
    handed = people.cat.post(f"/hub/api/concerns/{concern}/open", {}).get_json()["envelopes"]
    assert [one["restricted"] for one in handed] == [True]
    info = f"spotsigns/v1/restricted|{concern}|{thread}|{cat_of(people)[0]}".encode()
    assert unpad(open_sealed(people.colleagues["Cat"].private, info, from_base64url(handed[0]["sealed"]))) == b"{}"
    assert people.stage.store.read().execute("SELECT sealed FROM envelopes WHERE id = ?", (concern,)).fetchone()[0] is None
    assert people.stage.store.read().execute("SELECT count(*) FROM drafts").fetchone()[0] == 0
    assert people.stage.app.test_client().get(f"/api/threads/{thread}").get_json()["state"] == "received"


def test_phone_that_sends_a_restricted_concern_again_gets_its_first_receipt(people: People) -> None:
    concern, phone = str(uuid.uuid4()), people.stage.app.test_client()
    envelope = seal_concern({"v": 1, "kind": "concern"}, concern, uuid.uuid4().hex, public_bytes(people.stage.holder.hub_key))
    first = phone.put(f"/api/envelopes/{concern}", json=envelope)
    assert people.ann.post(f"/hub/api/concerns/{concern}/restrict", {"copies": copies_for(people, concern, cat_of(people))}).status_code == 200
    people.stage.clock.now += timedelta(minutes=5)
    again = phone.put(f"/api/envelopes/{concern}", json=envelope)
    assert (first.status_code, again.status_code, again.get_data()) == (201, 200, first.get_data())


def test_restriction_that_would_lose_words_or_names_nobody_is_refused(people: People, concern: str) -> None:
    whole = copies_for(people, concern, cat_of(people))
    ben, own = people.colleagues["Ben"], private_of(people.stage.store, people.stage.secrets, people.stage.holder)
    wrong = [[], [whole[0]], [whole[1]], copies_for(people, concern, (ben.id, public_bytes(ben.private))), [*whole, {**whole[0], "variant": 1}], [{**whole[0], "sealed": locked()}, whole[1]], [{"holder": "x"}]]
    for copies in wrong:
        assert people.ann.post(f"/hub/api/concerns/{concern}/restrict", {"copies": copies}).status_code in (400, 409)
    assert people.ann.post(f"/hub/api/concerns/{concern}/open", {}).get_json()["envelopes"][0]["sealed"] is not None
    both = copies_for(people, concern, cat_of(people), (own[0], public_bytes(own[1])))
    assert people.ann.post(f"/hub/api/concerns/{concern}/restrict", {"copies": both}).status_code == 200
    assert people.ann.post(f"/hub/api/concerns/{concern}/restrict", {"copies": both}).get_json()["error"] == "restricted"


# Who may


DESK_PATHS = [
    ("GET", "/hub/api/concerns/{0}/standing"), ("GET", "/hub/api/concerns/{0}/records"), ("POST", "/hub/api/concerns/{0}/records"), ("POST", "/hub/api/concerns/{0}/no-further-action"),
    ("POST", "/hub/api/concerns/{0}/hand-overs"), ("POST", "/hub/api/concerns/{0}/restrict"), ("GET", "/hub/api/people"), ("GET", "/hub/api/drafts/{0}"), ("PUT", "/hub/api/drafts/{0}"),
    ("DELETE", "/hub/api/drafts/{0}"), ("GET", "/hub/api/destinations"), ("GET", "/hub/api/hand-overs"), ("GET", "/hub/hand-overs"),
    *(("POST", "/hub/api/hand-overs/{0}/" + name) for name in ("release", "take", "review", "withdraw", "confirm", "break-glass", "licensing")),
]  # fmt: skip
LICENSING_PATHS = [("GET", "/hub/licensing"), ("GET", "/hub/api/licensing"), ("POST", "/hub/api/licensing/{0}/open"), ("POST", "/hub/api/licensing/{0}/confirm")]


@pytest.mark.parametrize("role", ROLES)
def test_each_route_answers_its_roles_only(people: People, role: str) -> None:
    people.stage.store.write(lambda db: db.execute("UPDATE staff SET role = ? WHERE id = ?", (role, people.colleagues["Ben"].id)).rowcount)
    for paths, roles in ((DESK_PATHS, ("keyholder", "practitioner")), (LICENSING_PATHS, ("licensing",))):
        for method, path in paths:
            answer = people.ben.client.open(path.format(NOWHERE), method=method, json=None if method == "GET" else {})
            refused = answer.status_code == 403 and answer.get_json()["error"] == "role"
            assert refused == (role not in roles), (role, method, path, answer.status_code)
