"""Which desk keys a browser locks and unlocks with, against somebody who writes to the database and against whoever left."""

from __future__ import annotations

import secrets
from typing import Any

import pytest
from harness import ModulePage

from spotsigns.hub.keys import seal_copy
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import new_private_key, private_pkcs8, public_bytes
from tests.members import desk_print, lock_record

pytestmark = pytest.mark.browser

TRUST = """
const keys = await load('hub/keys.js'), trust = await load('hub/desk-trust.js'), { fromBase64url } = await load('sealing/bytes.js');
const held = await Promise.all(given.held.map(async (one) => ({ ...one, deskKey: await keys.importDeskKey(fromBase64url(one.desk)) })));
"""
DESKS = {name: secrets.token_bytes(32) for name in "abcx"}


def key(name: str, over: str = "", *, seal: bool = False, desk: bytes = b"", under: bytes = b"", **changed: Any) -> dict[str, Any]:
    """A copy that opened, with desk key `desk`; vouched for under key `over`, whose desk key is `under` unless it is the real one."""
    desk = desk or DESKS[name]
    found: dict[str, Any] = {"id": name, "public": f"public {name}", "recovery": "paper", "seal": seal, "vouch": None, "desk": to_base64url(desk)}
    if over:
        record = {"v": 1, "id": name, "public": found["public"], "recovery": "paper", "print": desk_print(desk), **changed}
        found["vouch"] = {"author": "anna", "under": over, "locked": to_base64url(lock_record(under or DESKS[over], "key-list", name, "anna", record))}
    return found


def links(*names: str) -> list[dict[str, str]]:
    return [{"id": name, "print": desk_print(DESKS[name])} for name in names]


def judged(page: ModulePage, held: list[dict[str, Any]], accepted: list[dict[str, str]]) -> tuple[str, str]:
    """Why nothing may be locked, and the keys that open, oldest first."""
    found = page.run(TRUST + "const { chain, why } = await trust.trustIn(held, given.accepted); return [why, chain.map((one) => one.id).join('')];", {"held": held, "accepted": accepted})
    return found[0], found[1]


A, B, C = key("a"), key("b", "a"), key("c", "b", seal=True)
NEWEST_A, NEWEST_B = key("a", seal=True), key("b", "a", seal=True)
ANOTHER = secrets.token_bytes(32)
UNBOUND = {"v": 1, "id": "b", "public": "public b", "recovery": "paper"}


@pytest.mark.parametrize(
    ("held", "accepted", "expected"),
    [
        ([NEWEST_A], "", ("", "a")),
        ([NEWEST_A], "a", ("", "a")),
        ([A, NEWEST_B], "", ("", "ab")),
        ([A, NEWEST_B], "a", ("", "ab")),
        ([C, B, A], "a", ("", "abc")),  # two rotations since, handed out in any order
        ([B, C], "", ("", "bc")),  # admitted by somebody who had no copy of the first
    ],
    ids=["first time", "again", "first time after a rotation", "rotated", "rotated twice", "later start"],
)  # fmt: skip
def test_what_follows_from_what_was_accepted_locks_and_unlocks(shared_page: ModulePage, held: list[dict[str, Any]], accepted: str, expected: tuple[str, str]) -> None:
    assert judged(shared_page, held, links(*accepted)) == expected


@pytest.mark.parametrize(
    ("held", "accepted", "expected"),
    [
        ([A, key("x", seal=True)], "a", ("changed", "a")),
        ([A, key("x", seal=True)], "", ("changed", "")),  # at the first time nobody can tell which of the two is real
        ([NEWEST_A, key("x")], "a", ("changed", "a")),
        ([A, key("b", "a", seal=True, under=ANOTHER)], "a", ("changed", "a")),
        ([A, key("b", "a", seal=True, recovery="another paper")], "a", ("changed", "a")),
        ([A, key("b", "a", seal=True, public="other")], "a", ("changed", "a")),
        # A desk key of the writer's own, sealed under the name of a real key.
        ([key("a", seal=True, desk=ANOTHER)], "a", ("changed", "")),
        ([A, key("b", "a", seal=True, print=desk_print(ANOTHER))], "a", ("changed", "a")),
        ([A, {**NEWEST_B, "desk": to_base64url(ANOTHER)}], "a", ("changed", "a")),
        ([A, {**NEWEST_B, "desk": to_base64url(ANOTHER)}], "", ("changed", "")),
        ([A, {**NEWEST_B, "vouch": {"author": "anna", "under": "a", "locked": to_base64url(lock_record(DESKS["a"], "key-list", "b", "anna", UNBOUND))}}], "a", ("changed", "a")),
        # Whoever left knows the desk key that they held, and vouches under it: beside the one that follows, or in its place.
        ([A, B, key("x", "a", seal=True)], "ab", ("changed", "ab")),
        ([A, key("x", "a", seal=True)], "ab", ("changed", "a")),
        ([A, B, key("x", "a", seal=True)], "a", ("changed", "a")),
        ([key("a", seal=True), B], "ab", ("changed", "ab")),  # turned back to the key before
        ([NEWEST_A], "ab", ("changed", "a")),  # and the newest taken away
        ([A], "a", ("behind", "a")),  # rotated while somebody got no copy
        ([], "", ("changed", "")),
    ],
    ids=["forged newest", "forged at the first time", "forged beside", "forged vouch", "other paper", "other public key", "swapped first", "swapped second, known", "swapped second", "swapped at the first time",
         "vouch without a desk key", "fork", "fork in its place", "fork before it was seen", "turned back", "newest gone", "left out", "none"],
)  # fmt: skip
def test_what_does_not_follow_locks_nothing_and_only_the_accepted_ones_open(shared_page: ModulePage, held: list[dict[str, Any]], accepted: str, expected: tuple[str, str]) -> None:
    assert judged(shared_page, held, links(*accepted)) == expected


