"""How fast envelopes are taken in, beside a bare endpoint on the same server in the same run."""

from __future__ import annotations

import http.client
import json
import os
import sqlite3
import subprocess
import sys
import tempfile
import time
import urllib.request
import uuid
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

from spotsigns.sealing.envelope import key_id, new_private_key, public_bytes, seal_concern
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets
from tests.bench.table import Row

CLIENTS = 8
EACH = 250
ROUNDS = 3
# A server that has just started still presses its pages: on two cores that would be measured as well.
SETTLE_SECONDS = 15

SERVE_BARE = (
    "import sys; from granian import Granian; from granian.constants import Interfaces; "
    "Granian('tests.bench.yardstick:bare_application', factory=True, port=int(sys.argv[1]), interface=Interfaces.WSGI, "
    "workers=1, blocking_threads=8, log_enabled=False, websockets=False).serve()"
)


def rows() -> list[Row]:
    """Ratio of throughputs (the better of three rounds each) and p99 of ours."""
    with tempfile.TemporaryDirectory() as directory:
        public = _directory_with_key(Path(directory))
        with _serving([sys.executable, "-m", "spotsigns", "serve", "--port", "{port}", "--data", directory], SPOTSIGNS_LANGUAGES="en") as port:
            time.sleep(SETTLE_SECONDS)
            ours = [_load(port, public) for _ in range(ROUNDS)]
        database = str(Path(directory) / "bare.db")
        with _serving([sys.executable, "-c", SERVE_BARE, "{port}"], BARE_DATABASE=database) as port:
            bare = [_load(port, public) for _ in range(ROUNDS)]
    best, yardstick = max(rate for rate, _ in ours), max(rate for rate, _ in bare)
    p99 = min(p for _, p in ours)
    return [
        Row("envelopes accepted, 8 clients", f"{best:.0f}/s beside {yardstick:.0f}/s bare: {best / yardstick:.2f} x", ">= 1.0 x a bare endpoint", best >= yardstick),
        Row("envelopes accepted, p99", f"{p99 * 1000:.1f} ms (bare {min(p for _, p in bare) * 1000:.1f} ms)", "<= 15 ms", p99 <= 0.015),
    ]


def _directory_with_key(directory: Path) -> bytes:
    public = public_bytes(new_private_key())
    settings = load_settings({}, data=str(directory))
    load_secrets(settings)
    open_store(settings).close()
    with sqlite3.connect(directory / "spotsigns.db") as db:
        db.execute("INSERT INTO hub_keys (id, public, seal, made) VALUES (?, ?, 1, '2026-01-01T00:00Z')", (key_id(public), public))
    return public


@contextmanager
def _serving(command: list[str], **environment: str) -> Iterator[int]:
    port = _free_port()
    process = subprocess.Popen(
        [part.replace("{port}", str(port)) for part in command], env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        _wait(port)
        yield port
    finally:
        process.terminate()
        process.wait(20)


def _free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _wait(port: int) -> None:
    for _ in range(200):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            return
        except OSError:
            time.sleep(0.05)
    raise RuntimeError(f"nothing answers on port {port}")


def _load(port: int, public: bytes) -> tuple[float, float]:
    bodies = [[_body(public) for _ in range(EACH)] for _ in range(CLIENTS)]
    started = time.perf_counter()
    with ThreadPoolExecutor(CLIENTS) as pool:
        times = [one for client in pool.map(lambda mine: _client(port, mine), bodies) for one in client]
    rate = CLIENTS * EACH / (time.perf_counter() - started)
    return rate, sorted(times)[int(len(times) * 0.99)]


def _body(public: bytes) -> tuple[str, bytes]:
    concern = str(uuid.uuid4())
    return concern, json.dumps(seal_concern({"v": 1}, concern, uuid.uuid4().hex, public)).encode()


def _client(port: int, bodies: list[tuple[str, bytes]]) -> list[float]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    times = []
    for concern, body in bodies:
        started = time.perf_counter()
        connection.request("PUT", f"/api/envelopes/{concern}", body, {"Content-Type": "application/json"})
        answer = connection.getresponse()
        answer.read()
        times.append(time.perf_counter() - started)
        if answer.status != 201:
            raise RuntimeError(f"the server answered {answer.status}")
    connection.close()
    return times
