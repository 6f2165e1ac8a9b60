"""Being woken: off until asked for on a phone that nobody else looks at, and neutral words whatever came."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect

from spotsigns.app import create_app
from spotsigns.sealing.envelope import public_bytes
from spotsigns.settings import load_settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import load_secrets
from tests.axe import barriers
from tests.browser.offline.phones import wait_kept
from tests.browser.push_rig import ENDPOINT, STUB, push_to
from tests.serving import LiveServer, serve_app

pytestmark = pytest.mark.browser


@pytest.fixture(scope="session")
def chromium(whole_chromium: Browser) -> Browser:
    """The lean one knows no notifications."""
    return whole_chromium
NEVER = ("concern", "report", "hub", "child", "answer")


@pytest.fixture(scope="module")
def waking(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[SqliteStore, LiveServer, bytes]]:
    settings = load_settings({}, data=str(tmp_path_factory.mktemp("waking")), languages="en,ur", sides="public", contact="mailto:hub@example.org")
    store, secrets = open_store(settings), load_secrets(settings)
    app = create_app(settings, store=store, secrets=secrets)
    app.extensions["spotsigns.packs"].current()
    with serve_app(app) as server:
        yield store, server, public_bytes(secrets.push)
    store.close()


@pytest.fixture
def context(chromium: Browser, waking: tuple[SqliteStore, LiveServer, bytes]) -> Iterator[BrowserContext]:
    waking[0].write(lambda db: db.execute("DELETE FROM subscriptions").rowcount)
    context = chromium.new_context(viewport={"width": 360, "height": 800})
    context.grant_permissions(["notifications", "background-sync"])
    yield context
    context.close()


def open_phone_page(context: BrowserContext, server: LiveServer, tag: str = "en") -> Page:
    """The page where one may ask for it, once this phone can be woken."""
    page = context.new_page()
    page.add_init_script(STUB)
    page.goto(f"{server.url}/{tag}/phone/")
    wait_kept(page, tag)
    expect(page.locator(".wakes")).to_be_visible()
    return page


def kinds(store: SqliteStore) -> list[str]:
    return [row["kind"] for row in store.read().execute("SELECT kind FROM subscriptions WHERE endpoint = ? ORDER BY kind", (ENDPOINT,))]


def test_nothing_is_asked_for_until_the_person_does(context: BrowserContext, waking: tuple[SqliteStore, LiveServer, bytes]) -> None:
    store, server, key = waking
    page = open_phone_page(context, server)
    choices = page.locator(".wakes [data-part=choices]")
    assert choices.is_hidden()
    for answer in ("yes", "unsure"):
        page.locator(f'[data-shared="{answer}"]').click()
        assert choices.is_hidden()
        expect(page.locator("[data-part=better-not]")).to_be_visible()
    page.locator('[data-shared="no"]').click()
    expect(choices).to_be_visible()
    assert page.locator("[data-kind]:checked").count() == 0
    assert (kinds(store), page.evaluate("window.asked")) == ([], [])
    page.locator('[data-kind="reporter"]').check()
    expect(page.locator('[data-kind="reporter"]')).to_be_enabled()
    assert kinds(store) == ["reporter"]
    assert page.evaluate("window.asked") == [{"userVisibleOnly": True, "key": list(key)}]
    page.locator('[data-kind="guidance"]').check()
    expect(page.locator('[data-kind="guidance"]')).to_be_enabled()
    assert kinds(store) == ["guidance", "reporter"]
    assert len(page.evaluate("window.asked")) == 1


def test_what_was_asked_for_stands_there_and_ends_beside_it(context: BrowserContext, waking: tuple[SqliteStore, LiveServer, bytes]) -> None:
    store, server, _ = waking
    page = open_phone_page(context, server)
    page.locator('[data-shared="no"]').click()
    for kind in ("reporter", "guidance"):
        page.locator(f'[data-kind="{kind}"]').check()
        expect(page.locator(f'[data-kind="{kind}"]')).to_be_enabled()
    page.reload()
    expect(page.locator('[data-kind="reporter"]')).to_be_checked()
    assert page.locator('[data-kind="guidance"]').is_visible()
    page.locator('[data-kind="reporter"]').uncheck()
    expect(page.locator('[data-kind="reporter"]')).to_be_enabled()
    assert kinds(store) == ["guidance"]
    page.locator('[data-kind="guidance"]').uncheck()
    expect(page.locator('[data-kind="guidance"]')).to_be_enabled()
    assert kinds(store) == []
    assert page.evaluate("[sessionStorage.getItem('made-up'), localStorage.getItem('spotsigns-wakes')]") == [None, None]


def test_what_was_not_taken_is_not_shown_as_on(context: BrowserContext, waking: tuple[SqliteStore, LiveServer, bytes]) -> None:
    store, server, _ = waking
    page = open_phone_page(context, server)
    page.route("**/api/push/subscriptions", lambda route: route.abort())
    page.locator('[data-shared="no"]').click()
    page.locator('[data-kind="reporter"]').click()
    expect(page.locator(".wakes [data-part=failed]")).to_be_visible()
    assert not page.locator('[data-kind="reporter"]').is_checked()
    assert kinds(store) == []
    assert page.evaluate("sessionStorage.getItem('made-up')") is None


def test_browser_that_cannot_be_woken_is_offered_nothing(context: BrowserContext, waking: tuple[SqliteStore, LiveServer, bytes]) -> None:
    page = context.new_page()
    page.add_init_script("delete window.PushManager;")
    page.goto(f"{waking[1].url}/en/phone/")
    wait_kept(page, "en")
    expect(page.locator(".wakes")).to_have_attribute("data-attached", "yes")
    assert page.locator(".wakes").is_hidden()


@pytest.mark.parametrize(("tag", "words", "direction"), [("en", "Look whether there is something new.", "ltr"), ("ur", "دیکھیں کہ کیا کچھ نیا ہے۔", "rtl")])
def test_wake_up_shows_one_neutral_line_in_the_kept_language(context: BrowserContext, waking: tuple[SqliteStore, LiveServer, bytes], tag: str, words: str, direction: str) -> None:
    page = open_phone_page(context, waking[1], tag)
    page.goto(f"{waking[1].url}/{tag}/signs/")
    shown = push_to(page, "/", '{"title":"A concern about a child was answered"}')
    assert shown == [{"title": words, "body": "", "tag": "new", "lang": tag, "dir": direction, "icon": "", "badge": "", "data": None}]
    assert not any(word in shown[0]["title"].lower() for word in NEVER)
    assert len(push_to(page, "/", "{}")) == 1


@pytest.mark.parametrize("colours", ["light", "dark"])
def test_axe_finds_nothing(context: BrowserContext, waking: tuple[SqliteStore, LiveServer, bytes], colours: str) -> None:
    page = open_phone_page(context, waking[1])
    page.emulate_media(color_scheme=colours)  # type: ignore[arg-type]
    page.locator('[data-shared="no"]').click()
    page.evaluate("window.scrollTo(0, 0)")
    assert barriers(page) == []
