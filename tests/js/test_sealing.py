"""static/js/sealing against the vectors, which were made with other people's libraries."""

from __future__ import annotations

import hashlib
import json
import re
import tomllib
from pathlib import Path
from typing import Any

import pytest
from harness import MODULES, ModulePage

pytestmark = pytest.mark.browser

VECTORS = json.loads((Path(__file__).parents[1] / "vectors.json").read_text("utf-8"))
UUID4 = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}")
IMPORT_ALL = """
const bytes = await load('sealing/bytes.js'), suite = await load('sealing/suite.js');
const envelopes = await load('sealing/envelope.js'), receipts = await load('sealing/receipt.js');
const keyPairOf = (row) => suite.importKeyPair(bytes.fromBase64url(row.private_pkcs8), bytes.fromBase64url(row.public));
"""


def test_vendored_files_are_the_ones_recorded() -> None:
    folder = MODULES / "vendor"
    recorded = {
        row["file"]: row["sha256"]
        for row in tomllib.loads((folder / "vendor.toml").read_text("utf-8"))["vendored"]
    }
    found = {file.name: hashlib.sha256(file.read_bytes()).hexdigest() for file in folder.glob("*.js")}
    assert found == recorded


@pytest.mark.parametrize("row", VECTORS["codes"], ids=lambda row: row["code"])
def test_code_grows_into_its_thread_keys_and_proof(shared_page: ModulePage, row: dict[str, Any]) -> None:
    derived = shared_page.run(
        """
        const { deriveThread, proofOf, readBack, showCode } = await load('sealing/code.js');
        const { toHex, toBase64url } = await load('sealing/bytes.js');
        const { publicBytesOf } = await load('sealing/suite.js');
        const { thread, replyPublic, replyKeyPair, macKey, mac } = await deriveThread(given.code, given.partnership);
        const { id, text } = given.message;
        return { shown: showCode(given.code), read: readBack(given.shown), thread, replyPublic, mac: toHex(macKey),
          sameMac: mac === toBase64url(macKey), samePublic: toBase64url(await publicBytesOf(replyKeyPair)) === replyPublic,
          extractable: replyKeyPair.privateKey.extractable, proof: await proofOf({ macKey, id, thread, text }) };
        """,
        row,
    )
    assert derived == {
        "shown": row["shown"],
        "read": row["code"],
        "thread": row["thread"],
        "replyPublic": row["reply_public"],
        "mac": row["mac"],
        "sameMac": True,
        "samePublic": True,
        "extractable": False,
        "proof": row["message"]["proof"],
    }


@pytest.mark.parametrize("typed", VECTORS["bad_codes"])
def test_bad_code_is_not_read(shared_page: ModulePage, typed: str) -> None:
    assert shared_page.run("return (await load('sealing/code.js')).readBack(given)", typed) is None


@pytest.mark.parametrize("row", VECTORS["same_code"], ids=lambda row: ascii(row["typed"]))
def test_code_is_read_however_it_is_typed(shared_page: ModulePage, row: dict[str, str]) -> None:
    assert (
        shared_page.run("return (await load('sealing/code.js')).readBack(given)", row["typed"]) == row["code"]
    )


@pytest.mark.parametrize("zero", ["0", "٠", "۰", "०", "০", "੦", "૦", "௦", "๐", "０", "\U0001e950"], ids=ascii)
def test_code_is_read_in_every_script(shared_page: ModulePage, zero: str) -> None:
    code = VECTORS["codes"][0]["code"]
    typed = "".join(chr(ord(zero) + int(digit)) for digit in code)
    assert shared_page.run("return (await load('sealing/code.js')).readBack(given)", typed) == code


