"""Told by phone or on paper: the hub's own way in, for those who hold the desk, with the same receipt as a phone gets."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from spotsigns.app import create_app
from spotsigns.hub.model import ROLES
from spotsigns.settings import load_settings
from tests.contract.envelopes import error_of, make_envelope
from tests.contract.hubs import Browser, Stage


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(load_settings({}, data=str(tmp_path_factory.mktemp("told")), languages="en"))
    yield stage
    stage.close()


@pytest.fixture
def desk(stage: Stage) -> Browser:
    stage.begin_again()
    desk = Browser(stage.app, stage.clock, stage.holder)
    assert desk.log_in().status_code == 200
    return desk


def told_rows(stage: Stage) -> list[tuple[str, str]]:
    return [(row.act, row.subject) for row in stage.store.ledger_rows() if row.act == "told"]


def test_told_envelope_gets_the_receipt_that_a_phone_would_get(stage: Stage, desk: Browser) -> None:
    envelope = make_envelope(stage.holder.hub_key)
    answer = desk.post(f"/hub/api/told/{envelope['id']}", envelope)
    assert answer.status_code == 201
    assert set(answer.get_json()) == {"id", "digest", "received", "sig"}
    again = desk.post(f"/hub/api/told/{envelope['id']}", envelope)
    assert (again.status_code, again.data) == (200, answer.data)
    assert told_rows(stage) == [("told", envelope["id"])]
    phone = stage.app.test_client(use_cookies=False).put(f"/api/envelopes/{envelope['id']}", json=envelope)
    assert (phone.status_code, phone.data) == (200, answer.data)


def test_keys_are_the_ones_that_phones_are_given(stage: Stage, desk: Browser) -> None:
    assert desk.client.get("/hub/api/told/keys").get_json() == desk.client.get("/api/keys").get_json()


def test_who_entered_it_is_known_by_the_server_and_not_by_what_it_says(stage: Stage, desk: Browser) -> None:
    mine, other = make_envelope(stage.holder.hub_key), make_envelope(stage.holder.hub_key)
    desk.post(f"/hub/api/told/{mine['id']}", mine)
    desk.client.put(f"/api/envelopes/{other['id']}", json=other)
    assert desk.client.get(f"/hub/api/told/{mine['id']}").get_json() == {"by": stage.holder.name}
    assert desk.client.get(f"/hub/api/told/{other['id']}").get_json() == {"by": None}


def test_a_busy_switchboard_is_never_slowed(stage: Stage, desk: Browser) -> None:
    for _ in range(40):
        envelope = make_envelope(stage.holder.hub_key)
        assert desk.post(f"/hub/api/told/{envelope['id']}", envelope).status_code == 201
    assert stage.store.read().execute("SELECT count(*) FROM envelopes WHERE slow").fetchone()[0] == 0


def test_what_is_no_envelope_is_refused_as_on_a_phone(stage: Stage, desk: Browser) -> None:
    envelope = make_envelope(stage.holder.hub_key)
    path = f"/hub/api/told/{envelope['id']}"
    assert error_of(desk.post(path, {**envelope, "key": "0" * 16})) == (422, "unknown_key")
    assert error_of(desk.post(path, {**envelope, "id": str(uuid.uuid4())})) == (400, "malformed")
    assert error_of(desk.client.post(path, data=b"{}", content_type="text/plain")) == (415, "media_type")
    assert error_of(desk.client.post(path, data=b" " * 65_537, content_type="application/json")) == (413, "too_large")
    assert error_of(desk.post(path, envelope, headers={"Sec-Fetch-Site": "cross-site"})) == (403, "cross_site")
    assert told_rows(stage) == []


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_hold_the_desk_may_enter_anything(stage: Stage, desk: Browser, role: str) -> None:
    stage.store.write(lambda db: db.execute("UPDATE staff SET role = ?", (role,)).rowcount)
    envelope = make_envelope(stage.holder.hub_key)
    asked = (desk.client.get("/hub/told"), desk.client.get("/hub/api/told/keys"), desk.post(f"/hub/api/told/{envelope['id']}", envelope))
    wanted = [200, 200, 201] if role in ("keyholder", "practitioner") else [403, 403, 403]
    assert [answer.status_code for answer in asked] == wanted


def test_nobody_enters_anything_without_a_session(stage: Stage) -> None:
    stage.begin_again()
    stranger = stage.app.test_client()
    envelope = make_envelope(stage.holder.hub_key)
    assert error_of(stranger.post(f"/hub/api/told/{envelope['id']}", json=envelope)) == (401, "log_in")


def test_the_hub_alone_takes_what_is_told(stage: Stage, tmp_path: Path) -> None:
    stage.begin_again()
    app = create_app(replace(stage.settings, sides="hub"), store=stage.store, secrets=stage.secrets, clock=stage.clock)
    desk = Browser(app, stage.clock, stage.holder)
    desk.log_in()
    envelope = make_envelope(stage.holder.hub_key)
    assert desk.post(f"/hub/api/told/{envelope['id']}", envelope).status_code == 201
    assert app.test_client().put(f"/api/envelopes/{envelope['id']}", json=envelope).status_code == 404


def test_every_question_of_the_form_stands_on_the_page(stage: Stage, desk: Browser) -> None:
    page = desk.client.get("/hub/told").get_data(as_text=True)
    labels = desk.client.get("/hub/api/signs").get_json()
    assert [field for field in labels["order"] if f'data-question="{field}"' not in page] == []
    assert [sign for sign in labels["signs"] if f'value="{sign}"' not in page] == []
