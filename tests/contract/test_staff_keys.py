"""Staff and keys over HTTP: who may, what is refused, and that a refusal changes nothing."""

from __future__ import annotations

import json
import secrets as random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from werkzeug.test import TestResponse

from spotsigns.hub.box import Box
from spotsigns.hub.keys import unlock_private
from spotsigns.hub.log_in import SHARE
from spotsigns.hub.model import ROLES
from spotsigns.hub.passphrase import auth_of, stretch, wrap_of
from spotsigns.hub.room import Hub, make_hub
from spotsigns.hub.sessions import new_session
from spotsigns.hub.slow import Slowdown
from spotsigns.hub.staff import add_staff
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import new_private_key, public_bytes
from spotsigns.settings import load_settings
from tests.contract.envelopes import make_envelope, put
from tests.contract.hubs import Browser, Stage
from tests.contract.staff_routes import STAFF_ROUTES
from tests.members import (
    Member,
    admission_of,
    copies_for,
    is_proven,
    join,
    let_in,
    new_key_by,
    reseal_by,
    sealing_id,
    take,
)

SOMEBODY = "7e6ddce7-a7ac-4732-b6fa-dfa7e5c15b62"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(load_settings({}, data=str(tmp_path_factory.mktemp("hub")), languages="en"))
    yield stage
    stage.close()


@pytest.fixture(autouse=True)
def begin_again(stage: Stage) -> None:
    stage.begin_again()


@pytest.fixture
def hub(stage: Stage) -> Hub:
    return make_hub(stage.store, stage.secrets, stage.clock, Slowdown(lambda seconds: None))


@pytest.fixture(scope="module")
def stretched(stage: Stage) -> bytes:
    staff = stage.store.all_staff()[0]
    return stretch(stage.holder.passphrase, staff.salt or b"")


@pytest.fixture
def anna(stage: Stage, stretched: bytes) -> Member:
    """The demonstration's keyholder, with the key in her hands."""
    staff = stage.store.all_staff()[0]
    share = Box(stage.secrets.box).unlock(SHARE, staff.id, staff.share or b"")
    return Member(staff.id, staff.name, staff.role, unlock_private(wrap_of(stretched, share), staff.private or b""), auth_of(stretched), stage.holder.totp)


def browser_of(stage: Stage, hub: Hub, member: Member) -> Browser:
    """Logged in, without the two questions of the door."""
    browser = Browser(stage.app, stage.clock, stage.holder)
    token, session = new_session(hub, member.id)
    stage.store.write(lambda db: db.execute("INSERT INTO sessions (digest, staff, page_key, seen, ends) VALUES (?, ?, ?, ?, ?)", (session.digest, session.staff, session.page_key, session.seen, session.ends)).rowcount)
    browser.client.set_cookie("spotsigns-hub", token)
    return browser


@pytest.fixture
def desk(stage: Stage, hub: Hub, anna: Member) -> Browser:
    return browser_of(stage, hub, anna)


def newcomer(hub: Hub, name: str = "Bert", role: str = "practitioner") -> Member:
    return join(hub, add_staff(hub.store, name, role, hub.clock()))


def auth_text(member: Member) -> str:
    return to_base64url(member.auth)


def admit_body(hub: Hub, actor: Member, member: Member, **changed: Any) -> dict[str, Any]:
    opened, sealing = take(hub, actor), sealing_id(hub)
    copies = [{"key": key, "hub": to_base64url(one), "desk": to_base64url(other)} for key, one, other in copies_for(opened, member)]
    record = {"key": sealing, "locked": to_base64url(admission_of(opened[sealing][1], actor.id, member))}
    return {"auth": auth_text(actor), "public": to_base64url(member.public), "copies": copies, "record": record, **changed}


def rotate_body(hub: Hub, actor: Member, **changed: Any) -> dict[str, Any]:
    recovery = next(key.recovery for key in hub.store.known_keys() if key.seal) or b""
    _, new = new_key_by(hub, actor, recovery)
    holders = [{"id": one, "public": to_base64url(public), "locked": to_base64url(locked)} for (one, public), (_, locked) in zip(new.holders.items(), new.admissions, strict=True)]
    copies = [{"holder": holder, "hub": to_base64url(hub_sealed), "desk": to_base64url(desk)} for holder, hub_sealed, desk in new.copies]
    return {
        "auth": auth_text(actor), "over": new.over, "public": to_base64url(new.public), "recovery": to_base64url(new.recovery), "holders": holders,
        "left_out": [], "copies": copies, "vouch": to_base64url(new.vouch), **changed,
    }  # fmt: skip


