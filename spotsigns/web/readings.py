"""How often pages are read: counted in memory by day, language and kind of page. No address, no time of day, nothing of the reader."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping
from datetime import UTC, datetime

from flask import Flask, Response, request

from spotsigns.errors import StoreUnavailable

Reading = tuple[str, str, str]
# A first view and one that the browser had kept, whose copy was still the newest, are readings alike.
READ = (200, 304)
KINDS = ("home", "signs", "for", "act", "call", "r", "m", "phone", "about", "more", "pack")
VIEWS = {"web.show_page", "plain.plain", "offline.pack"}


class Readings:
    """Counts until `flush` hands them on; what could not be written is counted on."""

    def __init__(self, clock: Callable[[], datetime], keep: Callable[[Mapping[Reading, int]], None]) -> None:
        self._clock, self._keep = clock, keep
        self._lock = threading.Lock()
        self._counts: Counter[Reading] = Counter()

    def note(self, lang: str, page: str) -> None:
        day = self._clock().astimezone(UTC).date().isoformat()
        with self._lock:
            self._counts[day, lang, page] += 1

    def flush(self) -> None:
        with self._lock:
            counts, self._counts = self._counts, Counter()
        try:
            if counts:
                self._keep(counts)
        except StoreUnavailable:
            with self._lock:
                self._counts.update(counts)


def count_readings(app: Flask, readings: Readings, tags: tuple[str, ...]) -> None:
    """Count every public page and language pack that is answered, whoever asks for it."""

    def count(response: Response) -> Response:
        if request.endpoint in VIEWS and request.method == "GET" and response.status_code in READ:
            given = request.view_args or {}
            kind = "pack" if request.endpoint == "offline.pack" else kind_of(request.path)
            if given.get("tag") in tags and kind in KINDS:
                readings.note(given["tag"], kind)
        return response

    app.after_request(count)


def kind_of(path: str) -> str:
    """/ur/signs/missing/ is one of the `signs`; /ur/ is `home`."""
    return path.split("/")[2] or "home"
