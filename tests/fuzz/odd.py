"""Odd values, and ways to spoil a good one. Everything comes from the random source that is handed in."""

from __future__ import annotations

import json
from random import Random
from typing import Any

TEXTS = (
    "", " ", "\0", "a\0b", "'", '"', "' OR 1=1 --", "%00", "%2e%2e%2f", "../../etc/passwd", "{{7*7}}", "{0.__class__}", "${7*7}", "<script>alert(1)</script>", "=1+1", "@SUM(A1)",
    "\ud800", "\udfff\ud800", "\u202e", "\u2066", "\ufeff", "\u2028", "\u0000", "ﷺ" * 60, "e\u0301" * 50, "١٢٣", "²", "½", "𝟘", "0" * 5_000, "9" * 400, "-1", "-0", "1e999", "NaN", "Infinity",
    "null", "true", "[]", "{}", "\r\n", "a\r\nSet-Cookie: x=1", "\x7f", "\x1b[31m", "__proto__", "constructor", "toString", "A" * 70_000, "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "İ", "ß", "K", "\U0010ffff",
    "2026-11-23T20:15Z", "2026-13-45", "0000-00-00", "9999-12-31", "2026-Q9", "mailto:a@b.example", "https://push.example/x", "http://127.0.0.1/", "//evil.example/",
    "-".join("a" * 300), "a-" * 20_000, ";q=" * 3_000, "," * 5_000, "=?utf-8?b?", "(" * 2_000, "[" * 2_000,
)  # fmt: skip
NUMBERS = (0, 1, -1, 2, 3, 4, 255, 256, 2**31 - 1, 2**31, 2**53, 2**63 - 1, 2**63, 2**64, -(2**63) - 1, 10**30, 0.0, -0.0, 1.5, 1e308, float("inf"), float("-inf"), float("nan"))
OTHERS: tuple[Any, ...] = (None, True, False, [], {}, [None], [[]], {"": ""}, {"__proto__": {"polluted": True}}, {"a": {"a": {"a": {"a": {}}}}})
# No json.dumps writes these.
RAW_JSON = (
    b"[" * 20_000, b"[" * 20_000 + b"]" * 20_000, b'{"a":' * 20_000, b'{"a":' * 20_000 + b"1" + b"}" * 20_000, b"1" * 5_000, b'{"v":1' + b"0" * 4_500 + b"}", b"NaN", b"-Infinity", b'"\\ud800"', b'"\\u0000"',
    b"\xff\xfe{\x00}\x00", b"\xef\xbb\xbf{}", b"", b"\0", b"{", b"null", b"[]", b'""', b"0", b'{"a":1,"a":2}', b'{"__proto__":{}}', b"{}" * 100, b'{"a":"' + b"\\" * 4_999, "{\u00a0}".encode(),
    b'{"' + b"a" * 60_000 + b'":1}', b"1e400", b"-0", b'{"v": 1.0}', b"\xed\xa0\x80", b'"\xed\xa0\x80"', b"\x00\x00\x00{",
)  # fmt: skip


def text(random: Random) -> str:
    """A text that somebody did not think of."""
    kind = random.randrange(5)
    if kind == 0:
        return random.choice(TEXTS)
    if kind == 1:
        return spoil_text(random, random.choice(TEXTS)[:200])
    if kind == 2:
        return "".join(chr(random.randrange(0x20, 0x7F)) for _ in range(random.randrange(40)))
    if kind == 3:
        return "".join(chr(random.randrange(0x110000)) for _ in range(random.randrange(20)))
    return random.choice("abcdef0123456789-_.,;:=/") * random.randrange(80)


def value(random: Random, depth: int = 0) -> Any:
    """Anything that JSON can hold."""
    kind = random.randrange(6 if depth < 3 else 4)
    if kind == 0:
        return random.choice(NUMBERS)
    if kind == 1:
        return random.choice(OTHERS)
    if kind == 4:
        return [value(random, depth + 1) for _ in range(random.randrange(4))]
    if kind == 5:
        return {text(random)[:60]: value(random, depth + 1) for _ in range(random.randrange(4))}
    return text(random)


def spoil_text(random: Random, good: str) -> str:
    """One to three small changes."""
    marks = list(good)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(marks) + 1)
        kind = random.randrange(4)
        if kind == 0:
            marks[at:at] = list(random.choice(TEXTS)[:50])
        elif kind == 1 and marks:
            del marks[at : at + random.randint(1, 5)]
        elif kind == 2 and marks:
            marks[min(at, len(marks) - 1)] = chr(random.choice((0, 9, 10, 13, 32, 34, 39, 92, 127, 255, 0x202E, 0x661, random.randrange(0x110000))))
        else:
            marks[at:at] = marks[at : at + 10] * random.randint(1, 20)
    return "".join(marks)


def spoil_bytes(random: Random, good: bytes) -> bytes:
    octets = bytearray(good)
    for _ in range(random.randint(1, 3)):
        at = random.randrange(len(octets) + 1)
        kind = random.randrange(4)
        if kind == 0:
            octets[at:at] = random.randbytes(random.randint(1, 8))
        elif kind == 1 and octets:
            del octets[at : at + random.randint(1, 8)]
        elif kind == 2 and octets:
            octets[min(at, len(octets) - 1)] = random.randrange(256)
        else:
            octets[at:at] = octets[at : at + 16] * random.randint(1, 8)
    return bytes(octets)


def spoil_document(random: Random, good: Any) -> Any:
    """The same with one thing in it changed: a value, a field more, a field less."""
    if isinstance(good, dict) and good and random.random() < 0.9:
        name = random.choice(sorted(good))
        kind = random.randrange(5)
        if kind == 0:
            return {other: kept for other, kept in good.items() if other != name}
        if kind == 1:
            return {**good, text(random)[:40]: value(random)}
        return {**good, name: spoil_document(random, good[name])}
    if isinstance(good, list) and good and random.random() < 0.7:
        at = random.randrange(len(good))
        return [*good[:at], spoil_document(random, good[at]), *good[at + 1 :]]
    if isinstance(good, str) and random.random() < 0.5:
        return spoil_text(random, good)
    return value(random)


def as_json(random: Random, good: Any) -> bytes:
    """Mostly JSON of `good`, spoilt; sometimes what is none."""
    kind = random.randrange(10)
    if kind == 0:
        return random.choice(RAW_JSON)
    if kind == 1:
        return spoil_bytes(random, json.dumps(good).encode())
    body = json.dumps(spoil_document(random, good), ensure_ascii=random.random() < 0.5)
    return body.encode("utf-8", "surrogatepass")