def said(answer: TestResponse) -> tuple[int, str]:
    return answer.status_code, answer.get_json()["error"]


@pytest.mark.parametrize("role", ROLES)
def test_routes_answer_the_roles_of_the_table_and_nobody_else(stage: Stage, hub: Hub, desk: Browser, role: str) -> None:
    stage.store.write(lambda db: db.execute("UPDATE staff SET role = ?", (role,)).rowcount)
    here = {(method, rule.rule) for rule in stage.app.url_map.iter_rules() for method in rule.methods or () if rule.rule.startswith(("/hub/api/staff", "/hub/api/me", "/hub/api/keys/", "/hub/api/re"))}
    assert here - {(method, path) for method, path in here if method in ("HEAD", "OPTIONS")} == {(method, path) for method, path in STAFF_ROUTES if "/api/" in path}
    for (method, path), roles in STAFF_ROUTES.items():
        answer = desk.client.open(path.replace("<staff_id>", SOMEBODY), method=method, json={} if method == "POST" else None)
        if role in roles:
            assert answer.status_code in (200, 400), (path, answer.status_code)
        else:
            assert said(answer) == (403, "role"), path


def test_somebody_invited_joins_is_admitted_and_holds_every_key(stage: Stage, hub: Hub, anna: Member, desk: Browser) -> None:
    answer = desk.post("/hub/api/staff/invite", {"auth": auth_text(anna), "name": " Bert  Baker ", "role": "practitioner"})
    assert answer.status_code == 201
    bert = join(hub, answer.get_json()["link"])
    theirs = browser_of(stage, hub, bert)
    assert theirs.client.get("/hub/api/keys").get_json() == {"keys": [], "accepted": None}
    waiting = next(person for person in desk.client.get("/hub/api/staff").get_json()["people"] if person["id"] == bert.id)
    assert (waiting["name"], waiting["state"], waiting["keys"], waiting["public"], waiting["admission"]) == ("Bert Baker", "active", [], to_base64url(bert.public), None)
    assert desk.post(f"/hub/api/staff/{bert.id}/admit", admit_body(hub, anna, bert)).status_code == 200
    assert set(take(hub, bert)) == set(take(hub, anna))
    assert set(theirs.client.get("/hub/api/keys").get_json()["keys"][0]) == {"id", "public", "seal", "hub", "desk", "recovery", "vouch"}
    assert theirs.client.get("/hub/api/desk?state=new").status_code == 200
    assert [(row.act, row.subject) for row in stage.store.ledger_rows()][-1] == ("admitted", f"{bert.id} {sealing_id(hub)}")


@pytest.mark.parametrize("role", ["licensing", "content-editor", "auditor"])
def test_no_copy_is_taken_for_a_role_without_the_desk(hub: Hub, anna: Member, desk: Browser, role: str) -> None:
    member = newcomer(hub, role=role)
    assert said(desk.post(f"/hub/api/staff/{member.id}/admit", admit_body(hub, anna, member))) == (403, "role")
    assert hub.store.held_keys(member.id) == []


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda body: body.update(auth=to_base64url(b"x" * 32)), (403, "passphrase")),
        (lambda body: body.update(public=to_base64url(public_bytes(new_private_key()))), (409, "changed")),
        (lambda body: body["record"].update(key="0" * 16), (409, "rotated")),
        (lambda body: body["record"].update(locked=""), (400, "malformed")),
        (lambda body: body["record"].update(locked=to_base64url(b"x" * 2_000)), (400, "malformed")),
        (lambda body: body["copies"].clear(), (409, "rotated")),
        (lambda body: body["copies"][0].update(key="0" * 16), (400, "malformed")),
        (lambda body: body["copies"].append(body["copies"][0]), (400, "malformed")),
        (lambda body: body["copies"][0].update(hub=""), (400, "malformed")),
        (lambda body: body["copies"][0].update(desk="é"), (400, "malformed")),
        (lambda body: body["copies"][0].update(more=1), (400, "malformed")),
        (lambda body: body.update(copies=[7]), (400, "malformed")),
        (lambda body: body.update(record={}), (400, "malformed")),
        (lambda body: body.pop("record"), (400, "malformed")),
    ],
    ids=["passphrase", "key", "old key", "no record", "long record", "no copies", "not held", "twice", "no hub", "no base64", "more", "number", "no fields", "missing"],
)  # fmt: skip
def test_admission_that_is_not_right_gives_nothing(hub: Hub, anna: Member, desk: Browser, change: Any, expected: tuple[int, str]) -> None:
    bert = newcomer(hub)
    body = admit_body(hub, anna, bert)
    change(body)
    assert said(desk.post(f"/hub/api/staff/{bert.id}/admit", body)) == expected
    assert hub.store.held_keys(bert.id) == []
    assert next(person for person in hub.store.people() if person.id == bert.id).admission is None


