"""What waits to be read is opened beside the page, in a worker that ends with whoever works here."""

from __future__ import annotations

from datetime import timedelta

import pyotp
import pytest
from playwright.sync_api import Browser

from spotsigns.hub.demonstration import DemonstrationStaff
from tests.browser.hub.conftest import HubServer
from tests.browser.hub.desks import Desk

pytestmark = pytest.mark.browser

Demonstration = tuple[HubServer, DemonstrationStaff]


def sorters(desk: Desk) -> list[str]:
    return [worker.url.rpartition("/")[2] for worker in desk.page.workers]


def test_worker_sorts_and_ends_at_the_lock(chromium: Browser, demonstration: Demonstration) -> None:
    server, holder = demonstration
    context = chromium.new_context(viewport={"width": 1280, "height": 800})
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.page.clock.install()
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    desk.open_row("Na myjni")
    assert sorters(desk) == ["sorting-worker.js"]
    desk.page.clock.fast_forward("15:10")
    desk.part("lock").wait_for(state="visible")
    assert sorters(desk) == []
    server.clock.ahead += timedelta(minutes=16)
    desk.part("passphrase").fill(holder.passphrase)
    desk.part("totp").fill(pyotp.TOTP(holder.totp).at(server.clock()))
    desk.part("press").click()
    desk.part("work").wait_for(state="visible")
    desk.page.locator('[data-tab="practice"]').click()
    desk.page.locator('[data-tab="to-read"]').click()
    desk.wait_until_sorted()
    desk.open_row("Na myjni")
    assert sorters(desk) == ["sorting-worker.js"]
    assert desk.problems == []
    context.close()


@pytest.mark.parametrize("browser", ["delete window.Worker;", "window.Worker = class { constructor() { throw new Error('not here'); } };"])
def test_browser_without_workers_sorts_in_the_page(chromium: Browser, demonstration: Demonstration, browser: str) -> None:
    server, holder = demonstration
    context = chromium.new_context()
    context.add_init_script(browser)
    desk = Desk(context.new_page(), server.url, server.clock)
    server.clock.ahead += timedelta(minutes=1)
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    assert "Na myjni" in desk.open_row("Na myjni")
    assert sorters(desk) == []
    context.close()
