"""Which addresses may be woken, when the next try is, and which minute of the day it is."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from spotsigns.errors import PushRefused
from spotsigns.push.model import (
    WAITS,
    ZONE,
    daily_minute,
    is_public_address,
    is_public_endpoint,
    next_try,
    read_subscription,
)
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import new_private_key, public_bytes

GOOD = {"endpoint": "https://push.example.com/send/abc", "p256dh": to_base64url(public_bytes(new_private_key())), "auth": to_base64url(bytes(16))}


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://fcm.googleapis.com/fcm/send/dOx:APA91b_-", "https://updates.push.services.mozilla.com/wpush/v2/gAAAA-_=",
        "https://web.push.apple.com/QGz", "https://wns2-am3p.notify.windows.com/w/?token=BQYAAA%2f", "https://push.example.com:443/x",
    ],
)  # fmt: skip
def test_addresses_of_push_services_are_taken(endpoint: str) -> None:
    assert is_public_endpoint(endpoint)


@pytest.mark.parametrize(
    "endpoint",
    [
        "http://push.example.com/x", "ftp://push.example.com/x", "//push.example.com/x", "push.example.com", "",
        "https://localhost/x", "https://intranet/x", "https://printer.local/x", "https://db.internal/x", "https://a.home.arpa/x", "https://x.localhost/",
        "https://127.0.0.1/x", "https://10.0.0.1/x", "https://169.254.169.254/latest", "https://[::1]/x", "https://[fd00::1]/x", "https://2130706433/x",
        "https://0x7f.0.0.1/x", "https://127.1/x", "https://push.example.com:8443/x", "https://push.example.com:22/x", "https://push.example.com:x/", "https://push.example.com:/x",
        "https://user@push.example.com/x", "https://push.example.com@127.0.0.1/x", "https://push.example.com\\@127.0.0.1/", "https://push.example.com/x#y",
        "https://push.example.com/a b", "https://push.example.com/\n", "https://püsh.example.com/x", "https://push.example.com./x", "https://-a.example.com/x",
        "https://push.example.com/" + "x" * 1_000,
    ],
)  # fmt: skip
def test_addresses_that_could_lead_into_a_house_are_refused(endpoint: str) -> None:
    assert not is_public_endpoint(endpoint)
    with pytest.raises(PushRefused):
        read_subscription({**GOOD, "endpoint": endpoint})


@pytest.mark.parametrize("address", ["8.8.8.8", "1.1.1.1", "2606:4700::1111", "64:ff9b::808:808", "::ffff:8.8.8.8"])
def test_machines_of_the_public_net_may_be_reached(address: str) -> None:
    assert is_public_address(address)


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "0.0.0.1", "224.0.0.1", "255.255.255.255", "::1", "fe80::1%eth0",
     "fd00::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::7f00:1", "64:ff9b::a00:1", "2002:7f00:1::", "ff0e::1", "no address"],
)  # fmt: skip
def test_machines_of_our_own_house_are_never_reached(address: str) -> None:
    assert not is_public_address(address)


@pytest.mark.parametrize(
    "changed",
    [
        {"endpoint": None}, {"endpoint": 1}, {"p256dh": ""}, {"p256dh": None}, {"p256dh": "====", }, {"p256dh": to_base64url(b"\2" + bytes(64))},
        {"p256dh": to_base64url(bytes(33))}, {"auth": to_base64url(bytes(15))}, {"auth": to_base64url(bytes(17))}, {"auth": ["x"]}, {"auth": "é"},
    ],
)  # fmt: skip
def test_keys_that_seal_nothing_are_refused(changed: dict[str, object]) -> None:
    assert read_subscription(GOOD).endpoint == GOOD["endpoint"]
    with pytest.raises(PushRefused):
        read_subscription({**GOOD, **changed})


def test_waits_grow_and_end() -> None:
    assert [next_try(tries, 1_000, 0) for tries in range(1, len(WAITS) + 1)] == [1_000 + wait for wait in WAITS]
    assert sorted(WAITS) == list(WAITS)
    assert next_try(len(WAITS) + 1, 1_000, 0) is None


def test_push_service_may_ask_for_more_time_but_not_for_ever() -> None:
    assert next_try(1, 1_000, 600) == 1_600
    assert next_try(1, 1_000, 5) == 1_000 + WAITS[0]
    assert next_try(1, 1_000, 10**9) == 1_000 + WAITS[-1]


@pytest.mark.parametrize("month", [1, 7])
def test_daily_minute_is_by_day_in_the_hubs_own_time(month: int) -> None:
    now = datetime(2026, month, 14, 23, 30, tzinfo=UTC)
    minutes = [daily_minute(now, drawn).astimezone(ZONE) for drawn in (0, 1, 719)]
    tomorrow = now.astimezone(ZONE).day + 1
    assert [(one.day, one.hour, one.minute) for one in minutes] == [(tomorrow, 9, 0), (tomorrow, 9, 1), (tomorrow, 20, 59)]
