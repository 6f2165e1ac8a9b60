"""Contacts without a release: one proposes, another confirms, the pages and packs carry it, one undoes it."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from spotsigns.app import create_app
from spotsigns.contacts.live import LOOK_SECONDS
from spotsigns.hub.ledger import verify_ledger
from spotsigns.settings import load_settings
from tests.contract.hubs import Stage
from tests.contract.overview import person

BLANK = {"tel": "", "hours": "", "opens": "", "closes": "", "is_out_of_use": False, "notice": {}, "source": ""}
MASH = {**BLANK, "tel": "01709 111222", "hours": "weekdays", "opens": "08:30", "closes": "17:00", "source": "rotherham.gov.uk/contact"}


@dataclass
class Team:
    """Two editors, a keyholder, and a reader."""

    stage: Stage
    ann: FlaskClient
    ben: FlaskClient
    kay: FlaskClient
    reader: FlaskClient

    def propose(self, contact: str, given: dict[str, Any], by: FlaskClient | None = None) -> int:
        answer = (by or self.ann).post("/hub/api/contacts/propose", json={"contact": contact, **given})
        assert answer.status_code == 200, answer.get_json()
        n: int = answer.get_json()["n"]
        return n

    def agree(self, contact: str, given: dict[str, Any]) -> int:
        n = self.propose(contact, given)
        assert self.decide("confirm", n).status_code == 200
        return n

    def decide(self, act: str, n: int, by: FlaskClient | None = None) -> TestResponse:
        return (by or self.ben).post(f"/hub/api/contacts/{act}", json={"n": n})

    def page(self, path: str = "/en/call/") -> str:
        return self.reader.get(path).get_data(as_text=True)

    def acts(self) -> list[str]:
        return [row.act for row in self.stage.store.ledger_rows() if row.act.startswith("contact_")]


@pytest.fixture
def team(tmp_path: Path) -> Iterator[Team]:
    """A stage of its own: what is rendered must not know of another test's edits."""
    stage = Stage(load_settings({}, data=str(tmp_path / "hub"), languages="en,ur"))
    people = [person(stage, name, role)[0] for name, role in (("Ann Editor", "content-editor"), ("Ben Editor", "content-editor"), ("Kay Keyholder", "keyholder"))]
    yield Team(stage, *people, stage.app.test_client(use_cookies=False))
    stage.close()


def test_number_shows_after_a_second_person_and_not_before(team: Team) -> None:
    release = team.reader.get("/packs/index.json").get_json()["release"]
    n = team.propose("mash", MASH)
    assert "01709 336080" in team.page()
    assert team.decide("confirm", n).status_code == 200
    for path in ("/en/call/", "/ur/call/", "/en/", "/en/r/", "/en/r/plain/", "/en/m/", "/en/for/takeaway/", "/en/phone/", "/en/nowhere/"):
        html = team.page(path)
        assert "01709 336080" not in html, path
        assert "01709336080" not in html, path
    html = team.page()
    assert 'href="tel:01709111222"><bdi dir="ltr">01709 111222</bdi>' in html
    assert 'Monday to Friday, from <bdi dir="ltr">08:30</bdi> to <bdi dir="ltr">17:00</bdi>.' in html
    index = team.reader.get("/packs/index.json").get_json()
    assert index["release"] != release
    pack = team.reader.get("/packs/ur.json").get_json()
    assert pack["release"] == index["release"]
    assert "01709 111222" in pack["pages"]["/ur/call/"]
    assert "01709 336080" not in json.dumps(pack)


def test_pages_say_when_it_was_checked_and_never_by_which_person(team: Team) -> None:
    card = team.page().split('id="mash"')[1].split("</section>")[0]
    assert "Last checked: <bdi" in card
    assert "not confirmed" in card
    team.stage.clock.now += timedelta(minutes=9)
    team.agree("mash", {**BLANK, "tel": "01709 336080"})  # as it was: checked again
    card = team.page().split('id="mash"')[1].split("</section>")[0]
    assert '2026-11-23</bdi>. Confirmed by Rotherham Safeguarding Children Partnership.' in card
    everything = team.page() + team.page("/en/call/sources/") + team.reader.get("/packs/en.json").get_data(as_text=True)
    assert not any(name in everything for name in ("Ann", "Ben Editor", "Kay"))


def test_proposer_cannot_confirm_alone(team: Team) -> None:
    n = team.propose("mash", MASH)
    refused = team.decide("confirm", n, team.ann)
    assert (refused.status_code, refused.get_json()["error"]) == (403, "same_person")
    assert team.decide("confirm", n, team.kay).status_code == 200
    assert team.decide("confirm", n).status_code == 409
    assert team.acts() == ["contact_proposed", "contact_confirmed"]


