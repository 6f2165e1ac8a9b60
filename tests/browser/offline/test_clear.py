"""/phone/: what is kept, and "Clear this phone", which leaves nothing and loses nothing unsaid."""

from __future__ import annotations

import pytest
from playwright.sync_api import Page, expect

from tests.browser.offline.entries import ask_keys, keep_one, waiting
from tests.browser.offline.phones import Phone, pointer_of
from tests.serving import LiveServer

pytestmark = pytest.mark.browser

LEFT_BEHIND = """async () => ({
  caches: await caches.keys(), databases: (await indexedDB.databases()).map((one) => one.name), shelf: { ...localStorage }, session: { ...sessionStorage },
  workers: (await navigator.serviceWorker.getRegistrations()).length, cookies: document.cookie,
})"""
KEEP_NUMBERS = """async () => {
  const { openStore } = await import(`/static/${document.documentElement.dataset.release}/js/concerns/outbox-db.js`);
  const store = await openStore();
  await store.writeKept('code', '66376818501862337058');
  store.close();
}"""
SLOW_PACKS = """const ask = globalThis.fetch;
const given = new Promise((resolve) => { globalThis.giveUp = resolve; });
globalThis.packsAsked = 0;
globalThis.fetch = async (path, how) => {
  const answer = await ask(path, how);
  if (!/packs.(?!index)/.test(String(path))) return answer;
  globalThis.packsAsked += 1;
  await given;
  return answer;
};"""
NOTHING = {"caches": [], "databases": [], "shelf": {}, "session": {}, "workers": 0, "cookies": ""}


def open_phone_page(phone: Phone, tag: str) -> Page:
    page = phone.keep(tag, f"/{tag}/phone/")
    page.evaluate("localStorage.setItem('spotsigns-quiet', 'yes'); sessionStorage.setItem('one', '1');")
    return page


def unfold(page: Page, part: str) -> None:
    """What this phone holds stands behind a tap."""
    page.locator(f"[data-part={part}] > summary").click()


def begin_clearing(page: Page) -> None:
    page.locator("[data-module=clear-phone] [data-part=clear]").click()
    page.wait_for_selector("[data-module=clear-phone] [data-part=ask]:not([hidden])")


def say_yes(page: Page) -> None:
    page.locator("[data-module=clear-phone] [data-part=yes]").click()
    expect(page.locator("[data-module=clear-phone] [data-part=done]")).to_be_visible()


def test_clearing_with_signal_leaves_nothing(phone: Phone, language: str) -> None:
    page = open_phone_page(phone, language)
    begin_clearing(page)
    assert page.locator("[data-module=clear-phone] [data-part=waiting]").is_hidden()
    say_yes(page)
    assert page.evaluate(LEFT_BEHIND) == NOTHING
    assert page.get_attribute("html", "data-kept") is None
    assert any(line.startswith("POST /clear ") for line in phone.gate.requests)


def test_clearing_without_signal_leaves_nothing(phone: Phone, language: str) -> None:
    page = open_phone_page(phone, language)
    phone.gate.shut()
    begin_clearing(page)
    say_yes(page)
    assert page.evaluate(LEFT_BEHIND) == NOTHING


def test_what_waits_is_said_first_and_goes_only_on_the_second_yes(phone: Phone, language: str) -> None:
    page = open_phone_page(phone, language)
    keys = ask_keys(page)
    phone.gate.shut()
    kept = [keep_one(page, keys), keep_one(page, keys, is_unfinished=True)]
    begin_clearing(page)
    assert page.inner_text("[data-module=clear-phone] [data-part=count]") == "2"
    assert page.locator("[data-module=clear-phone] [data-part=waiting] a[href^='tel:']").first.is_visible()
    page.locator("[data-module=clear-phone] [data-part=no]").click()
    assert page.locator("[data-module=clear-phone] [data-part=ask]").is_hidden()
    assert sorted(waiting(page)) == sorted(kept)
    begin_clearing(page)
    say_yes(page)
    assert page.evaluate(LEFT_BEHIND) == NOTHING


def test_clearing_goes_through_while_another_page_is_open(phone: Phone, language: str) -> None:
    page = open_phone_page(phone, language)
    other = phone.open(f"/{language}/r/")
    other.wait_for_load_state("networkidle")
    begin_clearing(page)
    say_yes(page)
    left = page.evaluate(LEFT_BEHIND)
    assert (left["caches"], left["shelf"], left["workers"]) == ([], {}, 0)


def test_clearing_stops_what_is_being_kept(phone: Phone, language: str) -> None:
    page = phone.context.new_page()
    page.add_init_script(SLOW_PACKS)
    page.goto(f"{phone.origin}/{language}/phone/")
    page.wait_for_function("() => globalThis.packsAsked > 1")
    begin_clearing(page)
    say_yes(page)
    page.evaluate("giveUp()")
    page.wait_for_timeout(1500)
    assert page.evaluate(LEFT_BEHIND) == NOTHING


