"""The 20-digit code that only the reporter holds, and the keys that grow from it."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import unicodedata
from dataclasses import dataclass

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from spotsigns.errors import SealingError
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import derive_key_pair

PBKDF2_ROUNDS = 600_000
CODE_DIGITS = 20
# With any spacing that a person types; what is longer is no code, and not worth reading.
LONGEST_TYPED = 200


@dataclass(frozen=True)
class CodeKeys:
    """What a code unlocks: `thread` (32 hex digits), the reply key pair and the 32-byte MAC key."""

    thread: str
    reply: ec.EllipticCurvePrivateKey
    mac: bytes


def make_code() -> str:
    """18 random digits and two check digits."""
    number = f"{secrets.randbelow(10**18):018d}"
    return number + check_digits(number)


def check_digits(number: str) -> str:
    """98 - (100n mod 97) as two digits (ISO 7064 MOD 97-10)."""
    return f"{98 - int(number) * 100 % 97:02d}"


def show_code(code: str) -> str:
    """Five groups of four."""
    return " ".join(code[at : at + 4] for at in range(0, CODE_DIGITS, 4))


def read_code(typed: str) -> str:
    """The code somebody typed, in any script's digits and with any spacing. Raises SealingError if it is not one."""
    digits = "".join(str(unicodedata.digit(mark)) for mark in typed[: LONGEST_TYPED + 1] if unicodedata.category(mark) == "Nd")
    if len(typed) > LONGEST_TYPED or len(digits) != CODE_DIGITS:
        raise SealingError("a code has 20 numbers")
    if check_digits(digits[:-2]) != digits[-2:]:
        raise SealingError("one of the numbers is not right")
    return digits


def derive_keys(code: str, partnership: str) -> CodeKeys:
    """Thread, reply key and MAC key. Takes about a third of a second: that is its purpose."""
    master = hashlib.pbkdf2_hmac("sha256", code.encode(), f"spotsigns/code/v1|{partnership}".encode(), PBKDF2_ROUNDS, 32)
    return CodeKeys(
        thread=_expand(master, "thread", 16).hex(),
        reply=derive_key_pair(_expand(master, "reply", 32)),
        mac=_expand(master, "mac", 32),
    )


def message_proof(mac: bytes, message_id: str, thread: str, text: str) -> str:
    """Shows that a later message comes from whoever holds the code."""
    return to_base64url(hmac.digest(mac, f"{message_id}|{thread}|{text}".encode(), "sha256"))


def _expand(master: bytes, purpose: str, length: int) -> bytes:
    return HKDF(hashes.SHA256(), length, salt=None, info=f"spotsigns/code/v1/{purpose}".encode()).derive(master)