def test_codes_made_are_20_digits_that_read_back_and_favour_none(shared_page: ModulePage) -> None:
    codes = shared_page.run(
        """
        const { makeCode, readBack, showCode } = await load('sealing/code.js');
        const codes = Array.from({ length: 2000 }, makeCode);
        return codes.filter((code) => /^\\d{20}$/.test(code) && readBack(showCode(code)) === code);
        """
    )
    assert len(set(codes)) == 2000
    counts = [sum(code[:18].count(digit) for code in codes) for digit in "0123456789"]
    assert max(counts) - min(counts) < 400  # 3600 of each expected, standard deviation 57


@pytest.mark.parametrize("row", VECTORS["envelopes"], ids=lambda row: row["envelope"]["key"])
def test_vector_envelope_opens(shared_page: ModulePage, row: dict[str, Any]) -> None:
    opened = shared_page.run(
        IMPORT_ALL
        + """
        const keyPair = await keyPairOf(given);
        return [await suite.keyIdOf(bytes.fromBase64url(given.public)),
          bytes.textOf(await envelopes.openEnvelopeBytes(given.envelope, keyPair)), await envelopes.openEnvelope(given.envelope, keyPair)];
        """,
        row,
    )
    assert opened == [row["envelope"]["key"], row["plaintext"], json.loads(row["plaintext"])]


@pytest.mark.parametrize("row", VECTORS["envelopes"], ids=lambda row: row["envelope"]["key"])
def test_vector_receipt_is_verified_and_any_change_is_not(
    shared_page: ModulePage, row: dict[str, Any]
) -> None:
    other = next(other for other in VECTORS["envelopes"] if other is not row)
    results = shared_page.run(
        IMPORT_ALL
        + """
        const { row: { receipt, envelope, receipt_public: ours }, other } = given;
        const flipped = (text) => (text[0] === 'A' ? 'B' : 'A') + text.slice(1);
        const verify = receipts.verifyReceipt;
        return { digest: await receipts.digestOf(envelope), right: await verify(receipt, envelope, ours), wrong: await Promise.all([
          verify({ ...receipt, sig: flipped(receipt.sig) }, envelope, ours),
          verify({ ...receipt, received: '2026-11-23T20:16Z' }, envelope, ours),
          verify({ ...receipt, received: receipt.received + ' ' }, envelope, ours),
          verify({ ...receipt, digest: other.receipt.digest }, envelope, ours),
          verify({ ...receipt, id: other.envelope.id }, envelope, ours),
          verify(receipt, { ...envelope, sealed: flipped(envelope.sealed) }, ours),
          verify(receipt, { ...envelope, thread: other.envelope.thread }, ours),
          verify(receipt, { ...envelope, key: other.envelope.key }, ours),
          verify(receipt, envelope, other.receipt_public), verify(other.receipt, envelope, other.receipt_public),
          verify(null, envelope, ours), verify({}, envelope, ours), verify(receipt, envelope, ''), verify(receipt, null, ours),
          verify({ ...receipt, sig: 7 }, envelope, ours),
        ]) };
        """,
        {"row": row, "other": other},
    )
    assert results["digest"] == row["receipt"]["digest"]
    assert results["right"] is True
    assert set(results["wrong"]) == {False}


def test_what_is_sealed_opens_only_at_its_own_id_thread_and_key(shared_page: ModulePage) -> None:
    results = shared_page.run(
        IMPORT_ALL
        + """
        const { newId } = await load('sealing/ids.js');
        const keyPair = await suite.generateKeyPair(), publicBytes = await suite.publicBytesOf(keyPair);
        const key = { id: await suite.keyIdOf(publicBytes), public: bytes.toBase64url(publicBytes) };
        const told = { v: 1, kind: 'concern', answers: { what: 'تیسری بار 🚕' } };
        const sealed = await envelopes.sealEnvelope({ plaintextObject: told, id: newId(), thread: 'ab'.repeat(16), key });
        const refuses = (changed) => envelopes.openEnvelope({ ...sealed, ...changed }, keyPair).then(() => false, () => true);
        const moved = await Promise.all([refuses({ id: newId() }), refuses({ thread: 'ac'.repeat(16) }), refuses({ key: '0'.repeat(16) })]);
        const lonely = await envelopes.openEnvelope(sealed, { privateKey: keyPair.privateKey }).then(() => false, () => true);
        return { fields: Object.keys(sealed), bytes: bytes.fromBase64url(sealed.sealed).length,
          opened: await envelopes.openEnvelope(sealed, keyPair), moved, lonely };
        """
    )
    assert results == {
        "fields": ["v", "id", "thread", "key", "sealed"],
        "bytes": 4177,
        "opened": {"v": 1, "kind": "concern", "answers": {"what": "تیسری بار 🚕"}},
        "moved": [True, True, True],
        "lonely": True,
    }


