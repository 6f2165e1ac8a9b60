"""Whatever a parser is given, it answers or names what is wrong, and it does so at once."""

from __future__ import annotations

import csv
import io
import json
import string
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pyotp
import pytest
from hypothesis import example, given
from hypothesis import settings as how
from hypothesis import strategies as st

from spotsigns.concerns.limits import place_of
from spotsigns.concerns.model import is_concern_id, is_thread_id, read_envelope
from spotsigns.concerns.puzzle import PuzzleMint
from spotsigns.contacts.model import load_directory
from spotsigns.errors import (
    ContentError,
    EnvelopeRefused,
    PushRefused,
    SealingError,
    SettingsError,
    TranslationError,
)
from spotsigns.hub.log_in import totp_step
from spotsigns.hub.room import make_hub
from spotsigns.hub.sheets import BEGINNINGS, sheet
from spotsigns.partnerships.model import ROOT, read_partnership
from spotsigns.push.model import is_public_address, is_public_endpoint, read_subscription
from spotsigns.sealing.code import check_digits, read_code
from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import new_private_key, open_concern, pad, unpad
from spotsigns.settings import load_settings
from spotsigns.translation.catalogue import load_catalogue
from spotsigns.translation.check import check_language
from spotsigns.translation.content import read_content
from spotsigns.translation.gates import check_string
from spotsigns.translation.glossary import Glossary, Term
from spotsigns.translation.languages import known_languages, negotiate
from spotsigns.web.headers import is_cross_site

QUICK = how(max_examples=120, deadline=None)
FEW = how(max_examples=30, deadline=None)
NOW = datetime(2026, 11, 23, 20, 15, tzinfo=UTC)
POLISH = next(language for language in known_languages() if language.tag == "pl")
SERVED = ("en", "ur", "pl", "pnb", "zh-Hans")
texts = st.text(st.characters(), max_size=80)
json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | texts, lambda inner: st.lists(inner, max_size=4) | st.dictionaries(texts, inner, max_size=4), max_leaves=10
)


def spent(act: Callable[[], Any]) -> float:
    """Seconds of this thread's own work, which a busy machine does not lengthen."""
    began = time.thread_time()
    act()
    return time.thread_time() - began


# Languages


@QUICK
@given(header=texts | st.lists(st.from_regex(r"[a-zA-Z*]{1,9}(-[a-zA-Z0-9]{1,9}){0,4}(;q=[0-9.eE+-]{0,6})?", fullmatch=True), max_size=6).map(",".join))
@example("ur;q=nan, pl;q=inf, en;q=-1")
@example("ur;q=1e999")
def test_any_language_header_leads_to_a_language_that_is_served(header: str) -> None:
    assert negotiate(header, SERVED) in SERVED


@pytest.mark.parametrize("header", ["a-" * 40_000 + "b", ",".join(["a-" * 1_000 + "b"] * 40), "-" * 80_000, "a-b-" * 20_000 + ";q=0.5", "," * 80_000, ";" * 80_000])
def test_a_long_language_header_takes_no_time(header: str) -> None:
    assert spent(lambda: negotiate(header, SERVED)) < 0.2


def test_a_tag_longer_than_any_real_one_is_passed_over() -> None:
    assert negotiate("ur-" + "-".join(["abcdefgh"] * 6) + ", pl;q=0.1", SERVED) == "pl"
    assert negotiate("zh-Hant-HK-x-private-use", SERVED) == "zh-Hans"


# Codes, octets, envelopes, plaintext


@QUICK
@given(typed=texts | st.text("0123456789٠١٢٣٤٥٦٧٨٩ -", max_size=40))
@example("²" * 20)
@example("𝟘" * 20)
def test_any_code_typed_is_twenty_digits_that_fit_or_no_code(typed: str) -> None:
    try:
        code = read_code(typed)
    except SealingError as error:
        assert "numbers" in str(error)
    else:
        assert len(code) == 20
        assert code.isascii()
        assert check_digits(code[:-2]) == code[-2:]


def test_a_long_code_takes_no_time() -> None:
    def read() -> None:
        with pytest.raises(SealingError):
            read_code("1" * 500_000)

    assert spent(read) < 0.05


@QUICK
@given(text=texts | st.text(string.ascii_letters + string.digits + "-_=", max_size=60))
def test_any_text_is_canonical_base64url_or_refused(text: str) -> None:
    try:
        octets = from_base64url(text)
    except (SealingError, UnicodeEncodeError):
        return
    assert to_base64url(octets) == text


