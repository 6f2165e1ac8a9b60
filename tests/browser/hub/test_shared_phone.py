"""Somebody of the hub logs in on a phone on which a concern of somebody else waits."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, Request

from spotsigns.hub.demonstration import DemonstrationStaff
from tests.browser.hub.conftest import HubServer
from tests.browser.hub.desks import Desk
from tests.browser.offline.entries import ask_keys, keep_one, waiting

pytestmark = pytest.mark.browser

SEND = """async () => {
  const { deliverNow } = await import(`/static/${document.documentElement.dataset.release}/js/offline/delivery.js`);
  await deliverNow({ hurry: true });
}"""


def test_what_waits_outlives_log_in_and_log_out_and_is_sent_under_nobodys_name(chromium: Browser, demonstration: tuple[HubServer, DemonstrationStaff]) -> None:
    server, holder = demonstration
    context = chromium.new_context()
    page = context.new_page()
    page.goto(server.url + "/en/about/terms/")
    page.wait_for_selector("html[data-release]")
    keys = ask_keys(page)
    first, second = keep_one(page, keys, rests=True), keep_one(page, keys, rests=True)
    desk = Desk(context.new_page(), server.url, server.clock)
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    assert sorted(waiting(page)) == sorted([first, second])
    assert "CANARY sentence" not in desk.page.content()
    desk.log_out()
    assert sorted(waiting(page)) == sorted([first, second])
    desk.log_in(holder.name, holder.passphrase, holder.totp)
    assert context.cookies()
    sent: list[Request] = []
    page.on("request", lambda request: sent.append(request) if request.method == "PUT" else None)
    page.evaluate(SEND)
    assert waiting(page) == []
    assert sorted(request.url.rpartition("/")[2] for request in sent) == sorted([first, second])
    assert ["cookie" in request.all_headers() for request in sent] == [False, False]
    assert desk.problems == []
    context.close()
