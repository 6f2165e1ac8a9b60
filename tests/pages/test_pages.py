"""Every page of the registry in every language that is served."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from spotsigns.app import create_app
from spotsigns.contacts.model import load_directory
from spotsigns.guidance.load import load_guidance
from spotsigns.partnerships.model import load_partnership
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.translation.catalogue import complete_languages
from tests.pages.breadth import paths_of
from tests.pages.client import PageClient

FIRST_VIEW = 14_336
TAGS = [language.tag for language in complete_languages()]


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    settings = load_settings({}, data=str(tmp_path_factory.mktemp("pages")))
    store = open_store(settings)
    yield create_app(settings, store=store)
    store.close()


@pytest.fixture(scope="module", params=TAGS)
def tag(request: pytest.FixtureRequest) -> str:
    """All tests of a language run in a row: reading a page takes longer than judging it, and all languages at once do not fit in memory."""
    found: str = request.param
    return found


@pytest.fixture(scope="module")
def pages(application: Flask, tag: str) -> PageClient:
    return PageClient(application)


def test_every_page_is_sound(pages: PageClient, tag: str) -> None:
    wanted = paths_of(pages.site, tag)
    problems = [problem for page in pages.pages() if page.path in wanted for problem in pages.get(page, tag).problems]
    assert not problems, "\n".join(problems)


def test_every_page_fits_the_first_round_trip(pages: PageClient, tag: str) -> None:
    sizes = {f"/{tag}/{page.path}": pages.weigh(f"/{tag}/{page.path}") for page in pages.pages()}
    assert {path: size for path, size in sizes.items() if size > FIRST_VIEW} == {}


def test_leaving_is_the_second_stop_and_the_doors_are_on_every_page(pages: PageClient, tag: str) -> None:
    for path in paths_of(pages.site, tag):
        links = pages.see(f"/{tag}/{path}").all("a")
        assert [links[0].get("class"), links[1].get("href")] == ["skip", "/leave"], path
        doors = [link.get("href") for link in links if link.get("class") == "doors__door"]
        assert doors == [f"/{tag}/{door}" for door in ("signs/", "r/", "call/", "more/")], path


def test_home_is_three_taps_from_every_sign(application: Flask) -> None:
    pages = PageClient(application)
    shown = {
        one.get("id")
        for first in _links(pages, "/en/")
        for second in {first, *_links(pages, first)}
        for one in pages.see(second).all("li", "sign")
    }
    assert set(load_guidance(load_partnership("rotherham").folder).signs()) <= shown


def test_every_number_stays_on_the_call_page(pages: PageClient, tag: str) -> None:
    directory = load_directory(load_partnership("rotherham").folder)
    dialled = {link.get("href") for link in pages.see(f"/{tag}/call/").all("a")}
    for contact in directory.contacts.values():
        wanted = [("tel:", contact.tel), ("sms:", contact.sms), ("tel:", contact.textphone)]
        assert {scheme + number.replace(" ", "") for scheme, number in wanted if number} <= dialled, (
            contact.id
        )


def _links(pages: PageClient, path: str) -> set[str]:
    """Addresses of public pages in one language that are one tap away."""
    found = {link.get("href", "").partition("#")[0] for link in pages.see(path).all("a")}
    return {
        address
        for address in found
        if address.startswith("/en/") and pages.site.registry.get(address.removeprefix("/en/"))
    }
