"""A passkey in a real browser: made on one's account, used at the door and at the lock, removed; and a browser that has none."""

from __future__ import annotations

import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from playwright.sync_api import Browser, CDPSession, expect

from spotsigns.hub.demonstration import DemonstrationStaff
from tests.axe import barriers
from tests.browser.hub.colleagues import Colleague, colleague
from tests.browser.hub.conftest import HubServer

pytestmark = pytest.mark.browser

OWN_LOCK = {"protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True}


@dataclass
class Person:
    """The keyholder at a browser with a virtual authenticator; each test goes on where the one before left it."""

    at: Colleague
    devices: CDPSession
    device: str

    def obeys(self, *, answers: bool) -> None:
        """Whether whoever is at the device shows that it is them."""
        self.devices.send("WebAuthn.setUserVerified", {"authenticatorId": self.device, "isUserVerified": answers})

    def credentials(self) -> int:
        return len(self.devices.send("WebAuthn.getCredentials", {"authenticatorId": self.device})["credentials"])


@pytest.fixture(scope="module")
def person(chromium: Browser, demonstration: tuple[HubServer, DemonstrationStaff]) -> Iterator[Person]:
    server, holder = demonstration
    with colleague(chromium, server, holder.name) as at:
        at.passphrase, at.totp = holder.passphrase, holder.totp
        devices = at.context.new_cdp_session(at.page)
        devices.send("WebAuthn.enable")
        device = devices.send("WebAuthn.addVirtualAuthenticator", {"options": OWN_LOCK})["authenticatorId"]
        at.come_in()
        yield Person(at, devices, device)


def look(at: Colleague, name: str) -> None:
    """Two widths, light and dark, axe; pictures to a folder where somebody asks for them."""
    for width, height, scheme in ((1280, 800, "light"), (360, 740, "dark")):
        at.page.set_viewport_size({"width": width, "height": height})
        at.page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        if os.environ.get("SPOTSIGNS_PICTURES"):
            at.page.screenshot(path=Path(os.environ["SPOTSIGNS_PICTURES"]) / f"{name}-{width}.png", full_page=True)
        assert at.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
        assert barriers(at.page) == []
    at.page.set_viewport_size({"width": 1280, "height": 800})
    at.page.emulate_media(color_scheme="light")


def test_passkey_is_made_under_a_name_after_the_passphrase(person: Person) -> None:
    at = person.at
    at.go("/hub/me")
    expect(at.part("passkeys")).to_contain_text("You have none")
    expect(at.part("no-passkeys-here")).to_be_hidden()
    at.part("add-passkey").click()
    at.confirm()
    name = at.panel().locator('[data-ask="passkey-name"]')
    name.fill("Work laptop")
    look(at, "passkey-new")
    at.panel().locator("[type=submit]").click()
    expect(at.panel()).to_contain_text("The passkey is added")
    at.panel().locator("[type=submit]").click()
    expect(at.part("passkeys").locator("li")).to_have_count(1)
    expect(at.part("passkeys")).to_contain_text("Work laptop · added")
    expect(at.part("passkeys")).to_contain_text("not used yet")
    assert person.credentials() == 1
    look(at, "passkeys")


def test_device_with_one_already_says_so_and_makes_no_second(person: Person) -> None:
    at = person.at
    at.part("add-passkey").click()
    at.confirm()
    at.panel().locator('[data-ask="passkey-name"]').fill("The same again")
    at.panel().locator("[type=submit]").click()
    expect(at.panel().locator("[data-told]")).to_contain_text("a passkey of yours already")
    at.panel().locator('[data-press="cancel"]').click()
    assert person.credentials() == 1


def test_passphrase_and_passkey_open_the_desk_without_a_code(person: Person) -> None:
    at = person.at
    at.log_out()
    at.part("passkey").click()
    assert at.page.evaluate("document.activeElement.dataset.part") == "name"  # nothing was typed yet
    at.part("name").fill(at.name)
    at.part("passphrase").fill(at.passphrase)
    look(at, "log-in-passkey")
    person.obeys(answers=False)
    at.part("passkey").click()
    expect(at.part("told")).to_contain_text("No passkey was used")
    person.obeys(answers=True)
    sent = len(at.sent)
    at.part("passkey").click()
    at.page.wait_for_url("**/hub/")
    at.wait_until_sorted()
    assert at.rows()
    assert not [one for one in at.sent[sent:] if b'"totp"' in one or at.passphrase.encode() in one]
    at.go("/hub/me")
    expect(at.part("passkeys")).to_contain_text("last used")


def test_passkey_opens_the_lock_over_an_idle_screen(person: Person) -> None:
    at = person.at
    at.page.clock.install()
    at.go("/hub/me")
    at.page.clock.fast_forward("16:00")
    expect(at.part("lock")).to_be_visible()
    at.part("lock").locator('[data-part="passphrase"]').fill(at.passphrase)
    look(at, "lock-passkey")
    at.part("lock").locator('[data-part="passkey"]').click()
    expect(at.part("lock")).to_be_hidden()
    expect(at.part("passkeys")).to_be_visible()


def test_wrong_passphrase_beside_a_right_passkey_is_refused(person: Person) -> None:
    at = person.at
    at.log_out()
    at.part("name").fill(at.name)
    at.part("passphrase").fill("quite another passphrase")
    at.part("passkey").click()
    expect(at.part("told")).to_contain_text("not right")
    assert at.part("totp").is_visible()


def test_code_goes_on_working_and_a_removed_passkey_does_not(person: Person) -> None:
    at = person.at
    at.come_in()
    at.go("/hub/me")
    at.part("passkeys").locator("[data-remove]").click()
    expect(at.panel()).to_contain_text("Work laptop will log nobody in any more")
    look(at, "passkey-remove")
    at.confirm()
    expect(at.part("passkeys")).to_contain_text("You have none")
    at.log_out()
    at.part("name").fill(at.name)
    at.part("passphrase").fill(at.passphrase)
    at.part("passkey").click()
    expect(at.part("told")).to_contain_text("not right")


def test_browser_without_passkeys_says_what_to_do_and_shows_no_button(chromium: Browser, person: Person, demonstration: tuple[HubServer, DemonstrationStaff]) -> None:
    server, holder = demonstration
    with colleague(chromium, server, holder.name) as old:
        old.passphrase, old.totp = holder.passphrase, holder.totp
        old.page.add_init_script("delete window.PublicKeyCredential")
        old.page.goto(server.url + "/hub/log-in")
        expect(old.part("no-passkeys")).to_be_visible()
        expect(old.part("passkey")).to_be_hidden()
        look(old, "log-in-none")
        old.come_in()
        old.go("/hub/me")
        expect(old.part("no-passkeys-here")).to_contain_text("This browser has no passkeys")
        expect(old.part("add-passkey")).to_be_hidden()
