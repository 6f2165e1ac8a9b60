"""Joining the hub in a real browser with a role that makes no keys."""

from __future__ import annotations

import re
from datetime import timedelta

import pyotp
from playwright.sync_api import Browser

from spotsigns.hub.staff import add_staff
from tests.browser.hub.conftest import HubServer
from tests.browser.hub.desks import Desk

# Whatever page is somebody's own.
LANDED = re.compile(r"/hub/(licensing|contacts|figures)?$")


def join_as(chromium: Browser, server: HubServer, name: str, role: str, **context: object) -> Desk:
    """Somebody new, logged in, in a browser of their own."""
    given = {"viewport": {"width": 1280, "height": 900}, **context}
    desk = Desk(chromium.new_context(**given).new_page(), server.url, server.clock)  # type: ignore[arg-type]
    desk.page.goto(server.url + add_staff(server.store, name, role, server.clock()))
    desk.wait_for_step("passphrase")
    passphrase = desk.part("six-words").inner_text()
    desk.part("passphrase").fill(passphrase)
    desk.part("again").fill(passphrase)
    desk.go_on("passphrase")
    desk.wait_for_step("totp")
    server.clock.ahead += timedelta(minutes=1)
    desk.part("code").fill(pyotp.TOTP(desk.part("secret").inner_text().replace(" ", "")).at(server.clock()))
    desk.go_on("totp")
    desk.page.wait_for_url(LANDED)
    return desk
