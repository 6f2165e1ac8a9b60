"""Bytes as words of the BIP-39 English list: fingerprints that two people compare by voice, the recovery key on paper."""

from __future__ import annotations

import hashlib
import re
import secrets
from functools import cache
from pathlib import Path

from spotsigns.errors import SealingError

# The browsers' copy is the only copy: two lists that differ by one word would lock everybody out.
LIST_FILE = Path(__file__).resolve().parent.parent / "static" / "js" / "vendor" / "bip39.js"
WORD_BITS = 11
FINGERPRINT_WORDS = 8
RECOVERY_BYTES = 32
PASSPHRASE_WORDS = 6


@cache
def word_list() -> tuple[str, ...]:
    """The 2,048 words in their order."""
    match = re.search(r"WORDS = `([a-z\s]+)`", LIST_FILE.read_text("utf-8"))
    words = tuple(match[1].split()) if match else ()
    if len(words) != 1 << WORD_BITS:
        raise SealingError(f"{LIST_FILE.name} does not hold the 2,048 words")
    return words


def fingerprint(public: bytes) -> str:
    """Eight words: the first 88 bits of SHA-256 of a 65-byte public key."""
    return " ".join(_words(hashlib.sha256(public).digest()[: FINGERPRINT_WORDS * WORD_BITS // 8], FINGERPRINT_WORDS))


def recovery_words(entropy: bytes) -> str:
    """24 words for 32 bytes: the last carries 8 bits of their SHA-256, so that a slip of the pen is noticed."""
    if len(entropy) != RECOVERY_BYTES:
        raise SealingError("a recovery key has 32 bytes")
    return " ".join(_words(entropy + hashlib.sha256(entropy).digest()[:1], 24))


def recovery_entropy(words: str) -> bytes:
    """The 32 bytes again. Raises SealingError when a word is not in the list or the check does not fit."""
    places = {word: at for at, word in enumerate(word_list())}
    typed = words.lower().split()
    if len(typed) != 24 or not all(word in places for word in typed):
        raise SealingError("these are not 24 words of the list")
    number = 0
    for word in typed:
        number = number << WORD_BITS | places[word]
    octets = number.to_bytes(RECOVERY_BYTES + 1, "big")
    if recovery_words(octets[:-1]).split() != typed:
        raise SealingError("one of the words is not right")
    return octets[:-1]


def random_words(count: int = PASSPHRASE_WORDS) -> str:
    """Words drawn evenly: six of them are 66 bits."""
    return " ".join(secrets.choice(word_list()) for _ in range(count))


def _words(octets: bytes, count: int) -> list[str]:
    number = int.from_bytes(octets, "big")
    return [word_list()[number >> WORD_BITS * at & (1 << WORD_BITS) - 1] for at in reversed(range(count))]
