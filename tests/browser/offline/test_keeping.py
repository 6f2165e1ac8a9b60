"""Keeping: what changes what is kept, and what does not."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.browser.offline.phones import Phone, pointer_of, wait_kept
from tests.browser.offline.releases import serve_release
from tests.serving import LiveServer

pytestmark = pytest.mark.browser

CACHED = """async () => {
  const found = [];
  for (const name of await caches.keys()) for (const request of await (await caches.open(name)).keys()) found.push(new URL(request.url).pathname);
  return found.sort();
}"""


def forget_last_check(page: Page) -> None:
    """As if ten minutes had gone by."""
    page.evaluate("""async () => {
      const cache = await caches.open('spotsigns-packs'), pointer = await (await cache.match('/packs/kept/pointer')).json();
      await cache.put('/packs/kept/pointer', new Response(JSON.stringify({ ...pointer, checked: 0 })));
    }""")


def idle(page: Page) -> None:
    """Until the page has done all it does by itself at the start."""
    page.wait_for_load_state("networkidle")
    page.evaluate("() => navigator.locks.request('spotsigns-keep', () => true)")


def held(tag: str, pointer: Any) -> list[str]:
    pack = pointer["packs"][tag]
    return sorted(f"/packs/kept/{name}" for name in ("last", "pointer", pack["pack"], pack["shell"]))


def test_one_file_a_pack_and_one_a_shell_and_nothing_else_is_kept(phone: Phone, language: str) -> None:
    page = phone.keep(language)
    page.goto(phone.origin + f"/{language}/call/")
    page.goto(phone.origin + f"/{language}/nowhere/")
    page.goto(phone.origin + f"/{language}/signs")
    page.goto(phone.origin + f"/{language}/r/")
    idle(page)
    assert page.evaluate(CACHED) == held(language, pointer_of(page))


@pytest.mark.parametrize("path", ["r/", "for/takeaway/", "phone/"])
def test_any_page_will_do_for_a_first_visit(phone: Phone, language: str, path: str) -> None:
    phone.keep(language, f"/{language}/{path}")


def test_every_language_can_be_kept_side_by_side(phone: Phone, live_server: LiveServer) -> None:
    tags = live_server.site.tags[:3]
    for tag in tags:
        page = phone.keep(tag)
    assert set(str(page.get_attribute("html", "data-kept")).split()) == set(tags)
    phone.gate.shut()
    for tag in tags:
        assert phone.open(f"/{tag}/signs/").get_attribute("html", "lang") == tag
    assert phone.open("/").get_attribute("html", "lang") == tags[-1]


@pytest.mark.parametrize("count", [1_000, 40_000, 90_000])
def test_half_a_first_download_keeps_nothing(phone: Phone, language: str, count: int) -> None:
    page = phone.open(f"/{language}/about/terms/")
    idle(page)
    page.evaluate("async () => { for (const name of await caches.keys()) await caches.delete(name); }")
    phone.gate.cut_after(count)
    page.evaluate("async () => { const keep = await import(`/static/${document.documentElement.dataset.release}/js/offline/keep.js`); await keep.startKeeping(); }")
    assert pointer_of(page) is None
    assert page.get_attribute("html", "data-kept") is None
    phone.gate.open()
    phone.keep(language)


@pytest.mark.parametrize("change", [lambda body: body[:-9], lambda body: body.replace(b"kept", b"lost", 1), lambda body: b"<html>Log in", lambda body: body + b" "])
@pytest.mark.parametrize("file", ["/packs/shell.json", "/packs/en.json"])
def test_file_that_is_not_the_announced_one_is_not_kept(phone: Phone, tmp_path: Path, file: str, change: Any) -> None:
    with serve_release(tmp_path) as (server, faults):
        phone.gate.target = server.port
        faults.changes[file] = change
        page = phone.open("/en/")
        idle(page)
        assert pointer_of(page) is None
        assert page.get_attribute("html", "data-kept") is None


def test_new_release_shows_only_once_its_shell_is_there(phone: Phone, tmp_path: Path) -> None:
    page = phone.keep("en")
    before = pointer_of(page)["packs"]["en"]
    with serve_release(tmp_path, extra_page="new/", extra_script="export const one = 1;") as (server, faults):
        phone.gate.target = server.port
        faults.changes["/packs/shell.json"] = lambda body: body[:1000]
        forget_last_check(page)
        page.reload()
        idle(page)
        assert pointer_of(page)["packs"]["en"] == before
        faults.changes.clear()
        forget_last_check(page)
        page.reload()
        idle(page)
        after = pointer_of(page)["packs"]["en"]
        assert {name: after[name] != before[name] for name in ("release", "pack", "shell")} == {"release": True, "pack": True, "shell": True}
        assert page.evaluate(CACHED) == held("en", pointer_of(page))
        phone.gate.shut()
        release = page.get_attribute("html", "data-release")
        page.goto(phone.origin + "/en/new/")
        assert page.locator("h1").is_visible()
        assert page.get_attribute("html", "data-release") != release
        page.wait_for_selector("[data-module=leave][data-attached=yes]")


def test_changed_words_alone_fetch_no_new_shell(phone: Phone, tmp_path: Path) -> None:
    with serve_release(tmp_path / "one") as (first, _), serve_release(tmp_path / "two", extra_page="new/") as (second, _):
        phone.gate.target = first.port
        page = phone.keep("en")
        before = pointer_of(page)["packs"]["en"]
        phone.gate.target = second.port
        phone.gate.requests.clear()
        forget_last_check(page)
        page.reload()
        idle(page)
        after = pointer_of(page)["packs"]["en"]
        assert (after["shell"], after["release"] != before["release"]) == (before["shell"], True)
        assert not [line for line in phone.gate.requests if "shell.json" in line]


def test_update_waits_while_a_form_is_open_and_reloads_nothing(phone: Phone, tmp_path: Path) -> None:
    page = phone.keep("en")
    before = pointer_of(page)["packs"]["en"]
    form = phone.open("/en/more/")
    form.evaluate("() => { window.mark = 1; navigator.locks.request('form-open', { mode: 'shared' }, () => new Promise((resolve) => { window.close_form = resolve; })); }")
    with serve_release(tmp_path, extra_page="new/", extra_script="export const two = 2;") as (server, _):
        phone.gate.target = server.port
        forget_last_check(page)
        page.reload()
        idle(page)
        assert pointer_of(page)["packs"]["en"] == before
        page.evaluate("() => navigator.serviceWorker.getRegistration().then((registration) => registration.update())")
        page.wait_for_function("() => navigator.serviceWorker.getRegistration().then((registration) => Boolean(registration.waiting))")
        assert form.evaluate("window.mark") == 1
        form.evaluate("window.close_form()")
        forget_last_check(page)
        page.reload()
        idle(page)
        assert pointer_of(page)["packs"]["en"] != before
        page.wait_for_function("() => navigator.serviceWorker.getRegistration().then((registration) => !registration.waiting)")
        assert form.evaluate("window.mark") == 1


def test_index_is_asked_for_once_in_ten_minutes(phone: Phone, language: str) -> None:
    page = phone.keep(language)
    for path in ("signs/", "call/", "act/"):
        page.goto(f"{phone.origin}/{language}/{path}")
        idle(page)
    assert len([line for line in phone.gate.requests if "index.json" in line]) == 1
    forget_last_check(page)
    page.reload()
    idle(page)
    assert len([line for line in phone.gate.requests if "index.json" in line]) == 2


def test_nothing_is_fetched_by_itself_where_data_is_saved(phone: Phone, language: str) -> None:
    phone.context.add_init_script("Object.defineProperty(Navigator.prototype, 'connection', { get: () => ({ saveData: true }) });")
    page = phone.open(f"/{language}/")
    idle(page)
    assert not [line for line in phone.gate.requests if "/packs/" in line or "/sw.js" in line]
    page.goto(f"{phone.origin}/{language}/phone/")
    page.locator(f"[data-lang={language}] [data-part=keep]").click()
    wait_kept(page, language)


def test_pack_a_month_old_shows_its_date(phone: Phone, language: str) -> None:
    page = phone.keep(language)
    assert page.locator("[data-module=kept-date]").is_hidden()
    page.evaluate("""async (lang) => {
      const cache = await caches.open('spotsigns-packs'), pointer = await (await cache.match('/packs/kept/pointer')).json();
      pointer.packs[lang].kept = Date.UTC(2025, 4, 6, 12);
      await cache.put('/packs/kept/pointer', new Response(JSON.stringify(pointer)));
    }""", language)
    phone.gate.shut()
    page.reload()
    page.wait_for_selector("[data-module=kept-date]:not([hidden])")
    assert page.get_attribute("[data-module=kept-date] time", "datetime") == "2025-05-06"
    assert "2025" in page.inner_text("[data-module=kept-date]")


def test_broken_worker_is_taken_away_and_what_waits_stays(phone: Phone, language: str, tmp_path: Path) -> None:
    page = phone.keep(language)
    page.evaluate("async () => { await new Promise((resolve) => { indexedDB.open('spotsigns').onsuccess = resolve; }); }")
    with serve_release(tmp_path, offline="off") as (server, _):
        phone.gate.target = server.port
        forget_last_check(page)
        page.reload()
        page.wait_for_function("() => navigator.serviceWorker.getRegistrations().then((found) => found.length === 0)")
        # The page that was open when it happened may hold on to the worker for one page more.
        for path in ("signs/", "call/"):
            page.goto(f"{phone.origin}/{language}/{path}")
            idle(page)
        assert page.evaluate(CACHED) == []
        assert page.evaluate("navigator.serviceWorker.controller") is None
        assert page.evaluate("navigator.serviceWorker.getRegistrations().then((found) => found.length)") == 0
        assert page.get_attribute("html", "data-kept") is None
        assert page.evaluate("async () => (await indexedDB.databases()).map((one) => one.name)") == ["spotsigns"]


def test_page_that_is_not_in_the_pack_comes_from_the_server_while_it_answers(phone: Phone, language: str) -> None:
    page = phone.keep(language)
    answer = page.goto(f"{phone.origin}/{language}/r/plain/")
    assert answer is not None
    assert answer.status == 200
    assert any(line.startswith(f"GET /{language}/r/plain/ ") for line in phone.gate.requests)
    phone.gate.shut()
    answer = page.goto(f"{phone.origin}/{language}/r/plain/")
    assert answer is not None
    assert answer.status == 404
