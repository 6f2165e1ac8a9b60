"""Several people at one hub, each in a browser of their own."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pyotp
from playwright.sync_api import Browser, Locator, expect

from tests.browser.hub.conftest import HubServer
from tests.browser.hub.desks import Desk
from tests.browser.hub.people import LANDED


class Colleague(Desk):
    """Somebody with a name; passphrase and TOTP secret once they have joined."""

    def __init__(self, chromium: Browser, server: HubServer, name: str) -> None:
        self.context = chromium.new_context(viewport={"width": 1280, "height": 800})
        super().__init__(self.context.new_page(), server.url, server.clock)
        self.name, self.passphrase, self.totp = name, "", ""

    def join_by(self, link: str) -> None:
        """For everybody but the first: passphrase and second factor, then the desk."""
        self.page.goto(link)
        self.wait_for_step("passphrase")
        self.passphrase = self.part("six-words").inner_text()
        self.part("passphrase").fill(self.passphrase)
        self.part("again").fill(self.passphrase)
        self.go_on("passphrase")
        self.wait_for_step("totp")
        self.totp = self.part("secret").inner_text().replace(" ", "")
        self.clock.ahead += timedelta(minutes=1)
        self.part("code").fill(pyotp.TOTP(self.totp).at(self.clock()))
        self.go_on("totp")
        self.page.wait_for_url(LANDED)

    def come_in(self, code: str = "") -> None:
        """Log in, whatever the desk shows then."""
        self.clock.ahead += timedelta(minutes=1)  # each code works once
        self.page.goto(self.url + "/hub/log-in")
        self.part("name").fill(self.name)
        self.part("passphrase").fill(self.passphrase)
        self.part("totp").fill(code or pyotp.TOTP(self.totp).at(self.clock()))
        self.part("press").click()
        self.page.wait_for_url(LANDED)

    def go(self, path: str) -> None:
        self.page.goto(self.url + path)
        self.page.locator('[data-drawn="yes"]').wait_for()

    def own_words(self) -> str:
        words: str = self.page.locator(".waiting .shown-words").inner_text()
        return words

    def row(self, name: str) -> Locator:
        return self.page.locator(".person", has=self.page.locator("b", has_text=name))

    def panel(self) -> Locator:
        return self.page.locator(".panel")

    def confirm(self) -> None:
        """The passphrase, and the button of the panel."""
        self.panel().locator('[data-ask="passphrase"]').fill(self.passphrase)
        self.panel().locator("[type=submit]").click()

    def invite(self, name: str, role: str) -> str:
        self.part("invite").click()
        self.panel().locator('[data-ask="name"]').fill(name)
        self.panel().locator('[data-ask="role"]').select_option(role)
        self.confirm()
        return self.take_link()

    def take_link(self) -> str:
        field = self.panel().locator("[data-part-of-link]")
        field.wait_for()
        link: str = field.input_value()
        self.panel().locator("[type=submit]").click()
        return link

    def act(self, act: str, name: str) -> None:
        self.row(name).locator(f'[data-act="{act}"]').click()
        self.panel().wait_for()

    def admit(self, name: str) -> str:
        """The words that were to be compared."""
        self.act("admit", name)
        words: str = self.panel().locator(".shown-words").inner_text()
        self.panel().locator('[data-ask="compared"]').check()
        self.confirm()
        expect(self.row(name)).to_have_attribute("data-judged", "admitted")
        return words

    def shut_out(self, name: str) -> None:
        self.act("disable", name)
        self.panel().locator('[data-ask="name"]').fill(name)
        self.confirm()
        expect(self.row(name)).to_have_attribute("data-judged", "disabled")

    def rotate(self) -> str:
        """The whole ceremony; the file that was saved."""
        self.part("rotate").click()
        self.panel().locator('[data-ask="compared"]').check()
        self.confirm()
        saved = self.panel().locator('[data-ask="saved"]')
        expect(saved).to_be_disabled()
        with self.page.expect_download() as download:
            self.panel().locator('[data-press="file"]').click()
        saved.check()
        self.panel().locator("[type=submit]").click()
        expect(self.panel()).to_contain_text("The new keys are in use")
        self.panel().locator("[type=submit]").click()
        return download.value.path().read_text("utf-8")


@contextmanager
def colleague(chromium: Browser, server: HubServer, name: str) -> Iterator[Colleague]:
    somebody = Colleague(chromium, server, name)
    yield somebody
    assert somebody.problems == []
    somebody.context.close()
