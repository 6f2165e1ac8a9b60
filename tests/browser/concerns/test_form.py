"""The form, from the first tap to the receipt, in a real browser against a real server."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page, expect

from spotsigns.sealing.code import derive_keys
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import public_bytes
from tests.axe import barriers
from tests.browser.concerns.forms import FormPage
from tests.browser.concerns.hubs import Hub
from tests.browser.offline.phones import Phone, wait_kept

pytestmark = pytest.mark.browser

CANARY = "kanarienvogel-7-saw-the-grey-van"
COUNT_PUTS = """() => {
  globalThis.putHere = 0;
  const put = IDBObjectStore.prototype.put;
  IDBObjectStore.prototype.put = function (...given) { if (this.name === 'outbox') putHere += 1; return put.apply(this, given); };
}"""
SHOW_ONLY = """(shown) => {
  for (const one of document.querySelectorAll('[data-screen]')) one.hidden = one.dataset.screen !== shown;
  document.querySelector('[data-state="kept"]').hidden = false;
}"""
# What comes after Send, as it is without signal: the choice, or the code that it leads to.
SHOW_AFTER = """(screen) => {
  for (const one of document.querySelectorAll('[data-screen]')) one.hidden = one.dataset.screen !== screen;
  for (const one of document.querySelectorAll('[data-with]')) one.hidden = !one.dataset.with.split(' ').includes('kept');
  document.querySelector('[data-state="kept"]').hidden = false;
  document.querySelector('[data-part="code"]').hidden = false;
  document.querySelector('[data-part="digits"]').textContent = '0123 4567 8901 2345 6789';
  scrollTo(0, 0);
}"""
BELOW_THE_FOLD = """(selector) => {
  const floor = document.querySelector('.doors').getBoundingClientRect().top;
  const found = [...document.querySelectorAll(selector)].filter((one) => one.getClientRects().length);
  return found.length ? found.filter((one) => one.getBoundingClientRect().bottom > floor).map((one) => one.outerHTML.slice(0, 80)) : ['nothing is there'];
}"""
MAIN_BUTTONS = """(screen) => [...document.querySelectorAll(`[data-screen="${screen}"] .button`)]
  .filter((one) => one.getClientRects().length && !one.matches('.button--quiet')).length"""
WHERE_WORDS_STAND = """() => [...document.querySelectorAll('[data-question="signs"] .tile')].map((tile) => {
  const range = document.createRange();
  range.selectNodeContents(tile.querySelector('b'));
  const { x, y, width, height } = range.getBoundingClientRect();
  return [x, y + scrollY, width, height, tile.getBoundingClientRect().height];
})"""
HOLD_ANSWERS = """const ask = globalThis.fetch;
globalThis.fetch = async (path, how) => {
  if (String(path).includes('%s')) await new Promise((resolve) => setTimeout(resolve, %d));
  return ask(path, how);
};"""
MADE_AT = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d[+-]\d\d:\d\d")


@pytest.fixture
def form(phone: Phone) -> FormPage:
    return FormPage(phone.context.new_page(), phone.origin)


@pytest.fixture
def quick(chromium: Browser, hub: Hub) -> Iterator[Callable[..., FormPage]]:
    """Opens a form in the browser that runs already: quicker than a phone of its own, where nothing is to be kept."""
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    yield lambda tag="en": FormPage(context.new_page(), hub.server.url, tag=tag)
    context.close()


def test_what_was_tapped_is_what_the_hub_opens(phone: Phone, hub: Hub) -> None:
    form = FormPage(phone.context.new_page(), phone.origin, reader="takeaway")
    form.to_check()
    form.send()
    assert form.taps <= 12
    form.state("received")
    expect(form.page.locator("[data-screen=sent]")).to_contain_text("It reached us. A person has not read it yet.")
    code = form.code()
    [concern] = hub.concerns()
    assert MADE_AT.fullmatch(concern.pop("made_at"))
    keys = derive_keys(code, "rotherham")
    assert concern == {
        "v": 1, "kind": "concern", "form": "2026-11", "lang": "en", "practice": False, "unfinished": False,
        "answers": {
            "danger": "no", "signs": ["takeaway.buys-for-children"], "place": "eastwood", "where_kind": "takeaway", "when": "today", "contact": "none",
        },
        "reply": to_base64url(public_bytes(keys.reply)), "mac": to_base64url(keys.mac),
    }  # fmt: skip
    assert hub.envelopes()[0]["thread"] == keys.thread
    assert form.kept()["outbox"] == []


def test_every_optional_answer_travels(form: FormPage, hub: Hub) -> None:
    form.to_check(danger="unknown", what="\u202eThey  wait outside \u2066")
    form.open_extra("car")
    form.write("vehicle.registration", "AB۱۲ CDE")
    form.write("vehicle.taxi_council", "Sheffield")
    form.go("check")
    form.open_extra("sure")
    form.choose("sure", "saw")
    form.go("check")
    form.open_extra("power")
    form.choose("about_power", "police")
    expect(form.page.locator('[data-power="police"]')).to_contain_text("Crimestoppers")
    form.go("check")
    form.open_extra("contact")
    form.choose("contact", "named")
    form.write("contact_name", "A. Neighbour")
    form.choose("contact", "confidential")
    form.write("contact_how", "٠٧٧٠٠ 900123")
    form.choose("message_ok", "no")
    form.page.locator('[data-question="interpreter"] select').select_option("pl")
    form.go("check")
    form.open_extra("role")
    form.choose("role", "neighbour")
    form.go("check")
    form.send()
    form.state("received")
    [concern] = hub.concerns()
    answers = concern["answers"]
    assert answers["what"] == "They  wait outside"
    assert answers["vehicle"] == {"registration": "AB12 CDE", "taxi_council": "Sheffield"}
    assert (answers["sure"], answers["role"], answers["about_power"], answers["danger"]) == ("saw", "neighbour", ["police"], "unknown")
    assert (answers["contact"], answers["contact_name"], answers["contact_how"]) == ("confidential", "A. Neighbour", "07700 900123")
    assert (answers["message_ok"], answers["interpreter"]) == ("no", "pl")


def test_a_name_typed_and_then_not_wanted_does_not_travel(form: FormPage, hub: Hub) -> None:
    form.to_check()
    form.open_extra("contact")
    form.choose("contact", "named")
    form.write("contact_name", "A. Neighbour")
    form.choose("contact", "none")
    form.go("check")
    form.send()
    form.state("received")
    assert "contact_name" not in hub.concerns()[0]["answers"]


def test_danger_shows_the_emergency_number_before_anything_is_typed(form: FormPage) -> None:
    form.go("next")
    form.choose("danger", "yes")
    form.shown("danger-now")
    expect(form.page.locator("[data-screen=danger-now] a[href='tel:999']")).to_be_visible()
    form.go("next")
    form.shown("what")


def test_a_second_tap_on_yes_does_not_pass_the_emergency_number(form: FormPage) -> None:
    form.go("next")
    form.page.locator('[data-question="danger"] label:has(input[value="yes"])').dblclick()
    form.shown("danger-now")
    form.page.wait_for_timeout(400)
    assert form.screen() == "danger-now"


def test_a_warning_goes_as_soon_as_what_it_asks_for_is_there(quick: Callable[..., FormPage]) -> None:
    form = quick()
    form.go("next")
    form.go("next")
    choose, empty = form.page.locator("[data-problem=choose]"), form.page.locator('[data-screen="what"] > [data-problem=empty]')
    expect(choose).to_be_visible()
    # By key: a tap goes on to the next screen by itself.
    form.page.locator('[data-question="danger"] input[value="no"]').press("Space")
    expect(choose).to_be_hidden()
    form.go("next")
    form.go("next")
    expect(empty).to_be_visible()
    form.tap('[data-question="signs"] label')
    expect(empty).to_be_hidden()
    form.tap('[data-question="signs"] label')
    expect(empty).to_be_hidden()
    form.go("next")
    expect(empty).to_be_visible()
    form.write("what", "x")
    expect(empty).to_be_hidden()


def test_ticking_a_picture_moves_nothing(quick: Callable[..., FormPage]) -> None:
    form = quick()
    form.to_what()
    before = form.page.evaluate(WHERE_WORDS_STAND)
    assert len(before) == 10
    for tile in form.page.locator('[data-question="signs"] label input').all():
        tile.press("Space")
    assert form.page.locator('[data-question="signs"] input:checked').count() == 10
    assert form.page.evaluate(WHERE_WORDS_STAND) == before


@pytest.mark.parametrize("tag", ["en", "pl", "ur"])
def test_without_signal_the_choice_and_the_code_are_seen_without_scrolling(quick: Callable[..., FormPage], tag: str) -> None:
    page = quick(tag).page
    page.evaluate(SHOW_AFTER, "ask")
    assert page.evaluate(BELOW_THE_FOLD, "[data-after]") == []
    assert page.evaluate(MAIN_BUTTONS, "ask") == 1
    page.evaluate(SHOW_AFTER, "sent")
    assert page.evaluate(BELOW_THE_FOLD, "[data-part=digits]") == []
    assert page.evaluate(MAIN_BUTTONS, "sent") == 1


def test_what_comes_late_does_not_push_the_first_button_away(phone: Phone, hub: Hub) -> None:
    hub.store.set_live(False)
    page = phone.context.new_page()
    page.add_init_script(HOLD_ANSWERS % ("/api/keys", 1500))
    form = FormPage(page, phone.origin)
    before = page.locator("[data-part=begin]").bounding_box()
    expect(page.locator("[data-part=note-only]")).to_be_visible()
    assert page.locator("[data-part=begin]").bounding_box() == before
    form.go("next")
    form.shown("danger")


def test_address_title_and_history_say_nothing(phone: Phone) -> None:
    page = phone.context.new_page()
    page.goto(phone.origin + "/en/")
    form = FormPage(page, phone.origin, reader="taxi")
    length = page.evaluate("history.length")
    form.to_check()
    assert page.url == phone.origin + "/en/r/"
    assert page.title() == "Step"
    assert page.evaluate("history.length") == length
    form.go("back")
    form.shown("where")
    page.go_back()
    assert page.url == phone.origin + "/en/"
    page.go_forward()
    # Sealed when the page was left: asked about, and no answer of it to be seen.
    expect(page.locator('[data-unfinished="send"]')).to_be_visible()
    assert page.locator("input:checked").count() == 0


def without_signal(phone: Phone, *, what: str = "") -> FormPage:
    """A form that was opened from what the phone keeps, answered, and sent into nothing."""
    wait_kept(FormPage(phone.context.new_page(), phone.origin).page, "en", 15_000)
    phone.gate.shut()
    form = FormPage(phone.context.new_page(), phone.origin)
    form.to_check(what=what)
    form.send()
    form.shown("ask")
    return form


def test_kept_without_signal_is_received_once_when_signal_is_back(phone: Phone, hub: Hub) -> None:
    form = without_signal(phone)
    form.tap('[data-after="keep"]')
    form.state("kept")
    assert len(form.code()) == 20
    assert len(form.kept()["outbox"]) == 1
    form.page.close()
    page = phone.context.new_page()
    page.goto(phone.origin + "/en/signs/")
    mark = page.locator(".mark__button")
    expect(mark).to_have_text("1 waiting")
    mark.click()
    expect(page.locator("#mark-words")).to_contain_text("Kept on this phone")
    expect(page.locator("#mark-words")).to_contain_text("01709 336080")
    page.reload()
    expect(mark).to_have_text("1 waiting")
    mark.click()
    expect(page.locator('[data-news="received"]')).to_be_hidden()
    phone.gate.open()
    for _ in range(10):
        # By script: the page's own timer may be quicker, and then the button is gone already.
        page.evaluate("document.querySelector('[data-do=send]').click()")
        page.wait_for_timeout(1000)
        if page.locator("#mark-words li").count() == 0:
            break
    assert len(hub.envelopes()) == 1
    # Told to whoever waits with the words open, and then no more.
    expect(mark).to_have_text("New")
    expect(page.locator('[role="status"] > [data-news="received"]')).to_be_visible()
    expect(page.locator('[data-news="received"]')).to_have_text(re.compile(r"It reached us, \d+ \w+ \d\d:\d\d"))
    page.goto(phone.origin + "/en/")
    expect(page.locator("html[data-release]")).to_be_attached()
    page.wait_for_timeout(500)
    expect(page.locator(".top__mark")).to_be_hidden()
    assert len(hub.concerns()) == 1


def test_somebody_who_only_read_can_keep_it_without_signal(phone: Phone, hub: Hub) -> None:
    phone.keep("en")
    phone.gate.shut()
    form = FormPage(phone.context.new_page(), phone.origin)
    form.to_check()
    form.send()
    form.shown("ask")
    form.tap('[data-after="keep"]')
    form.state("kept")
    expect(form.page.locator("[data-screen=sent]")).to_contain_text("Open this page again when there is signal.")
    assert len(form.kept()["outbox"]) == 1


def test_not_sent_yet_is_said_while_the_signal_is_looked_for(phone: Phone) -> None:
    page = phone.context.new_page()
    page.add_init_script(HOLD_ANSWERS % ("/healthz", 3000))
    form = FormPage(page, phone.origin)
    form.to_check()
    form.send()
    expect(page.locator("[data-part=not-yet]")).to_be_visible()
    form.state("received")
    expect(page.locator("[data-part=not-yet]")).to_be_hidden()


def test_do_not_keep_stores_nothing_and_shows_no_code(phone: Phone, hub: Hub) -> None:
    form = without_signal(phone)
    form.tap('[data-after="drop"]')
    form.shown("dropped")
    expect(form.page.locator("[data-screen=dropped]")).to_contain_text("01709 336080")
    assert form.code() == ""
    assert form.kept()["outbox"] == []
    phone.gate.open()
    form.page.wait_for_timeout(500)
    assert hub.envelopes() == []


def test_delete_it_now_asks_once_more_and_then_forgets(phone: Phone, hub: Hub) -> None:
    form = without_signal(phone)
    form.tap('[data-after="keep"]')
    form.state("kept")
    form.tap(".mark__button")
    form.tap('[data-do="delete"]')
    assert len(form.kept()["outbox"]) == 1
    form.tap('[data-do="delete"]')
    form.state("gone")
    assert form.kept()["outbox"] == []
    assert hub.envelopes() == []


def test_words_that_stand_open_beside_the_form_say_that_it_reached_us(phone: Phone) -> None:
    form = without_signal(phone)
    form.tap('[data-after="keep"]')
    form.state("kept")
    mark, news, send = (form.page.locator(one) for one in (".mark__button", '[data-news="received"]', '[data-do="send"]'))
    mark.click()
    expect(send).to_be_visible()
    expect(news).to_be_hidden()
    phone.gate.open()
    send.press("Enter")
    form.state("received")
    expect(news).to_have_text(re.compile(r"It reached us, \d+ \w+ \d\d:\d\d"))
    expect(news).to_be_visible()
    expect(send).to_be_hidden()
    # What was pressed is gone; whoever uses keys goes on from the mark.
    expect(mark).to_be_focused()
    mark.click()
    expect(mark).to_be_hidden()


def test_nothing_that_was_told_lies_open_on_the_phone(phone: Phone) -> None:
    form = without_signal(phone, what=CANARY)
    form.tap('[data-after="keep"]')
    form.state("kept")
    found = str(form.kept()) + form.page.evaluate("JSON.stringify([{ ...localStorage }, { ...sessionStorage }])")
    found += form.page.evaluate(
        """async () => { const texts = [];
        for (const name of await caches.keys()) { const cache = await caches.open(name);
          for (const request of await cache.keys()) texts.push(request.url, await (await cache.match(request)).text()); }
        return texts.join(' '); }"""
    )
    assert "outbox" in found
    assert CANARY not in found
    code = form.code()
    assert code not in found
    assert not form.page.locator("[data-question=what] textarea").input_value()
    phone.restart()
    kept = b"".join(file.read_bytes() for file in phone.profile.rglob("*") if file.is_file() and not file.is_symlink())
    kept = kept.replace(b"\0", b"")  # some files hold text as UTF-16
    assert b"spotsigns" in kept
    assert CANARY.encode() not in kept
    assert code.encode() not in kept


def test_works_by_keyboard_alone(form: FormPage, hub: Hub) -> None:
    page = form.page
    page.locator("[data-part=begin]").focus()
    page.keyboard.press("Enter")
    form.shown("danger")
    assert page.evaluate("document.activeElement.tagName") == "H2"
    page.keyboard.press("Tab")
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowDown")
    form.shown("danger")
    page.keyboard.press("ArrowUp")
    press_button(page, "next")
    if form.screen() == "danger-now":
        press_button(page, "next")
    form.shown("what")
    page.keyboard.press("Tab")
    page.keyboard.press("Space")
    press_button(page, "next")
    form.shown("where")
    press_button(page, "next")
    form.shown("check")
    press_button(page, "send")
    form.state("received")
    assert hub.concerns()[0]["answers"]["signs"] == ["sexual-exploitation.older-friend"]


def press_button(page: Page, to: str) -> None:
    """Tabs on until the button has the focus, then Enter."""
    for _ in range(80):
        if page.evaluate("document.activeElement.dataset.go") == to:
            break
        page.keyboard.press("Tab")
    page.keyboard.press("Enter")


def test_a_hub_that_is_not_live_gets_nothing_and_the_form_makes_a_note(phone: Phone, hub: Hub) -> None:
    hub.store.set_live(False)
    form = FormPage(phone.context.new_page(), phone.origin, tag="pl")
    expect(form.page.locator("[data-part=note-only]")).to_be_visible()
    form.to_check(what="Widziałem to")
    form.send()
    form.shown("note")
    note = form.page.locator("[data-screen=note]")
    for words in ("Is anyone in danger now?", "Much older friend", "Eastwood", "Widziałem to", "01709 336080"):
        expect(note).to_contain_text(words)
    assert hub.envelopes() == []
    assert form.kept().get("outbox", []) == []


def test_too_much_is_said_before_it_is_sealed_and_nothing_is_lost(form: FormPage, hub: Hub) -> None:
    form.to_what()
    form.write("what", "ب" * 3001)
    form.go("next")
    form.shown("what")
    expect(form.page.locator('[data-question="what"] [data-problem=long]')).to_contain_text("too long by 1 letters")
    form.write("what", "ب" * 3000)
    expect(form.page.locator('[data-question="what"] [data-problem=long]')).to_be_hidden()
    form.go("next")
    form.go("next")
    form.shown("check")
    for extra in ("child", "adult", "online", "car"):
        form.open_extra(extra)
        for area in form.page.locator(f'[data-screen="{extra}"] [data-question] [name]').all():
            area.fill("ب" * 3000)
        form.go("check")
    form.send()
    expect(form.page.locator("[data-problem=large]")).to_be_visible()
    assert hub.envelopes() == []
    form.open_extra("car")
    for area in form.page.locator('[data-screen="car"] [data-question] [name]').all():
        area.fill("")
    form.go("check")
    form.send()
    form.state("received")
    assert hub.concerns()[0]["answers"]["adult"] == "ب" * 3000


def test_refused_is_sealed_again_under_a_fresh_id_and_received(form: FormPage, hub: Hub) -> None:
    expect(form.page.locator("[data-can=send]")).to_be_attached()
    form.to_check()
    hub.change_key()
    refused: list[str] = []
    form.page.on("request", lambda request: refused.append(request.url) if "/api/envelopes/" in request.url else None)
    form.send()
    form.state("received")
    assert len(hub.concerns()) == 1
    assert form.kept()["outbox"] == []
    assert len(set(refused)) == 2
    assert hub.envelopes()[0]["id"] in refused[-1]


def test_refused_twice_is_said_plainly_and_kept(form: FormPage, hub: Hub) -> None:
    form.to_check()
    body = '{"error": "malformed", "message": "Refused.", "retry": false}'
    form.page.context.route("**/api/envelopes/*", lambda route: route.fulfill(status=400, content_type="application/json", body=body))
    form.send()
    form.state("refused")
    expect(form.page.locator("[data-screen=sent]")).to_contain_text("It is not your fault. Tell us again, or call.")
    assert len(form.kept()["outbox"]) == 1
    assert hub.envelopes() == []


def test_two_taps_on_send_are_one_concern(form: FormPage, hub: Hub) -> None:
    form.to_check()
    form.page.locator('[data-go="send"]').dblclick()
    form.state("received")
    form.page.wait_for_timeout(500)
    assert len(hub.envelopes()) == 1


def test_a_window_without_a_database_sends_with_signal_and_says_so(phone: Phone, hub: Hub) -> None:
    page = phone.context.new_page()
    page.add_init_script("Object.defineProperty(globalThis, 'indexedDB', { value: undefined })")
    form = FormPage(page, phone.origin)
    expect(page.locator("[data-part=online-only]")).to_be_visible()
    form.to_check()
    form.send()
    form.state("received")
    assert len(hub.envelopes()) == 1


def test_a_window_without_a_database_and_without_signal_keeps_nothing_but_loses_nothing(phone: Phone, hub: Hub) -> None:
    page = phone.context.new_page()
    page.add_init_script("Object.defineProperty(globalThis, 'indexedDB', { value: undefined })")
    form = FormPage(page, phone.origin)
    form.to_check(what=CANARY)
    phone.gate.shut()
    form.send()
    form.shown("ask")
    expect(page.locator('[data-after="keep"]')).to_be_hidden()
    phone.gate.open()
    form.tap('[data-after="retry"]')
    form.state("received")
    assert hub.concerns()[0]["answers"]["what"] == CANARY


def test_a_full_phone_says_so_and_sends_when_there_is_signal(phone: Phone, hub: Hub) -> None:
    page = phone.context.new_page()
    page.add_init_script(
        """const put = IDBObjectStore.prototype.put;
        IDBObjectStore.prototype.put = function (...given) {
          if (this.name === 'outbox') throw new DOMException('full', 'QuotaExceededError');
          return put.apply(this, given);
        };"""
    )
    form = FormPage(page, phone.origin)
    form.to_check()
    phone.gate.shut()
    form.send()
    form.shown("ask")
    form.tap('[data-after="keep"]')
    expect(page.locator("[data-part=cannot-keep]")).to_be_visible()
    assert form.code() == ""
    phone.gate.open()
    form.tap('[data-after="retry"]')
    form.state("received")
    assert len(hub.envelopes()) == 1


def test_inside_another_app_nothing_is_queued_unless_chosen(chromium: Browser, hub: Hub) -> None:
    context = chromium.new_context(user_agent="Mozilla/5.0 (Linux; Android 10; SM-A105F; wv) AppleWebKit/537.36 Chrome/120.0 Mobile Safari/537.36")
    form = FormPage(context.new_page(), hub.server.url)
    form.to_check()
    form.page.evaluate(COUNT_PUTS)
    form.send()
    form.state("received")
    assert form.page.evaluate("putHere") == 0
    assert len(hub.envelopes()) == 1
    form = FormPage(context.new_page(), hub.server.url)
    form.to_check()
    context.set_offline(True)
    form.send()
    form.shown("ask")
    expect(form.page.locator("[data-part=in-app]")).to_be_visible()
    form.tap('[data-after="keep"]')
    form.state("kept")
    assert len(form.kept()["outbox"]) == 1
    context.close()


def test_a_file_that_does_not_arrive_holds_up_no_delivery(chromium: Browser, hub: Hub) -> None:
    context = chromium.new_context(service_workers="block")
    form = FormPage(context.new_page(), hub.server.url)
    form.to_check()
    context.set_offline(True)
    form.send()
    form.tap('[data-after="keep"]')
    form.state("kept")
    form.page.close()
    for file in ("keep", "quiet-name"):
        context.route(f"**/offline/{file}.js", lambda route: route.abort())
    context.set_offline(False)
    page = context.new_page()
    page.goto(hub.server.url + "/en/")
    for _ in range(50):
        if hub.envelopes():
            break
        page.wait_for_timeout(200)
    assert len(hub.envelopes()) == 1
    context.close()


def test_a_database_that_the_system_emptied_is_noticed_once(phone: Phone) -> None:
    form = without_signal(phone)
    form.tap('[data-after="keep"]')
    form.state("kept")
    form.page.evaluate("new Promise((resolve) => { const request = indexedDB.deleteDatabase('spotsigns'); request.onsuccess = resolve; })")
    page = phone.context.new_page()
    page.goto(phone.origin + "/en/")
    page.locator(".mark__button").click()
    expect(page.locator('[data-news="gone"]')).to_be_visible()
    expect(page.locator("#mark-words")).to_contain_text("01709 336080")
    page.reload()
    page.wait_for_timeout(800)
    expect(page.locator(".top__mark")).to_be_hidden()


@pytest.mark.parametrize(("scheme", "only"), [("light", None), ("dark", ["danger-now", "what", "check", "sent"])])
def test_every_screen_can_be_used_by_everybody(chromium: Browser, hub: Hub, scheme: Literal["light", "dark"], only: list[str] | None) -> None:
    context = chromium.new_context(viewport={"width": 360, "height": 800}, color_scheme=scheme, reduced_motion="reduce")
    form = FormPage(context.new_page(), hub.server.url)
    form.to_check(danger="yes", what="words")
    found: dict[str, list[str]] = {}
    for screen in only or form.page.locator("[data-screen]").evaluate_all("(all) => all.map((one) => one.dataset.screen)"):
        form.page.evaluate(SHOW_ONLY, screen)
        found[screen] = barriers(form.page, {"iframes": False}, within=f'[data-screen="{screen}"]')
    assert {screen: lines for screen, lines in found.items() if lines} == {}
    context.close()


def test_leaving_forgets_every_answer(form: FormPage) -> None:
    form.to_check(what=CANARY)
    held = "navigator.locks.query().then((all) => all.held.filter((lock) => lock.name === 'form-open').length)"
    assert form.page.evaluate(held) == 1
    form.page.evaluate("document.dispatchEvent(new CustomEvent('spotsigns:leave'))")
    assert form.page.locator("input:checked").count() == 0
    assert CANARY not in form.page.content()
    assert not form.page.locator('[data-question="what"] textarea').input_value()
    form.page.wait_for_timeout(100)
    assert form.page.evaluate(held) == 0


def test_the_code_is_kept_only_where_nobody_else_looks(form: FormPage) -> None:
    form.to_check()
    form.send()
    form.state("received")
    code = form.code()
    form.tap("[data-part=keep-code] summary")
    form.tap('[data-code="unsure"]')
    expect(form.page.locator('[data-code="keep"]')).to_be_hidden()
    assert code not in str(form.kept())
    form.tap('[data-code="not-shared"]')
    form.tap('[data-code="keep"]')
    expect(form.page.locator("[data-part=code-kept]")).to_be_visible()
    assert code in str(form.kept())
    form.tap('[data-code="written"]')
    assert form.code() == ""


def test_more_signs_come_in_groups_and_one_sign_is_one_answer(phone: Phone, hub: Hub) -> None:
    form = FormPage(phone.context.new_page(), phone.origin, reader="off-licence")
    form.to_what()
    tiles = form.page.locator('[data-question="signs"] .tile')
    expect(tiles).to_have_count(10)
    form.tap("[data-part=more-signs]")
    groups = form.page.locator("[data-part=more-list] details")
    expect(groups.first).to_be_visible()
    form.tap('[data-of="convenience-store"] summary')
    form.choose("signs", "convenience-store.watched-outside")
    assert form.page.locator('input[value="convenience-store.watched-outside"]:checked').count() == 2
    form.go("next")
    form.go("next")
    form.send()
    form.state("received")
    assert hub.concerns()[0]["answers"]["signs"] == ["convenience-store.watched-outside"]


def test_an_answer_can_be_changed_and_one_comes_back_to_the_list(form: FormPage) -> None:
    form.to_check()
    form.tap('[data-part=answers] [data-go="danger"]')
    form.choose("danger", "yes")
    form.shown("danger-now")
    form.go("next")
    form.shown("check")
    expect(form.page.locator("[data-part=answers]")).to_contain_text("Yes")


def test_without_scripts_the_plain_page_is_offered(chromium: Browser, hub: Hub) -> None:
    page = chromium.new_context(java_script_enabled=False).new_page()
    page.goto(hub.server.url + "/en/r/")
    expect(page.locator("a[href='/en/r/plain/']").first).to_be_visible()
    expect(page.locator("[data-part=begin]")).to_be_hidden()
    page.context.close()
