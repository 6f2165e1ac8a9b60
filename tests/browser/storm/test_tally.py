"""The count at the end of a storm: each thing that must never be is seen, and nothing else is taken for it."""

from __future__ import annotations

import base64
import json
import uuid
from pathlib import Path
from random import Random

import pytest

from spotsigns.sealing.envelope import new_private_key, public_bytes, seal_concern
from tests.contract.envelopes import concern, make_envelope
from tests.storm.canary import is_readable_in, number_of, readable_files, text_of
from tests.storm.tally import Book, Row
from tests.storm.weather import Deck

PRIVATE = new_private_key()


@pytest.fixture
def book() -> Book:
    """One concern, sealed, and promised to be kept."""
    book = Book()
    book.add_key(PRIVATE)
    book.promise(book.begin(1))
    return book


def sealed(book: Book, number: int = 0) -> Row:
    envelope = make_envelope(PRIVATE, what=text_of(number))
    book.note(number, json.dumps(envelope))
    return Row(envelope["id"], 0, envelope)


def test_received_once_is_sound(book: Book) -> None:
    tally = book.tally([sealed(book)], [])
    assert (tally.breaches, tally.received, tally.waiting) == ({}, 1, 0)


def test_still_on_the_phone_is_sound(book: Book) -> None:
    tally = book.tally([], [json.dumps(sealed(book).envelope)])
    assert (tally.breaches, tally.received, tally.waiting) == ({}, 0, 1)


def test_received_and_not_yet_told_to_the_phone_is_sound(book: Book) -> None:
    row = sealed(book)
    tally = book.tally([row], [json.dumps(row.envelope)])
    assert (tally.breaches, tally.received, tally.waiting) == ({}, 1, 0)


def test_neither_here_nor_there_is_lost(book: Book) -> None:
    sealed(book)
    assert book.tally([], []).breaches == {"lost": [0]}


def test_never_promised_is_not_lost(book: Book) -> None:
    book.begin(1)
    tally = book.tally([sealed(book)], [])
    assert (tally.breaches, tally.unpromised) == ({}, 1)


def test_one_concern_under_two_ids_is_doubled(book: Book) -> None:
    again = make_envelope(PRIVATE, what=text_of(0))
    first = sealed(book)
    assert book.tally([first, Row(again["id"], 0, again)], []).doubled == [0]


def test_two_variants_of_an_id_are_doubled(book: Book) -> None:
    row = sealed(book)
    assert book.tally([row, Row(row.id, 1, row.envelope)], []).doubled == [0]


def test_other_bytes_than_the_phone_sealed_are_changed(book: Book) -> None:
    row = sealed(book)
    sealed(book)
    assert book.tally([row], []).breaches == {"changed": [0]}


@pytest.mark.parametrize("envelope", [make_envelope(PRIVATE, what="Nobody told this."), make_envelope(new_private_key(), what=text_of(0)), make_envelope(PRIVATE, what=text_of(7))])
def test_what_nobody_told_or_no_key_opens_is_strange(book: Book, envelope: dict[str, str]) -> None:
    tally = book.tally([sealed(book), Row(envelope["id"], 0, envelope)], [])
    assert tally.breaches == {"strange": [envelope["id"]]}


def test_a_form_given_up_before_its_words_is_no_concern_but_one_more_than_were_given_up_is_strange(book: Book) -> None:
    begun = {**concern("whatever"), "unfinished": True, "answers": {"danger": "no"}}
    rows = [Row(envelope["id"], 0, envelope) for envelope in (seal_concern(begun, str(uuid.uuid4()), "ab" * 16, public_bytes(PRIVATE)) for _ in range(2))]
    book.give_up()
    assert book.tally([sealed(book), rows[0]], []).breaches == {}
    assert book.tally([sealed(book), *rows], []).breaches == {"strange": [row.id for row in rows]}


def test_a_purged_concern_counts_by_what_it_was_found_to_be_before(book: Book) -> None:
    row = sealed(book)
    book.buried[row.id] = 0
    tally = book.tally([Row(row.id, 0, None)], [])
    assert (tally.breaches, tally.received) == ({}, 1)
    assert book.tally([Row("another", 0, None)], []).breaches == {"strange": ["another"], "lost": [0]}


@pytest.mark.parametrize("shift", range(3))
def test_a_concern_is_found_in_every_disguise(shift: int, tmp_path: Path) -> None:
    text = text_of(3)
    around = b"x" * shift + text.encode()
    for octets in (text.encode(), text.encode("utf-16-le"), around.hex().encode(), base64.b64encode(around), base64.urlsafe_b64encode(around)):
        assert is_readable_in(b"before" + octets + b"after")
    assert not is_readable_in(json.dumps(make_envelope(PRIVATE, what=text)).encode())
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / "file").write_bytes(around)
    assert readable_files(tmp_path) == [tmp_path / "deep" / "file"]


def test_words_that_were_cut_or_mended_are_not_ours() -> None:
    assert number_of(text_of(12)) == 12
    assert number_of(text_of(12)[:-1]) is None
    assert number_of("A car waits.") is None


def test_each_kind_comes_once_before_any_comes_again_and_one_seed_makes_one_order() -> None:
    def drawn(seed: int) -> list[str]:
        deck = Deck(Random(seed), "abcdef")
        return [deck.draw() for _ in range(12)]

    assert sorted(drawn(1)[:6]) == sorted(drawn(1)[6:]) == list("abcdef")
    assert drawn(1) == drawn(1)
    assert drawn(1) != drawn(2)
