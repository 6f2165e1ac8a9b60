"""Waking staff: for those who hold the desk, on the hub's own path, by a worker that does nothing else."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace

import pytest

from spotsigns.app import create_app
from spotsigns.hub.model import ROLES
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import new_private_key, public_bytes
from spotsigns.settings import load_settings
from tests.contract.envelopes import error_of
from tests.contract.hubs import Browser, Stage

ENDPOINT = "https://push.example.com/send/desk"
GIVEN = {"endpoint": ENDPOINT, "p256dh": to_base64url(public_bytes(new_private_key())), "auth": to_base64url(bytes(16))}


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    stage = Stage(load_settings({}, data=str(tmp_path_factory.mktemp("wake")), languages="en", contact="https://hub.example.org/"))
    yield stage
    stage.close()


@pytest.fixture
def desk(stage: Stage) -> Browser:
    stage.begin_again()
    desk = Browser(stage.app, stage.clock, stage.holder)
    assert desk.log_in().status_code == 200
    return desk


def test_browser_is_woken_until_its_person_stops_it(stage: Stage, desk: Browser) -> None:
    assert desk.client.get("/hub/api/push").get_json() == {"key": to_base64url(public_bytes(stage.secrets.push))}
    seen = [desk.post("/hub/api/push/seen", {"endpoint": ENDPOINT}).get_json()["known"]]
    assert desk.post("/hub/api/push", GIVEN).status_code == 201
    seen.append(desk.post("/hub/api/push/seen", {"endpoint": ENDPOINT}).get_json()["known"])
    row = stage.store.read().execute("SELECT subscriptions.kind, staff.name FROM subscriptions JOIN staff ON staff.id = subscriptions.staff").fetchone()
    assert tuple(row) == ("staff", stage.holder.name)
    assert desk.post("/hub/api/push/stop", {"endpoint": ENDPOINT}).get_json() == {"known": False}
    seen.append(desk.post("/hub/api/push/seen", {"endpoint": ENDPOINT}).get_json()["known"])
    assert seen == [False, True, False]


@pytest.mark.parametrize("changed", [{"endpoint": "https://192.168.0.1/"}, {"p256dh": "x"}, {"p256dh": to_base64url(b"\4" + bytes(64))}, {"auth": ""}, {"kind": "reporter"}, {"auth": 7}])
def test_what_is_no_subscription_is_refused(desk: Browser, changed: dict[str, object]) -> None:
    assert error_of(desk.post("/hub/api/push", {**GIVEN, **changed})) == (400, "malformed")


@pytest.mark.parametrize("role", ROLES)
def test_only_those_who_hold_the_desk_are_woken(stage: Stage, desk: Browser, role: str) -> None:
    stage.store.write(lambda db: db.execute("UPDATE staff SET role = ?", (role,)).rowcount)
    answers = (
        desk.client.get("/hub/wake"), desk.client.get("/hub/api/push"), desk.post("/hub/api/push/seen", {"endpoint": ENDPOINT}),
        desk.post("/hub/api/push", GIVEN), desk.post("/hub/api/push/stop", {"endpoint": ENDPOINT}),
    )  # fmt: skip
    wanted = [200, 200, 200, 201, 200] if role in ("keyholder", "practitioner") else [403] * 5
    assert [answer.status_code for answer in answers] == wanted


def test_nobody_is_woken_without_a_session(stage: Stage) -> None:
    stage.begin_again()
    assert error_of(stage.app.test_client().post("/hub/api/push", json=GIVEN)) == (401, "log_in")


def test_worker_keeps_nothing_of_the_hub_and_names_no_concern(stage: Stage) -> None:
    answer = stage.app.test_client().get("/hub/sw.js")
    text = answer.get_data(as_text=True)
    assert (answer.status_code, answer.content_type) == (200, "text/javascript; charset=utf-8")
    code = re.sub(r"^\s*//.*$", "", text, flags=re.M)
    assert not re.search(r"fetch|caches|indexedDB|event\.data|concern|child|report", code)
    assert "Something new is waiting" in code


def test_without_a_contact_staff_are_told_that_it_is_off(stage: Stage) -> None:
    stage.begin_again()
    app = create_app(replace(stage.settings, contact=""), store=stage.store, secrets=stage.secrets, clock=stage.clock)
    desk = Browser(app, stage.clock, stage.holder)
    desk.log_in()
    assert desk.client.get("/hub/api/push").get_json() == {"key": None}
    assert error_of(desk.post("/hub/api/push", GIVEN)) == (404, "off")


def test_nothing_of_the_hubs_worker_is_in_the_shell(stage: Stage) -> None:
    files = stage.app.test_client().get("/packs/shell.json").get_json()["files"]
    assert [name for name in files if "/hub/" in name or name.endswith("push/notice.js")] == []