def test_invited_and_unknown_people_cannot_be_admitted(hub: Hub, anna: Member, desk: Browser) -> None:
    add_staff(hub.store, "Cem", "practitioner", hub.clock())
    cem = hub.store.staff_named("Cem")
    assert cem is not None
    for staff_id in (cem.id, SOMEBODY, "recovery", anna.id + "x"):
        nobody = Member(staff_id, "Cem", "practitioner", new_private_key(), b"", "")
        assert said(desk.post(f"/hub/api/staff/{staff_id}/admit", admit_body(hub, anna, nobody))) == (409, "changed")


def test_keyholder_who_was_not_admitted_can_do_nothing_to_others(stage: Stage, hub: Hub, anna: Member) -> None:
    bert = newcomer(hub, role="keyholder")
    theirs = browser_of(stage, hub, bert)
    auth = auth_text(bert)
    record = {"key": sealing_id(hub), "locked": to_base64url(b"x" * 100)}
    asks = {
        "/hub/api/staff/invite": {"auth": auth, "name": "Cem", "role": "auditor"}, f"/hub/api/staff/{anna.id}/disable": {"auth": auth},
        f"/hub/api/staff/{anna.id}/reset": {"auth": auth}, "/hub/api/keys/rotate": rotate_body(hub, anna, auth=auth),
        f"/hub/api/staff/{bert.id}/admit": admit_body(hub, anna, bert, auth=auth), "/hub/api/me/vouch": {"record": record},
    }  # fmt: skip
    for path, body in asks.items():
        assert said(theirs.post(path, body)) == (403, "not_admitted"), path
    assert [person.state for person in hub.store.people()] == ["active", "active"]


@pytest.mark.parametrize("role", ["keyholder", "practitioner"])
def test_somebody_who_used_a_link_reads_and_changes_nothing_before_admission(stage: Stage, hub: Hub, anna: Member, desk: Browser, role: str) -> None:
    """A link may be forwarded or stolen: until two people compared the words, whoever holds it is nobody."""
    stranger = newcomer(hub, role=role)
    theirs = browser_of(stage, hub, stranger)
    row = desk.client.get("/hub/api/desk?state=new").get_json()["rows"][0]
    asks = [("GET", "/hub/api/desk?state=new", None), ("POST", "/hub/api/desk/sealed", {"wanted": [[row["id"], 0]]}), ("POST", f"/hub/api/concerns/{row['id']}/open", {})]
    asks += [("POST", f"/hub/api/concerns/{row['id']}/seen", {"variants": [0]}), ("GET", "/hub/api/ledger?n=1", None), ("GET", "/hub/api/signs", None)]
    asks += [("POST", "/hub/api/line", {"open": False}), ("POST", "/hub/api/recovery/test", {})] if role == "keyholder" else []
    for method, path, body in asks:
        assert said(theirs.client.open(path, method=method, json=body)) == (403, "not_admitted"), path
    assert theirs.client.get("/hub/").status_code == 200
    # Whom the link was meant for says so, and the stranger is put out.
    again = desk.post(f"/hub/api/staff/{stranger.id}/reset", {"auth": auth_text(anna)}).get_json()["link"]
    assert theirs.client.get("/hub/api/session").status_code == 401
    let_in(hub, anna, join(hub, again))