def test_answer_opens_with_the_reply_key_of_the_code(shared_page: ModulePage) -> None:
    row = VECTORS["codes"][0]
    opened = shared_page.run(
        """
        const { deriveThread } = await load('sealing/code.js');
        const { openAnswer, sealAnswer } = await load('sealing/envelope.js');
        const { thread, replyKeyPair } = await deriveThread(given.code, given.partnership);
        const parts = { id: given.message.id, thread, plaintextObject: { kind: 'answer', seq: 1 }, replyPublic: given.reply_public };
        return openAnswer({ id: parts.id, thread, sealed: await sealAnswer(parts) }, replyKeyPair);
        """,
        row,
    )
    assert opened == {"kind": "answer", "seq": 1}


@pytest.mark.parametrize(
    ("length", "padded"),
    [(0, 4096), (4092, 4096), (4093, 16384), (16380, 16384), (16381, 45056), (45052, 45056)],
)
def test_plaintext_is_padded_to_one_of_three_sizes(shared_page: ModulePage, length: int, padded: int) -> None:
    found = shared_page.run(
        """
        const { padPlaintext, unpadPlaintext } = await load('sealing/envelope.js');
        const padded = padPlaintext(new Uint8Array(given).fill(7));
        return [padded.length, unpadPlaintext(padded).length, unpadPlaintext(padded).every((byte) => byte === 7)];
        """,
        length,
    )
    assert found == [padded, length, True]


def test_plaintext_too_long_is_refused_before_sealing(shared_page: ModulePage) -> None:
    body = "return (await load('sealing/envelope.js')).padPlaintext(new Uint8Array(45053)).length"
    with pytest.raises(Exception, match="PlaintextTooLongError"):
        shared_page.run(body)


def test_stated_length_beyond_the_bytes_is_refused(shared_page: ModulePage) -> None:
    body = "return (await load('sealing/envelope.js')).unpadPlaintext(new Uint8Array(4096).fill(255)).length"
    with pytest.raises(Exception, match="RangeError"):
        shared_page.run(body)


@pytest.mark.parametrize("text", ["AB", "A", "AA==", "A+", "A/", " AA", None])
def test_base64url_that_is_not_canonical_is_refused(shared_page: ModulePage, text: str | None) -> None:
    with pytest.raises(Exception, match="Error"):
        shared_page.run("return (await load('sealing/bytes.js')).fromBase64url(given).length", text)


def test_ids_are_lower_case_uuid4(shared_page: ModulePage) -> None:
    made = shared_page.run(
        "const { newId } = await load('sealing/ids.js'); return Array.from({ length: 200 }, newId)"
    )
    assert len(set(made)) == 200
    assert all(UUID4.fullmatch(one) for one in made)


def test_browser_that_seals_passes_the_self_test(shared_page: ModulePage) -> None:
    assert shared_page.run("return (await load('sealing/self-test.js')).canSeal()") is True


def test_browser_that_cannot_seal_fails_the_self_test(page: ModulePage) -> None:
    body = """
        crypto.subtle.deriveBits = () => Promise.reject(new Error('not here'));
        return (await load('sealing/self-test.js')).canSeal();
        """
    assert page.run(body) is False
