"""HTTP of the keys' own life: rotating, sealing again, the recovery words."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, Response

from spotsigns.hub.admit import sure_of
from spotsigns.hub.asked import answer, asked, malformed, octets
from spotsigns.hub.guard import before_admission, open_to, who
from spotsigns.hub.key_model import OldEnvelope
from spotsigns.hub.recovery import Recovered, challenge, check_proof, mark_tested, recover
from spotsigns.hub.room import Hub
from spotsigns.hub.rotate import NewKey, hand_out_old, rotate, take_resealed
from spotsigns.hub.staff_routes import read_copies, read_record
from spotsigns.hub.sure import make_sure
from spotsigns.sealing.encoding import to_base64url


def add_key_routes(routes: Blueprint, hub: Hub) -> None:
    _add_rotation(routes, hub)
    _add_recovery(routes, hub)


def _add_rotation(routes: Blueprint, hub: Hub) -> None:
    @routes.post("/hub/api/keys/rotate")
    @open_to("keyholder")
    def make_new_key() -> Response:
        given = asked(auth=str, over=str, public=str, recovery=str, holders=list, left_out=list, copies=list, vouch=str)
        sure_of(hub, who().staff, octets(given["auth"], "auth"))
        return answer({"key": rotate(hub, who().staff, _new_key(given))}, 201)

    @routes.get("/hub/api/reseal")
    @open_to("keyholder")
    @before_admission
    def count_old() -> Response:
        return answer({"left": hub.store.count_old_envelopes(who().staff.id)})

    @routes.post("/hub/api/reseal/next")
    @open_to("keyholder")
    def next_old() -> Response:
        after = asked(after=list)["after"]
        if [type(part) for part in after] != [str, int] or not 0 <= after[1] < 4:
            raise malformed("after is no id and variant")
        return answer({"envelopes": [{"v": 1, **vars(one), "sealed": to_base64url(one.sealed)} for one in hand_out_old(hub, who().staff, (after[0], after[1]))]})

    @routes.post("/hub/api/reseal")
    @open_to("keyholder")
    def reseal() -> Response:
        given = [_resealed(one) for one in asked(envelopes=list)["envelopes"]]
        done = take_resealed(hub, who().staff, given)
        return answer({"done": done, "left": hub.store.count_old_envelopes(who().staff.id)})


def _add_recovery(routes: Blueprint, hub: Hub) -> None:
    @routes.get("/hub/api/recovery")
    @open_to("keyholder")
    @before_admission
    def show_challenge() -> Response:
        begun = challenge(hub, who().staff)
        copies = [
            {"id": one.key.id, "public": to_base64url(one.key.public), "seal": one.key.seal, "hub": to_base64url(one.hub_sealed), "desk": to_base64url(one.desk_sealed)}
            for one in begun.copies
        ]
        return answer({"keys": copies, "sealed": to_base64url(begun.sealed), "token": begun.token})

    @routes.post("/hub/api/recovery/test")
    @open_to("keyholder")
    def take_test() -> Response:
        given = asked(token=str, nonce=str)
        check_proof(hub, who().staff, octets(given["token"], "token"), octets(given["nonce"], "nonce"))
        mark_tested(hub, who().staff)
        return answer({})

    @routes.post("/hub/api/recovery/admit")
    @open_to("keyholder")
    @before_admission
    def recover_self() -> Response:
        given = asked(auth=str, token=str, nonce=str, public=str, copies=list, record=dict)
        # Without copies there is nothing else that tells an invited keyholder from one whom the paper lets in.
        make_sure(hub, who().staff, octets(given["auth"], "auth"))
        check_proof(hub, who().staff, octets(given["token"], "token"), octets(given["nonce"], "nonce"))
        recover(hub, who().staff, Recovered(octets(given["public"], "public"), read_copies(given["copies"], "key"), read_record(given["record"])))
        return answer({})


def _new_key(given: dict[str, Any]) -> NewKey:
    holders, left_out = given["holders"], given["left_out"]
    fields = {"id", "public", "locked"}
    if not all(isinstance(one, dict) and set(one) == fields and all(isinstance(one[name], str) for name in fields) for one in holders):
        raise malformed("the list of holders is not complete")
    if not all(isinstance(one, str) for one in left_out):
        raise malformed("left_out is no list of ids")
    return NewKey(
        over=given["over"], public=octets(given["public"], "public"), recovery=octets(given["recovery"], "recovery"),
        holders={one["id"]: octets(one["public"], "public") for one in holders}, left_out=frozenset(left_out),
        copies=read_copies(given["copies"], "holder"), admissions=[(one["id"], octets(one["locked"], "locked")) for one in holders],
        vouch=octets(given["vouch"], "vouch"),
    )  # fmt: skip


def _resealed(given: object) -> OldEnvelope:
    fields = {"id": str, "variant": int, "thread": str, "key": str, "sealed": str}
    if not isinstance(given, dict) or set(given) != set(fields) or not all(type(given[name]) is kind for name, kind in fields.items()):
        raise malformed("an envelope is not complete")
    if not 0 <= given["variant"] < 4:
        raise malformed("there is no such variant")
    return OldEnvelope(given["id"], given["variant"], given["thread"], given["key"], octets(given["sealed"], "sealed"))