@pytest.mark.parametrize(("name", "role", "code"), [("", "auditor", "name"), ("Bert", "boss", "role"), ("recovery", "auditor", "name"), ("Taken", "auditor", "taken"), ("x" * 81, "auditor", "name")])
def test_invitation_that_cannot_be_is_refused(hub: Hub, anna: Member, desk: Browser, name: str, role: str, code: str) -> None:
    newcomer(hub, "Taken")
    answer = desk.post("/hub/api/staff/invite", {"auth": auth_text(anna), "name": name, "role": role})
    assert answer.get_json()["error"] == code


def test_fresh_link_ends_the_one_before_and_the_other_person_is_not_asked(hub: Hub, anna: Member, desk: Browser) -> None:
    body = {"auth": auth_text(anna), "name": "Bert", "role": "auditor"}
    first, second = (desk.post("/hub/api/staff/invite", body).get_json()["link"] for _ in range(2))
    for link, status in ((first, 403), (second, 200)):
        assert desk.client.post("/hub/api/join/start", json={"token": link.partition("#")[2]}).status_code == status


def test_disabled_person_is_out_at_once_and_rotation_is_due(stage: Stage, hub: Hub, anna: Member, desk: Browser) -> None:
    bert = newcomer(hub)
    let_in(hub, anna, bert)
    theirs = browser_of(stage, hub, bert)
    assert theirs.client.get("/hub/api/desk?state=new").status_code == 200
    assert desk.post(f"/hub/api/staff/{bert.id}/disable", {"auth": auth_text(anna)}).status_code == 200
    assert theirs.client.get("/hub/api/desk?state=new").status_code == 401
    assert hub.store.held_keys(bert.id) == []
    told = desk.client.get("/hub/api/staff").get_json()
    assert told["rotation_due"] is True
    assert "New keys are due" in desk.client.get("/hub/").get_data(as_text=True)
    assert said(desk.post(f"/hub/api/staff/{bert.id}/disable", {"auth": auth_text(anna)})) == (409, "disabled")


def test_who_held_no_keys_leaves_without_a_rotation(hub: Hub, anna: Member, desk: Browser) -> None:
    bert = newcomer(hub, role="auditor")
    assert desk.post(f"/hub/api/staff/{bert.id}/disable", {"auth": auth_text(anna)}).status_code == 200
    assert hub.store.is_rotation_due() is False


def test_last_keyholder_who_can_open_the_desk_stays(hub: Hub, anna: Member, desk: Browser) -> None:
    bert = newcomer(hub, role="keyholder")  # joined, but never admitted
    for act in ("disable", "reset"):
        assert said(desk.post(f"/hub/api/staff/{anna.id}/{act}", {"auth": auth_text(anna)})) == (409, "last")
    let_in(hub, anna, bert)
    assert desk.post(f"/hub/api/staff/{anna.id}/disable", {"auth": auth_text(anna)}).status_code == 200
    assert desk.client.get("/hub/api/session").status_code == 401


def test_lost_passphrase_begins_anew_with_another_key(stage: Stage, hub: Hub, anna: Member, desk: Browser) -> None:
    bert = newcomer(hub)
    let_in(hub, anna, bert)
    theirs = browser_of(stage, hub, bert)
    link = desk.post(f"/hub/api/staff/{bert.id}/reset", {"auth": auth_text(anna)}).get_json()["link"]
    assert theirs.client.get("/hub/api/session").status_code == 401
    assert (hub.store.held_keys(bert.id), hub.store.is_rotation_due()) == ([], False)
    again = join(hub, link)
    assert (again.id, again.name, again.public != bert.public) == (bert.id, "Bert", True)
    # The old copies would not even open with the old record: what was compared was another key.
    assert said(desk.post(f"/hub/api/staff/{bert.id}/admit", admit_body(hub, anna, bert))) == (409, "changed")
    assert desk.post(f"/hub/api/staff/{bert.id}/admit", admit_body(hub, anna, again)).status_code == 200


def test_record_of_the_first_keyholder_is_written_once(hub: Hub, anna: Member, desk: Browser) -> None:
    sealing = sealing_id(hub)
    body = {"record": {"key": sealing, "locked": to_base64url(admission_of(take(hub, anna)[sealing][1], anna.id, anna))}}
    assert [desk.post("/hub/api/me/vouch", body).status_code for _ in range(2)] == [200, 409]


