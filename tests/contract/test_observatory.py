"""The running server behind a proxy with TLS, judged by MDN Observatory's own rules; cookies; the two host names."""

from __future__ import annotations

import http.client
import json
import os
import re
import ssl
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest

from spotsigns.hub.demonstration import DemonstrationStaff, make_demonstration
from spotsigns.hub.passphrase import auth_of, stretch
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.serving import free_port
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets
from tests.observatory import Seen, score
from tests.tls import tls_in_front_of

PUBLIC, DESK = "signs.example", "desk.example"
YEAR = 31_536_000


@dataclass(frozen=True)
class Behind:
    """The server as a browser sees it: https on loopback, any host name."""

    port: int
    staff: DemonstrationStaff

    def ask(self, host: str, path: str, method: str = "GET", body: Any = None, headers: dict[str, str] | None = None) -> tuple[int, list[tuple[str, str]], str]:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        connection = http.client.HTTPSConnection("127.0.0.1", self.port, timeout=30, context=context)
        more = {"Content-Type": "application/json"} if body is not None else {}
        connection.request(method, path, None if body is None else json.dumps(body), {"Host": host, **more, **(headers or {})})
        answer = connection.getresponse()
        content = answer.read().decode("utf-8")
        connection.close()
        return answer.status, [(name.lower(), value) for name, value in answer.getheaders()], content

    def see(self, host: str, path: str, cookies: tuple[str, ...] = ()) -> Seen:
        _, preflight, _ = self.ask(host, path, "OPTIONS", headers={"Origin": "https://http-observatory.security.mozilla.org", "Access-Control-Request-Method": "GET"})
        status, headers, body = self.ask(host, path)
        assert status == 200
        return Seen(dict(headers), body, cookies + tuple(value for name, value in headers if name == "set-cookie"), dict(preflight))


@pytest.fixture(scope="module")
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Behind]:
    """The server that `spotsigns serve` starts, told to believe the proxy on loopback."""
    folder = tmp_path_factory.mktemp("observatory")
    settings = load_settings({}, data=str(folder / "data"))
    store = open_store(settings)
    staff = make_demonstration(store, load_secrets(settings), datetime.now(UTC))
    store.close()
    port = free_port("127.0.0.1", 0)
    environ = {**os.environ, "SPOTSIGNS_PROXIES": "127.0.0.1", "SPOTSIGNS_PUBLIC_HOST": PUBLIC, "SPOTSIGNS_HUB_HOST": DESK, "SPOTSIGNS_LANGUAGES": "en", "PYTHONUNBUFFERED": "1"}
    command = [sys.executable, "-m", "spotsigns", "serve", "--port", str(port), "--data", settings.data]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environ)
    try:
        assert process.stdout is not None
        assert process.stdout.readline() == f"ready https://{PUBLIC}/\n"
        with tls_in_front_of(port) as secure:
            yield Behind(secure, staff)
    finally:
        process.terminate()
        process.communicate(timeout=20)


def log_in(behind: Behind) -> tuple[str, str]:
    """The Set-Cookie line, and the cookie to send back."""
    _, _, started = behind.ask(DESK, "/hub/log-in/start", "POST", {"name": behind.staff.name})
    auth = to_base64url(auth_of(stretch(behind.staff.passphrase, from_base64url(json.loads(started)["salt"]))))
    finish = {"name": behind.staff.name, "auth": auth, "totp": pyotp.TOTP(behind.staff.totp).now()}
    status, headers, body = behind.ask(DESK, "/hub/log-in/finish", "POST", finish)
    assert status == 200, body
    (line,) = [value for name, value in headers if name == "set-cookie"]
    return line, line.partition(";")[0]


@pytest.mark.parametrize(("host", "path"), [(PUBLIC, "/en/"), (PUBLIC, "/en/r/"), (PUBLIC, "/en/r/plain/"), (PUBLIC, "/leave"), (DESK, "/hub/log-in")])
def test_observatory_gives_both_sides_130(behind: Behind, host: str, path: str) -> None:
    points, given = score(behind.see(host, path))
    assert points == 130, given
    assert min(given.values()) >= 0


