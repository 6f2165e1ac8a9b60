"""After one visit everything of that language opens with nobody answering, in a browser that was killed in between."""

from __future__ import annotations

import urllib.request

import pytest

from spotsigns.web.headers import public_headers
from tests.browser.offline.phones import Phone, pages_of
from tests.serving import LiveServer

pytestmark = pytest.mark.browser


def test_every_page_opens_without_a_network(kept_phone: Phone, live_server: LiveServer, language: str) -> None:
    page = kept_phone.context.new_page()
    for path in pages_of(live_server, language):
        answer = page.goto(kept_phone.origin + path)
        assert answer is not None
        assert answer.status == 200, path
        assert answer.from_service_worker, path
        assert page.evaluate("[document.documentElement.lang, document.querySelectorAll('h1').length]") == [language, 1], path


def test_kept_page_has_its_style_its_pictures_and_its_scripts(kept_phone: Phone, language: str) -> None:
    page = kept_phone.open(f"/{language}/signs/")
    page.wait_for_selector("[data-module=leave][data-attached=yes]")
    assert page.evaluate("getComputedStyle(document.querySelector('.top')).position") == "sticky"
    assert page.evaluate("document.querySelector('.picture use').getBBox().width") > 0


def test_first_page_is_the_language_read_last(kept_phone: Phone, language: str) -> None:
    page = kept_phone.open("/")
    assert page.url == f"{kept_phone.origin}/{language}/"


def test_unknown_path_in_a_kept_language_is_its_own_404(kept_phone: Phone, language: str) -> None:
    page = kept_phone.context.new_page()
    answer = page.goto(f"{kept_phone.origin}/{language}/nowhere/")
    assert answer is not None
    assert answer.status == 404
    assert page.get_attribute("html", "lang") == language


@pytest.mark.parametrize(("path", "to"), [("signs", "signs/"), ("about/", "more/"), ("about", "more/")])
def test_redirects_are_those_of_the_server(kept_phone: Phone, language: str, path: str, to: str) -> None:
    page = kept_phone.open(f"/{language}/{path}")
    assert page.url == f"{kept_phone.origin}/{language}/{to}"


def test_language_not_kept_says_so_and_shows_the_number(kept_phone: Phone, live_server: LiveServer, language: str) -> None:
    others = [tag for tag in live_server.site.tags if tag != language]
    page = kept_phone.context.new_page()
    for tag in others or ["xx"]:
        answer = page.goto(f"{kept_phone.origin}/{tag}/signs/")
        assert answer is not None
        if others:
            assert answer.status == 503
            assert page.get_attribute("html", "lang") == tag
            assert page.locator('a[href="tel:999"]').is_visible()
        else:
            assert answer.status == 404


def test_leave_is_there_and_names_nothing(kept_phone: Phone) -> None:
    page = kept_phone.context.new_page()
    answer = page.goto(f"{kept_phone.origin}/leave")
    assert answer is not None
    assert answer.status == 200
    assert answer.headers["cache-control"] == "no-store"
    assert "spot" not in page.content().lower()


def test_answers_of_the_worker_carry_the_headers_of_the_server(kept_phone: Phone, live_server: LiveServer, language: str) -> None:
    wanted = {name.lower(): value for name, value in public_headers(live_server.site.assets.css_hash, is_secure=False).items()}
    page = kept_phone.context.new_page()
    for path in (f"/{language}/", f"/{language}/r/", f"/{language}/nowhere/", "/leave"):
        answer = page.goto(kept_phone.origin + path)
        assert answer is not None
        kept = answer.all_headers()
        assert {name: kept.get(name) for name in wanted} == wanted, path
        if not path.endswith("nowhere/"):
            with urllib.request.urlopen(live_server.url + path) as online:
                for name in ("Content-Type", "Cache-Control", *wanted):
                    assert kept[name.lower()] == online.headers[name], (path, name)


def test_what_is_not_reading_is_left_to_the_network(kept_phone: Phone, language: str) -> None:
    page = kept_phone.open(f"/{language}/")
    ask = """async (path) => { try { const answer = await fetch(path, { method: path.endsWith('HEAD') ? 'HEAD' : 'GET' }); return answer.status; }
        catch (noAnswer) { return 'no answer'; } }"""
    for path in ("/healthz", "/api/keys", "/packs/index.json", "/hub/", f"/{language}/?HEAD"):
        assert page.evaluate(ask, path) == "no answer", path


def test_offline_switch_of_the_browser_changes_nothing(kept_phone: Phone, language: str) -> None:
    kept_phone.context.set_offline(True)
    try:
        assert kept_phone.open(f"/{language}/call/").locator("h1").is_visible()
    finally:
        kept_phone.context.set_offline(False)