def test_clearing_does_not_wait_for_a_worker_that_does_not_come(phone: Phone, language: str) -> None:
    phone.gate.held = "/sw.js"
    page = phone.open(f"/{language}/phone/")
    page.wait_for_function("async () => (await caches.keys()).length > 0")
    begin_clearing(page)
    say_yes(page)
    assert page.evaluate(LEFT_BEHIND) == NOTHING


def test_question_that_the_browser_lost_is_asked_again(phone: Phone, language: str) -> None:
    page = open_phone_page(phone, language)
    page.evaluate("() => { const ask = caches.keys.bind(caches); let asked = 0; caches.keys = () => { asked += 1; return asked > 2 ? ask() : new Promise(() => {}); }; }")
    begin_clearing(page)
    say_yes(page)
    assert page.evaluate(LEFT_BEHIND) == NOTHING


def test_what_the_browser_does_not_let_go_of_is_said_to_be_there(phone: Phone, language: str) -> None:
    page = open_phone_page(phone, language)
    page.evaluate("() => { caches.keys = () => new Promise(() => {}); }")
    begin_clearing(page)
    page.locator("[data-module=clear-phone] [data-part=yes]").click()
    expect(page.locator("[data-module=clear-phone] [data-part=failed]")).to_be_visible()
    expect(page.locator("[data-module=clear-phone] [data-part=done]")).to_be_hidden()


def test_what_cannot_be_counted_is_warned_of(phone: Phone, language: str) -> None:
    page = open_phone_page(phone, language)
    page.evaluate("() => { IDBFactory.prototype.open = () => { throw new DOMException('broken', 'UnknownError'); }; }")
    begin_clearing(page)
    expect(page.locator("[data-module=clear-phone] [data-part=unknown]")).to_be_visible()
    expect(page.locator("[data-module=clear-phone] [data-part=known]")).to_be_hidden()
    assert page.locator("[data-module=clear-phone] [data-part=waiting] a[href^='tel:']").first.is_visible()


def test_numbers_kept_on_wish_are_listed_and_removed(phone: Phone, language: str) -> None:
    page = open_phone_page(phone, language)
    numbers = page.locator("[data-module=phone] [data-part=numbers]")
    expect(numbers).to_be_hidden()
    page.evaluate(KEEP_NUMBERS)
    page.reload()
    unfold(page, "settings")
    expect(numbers).to_be_visible()
    numbers.locator("button").click()
    expect(numbers).to_be_hidden()
    page.reload()
    unfold(page, "settings")
    expect(page.locator("[data-module=phone][data-attached=yes]")).to_be_attached()
    page.wait_for_timeout(300)
    expect(numbers).to_be_hidden()


def test_phone_page_says_how_many_wait_and_no_word_of_what(phone: Phone, language: str) -> None:
    page = phone.keep(language, f"/{language}/phone/")
    keys = ask_keys(page)
    phone.gate.shut()
    keep_one(page, keys)
    page.reload()
    line = page.locator("[data-module=phone] [data-part=waiting]")
    expect(line.locator("[data-part=count]")).not_to_be_empty()
    expect(line).to_be_hidden()
    unfold(page, "own")
    expect(line).to_be_visible()
    assert line.locator("[data-part=count]").inner_text() == "1"
    assert "CANARY" not in page.content()


def test_language_shows_its_size_then_is_kept_then_removed(phone: Phone, live_server: LiveServer, language: str) -> None:
    page = phone.keep("en", "/en/phone/")
    row = page.locator(f"[data-lang={language}]")
    if language != "en":
        expect(row.locator("[data-part=state]")).to_contain_text("KB")
        row.locator("[data-part=keep]").click()
    expect(row.locator("[data-part=remove]")).to_be_visible()
    assert language in pointer_of(page)["packs"]
    row.locator("[data-part=remove]").click()
    expect(row.locator("[data-part=keep]")).to_be_visible()
    assert language not in pointer_of(page)["packs"]
    phone.gate.shut()
    answer = page.goto(f"{phone.origin}/{language}/signs/")
    assert answer is not None
    assert answer.status == 503
    assert page.locator('a[href="tel:999"]').is_visible()


def test_quiet_name_is_one_switch(phone: Phone, language: str) -> None:
    page = phone.keep(language, f"/{language}/phone/")
    unfold(page, "settings")
    page.locator("[data-module=quiet-name]").check()
    page.goto(f"{phone.origin}/{language}/signs/")
    page.wait_for_selector('link[rel=manifest][href$="quiet.webmanifest"]', state="attached")
    assert str(page.get_attribute("link[rel=icon]", "href")).endswith("/quiet.svg")