def pair_of(private: Any) -> dict[str, str]:
    return {"pkcs8": to_base64url(private_pkcs8(private)), "public": to_base64url(public_bytes(private))}


def test_what_was_accepted_opens_for_its_person_only(shared_page: ModulePage) -> None:
    found = shared_page.run(
        """
        const { lockAccepted, unlockAccepted } = await load('hub/accepted.js'), { importKeyPair } = await load('sealing/suite.js'), { fromBase64url } = await load('sealing/bytes.js');
        const [anna, bert] = await Promise.all(['anna', 'bert'].map(async (id) => ({ id, pair: await importKeyPair(fromBase64url(given[id].pkcs8), fromBase64url(given[id].public)) })));
        const locked = await lockAccepted(anna, given.links);
        return [await unlockAccepted(anna, locked), await unlockAccepted(bert, locked), await unlockAccepted({ ...bert, pair: anna.pair }, locked), await unlockAccepted(anna, null), await unlockAccepted(anna, 'AAAA')];
        """,
        {"anna": pair_of(new_private_key()), "bert": pair_of(new_private_key()), "links": links("a", "b")},
    )
    assert found == [links("a", "b"), [], [], [], []]


def test_browser_remembers_across_visits_and_the_hub_is_told(shared_page: ModulePage) -> None:
    """The second visit meets a desk key of somebody else under the same name: it locks nothing, and nothing of it is remembered."""
    hub_key, anna = new_private_key(), new_private_key()
    copies = [seal_copy(hub_key, desk, "anna", public_bytes(anna)) for desk in (DESKS["a"], ANOTHER)]
    sent = [
        {"id": one.key.id, "public": to_base64url(one.key.public), "seal": True, "recovery": None, "vouch": None, "hub": to_base64url(one.hub_sealed), "desk": to_base64url(one.desk_sealed)}
        for one in copies
    ]
    found = shared_page.run(
        """
        const { Opener } = await load('hub/opener.js'), { importKeyPair } = await load('sealing/suite.js'), { fromBase64url } = await load('sealing/bytes.js');
        const { unlockAccepted } = await load('hub/accepted.js'), { forgetAccepted } = await load('hub/key-db.js');
        const pair = await importKeyPair(fromBase64url(given.anna.pkcs8), fromBase64url(given.anna.public));
        const told = [], real = window.fetch;
        window.fetch = async (path, asking) => { told.push([path, JSON.parse(asking.body).locked]); return new Response('{}'); };
        const visit = async (copy, accepted) => {
          const opener = await Opener.ofCopies({ keys: [copy], accepted }, 'anna', pair);
          let locks = 'locks';
          try { opener.deskKey; } catch (doubt) { locks = doubt.constructor.name; }
          return [opener.doubt, locks, opener.pairs.size, opener.deskKeys.length];
        };
        const [mine, forged] = given.copies;
        const found = [await visit(mine, null), await visit(forged, null), await visit(mine, told[0][1])];
        await forgetAccepted('anna'); // another browser: the hub's copy stands in
        found.push(await visit(forged, told[0][1]));
        window.fetch = real;
        return [found, told.map(([path]) => path), (await unlockAccepted({ id: 'anna', pair }, told[0][1])).map((link) => link.print)];
        """,
        {"anna": pair_of(anna), "copies": sent},
    )
    assert found[0] == [["", "locks", 1, 1], ["changed", "DeskKeyDoubt", 1, 0], ["", "locks", 1, 1], ["changed", "DeskKeyDoubt", 1, 0]]
    assert found[1] == ["/hub/api/me/accepted"]
    assert found[2] == [desk_print(DESKS["a"])]
