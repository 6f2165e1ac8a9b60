"""What MDN's HTTP Observatory gives and takes (algorithm version 4), for answers that a test fetched.

Rules and modifiers as published with the npm package @mdn/mdn-http-observatory 1.4.8: src/grader/charts.js, src/analyzer/tests/*.js.
Where the package tells more cases apart than an application like this one can show, all of them count as the worst.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.cookies import SimpleCookie

EXTRA_CREDIT_FROM = 90
SIX_MONTHS = 15_552_000
BROAD = {"ftp:", "http:", "https:", "*", "http://*", "http://*.*", "https://*", "https://*.*"}
UNSAFE = BROAD | {"'unsafe-inline'", "data:", "blob:"}
PRIVATE_REFERRERS = {"no-referrer", "same-origin", "strict-origin", "strict-origin-when-cross-origin"}
FOREIGN_SCRIPT = re.compile(r"<script[^>]*\ssrc=[\"']?(?:https?:)?//", re.IGNORECASE)


@dataclass(frozen=True)
class Seen:
    """The first page as https shows it: header names in lower case, every Set-Cookie since the first request."""

    headers: Mapping[str, str]
    body: str
    cookies: tuple[str, ...] = ()
    preflight: Mapping[str, str] = field(default_factory=dict)


def score(seen: Seen) -> tuple[int, dict[str, int]]:
    """The score, and what each test gave or took. Extra credit counts only where little was taken."""
    given = {
        "content-security-policy": _policy(seen), "cookies": _cookies(seen), "cross-origin-resource-sharing": _sharing(seen),
        "referrer-policy": _referrer(seen), "strict-transport-security": _transport(seen), "subresource-integrity": _scripts(seen),
        "x-content-type-options": 0 if seen.headers.get("x-content-type-options", "").lower() == "nosniff" else -5,
        "x-frame-options": _frames(seen), "cross-origin-resource-policy": _resources(seen),
    }  # fmt: skip
    taken = 100 + sum(points for points in given.values() if points < 0)
    return (100 + sum(given.values()) if taken >= EXTRA_CREDIT_FROM else taken), given


def directives(policy: str) -> dict[str, list[str]]:
    parts = [part.split() for part in policy.split(";") if part.strip()]
    return {part[0].lower(): part[1:] for part in parts}


def _policy(seen: Seen) -> int:
    text = seen.headers.get("content-security-policy", "")
    found = directives(text)
    if not found:
        return -25
    default = found.get("default-src", ["*"])
    script, style, things = (found.get(name, default) for name in ("script-src", "style-src", "object-src"))
    if UNSAFE & set(script) or BROAD & set(things):
        return -20
    if any(source.startswith(("http:", "ftp:")) for sources in found.values() for source in sources):
        return -20
    if "'unsafe-eval'" in script + style:
        return -10
    if UNSAFE & set(style) or len(found) != len([part for part in text.split(";") if part.strip()]):
        return 0
    return 10 if default == ["'none'"] else 5


def _cookies(seen: Seen) -> int:
    if not seen.cookies:
        return 0
    worst = 5
    for line in seen.cookies:
        for name, cookie in SimpleCookie(line).items():
            is_session = "sess" in name.lower() or "login" in name.lower() or name.startswith("__Host-")
            if cookie["samesite"].lower() not in ("strict", "lax", ""):
                worst = min(worst, -20)
            if not cookie["secure"]:
                worst = min(worst, -40)
            if is_session and not cookie["httponly"]:
                worst = min(worst, -30)
            if not cookie["samesite"]:
                worst = min(worst, 0)
    return worst


def _sharing(seen: Seen) -> int:
    return -50 if any("access-control-allow-origin" in headers for headers in (seen.headers, seen.preflight)) else 0


def _referrer(seen: Seen) -> int:
    policies = {part.strip().lower() for part in seen.headers.get("referrer-policy", "").split(",")} - {""}
    if not policies:
        return 0
    return 5 if policies <= PRIVATE_REFERRERS else -5


def _transport(seen: Seen) -> int:
    found = re.search(r"max-age=(\d+)", seen.headers.get("strict-transport-security", ""))
    if found is None:
        return -20
    return 0 if int(found[1]) >= SIX_MONTHS else -10


def _scripts(seen: Seen) -> int:
    return -50 if FOREIGN_SCRIPT.search(seen.body) else 0


def _frames(seen: Seen) -> int:
    if "frame-ancestors" in directives(seen.headers.get("content-security-policy", "")):
        return 5
    return 0 if seen.headers.get("x-frame-options", "").lower() in ("deny", "sameorigin") else -20


def _resources(seen: Seen) -> int:
    return {"": 0, "same-origin": 10, "same-site": 10, "cross-origin": 0}.get(seen.headers.get("cross-origin-resource-policy", "").lower(), -5)
