"""Parsers that read what somebody else wrote. Each takes a random source, makes one input, and says what it was.

A parser answers or raises the error it names; anything else is a fault.
"""

from __future__ import annotations

import contextlib
import csv
import io
import json
import re
import tempfile
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from pathlib import Path
from random import Random
from typing import Any

import pyotp

from spotsigns.concerns.limits import place_of
from spotsigns.concerns.model import is_concern_id, is_thread_id, read_envelope
from spotsigns.concerns.plain import clean_text, page_time
from spotsigns.concerns.puzzle import PuzzleMint
from spotsigns.contacts.model import is_uk_number, load_directory
from spotsigns.errors import (
    ContentError,
    EnvelopeRefused,
    HubError,
    PushRefused,
    SealingError,
    SettingsError,
    TranslationError,
)
from spotsigns.hub.figures import quarter_named
from spotsigns.hub.ledger_page import sift
from spotsigns.hub.log_in import totp_step
from spotsigns.hub.room import make_hub
from spotsigns.hub.sheets import BEGINNINGS, sheet
from spotsigns.partnerships.model import ROOT, read_partnership
from spotsigns.push.model import is_public_address, is_public_endpoint, read_subscription
from spotsigns.sealing.code import read_code, show_code
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import new_private_key, open_sealed, unpad
from spotsigns.sealing.receipt import verify_receipt
from spotsigns.settings import load_settings
from spotsigns.translation.catalogue import load_catalogue
from spotsigns.translation.check import check_language
from spotsigns.translation.content import read_content
from spotsigns.translation.languages import known_languages, negotiate
from spotsigns.web.headers import is_cross_site
from tests.fuzz import odd

Parser = Callable[[Random], str]
NOW = datetime(2026, 11, 23, 20, 15, tzinfo=UTC)
TAGS = ("en", "ur", "pl", "pnb", "ckb", "zh-Hans")
PRIVATE = new_private_key()


class _Secrets:
    box = ledger = names = b"\1" * 32


HUB = make_hub(None, _Secrets(), lambda: NOW)  # type: ignore[arg-type]  # totp_step asks no store
MINT = PuzzleMint(b"\2" * 32, lambda: NOW)
TOTP = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP"


def _expecting(errors: type[Exception] | tuple[type[Exception], ...], act: Callable[[], Any]) -> Any:
    """What `act` gives, or the text of the error, which says what is wrong."""
    try:
        return act()
    except errors as error:
        assert str(error), "an error that says nothing"
        return None


def languages(random: Random) -> str:
    good = "ur-PK,ur;q=0.9,pa-Arab;q=0.8,zh-Hant-HK;q=0.7,*;q=0.1"
    given = odd.spoil_text(random, good) if random.random() < 0.7 else odd.text(random)
    assert negotiate(given, TAGS) in TAGS
    return given


def codes(random: Random) -> str:
    given = odd.spoil_text(random, "1234 5678 9012 3456 7895") if random.random() < 0.7 else odd.text(random)
    found = _expecting(SealingError, lambda: read_code(given))
    assert found is None or read_code(show_code(found)) == found
    return given


def octets(random: Random) -> str:
    given = odd.spoil_text(random, to_base64url(random.randbytes(20))) if random.random() < 0.7 else odd.text(random)
    found = _expecting((SealingError, UnicodeEncodeError), lambda: from_base64url(given))
    assert found is None or to_base64url(found) == given
    return given


def envelopes(random: Random) -> str:
    concern = "3f2b8c1e-7a4d-4e6f-9b1a-2c3d4e5f6a7b"
    good = {"v": 1, "id": concern, "thread": "ab" * 16, "key": "cd" * 8, "sealed": to_base64url(b"\4" + bytes(4_176))}
    body = odd.as_json(random, good)
    found = _expecting(EnvelopeRefused, lambda: read_envelope(concern, body))
    assert found is None or found.id == concern
    return repr(body[:2_000])


def opened(random: Random) -> str:
    plain = (6).to_bytes(4, "big") + b'{"v":1' + bytes(30)
    given = odd.spoil_bytes(random, plain)
    _expecting(SealingError, lambda: unpad(given))
    sealed = odd.spoil_bytes(random, b"\4" + random.randbytes(100))
    if random.random() < 0.05:
        assert _expecting(SealingError, lambda: open_sealed(PRIVATE, b"info", sealed)) is None
    return repr((given, sealed))