WEAKER = [
    ("content-security-policy", "default-src 'self' 'unsafe-inline'", 80),
    ("content-security-policy", "", 75),
    ("strict-transport-security", "", 80),
    ("strict-transport-security", "max-age=3600", 120),
    ("referrer-policy", "unsafe-url", 120),
    ("x-content-type-options", "", 125),
    ("cross-origin-resource-policy", "", 120),
]


@pytest.mark.parametrize(("name", "value", "points"), WEAKER)
def test_observatory_would_see_a_weaker_header(behind: Behind, name: str, value: str, points: int) -> None:
    seen = behind.see(PUBLIC, "/en/")
    assert score(Seen({**seen.headers, name: value}, seen.body))[0] == points


def test_observatory_would_see_cookies_and_scripts_from_elsewhere(behind: Behind) -> None:
    seen = behind.see(PUBLIC, "/en/")
    assert score(Seen(seen.headers, seen.body, ("id=1; Secure; SameSite=Lax",)))[0] == 135
    assert score(Seen(seen.headers, seen.body, ("id=1",)))[0] == 60
    assert score(Seen(seen.headers, seen.body + '<script src="//other.example/a.js"></script>'))[0] == 50


def test_https_is_kept_to_for_two_years_as_preloading_asks(behind: Behind) -> None:
    for host, path in ((PUBLIC, "/en/"), (PUBLIC, "/nowhere"), (PUBLIC, "/sw.js"), (DESK, "/hub/log-in"), (DESK, "/hub/api/session")):
        headers = dict(behind.ask(host, path)[1])
        age, *more = [part.strip() for part in headers["strict-transport-security"].split(";")]
        assert int(age.removeprefix("max-age=")) >= YEAR
        assert set(more) == {"includeSubDomains", "preload"}


def test_the_hubs_one_cookie_cannot_be_set_or_read_from_elsewhere(behind: Behind) -> None:
    line, cookie = log_in(behind)
    name, *flags = [part.strip() for part in line.split(";")]
    assert name.startswith("__Host-")
    assert set(flags) == {"Secure", "HttpOnly", "Path=/", "SameSite=Strict"}
    status, headers, _ = behind.ask(DESK, "/hub/", headers={"Cookie": cookie})
    assert status == 200
    assert score(Seen(dict(headers), "", (line,)))[0] == 135
    # The public side neither takes it nor answers it with one.
    for path in ("/en/", "/api/keys", "/en/r/plain/"):
        status, headers, _ = behind.ask(PUBLIC, path, headers={"Cookie": cookie})
        assert (status, [value for name, value in headers if name == "set-cookie"]) == (200, [])
    assert behind.ask(PUBLIC, "/hub/", headers={"Cookie": cookie})[0] == 404
    assert behind.ask(DESK, "/hub/log-out", "POST", {}, {"Cookie": cookie})[0] == 200
    assert behind.ask(DESK, "/hub/api/session", headers={"Cookie": cookie})[0] == 401


def test_the_cookie_of_loopback_opens_nothing_over_https(behind: Behind) -> None:
    _, cookie = log_in_later(behind)
    token = cookie.partition("=")[2]
    assert behind.ask(DESK, "/hub/api/session", headers={"Cookie": f"spotsigns-hub={token}"})[0] == 401


def log_in_later(behind: Behind) -> tuple[str, str]:
    """With the code of the next half minute, which is taken already: the one of this half minute was used."""
    _, _, started = behind.ask(DESK, "/hub/log-in/start", "POST", {"name": behind.staff.name})
    auth = to_base64url(auth_of(stretch(behind.staff.passphrase, from_base64url(json.loads(started)["salt"]))))
    code = pyotp.TOTP(behind.staff.totp).at(datetime.now(UTC), counter_offset=1)
    status, headers, body = behind.ask(DESK, "/hub/log-in/finish", "POST", {"name": behind.staff.name, "auth": auth, "totp": code})
    assert status == 200, body
    line = dict(headers)["set-cookie"]
    return line, line.partition(";")[0]


def test_pages_name_no_other_host(behind: Behind) -> None:
    for path in ("/en/", "/en/r/", "/en/call/"):
        body = behind.ask(PUBLIC, path)[2]
        assert not re.findall(r"<(?:script|link|img|iframe|source)[^>]*(?:src|href)=[\"']?(?:https?:)?//[^>]*>", body)
        assert str(Path.home()) not in body
