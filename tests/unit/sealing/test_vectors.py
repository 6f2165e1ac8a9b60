"""Everything sealed, signed or derived agrees with vectors that other libraries made."""

from __future__ import annotations

import hashlib
import json
import unicodedata
from typing import Any

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hpke import AEAD, KDF, KEM, Suite
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from spotsigns.errors import SealingError
from spotsigns.sealing.code import check_digits, derive_keys, make_code, message_proof, read_code, show_code
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import (
    LONGEST_JSON,
    PLAINTEXT_SIZES,
    SEALED_SIZES,
    answer_info,
    envelope_digest,
    envelope_info,
    key_id,
    load_pkcs8,
    new_private_key,
    open_concern,
    open_sealed,
    pad,
    private_pkcs8,
    public_bytes,
    seal,
    seal_concern,
    unpad,
)
from spotsigns.sealing.receipt import sign_receipt, verify_receipt

THREAD = "5f" * 16


def test_codes(vectors: dict[str, Any]) -> None:
    for vector in vectors["codes"]:
        assert show_code(vector["code"]) == vector["shown"]
        assert read_code(vector["shown"]) == vector["code"]
        keys = derive_keys(vector["code"], vector["partnership"])
        assert keys.thread == vector["thread"]
        assert to_base64url(public_bytes(keys.reply)) == vector["reply_public"]
        assert keys.mac.hex() == vector["mac"]
        message = vector["message"]
        assert message_proof(keys.mac, message["id"], keys.thread, message["text"]) == message["proof"]


def test_bad_codes_are_refused(vectors: dict[str, Any]) -> None:
    for typed in vectors["bad_codes"]:
        with pytest.raises(SealingError):
            read_code(typed)


def test_one_code_may_be_typed_in_many_ways(vectors: dict[str, Any]) -> None:
    for vector in vectors["same_code"]:
        assert read_code(vector["typed"]) == vector["code"]


def test_every_single_wrong_or_swapped_digit_is_noticed(vectors: dict[str, Any]) -> None:
    code = vectors["codes"][0]["code"]
    for at in range(20):
        for digit in "0123456789":
            if digit != code[at]:
                with pytest.raises(SealingError):
                    read_code(code[:at] + digit + code[at + 1 :])
    for at in range(19):
        swapped = code[:at] + code[at + 1] + code[at] + code[at + 2 :]
        if swapped != code:
            with pytest.raises(SealingError):
                read_code(swapped)


def test_new_codes_read_back() -> None:
    codes = {make_code() for _ in range(100)}
    assert len(codes) == 100
    assert all(read_code(show_code(code)) == code and check_digits(code[:18]) == code[18:] for code in codes)


def test_envelopes_open_and_their_receipts_hold(vectors: dict[str, Any]) -> None:
    for vector in vectors["envelopes"]:
        private = load_pkcs8(from_base64url(vector["private_pkcs8"]))
        envelope = vector["envelope"]
        assert to_base64url(public_bytes(private)) == vector["public"]
        assert key_id(public_bytes(private)) == envelope["key"]
        assert open_concern(private, envelope).decode() == vector["plaintext"]
        digest = envelope_digest(envelope["id"], envelope["thread"], envelope["key"], from_base64url(envelope["sealed"]))
        assert digest == vector["receipt"]["digest"]
        assert verify_receipt(from_base64url(vector["receipt_public"]), vector["receipt"])
        signer = load_pkcs8(from_base64url(vector["receipt_private_pkcs8"]))
        assert sign_receipt(signer, envelope["id"], digest, vector["receipt"]["received"]) == vector["receipt"]


def test_a_changed_receipt_does_not_hold(vectors: dict[str, Any]) -> None:
    vector = vectors["envelopes"][0]
    public, receipt = from_base64url(vector["receipt_public"]), vector["receipt"]
    for field in ("id", "digest", "received", "sig"):
        changed = ("A" if receipt[field][0] != "A" else "B") + receipt[field][1:]
        assert not verify_receipt(public, receipt | {field: changed}), field
    assert not verify_receipt(public, {})
    assert not verify_receipt(public[:-1], receipt)
    assert not verify_receipt(public_bytes(new_private_key()), receipt)