def receipts(random: Random) -> str:
    good = {"id": "x", "digest": "ab" * 32, "received": "2026-11-23T20:15Z", "sig": to_base64url(bytes(64))}
    given = {name: odd.spoil_text(random, text) if random.random() < 0.5 else text for name, text in good.items()}
    # Half a character: the caller's texts come from JSON that was checked.
    with contextlib.suppress(UnicodeEncodeError):
        assert not verify_receipt(b"\4" + random.randbytes(64), given)
    return repr(given)


def endpoints(random: Random) -> str:
    hosts = ("127.0.0.1", "localhost", "[::1]", "[::ffff:10.0.0.1]", "169.254.169.254", "0x7f000001", "2130706433", "017700000001", "push.example.com", "a.local", "push.example.com.", "ⓔxample.com", "xn--a.com")
    given = f"https://{random.choice(hosts)}{random.choice(('', ':443', ':80', ':0', ':65536', ':٣', '@evil.example'))}/{odd.text(random)[:50]}"
    given = odd.spoil_text(random, given) if random.random() < 0.5 else given
    if is_public_endpoint(given):
        host = given.removeprefix("https://").removeprefix("HTTPS://").partition("/")[0].partition("?")[0].lower().removesuffix(":443")
        assert re.fullmatch(r"[a-z0-9.-]+", host), "taken for a public name"
        assert not re.fullmatch(r"[0-9.]+|0x[0-9a-f]+", host), "a number taken for a name"
        assert not host.endswith((".local", "localhost")), "a name of this house taken for a public one"
    subscription = odd.spoil_document(random, {"endpoint": given, "p256dh": to_base64url(b"\4" + bytes(64)), "auth": to_base64url(bytes(16))})
    if isinstance(subscription, dict):
        _expecting(PushRefused, lambda: read_subscription(subscription))
    return repr(subscription)


def addresses(random: Random) -> str:
    good = random.choice(("127.0.0.1", "::1", "::ffff:10.1.2.3", "64:ff9b::a00:1", "2002:7f00:1::", "fe80::1%eth0", "8.8.8.8", "2001:4860::1"))
    given = odd.spoil_text(random, good) if random.random() < 0.6 else good
    is_public_address(given)
    place_of(given)
    return given


def crossings(random: Random) -> str:
    headers: Mapping[str, str] = {name: odd.text(random) for name in ("Sec-Fetch-Site", "Origin") if random.random() < 0.6}
    is_ours = headers.get("Sec-Fetch-Site") in ("same-origin", "none") or ("Sec-Fetch-Site" not in headers and headers.get("Origin", "null") in ("null", "https://signs.example"))
    assert is_cross_site(headers.get, lambda: "https://signs.example") is not is_ours
    return repr(headers)


def puzzles(random: Random) -> str:
    salt = str(MINT.make()["salt"])
    given = odd.spoil_text(random, f"{salt}:AAAA") if random.random() < 0.7 else odd.text(random)
    if MINT.is_solved(given, "id", "digest"):
        assert given.startswith(salt), "a sum that nobody set"
    return given


def totps(random: Random) -> str:
    code = pyotp.TOTP(TOTP).at(NOW)
    given = odd.spoil_text(random, code) if random.random() < 0.7 else odd.text(random)
    fitting = {pyotp.TOTP(TOTP).at(NOW, counter_offset=step) for step in (-1, 0, 1)}
    assert (totp_step(HUB, TOTP, given) is not None) is ("".join(given.split()) in fitting)
    return given


def sheets(random: Random) -> str:
    rows = [[odd.value(random) for _ in range(3)] for _ in range(2)]
    try:
        text = sheet(rows)
        for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline="")):
            assert not any(cell.lstrip(" ").startswith(BEGINNINGS) for cell in row), "a formula"
    except csv.Error as error:
        assert "field larger" in str(error)  # the reader's own limit, at 131,072 characters
    return repr(rows)


def small_texts(random: Random) -> str:
    given = odd.text(random)
    assert not (is_concern_id(given) or is_thread_id(given)) or re.fullmatch(r"[0-9a-f-]+", given)
    assert not is_uk_number(given) or re.fullmatch(r"[0-9 ]+", given)
    _expecting(HubError, lambda: quarter_named(given))
    _expecting(HubError, lambda: sift(given, odd.text(random), odd.text(random), odd.text(random)))
    assert len(page_time(given, lambda: NOW)) == 22
    clean_text(given, random.choice(("text", "plate", "number")))
    return given


