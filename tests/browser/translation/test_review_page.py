"""Somebody fluent reads a page on their phone, says what they think, and sends a file back."""

from __future__ import annotations

import shutil
from datetime import date
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from spotsigns.translation.languages import known_languages, translations_directory
from spotsigns.translation.review import lines_to_read, review_page, take_review

pytestmark = pytest.mark.browser
URDU = next(language for language in known_languages() if language.tag == "ur")


@pytest.fixture
def page(chromium: Browser, tmp_path: Path) -> Page:
    path = tmp_path / "review.html"
    path.write_text(review_page(URDU, lines_to_read(URDU)[:5], date(2026, 11, 30)), "utf-8")
    page = chromium.new_page(viewport={"width": 360, "height": 800})
    page.goto(path.as_uri())
    return page


def test_what_was_said_comes_back_as_a_file_that_the_command_takes(page: Page, tmp_path: Path) -> None:
    items = page.locator("[data-key]")
    page.get_by_label("Your name").fill("Ayesha")
    items.nth(0).get_by_label("Right").check()
    items.nth(1).get_by_label("Wrong").check()
    items.nth(2).get_by_label("Better", exact=True).check()
    expect(items.nth(2).locator("textarea")).to_be_visible()
    expect(page.get_by_role("status")).to_have_text("You have read 3 of 5.")
    with page.expect_download() as saved:
        page.get_by_role("button", name="Save what I said").click()
    assert saved.value.suggested_filename.startswith("review-ur-")
    import_into = tmp_path / "translations"
    _copy_urdu(import_into)
    told = take_review(URDU, Path(saved.value.path()).read_text("utf-8"), import_into)
    # "Better" with the words as they stood is a reading of those words.
    assert (told.checked, len(told.wrong), told.outdated) == (2, 1, 0)


def test_without_a_name_or_a_word_nothing_is_saved_and_it_says_why(page: Page) -> None:
    page.get_by_role("button", name="Save what I said").click()
    expect(page.get_by_role("alert")).to_have_text("Write your name at the top first.")
    page.get_by_label("Your name").fill("Ayesha")
    page.get_by_role("button", name="Save what I said").click()
    expect(page.get_by_role("alert")).to_contain_text("right, wrong or better")


def test_the_page_is_read_on_a_phone_and_printed_without_anything_cut_off(page: Page) -> None:
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    assert page.locator(".words").first.get_attribute("dir") == "rtl"
    page.emulate_media(media="print")
    expect(page.get_by_role("button", name="Save what I said")).to_be_hidden()
    expect(page.locator("[data-key] .line").first).to_be_visible()


def _copy_urdu(into: Path) -> None:
    shutil.copytree(translations_directory() / "ur", into / "ur")
    shutil.copytree(translations_directory() / "glossary", into / "glossary")
