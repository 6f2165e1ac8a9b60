"""Whoever comes, goes, loses or rotates: every concern is readable by exactly those who should, and a leaver opens nothing new."""

from __future__ import annotations

import json
import secrets
import tempfile
import uuid
from typing import Any

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as how
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from spotsigns.concerns.model import read_envelope
from spotsigns.concerns.receive import Intake
from spotsigns.errors import HubError, SealingError
from spotsigns.hub.admit import disable, reset
from spotsigns.hub.ledger import verify_ledger
from spotsigns.hub.model import DESK_ROLES, ROLES
from spotsigns.hub.room import make_hub
from spotsigns.hub.slow import Slowdown
from spotsigns.hub.staff import add_staff
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import derive_key_pair, open_concern, seal_concern
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets
from tests.conftest import Clock
from tests.members import (
    Member,
    first_member,
    held_by_words,
    is_proven,
    join,
    let_in,
    recover_by,
    reseal_by,
    rotate_by,
    sealing_id,
    staff_of,
    take,
)

MOST_PEOPLE = 6
pick = st.integers(0, 10_000)


class KeyLife(RuleBasedStateMachine):
    """`reads` is the model: who should hold the newest key, and with it every concern. `lost` have forgotten their passphrase."""

    def __init__(self) -> None:
        super().__init__()
        self.directory = tempfile.TemporaryDirectory()
        settings = load_settings({}, data=self.directory.name)
        self.store, self.secrets = open_store(settings), load_secrets(settings)
        self.hub = make_hub(self.store, self.secrets, Clock(), Slowdown(lambda seconds: None))
        self.intake = Intake(self.store, self.secrets.receipt, Clock(), wake=lambda: None)
        self.entropy = secrets.token_bytes(32)
        self.recovery = derive_key_pair(self.entropy)
        self.people: dict[str, Member] = {}
        self.gone: list[Member] = []
        self.reads: set[str] = set()
        self.lost: set[str] = set()
        self.concerns: dict[str, tuple[str, str, str]] = {}
        self.names = 0

    def teardown(self) -> None:
        self.store.close()
        self.directory.cleanup()

    @initialize()
    def begin(self) -> None:
        anna = first_member(self.hub, self.recovery)
        self.people[anna.id] = anna
        self.reads.add(anna.id)

    # Whoever can do something: admitted keyholders who still know their passphrase.
    def keepers(self) -> list[Member]:
        return [self.people[one] for one in sorted(self.reads - self.lost) if self.people[one].role == "keyholder"]

    def anybody(self, number: int) -> Member:
        return sorted(self.people.values(), key=lambda one: one.name)[number % len(self.people)]

    @precondition(lambda self: len(self.people) < MOST_PEOPLE)
    @rule(role=st.sampled_from((*ROLES, "keyholder", "practitioner")))
    def join(self, role: str) -> None:
        self.names += 1
        member = join(self.hub, add_staff(self.store, f"Person {self.names}", role, self.hub.clock()))
        self.people[member.id] = member

    @precondition(lambda self: self.keepers())
    @rule(by=pick, whom=pick)
    def admit(self, by: int, whom: int) -> None:
        actor, member = self.keepers()[by % len(self.keepers())], self.anybody(whom)
        if member.role in DESK_ROLES:
            let_in(self.hub, actor, member)
            self.reads.add(member.id)
        else:
            with pytest.raises(HubError):
                let_in(self.hub, actor, member)

    @rule(by=pick, whom=pick)
    def admit_without_keys(self, by: int, whom: int) -> None:
        actor = self.anybody(by)
        if actor.id not in self.reads:
            with pytest.raises(HubError):
                let_in(self.hub, actor, self.anybody(whom))

    def _leave(self, by: int, whom: int, state: str) -> str | None:
        actor, member = self.keepers()[by % len(self.keepers())], self.anybody(whom)
        take(self.hub, member)
        if {one for one in self.reads if self.people[one].role == "keyholder"} == {member.id}:
            with pytest.raises(HubError) as refused:
                (disable if state == "disabled" else reset)(self.hub, staff_of(self.hub, actor), member.id)
            assert refused.value.code == "last"
            return None
        link = (disable if state == "disabled" else reset)(self.hub, staff_of(self.hub, actor), member.id)
        self.people.pop(member.id)
        self.gone.append(member)
        self.reads.discard(member.id)
        self.lost.discard(member.id)
        return link or ""

    @precondition(lambda self: self.keepers())
    @rule(by=pick, whom=pick)
    def shut_out(self, by: int, whom: int) -> None:
        self._leave(by, whom, "disabled")

    @precondition(lambda self: self.keepers())
    @rule(by=pick, whom=pick)
    def begin_anew(self, by: int, whom: int) -> None:
        link = self._leave(by, whom, "invited")
        if link:
            member = join(self.hub, link)
            assert take(self.hub, member) == {}
            self.people[member.id] = member

    @rule(whom=pick)
    def lose_passphrase(self, whom: int) -> None:
        self.lost.add(self.anybody(whom).id)

    @precondition(lambda self: not self.keepers())
    @rule()
    def recover(self) -> None:
        """All are lost: somebody new is invited at the server itself, and has the paper."""
        self.names += 1
        member = join(self.hub, add_staff(self.store, f"Person {self.names}", "keyholder", self.hub.clock()))
        with pytest.raises((HubError, SealingError)):
            recover_by(self.hub, member, secrets.token_bytes(32))
        recover_by(self.hub, member, self.entropy)
        self.people[member.id] = member
        self.reads.add(member.id)

    @precondition(lambda self: self.keepers())
    @rule(by=pick)
    def rotate(self, by: int) -> None:
        actor = self.keepers()[by % len(self.keepers())]
        before = sealing_id(self.hub)
        made = rotate_by(self.hub, actor, self.recovery)
        assert (sealing_id(self.hub), self.store.is_rotation_due()) == (made, False)
        assert made != before

    @rule(age=pick)
    def tell(self, age: int) -> None:
        """A phone seals to the newest key it knows, which may be an old one."""
        keys = self.store.hub_keys()
        key, words = keys[max(0, len(keys) - 1 - age % 3)], secrets.token_hex(8)
        told: dict[str, Any] = {"v": 1, "kind": "concern", "answers": {"what": words}}
        envelope = seal_concern(told, str(uuid.uuid4()), secrets.token_hex(16), key.public)
        received = self.intake.receive(read_envelope(envelope["id"], json.dumps(envelope).encode()))
        assert received.status == 201
        self.concerns[envelope["id"]] = (words, envelope["thread"], received.receipt)

    @precondition(lambda self: self.keepers())
    @rule(by=pick)
    def seal_again(self, by: int) -> None:
        actor = self.keepers()[by % len(self.keepers())]
        reseal_by(self.hub, actor)
        assert {row["key"] for row in self._rows()} <= {sealing_id(self.hub)}

    def _rows(self) -> list[Any]:
        return self.store.read().execute("SELECT id, thread, key, sealed, receipt FROM envelopes").fetchall()

    def _opens(self, keys: dict[str, Any], row: Any) -> bool:
        """Tries every key, not only the one that the row names."""
        envelope = {"id": row["id"], "thread": row["thread"], "key": row["key"], "sealed": to_base64url(row["sealed"])}
        for hub_key, _ in keys.values():
            try:
                return bool(self.concerns[row["id"]][0] in open_concern(hub_key, envelope).decode())
            except SealingError:
                continue
        return False

    @invariant()
    def every_concern_is_readable_by_exactly_those_who_should(self) -> None:
        rows = self._rows()
        assert {row["id"] for row in rows} == set(self.concerns)
        for member in self.people.values():
            opened = take(self.hub, member)
            assert all(self._opens(opened, row) == (member.id in self.reads) for row in rows), member.name
            assert (sealing_id(self.hub) in opened) == (member.id in self.reads)
        assert all(self._opens(held_by_words(self.hub, self.entropy), row) for row in rows)

    @invariant()
    def whoever_left_opens_only_what_was_theirs(self) -> None:
        rows = self._rows()
        for member in self.gone:
            assert not any(self._opens({key: opened}, row) for key, opened in member.taken.items() for row in rows if row["key"] not in member.taken)
        # Nothing that was sealed for them is left, whatever they come back with.
        holders = {person.id for person in self.store.people() if person.keys}
        assert holders == self.reads

    @invariant()
    def admissions_are_proven_and_receipts_stay(self) -> None:
        for row in self._rows():
            assert row["receipt"] == self.concerns[row["id"]][2]
        sealing = sealing_id(self.hub)
        desk_key = held_by_words(self.hub, self.entropy)[sealing][1]
        people = [person for person in self.store.people() if person.id in self.reads and person.admission]
        assert all(is_proven(person, desk_key) for person in people)
        assert sum(key.seal for key in self.store.hub_keys()) == 1
        assert verify_ledger(self.store, self.secrets.ledger) is None


TestKeyLife = KeyLife.TestCase
TestKeyLife.settings = how(max_examples=25, stateful_step_count=25, deadline=None, suppress_health_check=list(HealthCheck))