def settings(random: Random) -> str:
    good = {"RETENTION_DAYS": "30", "PROXIES": "10.0.0.0/8", "SIDES": "both", "LEAVE_URL": "https://a.example", "CONTACT": "mailto:a@b.example", "DUTY_MAILBOX": "a@b.example", "MAIL_RELAY": "smtp://a:25"}
    name = random.choice(sorted(good))
    value = odd.spoil_text(random, good[name]) if random.random() < 0.5 else odd.text(random)
    _expecting(SettingsError, lambda: load_settings({f"SPOTSIGNS_{name}": value}))
    return repr((name, value))


class Files:
    """Files of the project's own kinds, spoilt one at a time. `folder` is thrown away afterwards."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.toml = {path: path.read_text("utf-8") for path in sorted(ROOT.glob("rotherham/*.toml"))}
        self.catalogue = '#, fuzzy\nmsgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgctxt "a"\nmsgid "Call {emergency} now"\nmsgstr "Zadzwoń {emergency}"\n\nmsgid "one"\nmsgid_plural "many"\nmsgstr[0] "a"\nmsgstr[1] "b"\nmsgstr[2] "c"\n'

    def content(self, random: Random) -> str:
        """A partnership's own files, as the loaders of contacts and partnerships read them."""
        for path, text in self.toml.items():
            (self.folder / path.name).write_text(text, "utf-8")
        path = random.choice(list(self.toml))
        spoilt = self._spoil_lines(random, self.toml[path])
        (self.folder / path.name).write_bytes(spoilt.encode("utf-8", "surrogatepass"))
        _expecting(ContentError, lambda: read_content(self.folder / path.name, "fuzz"))
        _expecting(ContentError, lambda: read_partnership(self.folder))
        _expecting(ContentError, lambda: load_directory(self.folder))
        return f"{path.name}: {spoilt}"

    def catalogues(self, random: Random) -> str:
        """A .po file and the review ledger beside it."""
        polish = next(language for language in known_languages() if language.tag == "pl")
        place = self.folder / "pl" / "LC_MESSAGES"
        place.mkdir(parents=True, exist_ok=True)
        (self.folder / "glossary").mkdir(exist_ok=True)
        (self.folder / "glossary" / "pl.toml").write_text('negations = ["nie"]\n', "utf-8")
        spoilt = odd.spoil_text(random, self.catalogue)
        (place / "messages.po").write_bytes(spoilt.encode("utf-8", "surrogatepass"))
        ledger = odd.as_json(random, {"strings": {"ab": {"state": "revised"}}})
        (place.parent / "ledger.json").write_bytes(ledger)
        _expecting((TranslationError, ContentError), lambda: load_catalogue(polish, self.folder))
        _expecting((TranslationError, ContentError), lambda: check_language(polish, self.folder))
        return f"{spoilt}\n{ledger!r}"

    def _spoil_lines(self, random: Random, text: str) -> str:
        lines = text.split("\n")
        at = random.randrange(len(lines))
        kind = random.randrange(5)
        if kind == 0:
            lines[at] = odd.spoil_text(random, lines[at])
        elif kind == 1:
            del lines[at]
        elif "=" in lines[at]:
            name = lines[at].partition("=")[0]
            lines[at] = f"{name}= {random.choice(('1', 'true', '-1', '1.5', 'nan', '[]', '[1]', '{}', '{ a = 1 }', '2026-11-23', '12:00:00', '[[]]', json.dumps(odd.text(random)[:200])))}"
        else:
            lines.insert(at, lines[random.randrange(len(lines))])
        return "\n".join(lines)


def parsers() -> dict[str, tuple[int, Parser]]:
    """Kind by name, with how often it is tried."""
    files = Files(Path(tempfile.mkdtemp(prefix="spotsigns-fuzz-")))
    quick: tuple[Parser, ...] = (languages, codes, octets, envelopes, opened, endpoints, addresses, crossings, puzzles, totps, sheets, small_texts, settings)
    return {one.__name__: (20, one) for one in quick} | {"receipts": (5, receipts), "content": (1, files.content), "catalogues": (4, files.catalogues)}
