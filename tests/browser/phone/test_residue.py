"""What stays behind: in the browser's history, in its lists of what was typed, and at the pages that people go on to."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Page, Route, expect

from tests.browser.concerns.forms import FormPage
from tests.browser.concerns.hubs import Hub
from tests.browser.gate import Gate
from tests.browser.offline.phones import Phone
from tests.browser.phone.looking import LISTEN, bytes_of, rows_of

pytestmark = pytest.mark.browser

CANARY = "kanarienvogel-14-two-girls-at-night"
# Names by which browsers guess what a field is for, and fill it in.
PROFILED = re.compile(r"name|mail|phone|tel|address|street|city|town|post|zip|country|user|pass|birth|card|organi[sz]ation|contact|plate|comment", re.IGNORECASE)
FIELDS = """() => Array.from(document.querySelectorAll('main input, main textarea, main select'))
  .filter((one) => !one.hidden && !['hidden', 'submit', 'button'].includes(one.type))
  .map((one) => [one.id, one.name, one.autocomplete, one.tagName === 'TEXTAREA' || one.type === 'text' ? [one.getAttribute('autocorrect'), one.spellcheck] : []])"""


def tell_plainly(context: BrowserContext, origin: str) -> Page:
    """The page without JavaScript: a form that the browser itself sends."""
    page = context.new_page()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(origin + "/en/r/plain/")
    page.locator('input[type="radio"][value="no"]').first.check()
    page.locator("textarea").first.fill(CANARY)
    page.locator('form.plain button[type="submit"]').click()
    expect(page.locator("h1.state, .problem").first).to_be_visible()
    return page


def test_history_holds_neutral_titles_and_no_address_that_tells(phone: Phone) -> None:
    page = phone.keep("en")
    phone.gate.shut()
    form = FormPage(page, phone.origin, reader="taxi")
    form.to_check(what=CANARY)
    form.send()
    form.tap('[data-after="keep"]')
    form.state("kept")
    page.goto(phone.origin + "/en/m/")
    expect(page.locator("[data-part=form]")).to_be_visible()
    phone.context.close()
    seen = {(url.removeprefix(phone.origin), title) for url, title in rows_of(phone.profile, "History", "SELECT url, title FROM urls") if url.startswith("http")}
    assert {path for path, _ in seen} <= {"/en/", "/en/r/", "/en/r/#taxi", "/en/m/"}
    private = [(path, title) for path, title in seen if path.startswith(("/en/r", "/en/m"))]
    assert {title for _, title in private} <= {"Step", ""}
    # One for the form, with the guide that led to it, and one for looking for an answer.
    assert len({path for path, _ in private}) == 3
    assert not any("?" in path for path, _ in seen)
    phone.context = phone.start()


def test_typed_words_are_neither_remembered_by_the_browser_nor_left_on_its_disk(phone: Phone, hub: Hub) -> None:
    page = tell_plainly(phone.context, phone.origin)
    code = page.locator(".code").inner_text()
    page.go_back()
    expect(page.locator("form.plain")).to_be_visible()
    assert page.locator("textarea").first.input_value() == ""
    phone.context.close()
    assert rows_of(phone.profile, "Web Data", "SELECT name, value FROM autofill") == []
    left = bytes_of(phone.profile)
    # Chromium keeps what a form posted, to open its tabs again, unless a password is among it.
    assert b"localhost" in left
    assert [word for word in (CANARY, *re.findall(r"\d{20}", re.sub(r"\s", "", code))) if word.encode() in left] == []
    assert re.search(r"\d{20}", re.sub(r"\s", "", code))
    phone.context = phone.start()


def test_no_field_is_one_that_a_browser_remembers_profiles_or_corrects(phone: Phone) -> None:
    page = phone.context.new_page()
    found: dict[str, list[list[object]]] = {}
    for path in ("r/", "r/more/", "r/plain/", "m/"):
        page.goto(f"{phone.origin}/en/{path}")
        page.wait_for_selector("html[data-release]", state="attached")
        fields: list[list[object]] = page.evaluate(FIELDS)
        assert fields, path
        found[path] = [field for field in fields if field[2] != "off" or field[3] not in ([], ["off", False])]
        # The trap for machines is called what machines look for, and people never see it.
        found[path] += [field for field in fields if PROFILED.search(str(field[1])) and field[1] != "website"]
    assert {path: wrong for path, wrong in found.items() if wrong} == {}


def test_pages_outside_are_not_told_where_the_person_came_from(phone: Phone) -> None:
    page = phone.context.new_page()
    told: list[str | None] = []

    def answer(route: Route) -> None:
        told.append(route.request.all_headers().get("referer"))
        route.fulfill(body="<title>Outside</title>", content_type="text/html")

    phone.context.route("https://**", answer)
    page.goto(phone.origin + "/en/call/")
    links = page.locator('a[href^="https://"]')
    assert set(links.evaluate_all("(all) => all.map((one) => one.relList.contains('noreferrer'))")) == {True}
    page.evaluate("document.querySelector('a[href^=\"https://\"]').removeAttribute('target')")
    links.first.evaluate("(link) => link.click()")
    expect(page).to_have_title("Outside")
    assert (told, page.evaluate("document.referrer")) == ([None], "")


def test_where_the_phone_is_is_never_asked_and_would_be_refused(phone: Phone) -> None:
    phone.context.grant_permissions(["geolocation"])
    page = phone.context.new_page()
    page.goto(phone.origin + "/en/call/")
    refused = "new Promise((tell) => navigator.geolocation.getCurrentPosition(() => tell(0), (problem) => tell(problem.code)))"
    assert page.evaluate(refused) == 1
    page.add_init_script(LISTEN)
    form = FormPage(page, phone.origin)
    form.to_check()
    assert page.evaluate("drawn") == []
    assert page.locator('[data-question="place"] select').input_value() == "eastwood"


def test_header_is_calm_and_never_alarm_red(phone: Phone) -> None:
    page = phone.context.new_page()
    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        page.goto(phone.origin + "/en/r/")
        grounds: list[str] = page.evaluate("['.top', '.danger-strip', '.leave', 'body'].map((part) => getComputedStyle(document.querySelector(part)).backgroundColor)")
        for ground in grounds:
            red, green, blue = (float(part) for part in re.findall(r"[\d.]+", ground)[:3])
            assert not (red > 120 and red > 1.8 * max(green, blue)), ground


def test_firefox_remembers_no_word_and_no_telling_title(firefox: BrowserContext, gate: Gate, hub: Hub, tmp_path: Path) -> None:
    profile = tmp_path / "profile"
    origin = f"http://localhost:{gate.port}"
    tell_plainly(firefox, origin)
    FormPage(firefox.new_page(), origin).to_check(what=CANARY)
    firefox.close()
    places = rows_of(profile, "places.sqlite", "SELECT url, title FROM moz_places")
    private = {(url.removeprefix(origin), title) for url, title in places if "/en/r" in url}
    assert {title for _, title in private} <= {"Step", None}
    assert not any("?" in path for path, _ in private)
    # Made when there is a first thing to remember.
    assert list(profile.rglob("formhistory.sqlite*")) == []
    assert CANARY.encode() not in bytes_of(profile)
