"""Answers that are made once and held."""

from __future__ import annotations

import brotli

from spotsigns.web.answers import AnswerCache, Prepared

WORDS = b"<p>Every word of it is said twice. Every word of it is said twice.</p>" * 20


def test_page_that_is_held_gives_the_same_bytes_whole_and_compressed() -> None:
    held = AnswerCache().put(("edition", "page"), Prepared(WORDS, "text/html"))
    assert held.encode("identity") == WORDS
    assert brotli.decompress(held.encode("br")) == WORDS


def test_pressing_makes_it_no_larger_and_changes_no_byte() -> None:
    held = Prepared(WORDS, "text/html")
    quick = held.encode("br")
    held.press()
    assert len(held.encode("br")) <= len(quick)
    assert held.encode("identity") == WORDS


def test_another_edition_forgets_the_pages_of_the_last() -> None:
    cache = AnswerCache()
    cache.put(("one", "page"), Prepared(WORDS, "text/html"))
    cache.put(("two", "page"), Prepared(b"other words", "text/html"))
    assert cache.get(("one", "page")) is None
    assert [held.body for held in cache.all()] == [b"other words"]
