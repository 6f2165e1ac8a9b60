"""Words for keys: the published list, its check, and what somebody may mistype."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from spotsigns.errors import SealingError
from spotsigns.hub.words import fingerprint, random_words, recovery_entropy, recovery_words, word_list

# The BIP-39 test vectors of trezor/python-mnemonic, vectors.json, English, 256 bits.
PUBLISHED = [
    ("00" * 32, "abandon " * 23 + "art"),
    ("7f" * 32, "legal winner thank year wave sausage worth useful " * 2 + "legal winner thank year wave sausage worth title"),
    ("ff" * 32, "zoo " * 23 + "vote"),
]


def test_list_is_the_published_one() -> None:
    text = "\n".join(word_list()) + "\n"
    assert hashlib.sha256(text.encode()).hexdigest() == "2f5eed53a4727b4bf8880d8f3f199efc90e58503646d9ff8eff3a2ed3b24dbda"


@pytest.mark.parametrize(("entropy", "words"), PUBLISHED, ids=["zeros", "7f", "ones"])
def test_recovery_words_are_those_of_bip39(entropy: str, words: str) -> None:
    assert recovery_words(bytes.fromhex(entropy)) == words.strip()


@given(st.binary(min_size=32, max_size=32))
def test_recovery_words_lead_back(entropy: bytes) -> None:
    assert recovery_entropy(recovery_words(entropy)) == entropy


@pytest.mark.parametrize("typed", ["", "abandon " * 24, "abandon " * 22 + "art", "abandon " * 23 + "arte"], ids=["none", "check", "too few", "not a word"])
def test_words_that_are_not_right_are_refused(typed: str) -> None:
    with pytest.raises(SealingError):
        recovery_entropy(typed)


def test_fingerprint_is_eight_words_of_the_digest() -> None:
    public = bytes.fromhex("04") + bytes(64)
    number = int.from_bytes(hashlib.sha256(public).digest()[:11], "big")
    expected = [word_list()[number >> shift & 2047] for shift in range(77, -1, -11)]
    assert fingerprint(public).split() == expected


def test_six_words_are_long_enough_and_differ() -> None:
    drawn = {random_words() for _ in range(50)}
    assert len(drawn) == 50
    assert all(len(words) >= 15 and len(words.split()) == 6 for words in drawn)
