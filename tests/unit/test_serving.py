"""Where the server may listen, and what it says when it may not."""

from __future__ import annotations

import socket

import pytest

from spotsigns.errors import SettingsError
from spotsigns.serving import free_port, is_loopback, refuse_open_address
from spotsigns.settings import load_settings


@pytest.mark.parametrize(("host", "inside"), [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("signs.example", False)])  # noqa: S104
def test_loopback_is_recognised(host: str, inside: bool) -> None:
    assert is_loopback(host) is inside


def test_an_open_address_without_a_proxy_is_refused() -> None:
    with pytest.raises(SettingsError, match="--insecure"):
        refuse_open_address(load_settings({}), "0.0.0.0", insecure=False)  # noqa: S104


def test_an_open_address_behind_a_trusted_proxy_is_allowed() -> None:
    refuse_open_address(load_settings({"SPOTSIGNS_PROXIES": "10.0.0.0/8"}), "0.0.0.0", insecure=False)  # noqa: S104


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match="--port"):
            free_port("127.0.0.1", taken.getsockname()[1])