@pytest.mark.parametrize("change", ["UPDATE staff SET role = 'keyholder' WHERE name = 'Bert'", "UPDATE staff SET name = 'Beth' WHERE name = 'Bert'", "UPDATE staff SET public = zeroblob(65) WHERE name = 'Bert'", "UPDATE admissions SET author = 'x'"])
def test_what_a_database_writer_changes_is_not_proven(hub: Hub, anna: Member, change: str) -> None:
    bert = newcomer(hub)
    let_in(hub, anna, bert)
    desk_key = take(hub, anna)[sealing_id(hub)][1]
    assert is_proven(next(person for person in hub.store.people() if person.id == bert.id), desk_key)
    hub.store.write(lambda db: db.execute(change).rowcount)  # type: ignore[attr-defined]
    assert not is_proven(next(person for person in hub.store.people() if person.id == bert.id), desk_key)


def test_rotation_leaves_one_sealing_key_and_every_old_one(hub: Hub, anna: Member, desk: Browser) -> None:
    bert = newcomer(hub)
    let_in(hub, anna, bert)
    hub.store.mark_rotation_due(hub.ledger.entry("operator", "rotation_due", "", hub.clock()))
    before = sealing_id(hub)
    answer = desk.post("/hub/api/keys/rotate", rotate_body(hub, anna))
    assert (answer.status_code, answer.get_json()["key"]) == (201, sealing_id(hub))
    keys = desk.client.get("/api/keys").get_json()["keys"]
    assert [(key["id"] == before, key["seal"], set(key)) for key in keys] == [(True, False, {"id", "public", "seal"}), (False, True, {"id", "public", "seal"})]
    assert set(take(hub, bert)) == set(take(hub, anna)) == {key["id"] for key in keys}
    assert hub.store.is_rotation_due() is False


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda body: body.update(auth=""), (403, "passphrase")),
        (lambda body: body.update(over="0" * 16), (409, "rotated")),
        (lambda body: body.update(recovery=to_base64url(public_bytes(new_private_key()))), (409, "changed")),
        (lambda body: body["holders"][0].update(public=to_base64url(public_bytes(new_private_key()))), (409, "changed")),
        (lambda body: body.update(left_out=[SOMEBODY]), (409, "changed")),
        (lambda body: body["copies"].pop(), (400, "malformed")),
        (lambda body: body["copies"].reverse(), (400, "malformed")),
        (lambda body: body.update(public=to_base64url(b"\x04" + bytes(64))), (400, "malformed")),
        (lambda body: body.update(vouch=""), (400, "malformed")),
        (lambda body: body.update(left_out=[7]), (400, "malformed")),
        (lambda body: body.update(holders=["x"]), (400, "malformed")),
        (lambda body: body["holders"][0].pop("locked"), (400, "malformed")),
    ],
    ids=["passphrase", "other key", "other recovery", "other public", "left out", "no recovery copy", "order", "no point", "no vouch", "number", "text", "no record"],
)  # fmt: skip
def test_rotation_that_is_not_right_changes_nothing(hub: Hub, anna: Member, desk: Browser, change: Any, expected: tuple[int, str]) -> None:
    body = rotate_body(hub, anna)
    change(body)
    before = hub.store.known_keys()
    assert said(desk.post("/hub/api/keys/rotate", body)) == expected
    assert hub.store.known_keys() == before


def test_somebody_admitted_while_keys_were_made_is_not_forgotten(hub: Hub, anna: Member, desk: Browser) -> None:
    body = rotate_body(hub, anna)
    let_in(hub, anna, newcomer(hub))
    assert said(desk.post("/hub/api/keys/rotate", body)) == (409, "changed")
    assert desk.post("/hub/api/keys/rotate", rotate_body(hub, anna)).status_code == 201


def test_who_is_left_out_keeps_the_old_key_only(hub: Hub, anna: Member, desk: Browser) -> None:
    bert = newcomer(hub)
    let_in(hub, anna, bert)
    body = rotate_body(hub, anna)
    body["holders"] = [one for one in body["holders"] if one["id"] != bert.id]
    body["copies"] = [one for one in body["copies"] if one["holder"] != bert.id]
    assert said(desk.post("/hub/api/keys/rotate", body)) == (409, "changed")
    before = set(take(hub, bert))
    assert desk.post("/hub/api/keys/rotate", {**body, "left_out": [bert.id]}).status_code == 201
    assert set(take(hub, bert)) == before