DEEP = [b"[" * 20_000, b'{"a":' * 20_000 + b"1" + b"}" * 20_000, b'{"v":' + b"[" * 20_000 + b"]" * 20_000 + b"}"]
ODD = [b'{"v":' + b"9" * 5_000 + b"}", b"NaN", b'{"v": NaN}', b'{"v": 1, "id": "\\ud800"}', b'{"v": 1, "__proto__": {}}', b'"\\u0000"', b"\xed\xa0\x80", b"\xff", b"", b'{"v": 1e999}', b'{"v": true}', b'{"v": 1.0}']


@pytest.mark.parametrize("body", DEEP + ODD, ids=lambda body: repr(body[:20]))
def test_json_that_no_phone_sends_is_refused_with_what_is_wrong(body: bytes) -> None:
    with pytest.raises(EnvelopeRefused) as refused:
        read_envelope("3f2b8c1e-7a4d-4e6f-9b1a-2c3d4e5f6a7b", body)
    assert (refused.value.status, refused.value.code) == (400, "malformed")
    assert refused.value.message.startswith("This is not an envelope: ")


@QUICK
@given(octets=st.binary(max_size=200))
def test_any_padded_plaintext_is_what_was_put_in_or_refused(octets: bytes) -> None:
    assert unpad(pad(octets)) == octets
    try:
        assert len(unpad(octets)) <= len(octets)
    except SealingError as error:
        assert "length" in str(error)


@FEW
@given(sealed=st.binary(max_size=200), point=st.binary(min_size=64, max_size=64))
def test_any_sealed_bytes_open_to_nothing_but_what_was_sealed(sealed: bytes, point: bytes) -> None:
    envelope = {"id": "x", "thread": "y", "key": "z", "sealed": to_base64url(b"\4" + point + sealed)}
    with pytest.raises(SealingError):
        open_concern(new_private_key(), envelope)