def test_keyholder_confirms_and_does_not_propose(team: Team) -> None:
    assert team.kay.post("/hub/api/contacts/propose", json={"contact": "mash", **MASH}).status_code == 403


def test_one_proposal_a_contact_waits_at_a_time(team: Team) -> None:
    n = team.propose("mash", MASH)
    again = team.ben.post("/hub/api/contacts/propose", json={"contact": "mash", **MASH})
    assert (again.status_code, again.get_json()["error"]) == (409, "waiting")
    assert team.decide("refuse", n, team.ann).status_code == 200  # taken back
    assert team.decide("confirm", n).status_code == 409
    team.propose("mash", MASH, team.ben)


def test_undo_goes_back_to_what_stood_before(team: Team) -> None:
    first = team.agree("mash", MASH)
    second = team.agree("mash", {**MASH, "tel": "01709 333444"})
    assert "01709 333444" in team.page()
    assert team.decide("undo", first).status_code == 409  # not the one in force
    assert team.decide("undo", second).status_code == 200
    assert "01709 111222" in team.page()
    assert team.decide("undo", first).status_code == 200
    assert "01709 336080" in team.page()
    assert team.decide("undo", first).status_code == 409


def test_proposal_made_over_an_edit_that_was_undone_must_be_made_again(team: Team) -> None:
    first = team.agree("mash", MASH)
    n = team.propose("mash", {**MASH, "opens": "09:00"})
    assert team.decide("undo", first).status_code == 200
    assert team.decide("confirm", n).status_code == 409


def test_contact_not_in_use_disappears_from_every_page(team: Team) -> None:
    pages = [f"/en/{page.path}" for page in team.stage.app.extensions["spotsigns"].registry]
    pages += ["/en/r/plain/"]
    assert any('#crimestoppers"' in team.page(path) for path in pages)
    n = team.agree("crimestoppers", {**BLANK, "is_out_of_use": True})
    for path in pages:
        html = team.page(path)
        assert not any(trace in html for trace in ("#crimestoppers", 'id="crimestoppers"', "0800 555 111", "0800555111")), path
    assert "0800 555 111" not in team.reader.get("/packs/en.json").get_data(as_text=True)
    undone = team.decide("undo", n)
    assert (undone.status_code, undone.get_json()["error"]) == (409, "two_people")
    team.agree("crimestoppers", {**BLANK, "tel": "0800 555 111", "hours": "always"})
    assert 'id="crimestoppers"' in team.page()


@pytest.mark.parametrize("contact", ["mash", "police-emergency", "police-non-emergency"])
def test_whoever_everybody_falls_back_on_cannot_go(team: Team, contact: str) -> None:
    answer = team.ann.post("/hub/api/contacts/propose", json={"contact": contact, **BLANK, "is_out_of_use": True})
    assert answer.status_code == 400


def test_last_independent_route_cannot_go(team: Team) -> None:
    for one in ("iopc", "stovewood", "nspcc"):
        team.agree(one, {**BLANK, "is_out_of_use": True})
    answer = team.ann.post("/hub/api/contacts/propose", json={"contact": "crimestoppers", **BLANK, "is_out_of_use": True})
    assert answer.status_code == 400
    assert "police" in answer.get_json()["message"]


def test_notice_is_shown_in_the_readers_language_or_in_english(team: Team) -> None:
    notice = {"en": "Our phone does not work <b>today</b>.", "ur": "آج ہمارا فون کام نہیں کر رہا۔"}
    team.agree("everybody", {**BLANK, "notice": notice})
    for path in ("/en/", "/en/call/", "/en/signs/missing/"):
        assert '<p class="notice">Our phone does not work &lt;b&gt;today&lt;/b&gt;.</p>' in team.page(path)
    assert f'<p class="notice">{notice["ur"]}</p>' in team.page("/ur/")
    assert 'class="notice"' not in team.page("/en/r/")  # nothing more on a screen that somebody may look at over a shoulder
    team.agree("everybody", {**BLANK, "notice": {"en": "It works again."}})
    assert '<p class="notice" lang="en" dir="ltr">It works again.</p>' in team.page("/ur/")
    team.agree("everybody", BLANK)
    assert 'class="notice"' not in team.page("/en/")


