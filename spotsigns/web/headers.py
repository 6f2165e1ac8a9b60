"""Security headers, and the one rule for requests that come from another site."""

from __future__ import annotations

from collections.abc import Callable

OFF = (
    "accelerometer", "autoplay", "camera", "display-capture", "encrypted-media", "fullscreen", "gamepad",
    "geolocation", "gyroscope", "hid", "idle-detection", "magnetometer", "microphone", "midi", "payment", "picture-in-picture",
    "publickey-credentials-get", "screen-wake-lock", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip


def public_headers(style_hash: str, *, is_secure: bool) -> dict[str, str]:
    """Headers of every answer of the public side; the service worker sends the same."""
    headers = {
        "Content-Security-Policy": _policy(f"'self' {style_hash}"),
        "X-Content-Type-Options": "nosniff",
        "Referrer-Policy": "no-referrer",
        "Permissions-Policy": ", ".join(f"{feature}=()" for feature in OFF),
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
    return headers | {"Content-Security-Policy": _policy("'self'"), "Referrer-Policy": "same-origin", "Cache-Control": "no-store"}


def _policy(styles: str) -> str:
    self_only = ("img-src", "font-src", "connect-src", "manifest-src", "worker-src", "form-action")
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
