"""Security headers, and the one rule for requests that come from another site."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import Any

OFF = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "gamepad",
    "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-create", "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
# Staff log in with them; nobody else does.
PASSKEYS = ("publickey-credentials-create", "publickey-credentials-get")
PUBLIC, HUB, PLAYS = "public", "hub", "plays"
# Pages of recordings alone may play what people from here have recorded.
_PLAYS = re.compile(r"/[a-z]{2,3}/about/listen-[a-z]{2,3}/")


def public_headers(style_hash: str, *, is_secure: bool, plays: bool = False) -> dict[str, str]:
    """Headers of every answer of the public side; the service worker sends the same. `plays`: a page of recordings, which no worker keeps."""
    headers = {
        "Content-Security-Policy": _policy(f"'self' {style_hash}", plays=plays),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": _features(),
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
        "X-Frame-Options": "DENY",
    }
    if is_secure:
        headers["Strict-Transport-Security"] = "max-age=63072000; includeSubDomains; preload"
    return headers


def hub_headers(*, is_secure: bool) -> dict[str, str]:
    """Headers of the staff side: no inline style at all, nothing kept by a cache."""
    headers = public_headers("", is_secure=is_secure)
    own = {"Content-Security-Policy": _policy("'self'"), "Referrer-Policy": "same-origin", "Cache-Control": "no-store", "Permissions-Policy": _features(PASSKEYS)}
    return headers | own


class SecurityHeaders:
    """WSGI middleware: puts them onto every answer, whoever made it, in place of any of the same name."""

    def __init__(self, app: Callable[..., Iterable[bytes]], style_hash: str) -> None:
        self._app = app
        self._headers = {
            (kind, is_secure): list((hub_headers(is_secure=is_secure) if kind == HUB else public_headers(style_hash, is_secure=is_secure, plays=kind == PLAYS)).items())
            for kind in (PUBLIC, HUB, PLAYS)
            for is_secure in (False, True)
        }
        self._names = {kind: {name.lower() for name, _ in headers} for kind, headers in self._headers.items()}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        kind = _kind_of(environ.get("PATH_INFO", "")), environ["wsgi.url_scheme"] == "https"
        ours, names = self._headers[kind], self._names[kind]

        def start(status: str, headers: list[tuple[str, str]], *raised: Any) -> Any:
            return start_response(status, [one for one in headers if one[0].lower() not in names] + ours, *raised)

        return self._app(environ, start)


def _kind_of(path: str) -> str:
    return HUB if is_hub_path(path) else PLAYS if _PLAYS.fullmatch(path) else PUBLIC


def is_hub_path(path: str) -> bool:
    return path == "/hub" or path.startswith("/hub/")


def _features(own: tuple[str, ...] = ()) -> str:
    return ", ".join(f"{feature}={'(self)' if feature in own else '()'}" for feature in OFF)


def _policy(styles: str, *, plays: bool = False) -> str:
    self_only = (*(("media-src",) if plays else ()), "img-src", "font-src", "connect-src", "manifest-src", "worker-src", "form-action")
    parts = ["default-src 'none'", "script-src 'self'", f"style-src {styles.strip()}", *(f"{name} 'self'" for name in self_only)]
    parts += ["base-uri 'none'", "frame-ancestors 'none'", "require-trusted-types-for 'script'", "trusted-types spotsigns"]
    return "; ".join(parts)


def is_cross_site(header: Callable[[str], str | None], own_origin: Callable[[], str]) -> bool:
    """True for an unsafe request that another site made.

    `Sec-Fetch-Site` alone decides where the browser sends it. Else an Origin that is neither missing, `null` nor ours
    is refused: under `no-referrer` browsers send `Origin: null` with form posts.
    """
    site = header("Sec-Fetch-Site")
    if site is not None:
        return site not in ("same-origin", "none")
    origin = header("Origin")
    return origin not in (None, "null") and origin != own_origin()