def test_a_moved_envelope_does_not_open(vectors: dict[str, Any]) -> None:
    vector = vectors["envelopes"][0]
    private = load_pkcs8(from_base64url(vector["private_pkcs8"]))
    for field, value in (("id", "7e6ddce7-a7ac-4732-b6fa-dfa7e5c15b62"), ("thread", THREAD), ("key", "0" * 16)):
        with pytest.raises(SealingError):
            open_concern(private, vector["envelope"] | {field: value})
    with pytest.raises(SealingError):
        open_concern(new_private_key(), vector["envelope"])


def test_another_library_opens_what_we_seal_and_the_other_way_round() -> None:
    suite = Suite(KEM.P256, KDF.HKDF_SHA256, AEAD.AES_256_GCM)
    private = new_private_key()
    info = envelope_info("7e6ddce7-a7ac-4732-b6fa-dfa7e5c15b62", THREAD, key_id(public_bytes(private)))
    assert suite.decrypt(seal(public_bytes(private), info, b"ours"), private, info=info) == b"ours"
    assert open_sealed(private, info, suite.encrypt(b"theirs", private.public_key(), info=info)) == b"theirs"


def test_sealed_lengths_hide_how_much_was_written() -> None:
    public = public_bytes(new_private_key())
    lengths = {len(from_base64url(seal_concern({"what": "x" * size}, "id", THREAD, public)["sealed"])) for size in (0, 10, 4_000, 4_100, 16_000, 17_000, 44_000)}
    assert lengths == set(SEALED_SIZES) == {4_177, 16_465, 45_137}


@pytest.mark.parametrize("length", [0, 1, *(size - 4 + step for size in PLAINTEXT_SIZES[:2] for step in (0, 1)), LONGEST_JSON])
def test_padding_is_the_least_that_fits_and_comes_off(length: int) -> None:
    padded = pad(b"x" * length)
    assert len(padded) == min(size for size in PLAINTEXT_SIZES if length + 4 <= size)
    assert padded[:4] == length.to_bytes(4, "big")
    assert set(padded[4 + length :]) <= {0}
    assert unpad(padded) == b"x" * length


def test_what_cannot_be_padded_or_unpadded_says_so() -> None:
    with pytest.raises(SealingError):
        pad(b"x" * (LONGEST_JSON + 1))
    for broken in (b"", b"\0\0\0", b"\0\0\0\1", (2**32 - 1).to_bytes(4, "big") + b"x" * 10):
        with pytest.raises(SealingError):
            unpad(broken)


def test_answers_are_sealed_under_a_name_of_their_own() -> None:
    assert answer_info("id", "thread") == b"spotsigns/v1/answer|id|thread"
    assert envelope_info("id", "thread", "key") == b"spotsigns/v1|id|thread|key"


def test_only_p256_keys_are_taken() -> None:
    with pytest.raises(SealingError):
        load_pkcs8(private_pkcs8(ec.generate_private_key(ec.SECP384R1())))
    with pytest.raises(SealingError):
        load_pkcs8(b"not a key")
    private = new_private_key()
    assert private_pkcs8(load_pkcs8(private_pkcs8(private))) == private_pkcs8(private)


def test_log_in_vectors(vectors: dict[str, Any]) -> None:
    """The browser derives these; the vectors hold the derivation itself."""
    for vector in vectors["log_in"]:
        passphrase = unicodedata.normalize("NFKC", vector["passphrase"]).encode()
        p = hashlib.pbkdf2_hmac("sha256", passphrase, from_base64url(vector["salt"]), 600_000, 32)
        assert HKDF(hashes.SHA256(), 32, None, b"spotsigns/v1/auth").derive(p).hex() == vector["auth"]
        assert HKDF(hashes.SHA256(), 32, None, b"spotsigns/v1/wrap").derive(p + from_base64url(vector["share"])).hex() == vector["wrap"]


def test_sealing_is_randomised() -> None:
    public = public_bytes(new_private_key())
    assert json.dumps(seal_concern({}, "id", THREAD, public)) != json.dumps(seal_concern({}, "id", THREAD, public))
