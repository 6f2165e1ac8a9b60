"""Sending one wake-up through a push service. The only importer of pywebpush.

The address was given by a stranger: nothing of an answer is read, no redirect is followed, and no byte is sent to a
machine that is not on the public net, wherever its name leads by then.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Any, Protocol

import requests
from cryptography.hazmat.primitives.asymmetric import ec
from py_vapid import Vapid02
from pywebpush import WebPusher, WebPushException, webpush
from requests.adapters import HTTPAdapter
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.connectionpool import HTTPConnectionPool, HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from spotsigns.push.model import Subscription, is_public_address
from spotsigns.sealing.encoding import to_base64url

# The same two bytes for everybody and every reason: an empty JSON object.
NOTHING = "{}"
TIMEOUT_SECONDS = 10
GONE = (404, 410)
# How long a push service keeps it for a browser that is off.
URGENT_TTL, USUAL_TTL = 12 * 3600, 3 * 86_400


@dataclass(frozen=True)
class Outcome:
    """`is_gone`: nobody is at this address any more. `wait` seconds is what the push service asks for before the next try."""

    is_sent: bool
    is_gone: bool = False
    wait: int = 0


class Sender(Protocol):
    """Sends one wake-up; never raises."""

    def send(self, subscription: Subscription, *, is_urgent: bool) -> Outcome: ...


class WebPushSender:
    """`contact` is the mailto: or https: address that push services may write to; `may_reach` judges IP addresses."""

    def __init__(self, key: ec.EllipticCurvePrivateKey, contact: str, now: Callable[[], float], may_reach: Callable[[str], bool] = is_public_address) -> None:
        self._key, self._contact, self._now, self._may_reach = Vapid02(private_key=key), contact, now, may_reach

    def send(self, subscription: Subscription, *, is_urgent: bool) -> Outcome:
        keys = {"p256dh": to_base64url(subscription.p256dh), "auth": to_base64url(subscription.auth)}
        try:
            with PushSession(self._may_reach) as session:
                webpush(
                    {"endpoint": subscription.endpoint, "keys": keys}, NOTHING, self._key, {"sub": self._contact},
                    timeout=TIMEOUT_SECONDS, ttl=URGENT_TTL if is_urgent else USUAL_TTL, requests_session=session,
                    # One topic: a browser that was off for a week is woken once.
                    headers={"Urgency": "high" if is_urgent else "normal", "Topic": "new"},
                )  # fmt: skip
        except WebPushException as refused:
            return Outcome(False, refused.status_code in GONE, self._wait(refused.retry_after))
        except (requests.RequestException, ValueError, OSError):
            # No answer, or keys that are no point of the curve: in time it is given up.
            return Outcome(False)
        return Outcome(True)

    def _wait(self, text: str | None) -> int:
        """Retry-After in seconds; it may be a date."""
        if text and text.isascii() and text.isdecimal() and len(text) < 8:
            return int(text)
        try:
            return max(0, int(parsedate_to_datetime(text or "").timestamp() - self._now()))
        except (ValueError, OverflowError):
            return 0


class PushSession(requests.Session):
    """Asks without cookies, proxies of the environment or redirects, and reads nothing of what comes back."""

    def __init__(self, may_reach: Callable[[str], bool]) -> None:
        super().__init__()
        self.trust_env = False
        self.mount("http://", GuardedAdapter(may_reach))
        self.mount("https://", GuardedAdapter(may_reach))

    def request(self, method: str, url: str | bytes, *given: Any, **more: Any) -> requests.Response:
        response = super().request(method, url, *given, **{**more, "allow_redirects": False, "stream": True})
        response._content = b""
        response.close()
        return response


class GuardedAdapter(HTTPAdapter):
    """Connects only where `may_reach` allows it: the address that the socket has, not the one that a name had a moment before."""

    def __init__(self, may_reach: Callable[[str], bool]) -> None:
        self._may_reach = may_reach
        super().__init__()

    def init_poolmanager(self, *given: Any, **more: Any) -> None:
        super().init_poolmanager(*given, **more)
        may_reach = self._may_reach

        class Plain(HTTPConnection):
            def _new_conn(self) -> Any:
                return _guarded(self, super()._new_conn(), may_reach)

        class Secure(HTTPSConnection):
            def _new_conn(self) -> Any:
                return _guarded(self, super()._new_conn(), may_reach)

        plain = type("PlainPool", (HTTPConnectionPool,), {"ConnectionCls": Plain})
        secure = type("SecurePool", (HTTPSConnectionPool,), {"ConnectionCls": Secure})
        self.poolmanager.pool_classes_by_scheme = {"http": plain, "https": secure}


def _guarded(connection: Any, socket: Any, may_reach: Callable[[str], bool]) -> Any:
    if may_reach(str(socket.getpeername()[0])):
        return socket
    socket.close()
    raise NewConnectionError(connection, "this address is not on the public net")


def seals_to(subscription: Subscription) -> bool:
    """Whether something can be sealed with these keys: a point off the curve would fail at every sending."""
    try:
        WebPusher({"endpoint": subscription.endpoint, "keys": {"p256dh": to_base64url(subscription.p256dh), "auth": to_base64url(subscription.auth)}}).encode(NOTHING.encode())
    except (WebPushException, ValueError, TypeError):
        return False
    return True
