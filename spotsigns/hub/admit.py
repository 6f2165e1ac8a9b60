"""Inviting, admitting, disabling, resetting: who works here and who holds the desk's keys. Only admitted keyholders do it."""

from __future__ import annotations

from datetime import datetime

from spotsigns.errors import HubError
from spotsigns.hub.invite import new_link
from spotsigns.hub.join import SEALED_DESK, SEALED_HUB
from spotsigns.hub.key_model import OPERATOR, Admission, Copy
from spotsigns.hub.ledger import ADMITTED, DISABLED, INVITED, RESET, Ledger, utc_second
from spotsigns.hub.model import HubStore, Staff
from spotsigns.hub.room import Hub
from spotsigns.hub.staff import person_to_invite
from spotsigns.hub.sure import make_sure, needs_sealing_key

# iv, a name of 80 characters, role, key and tag as JSON in UTF-8.
LOCKED_RECORD = range(60, 1_500)
_WHY = {
    "missing": (404, "There is nobody with this id."),
    "disabled": (409, "This person was disabled already."),
    "last": (409, "This is the last keyholder who can open the desk. Admit another keyholder first."),
    "role": (403, "Only keyholders and practitioners hold the desk's keys."),
    "changed": (409, "This person's key is not the one you compared, or they left. Look again and compare the words once more."),
    "rotated": (409, "The keys changed in the meantime. Look again and begin once more."),
}


def invite_person(hub: Hub, actor: Staff, name: str, role: str) -> str:
    """The path of a link for a new person, or a fresh one for somebody invited before. Raises HubError."""
    needs_sealing_key(hub, actor)
    person = person_to_invite(hub.store, name, role)
    now = hub.clock()
    link, digest, ends = new_link(now)
    if not hub.store.invite((person.id, person.name, person.role), digest, ends, hub.ledger.entry(actor.id, INVITED, f"{person.id} {role}", now)):
        raise HubError(409, "taken", f"{person.name} is here already. Choose another name.")
    return link


def admit(hub: Hub, actor: Staff, staff_id: str, public: bytes, copies: list[tuple[str, bytes, bytes]], record: tuple[str, bytes]) -> None:
    """Keep the copies that the actor's browser sealed to `public`, and the record (key id, locked) of who let them in. Raises HubError."""
    sealing = needs_sealing_key(hub, actor)
    held = {one.key.id for one in hub.store.held_keys(actor.id)}
    if not {key for key, _, _ in copies} <= held or len({key for key, _, _ in copies}) != len(copies):
        raise HubError(400, "malformed", "Copies can only be given of keys that you hold.")
    now = hub.clock()
    admission = read_admission(staff_id, actor.id, sealing, record, now)
    subject = f"{staff_id} {' '.join(key for key, _, _ in copies)}"
    given = tuple(read_copy(key, staff_id, hub_sealed, desk_sealed) for key, hub_sealed, desk_sealed in copies)
    refuse(hub.store.admit(public, given, admission, hub.ledger.entry(actor.id, ADMITTED, subject, now)))


def vouch_for_self(hub: Hub, actor: Staff, record: tuple[str, bytes]) -> None:
    """The first keyholder, whom nobody admitted, writes their own record. Raises HubError when there is one already."""
    sealing = needs_sealing_key(hub, actor)
    now = hub.clock()
    refuse(hub.store.put_admission(read_admission(actor.id, actor.id, sealing, record, now), hub.ledger.entry(actor.id, ADMITTED, f"{actor.id} self", now)))


def disable(hub: Hub, actor: Staff, staff_id: str) -> None:
    """Sessions end now, copies are deleted, and a rotation is due if there were any. Raises HubError."""
    needs_sealing_key(hub, actor)
    refuse(hub.store.disable(staff_id, hub.ledger.entry(actor.id, DISABLED, staff_id, hub.clock())))


def reset(hub: Hub, actor: Staff, staff_id: str) -> str:
    """A fresh link for somebody whose passphrase or phone is lost; they join and are admitted anew. Raises HubError."""
    needs_sealing_key(hub, actor)
    now = hub.clock()
    link, digest, ends = new_link(now)
    refuse(hub.store.reset(staff_id, digest, ends, hub.ledger.entry(actor.id, RESET, staff_id, now)))
    return link


def disable_named(store: HubStore, ledger: Ledger, name: str, now: datetime) -> None:
    """The same from the server's own command line. Raises HubError."""
    person = store.staff_named(name)
    if person is None:
        raise HubError(404, "missing", f"There is nobody called {name!r}. Run 'spotsigns staff list'.")
    refuse(store.disable(person.id, ledger.entry(OPERATOR, DISABLED, person.id, now)))


def sure_of(hub: Hub, actor: Staff, auth: bytes) -> None:
    """The passphrase once more, from somebody who was admitted. Raises HubError."""
    needs_sealing_key(hub, actor)
    make_sure(hub, actor, auth)


def read_copy(key: str, holder: str, hub_sealed: bytes, desk_sealed: bytes) -> Copy:
    """Raises HubError when it cannot be a sealed copy; whether it opens only its holder's browser can tell."""
    if len(hub_sealed) not in SEALED_HUB or len(desk_sealed) not in SEALED_DESK:
        raise HubError(400, "malformed", "Something is wrong with a copy of the keys. Nothing was changed.")
    return Copy(key, holder, hub_sealed, desk_sealed)


def read_admission(staff_id: str, author: str, sealing: str, record: tuple[str, bytes], now: datetime) -> Admission:
    """Raises HubError when it was not locked with the newest desk key, or cannot be one."""
    key, locked = record
    if key != sealing:
        raise refusal("rotated")
    if len(locked) not in LOCKED_RECORD:
        raise HubError(400, "malformed", "Something is wrong with the record of the admission. Nothing was changed.")
    return Admission(staff_id, author, key, utc_second(now), locked)


def refuse(code: str | None) -> None:
    """Raises what the store answered as a HubError, if it refused."""
    if code is not None:
        raise refusal(code)


def refusal(code: str) -> HubError:
    status, message = _WHY[code]
    return HubError(status, code, message)


