"""Answers that are the same for every reader: compressed once, with an ETag, never a cookie."""

from __future__ import annotations

import gzip
import hashlib
import json
import threading
from typing import Any

import brotli
from flask import Response, request

# 7, not 5: four in a hundred smaller for ten milliseconds once a page, so the longest languages fit the first round trip.
FAST_BROTLI, BEST_BROTLI = 7, 11


class Prepared:
    """A body with its compressed forms, each made when first asked for. `digest` is SHA-256 in hex, `size` in bytes, both of the body.

    A text is held compressed only, once it is: every page in every language as it is would be most of the server's memory.
    """

    def __init__(self, body: bytes, media_type: str) -> None:
        self.media_type, self.size = media_type, len(body)
        self.digest = hashlib.sha256(body).hexdigest()
        self.etag = self.digest[:32]
        self._body: bytes | None = body
        self._encoded: dict[str, bytes] = {}

    @property
    def body(self) -> bytes:
        held = self._body
        return held if held is not None else brotli.decompress(self._encoded["br"])

    def encode(self, encoding: str, quality: int = FAST_BROTLI) -> bytes:
        """The body in `br`, `gzip` or identity."""
        if encoding == "br":
            return self._encoded.get("br") or self._hold(brotli.compress(self.body, quality=quality))
        if encoding == "gzip":
            return self._encoded.get("gzip") or self._encoded.setdefault("gzip", gzip.compress(self.body, 6, mtime=0))
        return self.body

    def press(self) -> None:
        """Replace the quick brotli form by the smallest one."""
        if self.is_text:
            self._hold(brotli.compress(self.body, quality=BEST_BROTLI))

    def _hold(self, compressed: bytes) -> bytes:
        self._encoded["br"] = compressed
        if self.is_text:
            self._body = None  # only now: another thread may be reading it
        return compressed

    @property
    def is_text(self) -> bool:
        return self.media_type.startswith(("text/", "image/svg", "application/json", "application/manifest"))


class AnswerCache:
    """Prepared answers by key, whose first part is the edition. Rendering twice at once is harmless: both make the same bytes."""

    def __init__(self) -> None:
        self._held: dict[Any, Prepared] = {}
        self._edition: Any = None
        self._lock = threading.Lock()

    def get(self, key: Any) -> Prepared | None:
        return self._held.get(key)

    def put(self, key: Any, prepared: Prepared) -> Prepared:
        prepared.encode("br")  # whoever asked wants it whole would leave it here whole
        with self._lock:
            if key[0] != self._edition:  # what another edition looked like is not asked for again
                self._held, self._edition = {}, key[0]
            return self._held.setdefault(key, prepared)

    def all(self) -> list[Prepared]:
        with self._lock:
            return list(self._held.values())


def send(prepared: Prepared, *, status: int = 200, cache_control: str) -> Response:
    """The answer in the encoding this browser accepts; 304 when it has it already."""
    encoding = next((name for name in ("br", "gzip") if request.accept_encodings.quality(name) > 0), "identity")
    tag = f'"{prepared.etag}-{encoding}"'
    if status == 200 and tag in (part.strip().removeprefix("W/") for part in request.headers.get("If-None-Match", "").split(",")):
        response = Response(status=304)
    else:
        response = Response(prepared.encode(encoding), status=status, content_type=prepared.media_type)
        if encoding != "identity":
            response.headers["Content-Encoding"] = encoding
    response.headers["Cache-Control"] = cache_control
    response.headers["Vary"] = "Accept-Encoding"
    response.headers["ETag"] = tag
    return response


def problem(status: int, code: str, message: str, *, after: int = 30, **more: Any) -> Response:
    """The one shape of every API error: `retry` says whether the same request may work later, `after` in how many seconds."""
    body = {"error": code, "message": message, "retry": status in (429, 503) or status >= 500, **more}
    response = Response(json.dumps(body), status=status, content_type="application/json")
    response.headers["Cache-Control"] = "no-store"
    if body["retry"]:
        response.headers["Retry-After"] = str(after)
    return response