@QUICK
@given(text=texts | st.from_regex(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}\n?") | st.from_regex(r"[0-9a-f]{32}\n?"))
def test_any_text_taken_for_an_id_is_one(text: str) -> None:
    if is_concern_id(text):
        assert len(text) == 36
        assert text[14] == "4"
        assert set(text) <= set("0123456789abcdef-")
    if is_thread_id(text):
        assert len(text) == 32
        assert set(text) <= set("0123456789abcdef")


# Headers


@QUICK
@given(headers=st.dictionaries(st.sampled_from(["Sec-Fetch-Site", "Origin"]), texts | st.sampled_from(["same-origin", "none", "null", "https://ours.example", "https://ours.example.evil.example"])))
def test_only_our_own_pages_and_nobodys_may_write(headers: dict[str, str]) -> None:
    site, origin = headers.get("Sec-Fetch-Site"), headers.get("Origin")
    may = site in ("same-origin", "none") if site is not None else origin in (None, "null", "https://ours.example")
    assert is_cross_site(headers.get, lambda: "https://ours.example") is not may


@QUICK
@given(address=texts | st.ip_addresses().map(str) | st.ip_addresses(v=4).map(lambda inner: f"::ffff:{inner}"))
def test_any_address_lies_somewhere_and_is_cut_short(address: str) -> None:
    place = place_of(address)
    assert len(place.network) in (0, 3, 6)


@QUICK
@given(answer=st.none() | texts | texts.map(lambda nonce: f"{PuzzleMint(bytes(32), lambda: NOW).make()['salt']}:{nonce}"))
def test_any_answer_to_the_sum_is_right_or_wrong(answer: str | None) -> None:
    assert PuzzleMint(bytes(32), lambda: NOW, bits=64).is_solved(answer, "id", "digest") is False


# Second factor


class _Secrets:
    box = ledger = names = bytes(32)


@QUICK
@given(typed=texts | st.text("0123456789 ", max_size=9), steps=st.integers(-3, 3))
def test_any_text_is_one_of_three_codes_or_none(typed: str, steps: int) -> None:
    secret, hub = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", make_hub(None, _Secrets(), lambda: NOW)  # type: ignore[arg-type]  # no store is asked
    right = pyotp.TOTP(secret).at(NOW, counter_offset=steps)
    assert (totp_step(hub, secret, f" {right[:3]} {right[3:]}") is not None) is (abs(steps) <= 1)
    fitting = {pyotp.TOTP(secret).at(NOW, counter_offset=near) for near in (-1, 0, 1)}
    assert (totp_step(hub, secret, typed) is not None) is ("".join(typed.split()) in fitting)


# Addresses of push services


@QUICK
@given(given_=json_values | st.fixed_dictionaries({"endpoint": json_values, "p256dh": json_values, "auth": json_values}))
def test_any_subscription_is_taken_or_refused_with_what_is_wrong(given_: Any) -> None:
    if not isinstance(given_, dict):
        return
    with pytest.raises(PushRefused, match=r"endpoint|p256dh|auth"):
        read_subscription(given_)


@QUICK
@given(address=st.ip_addresses(v=4) | st.ip_addresses(v=6))
def test_no_number_is_taken_for_a_name_of_the_public_net(address: Any) -> None:
    host = f"[{address}]" if address.version == 6 else str(address)
    assert not is_public_endpoint(f"https://{host}/push")
    if address.version == 4:
        assert not is_public_endpoint(f"https://{int(address)}/push")
        assert not is_public_endpoint(f"https://{int(address):#x}/push")
        # The same address in other clothes is as near or as far.
        assert is_public_address(f"::ffff:{address}") is is_public_address(str(address))
        assert is_public_address(f"64:ff9b::{address}") is is_public_address(str(address))


@QUICK
@given(address=texts)
def test_what_is_no_address_is_not_of_the_public_net(address: str) -> None:
    if not any(mark in address for mark in ".:"):
        assert not is_public_address(address)


# Sheets


@QUICK
@given(cells=st.lists(texts | st.builds(lambda begin, rest: f"{begin}{rest}", st.sampled_from(["=", "+", "-", "@", " =", "\t", "\r", "\n", "＝", "  @", "\0="]), texts), min_size=1, max_size=6))
def test_no_cell_of_a_sheet_is_a_formula(cells: list[str]) -> None:
    text = sheet([cells])
    assert text.startswith("\ufeff")
    (row,) = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    assert len(row) == len(cells)
    for cell, read in zip(cells, row, strict=True):
        assert not read.lstrip(" ").startswith(BEGINNINGS)
        assert read.removeprefix("'") == cell.replace("\0", "") or read == cell.replace("\0", "")


# Files that people edit


@FEW
@given(value=st.sampled_from(["1", "-1", "1.5", "nan", "true", '""', '"x"', "[]", "[1]", "[[]]", "{}", "{ a = 1 }", "2026-11-23", "12:00:00", "[{}]"]), line=st.integers(0, 10_000), name=st.sampled_from(sorted(path.name for path in ROOT.glob("rotherham/*.toml"))))
@example("1", 5, "partnership.toml")
def test_any_line_of_a_partnership_changed_is_read_or_refused_with_file_and_place(value: str, line: int, name: str) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = Path(place)
        for path in ROOT.glob("rotherham/*.toml"):
            (folder / path.name).write_text(path.read_text("utf-8"), "utf-8")
        lines = (folder / name).read_text("utf-8").split("\n")
        keyed = [at for at, text in enumerate(lines) if "=" in text and not text.startswith("#")]
        at = keyed[line % len(keyed)]
        lines[at] = f"{lines[at].partition('=')[0]}= {value}"
        (folder / name).write_text("\n".join(lines), "utf-8")
        for read in (read_partnership, load_directory):
            try:
                read(folder)
            except ContentError as error:
                assert ".toml" in str(error)


HOURS = ["known = 1", "days = 1", 'days = "mon"', "days = [0]", "days = [8]", "days = [true]", 'opens = "25:00"', 'opens = "soon"', "closes = 9"]


@pytest.mark.parametrize("line", HOURS)
def test_hours_that_are_no_hours_are_refused_with_file_and_place(tmp_path: Path, line: str) -> None:
    for path in ROOT.glob("rotherham/*.toml"):
        (tmp_path / path.name).write_text(path.read_text("utf-8"), "utf-8")
    given_ = {"known": "known = true", "days": "days = [1, 2]", "opens": 'opens = "09:00"', "closes": 'closes = "17:00"'} | {line.partition(" ")[0]: line}
    text = (tmp_path / "partnership.toml").read_text("utf-8")
    before, _, rest = text.partition("[hours]\n")
    after = rest[rest.index("\n[") :]
    (tmp_path / "partnership.toml").write_text(before + "[hours]\n" + "\n".join(given_.values()) + "\n" + after, "utf-8")
    with pytest.raises(ContentError, match=r"partnership\.toml.*hours"):
        read_partnership(tmp_path)


@pytest.mark.parametrize("values", ["values = 1", 'values = "x"', "values = []", "[[values]]\na = 1"])
def test_values_that_are_no_table_are_refused(tmp_path: Path, values: str) -> None:
    path = tmp_path / "x.toml"
    path.write_text(f'title = "a"\n{values}\n', "utf-8")
    with pytest.raises(ContentError, match="values"):
        read_content(path, "x").words("title")


@FEW
@given(body=st.binary(max_size=200) | texts.map(lambda text: f'a = "{text}"\n'.encode("utf-8", "surrogatepass")))
def test_any_file_is_toml_or_refused_with_its_name(body: bytes) -> None:
    with tempfile.TemporaryDirectory() as place:
        path = Path(place) / "x.toml"
        path.write_bytes(body)
        try:
            read_content(path, "x")
        except ContentError as error:
            assert str(path) in str(error)


@pytest.mark.parametrize("body", [b"a = " + b"[" * 20_000, b"a = " + b"[" * 20_000 + b"]" * 20_000, b"a." * 20_000 + b"b = 1"], ids=["open", "closed", "dotted"])
def test_a_file_deeper_than_any_reader_follows_is_refused_with_its_name(tmp_path: Path, body: bytes) -> None:
    path = tmp_path / "x.toml"
    path.write_bytes(body)
    with pytest.raises(ContentError, match=r"x\.toml"):
        read_content(path, "x").done()


CATALOGUE = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=utf-8\\n"\n\nmsgid "Call {emergency} now"\nmsgstr "Dzwoń {emergency}"\n'


def catalogue(folder: Path, body: bytes, ledger: bytes = b'{"strings": {}}') -> Path:
    (folder / "pl" / "LC_MESSAGES").mkdir(parents=True)
    (folder / "glossary").mkdir()
    (folder / "glossary" / "pl.toml").write_text('negations = ["nie"]\n', "utf-8")
    (folder / "pl" / "ledger.json").write_bytes(ledger)
    (folder / "pl" / "LC_MESSAGES" / "messages.po").write_bytes(body)
    return folder


@FEW
@given(at=st.integers(0, len(CATALOGUE)), more=texts | st.sampled_from(['"', "\\", "\n", "msgid ", 'msgstr[9] "x"\n', "#, fuzzy\n", "\\x", "\\q", "%s"]), cut=st.integers(0, 30))
@example(at=len(CATALOGUE), more='msgid "a"\nmsgid_plural "b"\nmsgstr[x] "c"\n', cut=0)
@example(at=0, more="\ufeff", cut=0)
def test_any_catalogue_is_read_or_refused_with_file_and_line(at: int, more: str, cut: int) -> None:
    with tempfile.TemporaryDirectory() as place:
        folder = catalogue(Path(place), (CATALOGUE[:at] + more + CATALOGUE[at + cut :]).encode("utf-8", "surrogatepass"))
        for read in (load_catalogue, check_language):
            try:
                read(POLISH, folder)
            except TranslationError as error:
                assert "messages.po" in str(error)


@pytest.mark.parametrize("ledger", [b"[" * 20_000, b"{}", b"[]", b"1", b'{"strings": 1}', b'{"strings": {"a": 1}}', b"\xff", b'{"strings": {"a": {}}}', b"1" * 5_000], ids=lambda body: repr(body[:12]))
def test_any_review_ledger_is_read_or_refused_with_its_name(tmp_path: Path, ledger: bytes) -> None:
    with pytest.raises(TranslationError, match=r"ledger\.json"):
        load_catalogue(POLISH, catalogue(tmp_path, CATALOGUE.encode(), ledger))


@QUICK
@given(source=texts, translation=texts)
def test_any_translation_passes_the_gates_or_is_told_why_not(source: str, translation: str) -> None:
    glossary = Glossary(("nie",), (Term("police", "", ("policj",), ("milicj",), ""),))
    assert all(finding.problem for finding in check_string(POLISH, glossary, None, source, translation))


@QUICK
@given(name=st.sampled_from(["RETENTION_DAYS", "PROXIES", "SIDES", "LEAVE_URL", "CONTACT", "SECURITY_CONTACT", "DUTY_MAILBOX", "MAIL_RELAY", "PUBLIC_HOST", "HUB_HOST"]), value=texts)
@example("RETENTION_DAYS", "1" * 5_000)
@example("RETENTION_DAYS", "٣")
@example("SECURITY_CONTACT", "mailto:a@b.example\nExpires: never")
def test_any_setting_is_taken_or_refused_by_its_name(name: str, value: str) -> None:
    try:
        settings = load_settings({f"SPOTSIGNS_{name}": value})
    except SettingsError as error:
        assert "SPOTSIGNS_" in str(error)
    else:
        assert 1 <= int(settings.retention_days) <= 3650
        assert "\n" not in settings.contact + settings.security_contact


def test_any_settings_file_is_read_or_refused_with_its_name(tmp_path: Path) -> None:
    path = tmp_path / "s.toml"
    for body in (b"\xff", b"a = [", b"data = [" * 5_000, b"nothing = 1", json.dumps([1]).encode()):
        path.write_bytes(body)
        with pytest.raises(SettingsError, match=r"s\.toml"):
            load_settings({}, path)
