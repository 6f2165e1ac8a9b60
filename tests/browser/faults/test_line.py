"""Whatever the line between phone and server does, a concern is received once or still on the phone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Page

from spotsigns.sealing.encoding import from_base64url
from spotsigns.sealing.envelope import envelope_digest, new_private_key
from spotsigns.sealing.receipt import sign_receipt
from tests.browser.concerns.hubs import Hub
from tests.browser.faults.line import ANSWERS, LOST_REPLY, PORTAL, Answer, Line
from tests.browser.faults.outboxes import deliver, forget_all, keep
from tests.browser.offline.phones import Phone

pytestmark = pytest.mark.browser

AGE = """async (days) => {
  const { openStore } = await import(`/static/${document.documentElement.dataset.release}/js/concerns/outbox-db.js`);
  const store = await openStore(), ms = days * 86400000;
  const later = Date.now() + 1800000;
  for (const entry of await store.allEntries()) await store.updateEntry({ ...entry, tries: 900, firstKept: entry.firstKept - ms, lastTry: Date.now() - 1000, nextTry: later });
  store.close();
}"""


@pytest.fixture
def page(shared_phone: Phone, hub: Hub) -> Iterator[Page]:
    """Not the home page, which would deliver by itself in between."""
    page = shared_phone.open("/en/call/")
    page.wait_for_selector("html[data-release]")
    forget_all(page)
    yield page
    page.close()


def is_kept_then_received_once(page: Page, hub: Hub, line: Line, answer: str) -> None:
    """Kept while the line is broken, received once when it is mended."""
    envelope = keep(page)
    line.break_(ANSWERS[answer])
    for _ in range(2):
        broken = deliver(page)
        [entry] = broken["entries"]
        assert (entry["id"], entry["state"], broken["notes"]) == (envelope, "waiting", [])
        assert [one["state"] for one in broken["outcomes"]] == ["waiting"]
    line.mend()
    mended = deliver(page)
    assert mended["entries"] == []
    assert [one["state"] for one in mended["outcomes"]] == ["received"]
    assert [note["id"] for note in mended["notes"]] == [envelope]
    assert [row["id"] for row in hub.envelopes()] == [envelope]
    assert line.puts() == [envelope] * 3


def test_lost_reply_is_answered_with_the_first_receipt_and_there_is_one_row(page: Page, hub: Hub, line: Line) -> None:
    envelope = keep(page)
    line.break_(LOST_REPLY)
    assert [entry["state"] for entry in deliver(page)["entries"]] == ["waiting"]
    assert [row["id"] for row in hub.envelopes()] == [envelope]
    line.mend()
    assert deliver(page)["entries"] == []
    assert [row["id"] for row in hub.envelopes()] == [envelope]


@pytest.mark.parametrize("answer", ["lost request", "500", "502", "503", "503 after commit"])
def test_server_in_trouble_is_asked_again_and_the_entry_is_kept(page: Page, hub: Hub, line: Line, answer: str) -> None:
    is_kept_then_received_once(page, hub, line, answer)


@pytest.mark.parametrize("answer", ["503", "429"])
def test_entry_keeps_away_as_long_as_retry_after_asks(page: Page, line: Line, answer: str) -> None:
    keep(page)
    line.break_(ANSWERS[answer])
    [entry] = deliver(page)["entries"]
    assert entry["nextTry"] - page.evaluate("Date.now()") > 590_000
    forget_all(page)


@pytest.mark.parametrize("answer", ["portal 200", "portal 302", "portal elsewhere", "201 without a receipt"])
def test_only_our_own_receipt_is_success_whatever_a_portal_says(page: Page, hub: Hub, line: Line, answer: str) -> None:
    is_kept_then_received_once(page, hub, line, answer)


@pytest.mark.parametrize("answer", ["401", "403", "413 of a proxy"])
def test_reporting_needs_no_session_and_a_refusal_of_another_keeps_the_entry(page: Page, hub: Hub, line: Line, answer: str) -> None:
    is_kept_then_received_once(page, hub, line, answer)
    assert {cookie for _, _, cookie in line.seen} == {""}


def test_missing_route_keeps_the_entry_until_a_release_has_it_again(page: Page, hub: Hub, line: Line) -> None:
    is_kept_then_received_once(page, hub, line, "404")


def test_portal_before_a_burst_is_noticed_and_nothing_is_sent_into_it(page: Page, line: Line) -> None:
    keep(page)
    line.break_(Answer("200 OK", PORTAL), "GET", "/healthz")
    found = deliver(page)
    assert (found["reached"], [entry["state"] for entry in found["entries"]]) == (False, ["waiting"])
    assert line.puts() == []
    forget_all(page)


def test_poison_entry_holds_up_no_other_and_is_never_deleted(page: Page, hub: Hub, line: Line) -> None:
    poison, other = keep(page), keep(page)
    body = b'{"error": "malformed", "message": "Refused.", "retry": false}'
    refused = Answer("400 Bad Request", body, (("Content-Type", "application/json"),))
    line.break_(lambda environ: refused if environ["PATH_INFO"].endswith(poison) else None)
    for _ in range(3):
        left = deliver(page)["entries"]
    assert [(entry["id"], entry["notThrough"]) for entry in left] == [(poison, True)]
    assert [row["id"] for row in hub.envelopes()] == [other]
    page.reload()
    page.locator(".mark__button").click()
    page.locator('#mark-words [data-is="refused"]').first.wait_for(state="visible")
    forget_all(page)


def test_entry_tried_for_days_is_still_there_with_the_number_beside_it(page: Page, hub: Hub) -> None:
    envelope = keep(page)
    page.evaluate(AGE, 40)
    page.reload()
    page.locator(".mark__button").click()
    page.locator("#mark-words li").wait_for(state="visible")
    assert "01709 336080" in page.inner_text("#mark-words")
    assert deliver(page)["entries"] == []
    assert [row["id"] for row in hub.envelopes()] == [envelope]


def test_forged_receipt_deletes_nothing(page: Page, hub: Hub, line: Line) -> None:
    """The proxy answers 201 in the right shape, for exactly these bytes, signed by a key of its own."""
    envelope, forger = keep(page), new_private_key()

    def forge(environ: dict[str, Any]) -> Answer:
        told = json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))
        digest = envelope_digest(told["id"], told["thread"], told["key"], from_base64url(told["sealed"]))
        receipt = sign_receipt(forger, told["id"], digest, "2026-11-23T20:15Z")
        return Answer("201 Created", json.dumps(receipt).encode(), (("Content-Type", "application/json"),))

    line.break_(forge)
    found = deliver(page)
    assert [(entry["id"], entry["state"]) for entry in found["entries"]] == [(envelope, "waiting")]
    assert found["notes"] == []
    line.mend()
    assert deliver(page)["entries"] == []
    assert [row["id"] for row in hub.envelopes()] == [envelope]


def test_two_tabs_that_send_together_are_one_row(shared_phone: Phone, page: Page, hub: Hub, line: Line) -> None:
    other = shared_phone.open("/en/call/")
    other.wait_for_selector("html[data-release]")
    envelopes = sorted(keep(page) for _ in range(3))
    both = """async () => {
      const { deliverNow } = await import(`/static/${document.documentElement.dataset.release}/js/offline/delivery.js`);
      deliverNow({ hurry: true });
    }"""
    page.evaluate(both)
    other.evaluate(both)
    page.evaluate(both)
    assert deliver(page)["entries"] == []
    assert sorted(row["id"] for row in hub.envelopes()) == envelopes
    assert sorted(line.puts()) == envelopes
    other.close()


def test_no_key_on_the_phone_is_needed_to_send_what_is_sealed(page: Page, hub: Hub) -> None:
    envelope = keep(page)
    page.evaluate("""async () => {
      const { openStore } = await import(`/static/${document.documentElement.dataset.release}/js/concerns/outbox-db.js`);
      const store = await openStore();
      await store.takeKept('keys');
      store.close();
    }""")
    assert deliver(page)["entries"] == []
    assert [row["id"] for row in hub.envelopes()] == [envelope]
    assert hub.concerns()[0]["answers"]["what"] == "CANARY sentence"


def test_retired_key_still_opens_what_was_sealed_to_it_before(page: Page, hub: Hub) -> None:
    envelope = keep(page)
    private = hub.private
    hub.rotate()
    assert deliver(page)["entries"] == []
    assert [row["id"] for row in hub.envelopes()] == [envelope]
    hub.private = private
    assert hub.concerns()[0]["answers"]["what"] == "CANARY sentence"