def test_what_is_sealed_again_answers_a_repeat_with_its_first_receipt(stage: Stage, hub: Hub, anna: Member, desk: Browser) -> None:
    envelope = make_envelope(stage.holder.hub_key)
    first = put(desk.client, envelope)
    assert first.status_code == 201
    assert desk.post("/hub/api/keys/rotate", rotate_body(hub, anna)).status_code == 201
    left = desk.client.get("/hub/api/reseal").get_json()["left"]
    assert reseal_by(hub, anna) == left == 7
    assert desk.client.get("/hub/api/reseal").get_json() == {"left": 0}
    again = put(desk.client, envelope)
    assert (again.status_code, again.get_data()) == (200, first.get_data())
    assert put(desk.client, {**envelope, "thread": "0" * 32}).status_code == 409
    row = hub.store.read().execute("SELECT key FROM envelopes WHERE id = ? AND variant = 0", (envelope["id"],)).fetchone()  # type: ignore[attr-defined]
    assert row["key"] == sealing_id(hub)


@pytest.mark.parametrize(
    "change",
    [{"sealed": "AAAA"}, {"sealed": to_base64url(b"\x05" + bytes(4_176))}, {"key": "0" * 16}, {"id": "x"}, {"variant": 4}, {"thread": "x"}, {"more": 1}, {"variant": True}],
    ids=lambda change: "-".join(map(str, change.items()))[:30],
)
def test_misshapen_envelopes_replace_nothing(hub: Hub, anna: Member, desk: Browser, change: dict[str, Any]) -> None:
    assert desk.post("/hub/api/keys/rotate", rotate_body(hub, anna)).status_code == 201
    old = desk.post("/hub/api/reseal/next", {"after": ["", 0]}).get_json()["envelopes"][0]
    old.pop("v")
    before = [tuple(row) for row in hub.store.read().execute("SELECT * FROM envelopes")]  # type: ignore[attr-defined]
    assert said(desk.post("/hub/api/reseal", {"envelopes": [{**old, **change}]})) == (400, "malformed")
    for after in ([], ["x"], ["x", 9], [1, 1]):
        assert desk.post("/hub/api/reseal/next", {"after": after}).status_code == 400
    # Of another length than it was: whatever that is, it is not the same words.
    other = to_base64url(b"\x04" + random.token_bytes(16_464))
    assert desk.post("/hub/api/reseal", {"envelopes": [{**old, "sealed": other}]}).get_json()["done"] == 0
    assert [tuple(row) for row in hub.store.read().execute("SELECT * FROM envelopes")] == before  # type: ignore[attr-defined]


def test_reminder_of_the_recovery_words_comes_after_ninety_days(stage: Stage, hub: Hub, anna: Member) -> None:
    for days, is_due in ((89, False), (90, True)):
        stage.begin_again()
        stage.clock.now += timedelta(days=days)
        page = browser_of(stage, hub, anna).client.get("/hub/").get_data(as_text=True)
        assert ("Nobody has tried the recovery words" in page) == is_due
    hub.store.mark_recovery_tested(hub.now() // 86_400, hub.ledger.entry(anna.id, "recovery_tested", "", hub.clock()))
    assert "Nobody has tried" not in browser_of(stage, hub, anna).client.get("/hub/").get_data(as_text=True)
    stored = hub.store.read().execute("SELECT value FROM switches WHERE name = 'recovery_tested'").fetchone()["value"]  # type: ignore[attr-defined]
    assert stored == hub.now() // 86_400


def test_words_are_proven_by_what_only_they_open(stage: Stage, hub: Hub, anna: Member, desk: Browser) -> None:
    begun = desk.client.get("/hub/api/recovery").get_json()
    assert set(begun) == {"keys", "sealed", "token"}
    for token, nonce in ((begun["token"], "A" * 43), ("", ""), ("AAAA", ""), (begun["token"], "")):
        assert said(desk.post("/hub/api/recovery/test", {"token": token, "nonce": nonce})) == (403, "proof")
    bert = newcomer(hub, role="keyholder")
    theirs = browser_of(stage, hub, bert)
    body = admit_body(hub, anna, bert)
    assert said(theirs.post("/hub/api/recovery/admit", {**body, "auth": auth_text(bert), "token": begun["token"], "nonce": "A" * 43})) == (403, "proof")
    assert hub.store.held_keys(bert.id) == []
    assert json.dumps(begun).count(sealing_id(hub)) == 1
