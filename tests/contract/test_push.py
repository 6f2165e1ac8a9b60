"""Waking: who may ask for it, what is sent (nothing), how often it is tried, and that taking a concern in never waits for it."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from flask import Flask
from flask.testing import FlaskClient

from spotsigns.app import create_app
from spotsigns.push.model import GUIDANCE, REPORTER, STAFF, WAITS, Subscription
from spotsigns.push.postman import AGAIN_SECONDS, LEASE_SECONDS, Postman
from spotsigns.push.send import WebPushSender
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import new_private_key, public_bytes
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets
from tests.conftest import Clock
from tests.contract.envelopes import error_of, make_envelope, put
from tests.contract.push_service import PushService, claims_of, push_service

CONTACT = "mailto:hub@example.org"
ADDRESS = "/api/push/subscriptions"


@pytest.fixture
def service() -> Iterator[PushService]:
    with push_service() as service:
        yield service


@pytest.fixture
def pushing(settings: Settings, store: SqliteStore, secrets: Secrets, clock: Clock) -> Flask:
    return create_app(replace(settings, contact=CONTACT, languages="en"), store=store, secrets=secrets, clock=clock)


@pytest.fixture
def phone(pushing: Flask) -> FlaskClient:
    return pushing.test_client(use_cookies=False)


class Post:
    """A postman over the test's store and clock whose sender may reach loopback."""

    def __init__(self, store: SqliteStore, secrets: Secrets, clock: Clock) -> None:
        self.release, self.clock, self.store = "one", clock, store
        sender = WebPushSender(secrets.push, CONTACT, lambda: clock().timestamp(), may_reach=lambda address: address == "127.0.0.1")
        self.postman = Postman(store, sender, clock, lambda: self.release, draw=lambda below: below // 2)

    def after(self, seconds: float) -> int:
        self.clock.now += timedelta(seconds=seconds)
        return self.postman.deliver()

    def waiting(self) -> list[dict[str, Any]]:
        return [dict(row) for row in self.store.read().execute("SELECT * FROM wakes ORDER BY endpoint")]


@pytest.fixture
def post(store: SqliteStore, secrets: Secrets, clock: Clock) -> Post:
    return Post(store, secrets, clock)


@pytest.fixture
def keyholder(store: SqliteStore) -> str:
    store.write(lambda db: db.execute("INSERT INTO staff (id, name, role, state) VALUES ('a1', 'Ann', 'keyholder', 'active')").rowcount)
    return "a1"


def given(**changed: object) -> dict[str, object]:
    keys = {"p256dh": to_base64url(public_bytes(new_private_key())), "auth": to_base64url(bytes(16))}
    return {"endpoint": "https://push.example.com/send/one", **keys, "kind": REPORTER, **changed}


def kept(store: SqliteStore) -> list[tuple[str, str]]:
    return [(row["endpoint"], row["kind"]) for row in store.read().execute("SELECT endpoint, kind FROM subscriptions ORDER BY endpoint, kind")]


def answer_somebody(store: SqliteStore, at: str) -> None:
    store.write(lambda db: db.execute("INSERT INTO answers (id, thread, at, sealed) VALUES (lower(hex(randomblob(16))), ?, ?, x'00')", ("5f" * 16, at)).rowcount)


# What anybody may ask for


def test_key_is_the_one_that_messages_are_signed_with(phone: FlaskClient, secrets: Secrets) -> None:
    answer = phone.get("/api/push/key")
    assert from_base64url(answer.get_json()["key"]) == public_bytes(secrets.push)
    assert answer.headers["Cache-Control"] == "no-store"


def test_subscription_is_kept_once_for_each_kind_and_taken_away_by_its_address(phone: FlaskClient, store: SqliteStore) -> None:
    for kind in (REPORTER, GUIDANCE, REPORTER):
        answer = phone.post(ADDRESS, json=given(kind=kind))
        assert (answer.status_code, answer.get_json()) == (201, {"kind": kind})
        assert "Set-Cookie" not in answer.headers
    endpoint = given()["endpoint"]
    assert kept(store) == [(endpoint, GUIDANCE), (endpoint, REPORTER)]
    assert phone.delete(ADDRESS, json={"endpoint": endpoint, "kind": REPORTER}).status_code == 200
    assert kept(store) == [(endpoint, GUIDANCE)]
    for _ in range(2):  # whether anybody was there is not told
        assert phone.delete(ADDRESS, json={"endpoint": endpoint}).status_code == 200
    assert kept(store) == []


def test_nothing_but_address_and_keys_is_kept_of_a_phone(phone: FlaskClient, store: SqliteStore) -> None:
    phone.post(ADDRESS, json=given(), headers={"Accept-Language": "ur"}, environ_base={"REMOTE_ADDR": "203.0.113.9"})
    row = dict(store.read().execute("SELECT * FROM subscriptions").fetchone())
    assert set(row) == {"endpoint", "kind", "p256dh", "auth", "staff"}
    assert row["staff"] is None


@pytest.mark.parametrize(
    "body",
    [
        given(kind=STAFF), given(kind="other"), given(kind=None), given(kind=["reporter"]), given(thread="5f" * 16), given(endpoint="https://127.0.0.1/x"),
        given(endpoint="http://push.example.com/x"), given(p256dh=to_base64url(b"\4" + bytes(63) + b"\1")), given(auth="x"), {}, [], "x", given(endpoint="https://push.example.com/" + "x" * 5_000),
    ],
)  # fmt: skip
def test_what_is_no_subscription_is_refused(phone: FlaskClient, store: SqliteStore, body: object) -> None:
    assert error_of(phone.post(ADDRESS, json=body)) == (400, "malformed")
    assert kept(store) == []


def test_other_sites_and_other_types_are_refused(phone: FlaskClient) -> None:
    assert error_of(phone.post(ADDRESS, json=given(), headers={"Sec-Fetch-Site": "cross-site"})) == (403, "cross_site")
    assert error_of(phone.post(ADDRESS, data=json.dumps(given()))) == (400, "malformed")
    assert error_of(phone.post(ADDRESS, data=b"[" * 4_000, content_type="application/json")) == (400, "malformed")
    assert error_of(phone.delete(ADDRESS, json={"endpoint": "https://10.0.0.1/"})) == (400, "malformed")


def test_one_place_may_not_fill_the_box(phone: FlaskClient) -> None:
    there = {"environ_base": {"REMOTE_ADDR": "203.0.113.9"}}
    codes = [phone.post(ADDRESS, json=given(endpoint=f"https://push.example.com/{n}"), **there).status_code for n in range(31)]  # type: ignore[arg-type]
    assert codes == [201] * 30 + [429]
    assert phone.delete(ADDRESS, json={"endpoint": "https://push.example.com/1"}, **there).status_code == 200  # type: ignore[arg-type]


def test_without_a_contact_nothing_is_offered_but_one_can_still_leave(client: FlaskClient, store: SqliteStore) -> None:
    assert error_of(client.get("/api/push/key")) == (404, "off")
    assert error_of(client.post(ADDRESS, json=given())) == (404, "off")
    assert client.delete(ADDRESS, json={"endpoint": given()["endpoint"]}).status_code == 200


# What is sent


def test_message_is_signed_by_us_sealed_to_the_browser_and_empty(store: SqliteStore, secrets: Secrets, service: PushService, post: Post, keyholder: str) -> None:
    store.subscribe(service.subscription("desk"), STAFF, keyholder, 10)
    store.subscribe(service.subscription("phone"), REPORTER, None, 10)
    store.call_to_wake((STAFF, REPORTER))
    assert post.after(0) == 2
    assert sorted(service.names) == ["desk", "phone"]
    for pushed in service.pushed:
        assert service.opened(pushed) == b"{}"
        claims, public = claims_of(pushed)
        assert public == public_bytes(secrets.push)
        assert (claims["sub"], claims["aud"]) == (CONTACT, f"http://127.0.0.1:{service.port}")
        assert claims["exp"] <= time.time() + 86_400
        assert pushed.headers["topic"] == "new"
        assert int(pushed.headers["ttl"]) > 0
    urgency = {pushed.path: pushed.headers["urgency"] for pushed in service.pushed}
    assert urgency == {"/desk": "high", "/phone": "normal"}
    assert len({len(pushed.body) for pushed in service.pushed}) == 1
    assert post.waiting() == []
    assert post.after(600) == 0


def test_sender_connects_to_no_machine_of_our_own_house(store: SqliteStore, secrets: Secrets, clock: Clock, service: PushService) -> None:
    sender = WebPushSender(secrets.push, CONTACT, lambda: clock().timestamp())
    outcome = sender.send(service.subscription("inside"), is_urgent=True)
    assert (outcome.is_sent, outcome.is_gone) == (False, False)
    assert service.pushed == []


def test_redirect_is_not_followed(store: SqliteStore, service: PushService, post: Post) -> None:
    store.subscribe(service.subscription("away"), REPORTER, None, 10)
    service.answers["away"] = [(307, {"Location": "/inside"}), (302, {"Location": "/inside"})]
    store.call_to_wake((REPORTER,))
    post.after(0)
    post.after(WAITS[0])
    assert service.names == ["away", "away"]
    assert len(post.waiting()) == 1


def test_point_off_the_curve_costs_nobody_else_anything(store: SqliteStore, service: PushService, post: Post) -> None:
    bad = Subscription(service.endpoint("bad"), b"\4" + bytes(64), bytes(16))
    store.subscribe(bad, REPORTER, None, 10)
    store.subscribe(service.subscription("good"), REPORTER, None, 10)
    store.call_to_wake((REPORTER,))
    post.after(0)
    assert service.names == ["good"]


# At least once


def test_dead_subscription_is_removed_with_its_wake_up(store: SqliteStore, service: PushService, post: Post, keyholder: str) -> None:
    for name, status in (("gone", 410), ("unknown", 404), ("alive", 201)):
        store.subscribe(service.subscription(name), STAFF, keyholder, 10)
        service.answers[name] = [(status, {})]
    store.subscribe(service.subscription("gone"), GUIDANCE, None, 10)
    store.call_to_wake((STAFF,))
    post.after(0)
    assert kept(store) == [(service.endpoint("alive"), STAFF)]
    assert post.waiting() == []


def test_what_does_not_get_through_is_tried_again_after_longer_and_longer_waits(store: SqliteStore, service: PushService, post: Post) -> None:
    store.subscribe(service.subscription("busy"), REPORTER, None, 10)
    service.answers["busy"] = [(500, {})] * (len(WAITS) + 1)
    store.call_to_wake((REPORTER,))
    assert post.after(0) == 1
    for wait in WAITS:
        assert post.after(wait - 1) == 0
        assert post.after(1) == 1
    assert post.waiting() == []
    assert kept(store) == [(service.endpoint("busy"), REPORTER)]
    assert len(service.pushed) == len(WAITS) + 1


def test_push_service_that_asks_for_time_is_given_it(store: SqliteStore, service: PushService, post: Post, clock: Clock) -> None:
    store.subscribe(service.subscription("busy"), REPORTER, None, 10)
    service.answers["busy"] = [(429, {"Retry-After": "500"}), (503, {"Retry-After": (clock() + timedelta(seconds=2_000)).strftime("%a, %d %b %Y %H:%M:%S GMT")})]
    store.call_to_wake((REPORTER,))
    assert [post.after(0), post.after(499), post.after(1), post.after(1_498), post.after(2)] == [1, 0, 1, 0, 1]
    assert post.waiting() == []


def test_reason_that_comes_while_it_is_being_sent_is_not_lost(store: SqliteStore, service: PushService, post: Post, keyholder: str) -> None:
    store.subscribe(service.subscription("desk"), STAFF, keyholder, 10)
    store.call_to_wake((STAFF,))
    store.spread_calls(int(post.clock().timestamp()))
    now = int(post.clock().timestamp())
    taken = store.take_wakes(now, now + LEASE_SECONDS, 8)
    store.call_to_wake((STAFF,))
    store.spread_calls(now)
    store.wake_done(taken[0], now + AGAIN_SECONDS)
    assert [post.after(AGAIN_SECONDS - 1), post.after(1)] == [0, 1]
    assert post.waiting() == []


def test_postman_that_dies_in_the_middle_leaves_it_for_the_next(store: SqliteStore, service: PushService, post: Post, keyholder: str) -> None:
    store.subscribe(service.subscription("desk"), STAFF, keyholder, 10)
    store.call_to_wake((STAFF,))
    now = int(post.clock().timestamp())
    store.spread_calls(now)
    assert len(store.take_wakes(now, now + LEASE_SECONDS, 8)) == 1
    assert post.after(0) == 0  # two at once would send it twice
    assert post.after(LEASE_SECONDS) == 1


def test_new_reason_shortens_a_long_wait(store: SqliteStore, service: PushService, post: Post, keyholder: str) -> None:
    store.subscribe(service.subscription("desk"), STAFF, keyholder, 10)
    service.answers["desk"] = [(500, {"Retry-After": "20000"})]
    store.call_to_wake((STAFF,))
    post.after(0)
    store.call_to_wake((STAFF,))
    assert [post.after(1), post.after(299), post.after(1)] == [0, 0, 1]


# Staff


def test_new_concern_wakes_staff_once_however_many_come(pushing: Flask, phone: FlaskClient, store: SqliteStore, service: PushService, post: Post, keyholder: str, sealing_key: ec.EllipticCurvePrivateKey) -> None:
    store.subscribe(service.subscription("desk"), STAFF, keyholder, 10)
    store.subscribe(service.subscription("phone"), REPORTER, None, 10)
    envelopes = [make_envelope(sealing_key) for _ in range(5)]
    for envelope in envelopes:
        put(phone, envelope)
    assert post.after(0) == 1
    assert service.names == ["desk"]
    put(phone, envelopes[0])  # the same again is nothing new
    assert post.after(60) == 0


def test_call_is_kept_with_the_envelope_whatever_becomes_of_the_process(client: FlaskClient, store: SqliteStore, sealing_key: ec.EllipticCurvePrivateKey) -> None:
    assert put(client, make_envelope(sealing_key)).status_code == 201
    assert [row["kind"] for row in store.read().execute("SELECT kind FROM wake_calls")] == [STAFF]


def test_somebody_whose_access_ended_is_woken_no_more(store: SqliteStore, service: PushService, post: Post, keyholder: str) -> None:
    store.subscribe(service.subscription("desk"), STAFF, keyholder, 10)
    store.write(lambda db: db.execute("UPDATE staff SET state = 'disabled'").rowcount)
    store.call_to_wake((STAFF,))
    assert post.after(0) == 0


def test_staff_go_before_a_thousand_phones(store: SqliteStore, service: PushService, post: Post, keyholder: str) -> None:
    for n in range(40):
        store.subscribe(service.subscription(f"phone-{n}"), REPORTER, None, 100)
    store.subscribe(service.subscription("desk"), STAFF, keyholder, 10)
    store.call_to_wake((REPORTER,))
    store.spread_calls(int(post.clock().timestamp()))
    store.call_to_wake((STAFF,))
    assert post.after(1) == 41
    assert "desk" in service.names[:8]


# Phones, once a day


def test_phones_are_woken_at_the_days_minute_and_only_if_somebody_was_answered(store: SqliteStore, service: PushService, post: Post, clock: Clock) -> None:
    store.subscribe(service.subscription("phone"), REPORTER, None, 10)
    post.after(0)
    turns = store.push_day("turns")
    assert turns == "2026-11-24T15:00:00+00:00"  # the middle of nine to twenty-one, on the day after
    answer_somebody(store, "2026-11-24T10:00Z")
    assert post.after((18 * 60 + 43) * 60) == 0  # 14:58
    assert post.after(2 * 60) == 1
    assert service.names == ["phone"]
    assert post.after(86_400) == 0
    answer_somebody(store, f"{clock():%Y-%m-%dT%H:%MZ}")
    assert [post.after(86_357), post.after(1)] == [0, 1]  # 14:59:59, 15:00:00


def test_changed_guidance_wakes_only_who_asked_for_that_and_nobody_twice(store: SqliteStore, service: PushService, post: Post) -> None:
    store.subscribe(service.subscription("shop"), GUIDANCE, None, 10)
    store.subscribe(service.subscription("phone"), REPORTER, None, 10)
    for kind in (REPORTER, GUIDANCE):
        store.subscribe(service.subscription("both"), kind, None, 10)
    assert [post.after(0), post.after(2 * 86_400)] == [0, 0]  # the first look, and nothing new
    post.release = "two"
    assert post.after(86_400) == 2
    assert sorted(service.names) == ["both", "shop"]
    service.pushed.clear()
    post.release = "three"
    answer_somebody(store, f"{post.clock():%Y-%m-%dT%H:%MZ}")
    assert post.after(86_400) == 3
    assert sorted(service.names) == ["both", "phone", "shop"]


def test_two_processes_turn_the_day_once(store: SqliteStore) -> None:
    day = {"turns": "2026-11-24T15:00:00+00:00"}
    assert store.turn_push_day(None, day, (REPORTER,))
    assert not store.turn_push_day(None, day, (REPORTER,))
    assert store.turn_push_day(day["turns"], {"turns": "2026-11-25T12:00:00+00:00"}, ())


def test_side_that_serves_no_phones_leaves_the_day_alone(store: SqliteStore, secrets: Secrets, clock: Clock) -> None:
    Postman(store, WebPushSender(secrets.push, CONTACT, lambda: clock().timestamp()), clock).deliver()
    assert store.push_day("turns") is None