def test_notice_of_one_contact_stands_in_its_block(team: Team) -> None:
    team.agree("nspcc", {**BLANK, "tel": "0808 800 5000", "notice": {"en": "Closed on Friday."}})
    html = team.page()
    assert html.count("Closed on Friday.") == 1
    assert "Closed on Friday." in html.split('id="nspcc"')[1].split("</section>")[0]


@pytest.mark.parametrize(
    "body",
    [
        {}, {"contact": "mash"}, {"contact": "mash", **MASH, "checked": "2026-01-01"}, {"contact": "mash", **MASH, "tel": 1}, {"contact": "mash", **MASH, "notice": []},
        {"contact": "mash", **MASH, "notice": {"en": 1}}, {"contact": "mash", **MASH, "notice": {"__proto__": "x", "en": "x"}}, {"contact": "mash", **MASH, "is_out_of_use": 0},
        {"contact": "mash", **MASH, "tel": "0909 8790000"}, {"contact": "mash", **MASH, "tel": "+44 1709 336080"}, {"contact": "mash", **MASH, "notice": {"en": {"a": "b"}}},
    ],
)  # fmt: skip
def test_misshapen_proposals_are_refused(team: Team, body: dict[str, Any]) -> None:
    assert team.ann.post("/hub/api/contacts/propose", json=body).status_code == 400
    assert team.acts() == []


def test_contacts_and_changes_that_are_not_there(team: Team) -> None:
    assert team.ann.post("/hub/api/contacts/propose", json={"contact": "nobody", **MASH}).status_code == 404
    for act in ("confirm", "refuse", "undo"):
        assert team.decide(act, 7).status_code == 404
        assert team.ben.post(f"/hub/api/contacts/{act}", json={"n": "1"}).status_code == 400
        assert team.ben.post(f"/hub/api/contacts/{act}", json={"n": -1}).status_code == 400


def test_whole_edit_stands_in_the_ledger(team: Team) -> None:
    n = team.agree("mash", MASH)
    team.decide("undo", n)
    rows = [row for row in team.stage.store.ledger_rows() if row.act.startswith("contact_")]
    assert [row.act for row in rows] == ["contact_proposed", "contact_confirmed", "contact_undone"]
    for row in rows:
        contact, _, edit = row.subject.partition(" ")
        assert (contact, json.loads(edit)["tel"]) == ("mash", "01709 111222")
    assert verify_ledger(team.stage.store, team.stage.secrets.ledger) is None


def test_desk_of_contacts_tells_what_is_in_force_and_who_decided(team: Team) -> None:
    n = team.propose("mash", MASH)
    told = team.ann.get("/hub/api/contacts").get_json()
    assert (told["proposes"], told["edits"][0]["own"], told["edits"][0]["was"]["tel"]) == (True, True, "01709 336080")
    told = team.kay.get("/hub/api/contacts").get_json()
    assert (told["proposes"], told["edits"][0]["own"]) == (False, False)
    team.decide("confirm", n)
    team.agree("iwf", {**BLANK, "is_out_of_use": True})
    told = team.kay.get("/hub/api/contacts").get_json()
    by_id = {one["id"]: one for one in told["contacts"]}
    assert (by_id["mash"]["tel"], by_id["mash"]["confirmed"], by_id["mash"]["checked"]) == ("01709 111222", True, "2026-11-23")
    assert (by_id["iwf"]["is_out_of_use"], by_id["nspcc"]["is_out_of_use"]) == (True, False)
    assert [(one["contact"], one["proposer"], one["decider"], one["undoes"]) for one in told["edits"]] == [("iwf", "Ann Editor", "Ben Editor", False), ("mash", "Ann Editor", "Ben Editor", True)]


def test_edits_are_there_after_a_restart_and_reach_the_other_process(team: Team) -> None:
    ticks = [0.0]
    other = create_app(team.stage.settings, store=team.stage.store, secrets=team.stage.secrets, clock=team.stage.clock)
    directory = other.extensions["spotsigns"].renderer._shared["directory"]
    vars(directory)["_ticks"], vars(directory)["_looked"] = lambda: ticks[0], 0.0
    reader = other.test_client(use_cookies=False)
    assert "01709 336080" in reader.get("/en/call/").get_data(as_text=True)
    team.agree("mash", MASH)
    ticks[0] = LOOK_SECONDS
    assert "01709 111222" in reader.get("/en/call/").get_data(as_text=True)
    again = create_app(team.stage.settings, store=team.stage.store, secrets=team.stage.secrets, clock=team.stage.clock)
    assert "01709 111222" in again.test_client().get("/en/call/").get_data(as_text=True)
