"""Which hop to believe: X-Forwarded-* counts only from the proxies that the settings name."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Iterable
from typing import Any

from werkzeug.middleware.proxy_fix import ProxyFix

Network = ipaddress.IPv4Network | ipaddress.IPv6Network


class TrustProxies:
    """WSGI middleware: believe one hop of X-Forwarded-For and -Proto from `trusted` networks only.

    Never X-Forwarded-Host: many proxies pass on what a stranger wrote there, and the host decides which side answers."""

    def __init__(self, app: Callable[..., Iterable[bytes]], trusted: tuple[Network, ...]) -> None:
        self._plain = app
        self._behind = ProxyFix(app, x_for=1, x_proto=1, x_host=0)
        self._trusted = trusted

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Iterable[bytes]:
        is_behind = bool(self._trusted) and self._is_trusted(environ.get("REMOTE_ADDR", ""))
        return (self._behind if is_behind else self._plain)(environ, start_response)

    def _is_trusted(self, address: str) -> bool:
        try:
            hop = ipaddress.ip_address(address)
        except ValueError:
            return False
        return any(hop in network for network in self._trusted)
