"""Who may use each route of ledger, figures and contacts."""

from __future__ import annotations

import uuid

from flask.testing import FlaskClient

from spotsigns.hub.ledger import LOGGED_IN
from spotsigns.hub.model import Staff
from spotsigns.hub.room import make_hub
from spotsigns.hub.sessions import new_session
from tests.contract.hubs import Stage

READ = frozenset({"auditor", "keyholder"})
CONFIRM = frozenset({"content-editor", "keyholder"})
WHO_MAY = {
    ("GET", "/hub/ledger"): READ,
    ("GET", "/hub/api/ledger/rows"): READ,
    ("GET", "/hub/api/ledger/verdict"): READ,
    ("GET", "/hub/api/ledger.csv"): READ,
    ("GET", "/hub/figures"): READ,
    ("GET", "/hub/api/figures"): READ,
    ("GET", "/hub/api/figures.csv"): READ,
    ("GET", "/hub/contacts"): CONFIRM,
    ("GET", "/hub/api/contacts"): CONFIRM,
    ("POST", "/hub/api/contacts/propose"): frozenset({"content-editor"}),
    ("POST", "/hub/api/contacts/confirm"): CONFIRM,
    ("POST", "/hub/api/contacts/refuse"): CONFIRM,
    ("POST", "/hub/api/contacts/undo"): CONFIRM,
}
PATHS = frozenset(path for _, path in WHO_MAY)


def person(stage: Stage, name: str, role: str) -> tuple[FlaskClient, str]:
    """Somebody of the hub with a live session, and their id."""
    hub, staff_id = make_hub(stage.store, stage.secrets, stage.clock), str(uuid.uuid4())
    assert stage.store.add_staff(Staff(staff_id, name, role, "active"))
    token, session = new_session(hub, staff_id)
    assert stage.store.put_session(session, 1, hub.ledger.entry(staff_id, LOGGED_IN, "", stage.clock()))
    client = stage.app.test_client()
    client.set_cookie("spotsigns-hub", token, domain="localhost")
    return client, staff_id
