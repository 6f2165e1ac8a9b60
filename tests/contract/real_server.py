"""`spotsigns serve` as a process of its own, a hub with recovery words for it, and phones that send to it."""

from __future__ import annotations

import http.client
import json
import os
import queue
import secrets
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from spotsigns.app import utc_now
from spotsigns.hub.room import make_hub
from spotsigns.hub.slow import Slowdown
from spotsigns.hub.words import recovery_words
from spotsigns.sealing.envelope import derive_key_pair
from spotsigns.serving import free_port
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.store.secrets import load_secrets
from tests.contract.envelopes import make_envelope
from tests.members import first_member

SECONDS = 60.0
ENTROPY = bytes(range(32))
WORDS = recovery_words(ENTROPY)


def prepare(data: Path) -> Any:
    """A live hub whose keyholder has recovery words; returns the private key that phones seal to."""
    settings = load_settings({}, data=str(data))
    store, kept = open_store(settings), load_secrets(settings)
    member = first_member(make_hub(store, kept, utc_now, Slowdown(lambda seconds: None)), derive_key_pair(ENTROPY))
    store.set_live(True)
    store.close()
    return next(iter(member.taken.values()))[0]


@dataclass
class Running:
    """A server process. `lines` is what it printed to standard output until it was ready."""

    process: subprocess.Popen[str]
    port: int
    lines: list[str]

    def ask(self, method: str, path: str, body: bytes | None = None, headers: dict[str, str] | None = None) -> tuple[int, bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=SECONDS)
        try:
            connection.request(method, path, body, headers or {})
            answer = connection.getresponse()
            return answer.status, answer.read()
        finally:
            connection.close()

    def put(self, envelope: dict[str, Any]) -> tuple[int, bytes]:
        return self.ask("PUT", f"/api/envelopes/{envelope['id']}", json.dumps(envelope).encode(), {"Content-Type": "application/json"})

    def kill(self) -> None:
        """The plug: the server and its worker at once, with nothing said to either."""
        os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait(SECONDS)

    def stop(self) -> int:
        """As systemd does. The exit status."""
        self.process.terminate()
        return self.process.wait(SECONDS)


@contextmanager
def serving(data: Path, errors: Path | None = None, **environment: str) -> Iterator[Running]:
    """Start it, wait for `ready`, end it and everything it started. `errors` gets what it writes to standard error."""
    asked = free_port("127.0.0.1", 0) if "SPOTSIGNS_PUBLIC_HOST" in environment else 0  # what it prints then names no port
    with (errors or Path(os.devnull)).open("w") as stderr:
        process = subprocess.Popen(
            [sys.executable, "-m", "spotsigns", "serve", "--port", str(asked), "--data", str(data)],
            stdout=subprocess.PIPE, stderr=stderr, text=True, start_new_session=True,
            env={**os.environ, "PYTHONUNBUFFERED": "1", "SPOTSIGNS_LANGUAGES": "en", **environment},
        )  # fmt: skip
    assert process.stdout is not None
    try:
        lines = [process.stdout.readline().strip()]
        assert lines[0].startswith("ready http"), lines
        yield Running(process, asked or int(lines[0].rsplit(":", 1)[1].strip("/")), lines)
    finally:
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait(SECONDS)
        process.stdout.close()


@dataclass
class Phones:
    """Threads that send fresh concerns as fast as they can. `received` keeps each with its answer, once the answer was read whole."""

    server: Running
    private: Any
    ready: queue.SimpleQueue[dict[str, Any]] = field(default_factory=queue.SimpleQueue)
    received: list[tuple[dict[str, Any], bytes]] = field(default_factory=list)
    refused: list[tuple[int, bytes]] = field(default_factory=list)
    unanswered: list[dict[str, Any]] = field(default_factory=list)

    def make(self, count: int) -> None:
        """Sealing takes longer than receiving, so it is done before."""
        for _ in range(count):
            self.ready.put(make_envelope(self.private, thread=secrets.token_hex(16)))

    def _send(self, is_over: threading.Event) -> None:
        while not is_over.is_set():
            try:
                envelope = self.ready.get_nowait()
            except queue.Empty:
                return
            try:
                status, body = self.server.put(envelope)
            except (OSError, http.client.HTTPException):
                self.unanswered.append(envelope)
                continue
            if status == 201:
                self.received.append((envelope, body))
            else:
                self.refused.append((status, body))

    @contextmanager
    def sending(self, threads: int = 6) -> Iterator[None]:
        is_over = threading.Event()
        started = [threading.Thread(target=self._send, args=(is_over,), daemon=True) for _ in range(threads)]
        for thread in started:
            thread.start()
        try:
            yield
        finally:
            is_over.set()
            for thread in started:
                thread.join(SECONDS)

    def wait_for(self, count: int) -> None:
        """Until so many receipts are in hand."""
        ends = time.monotonic() + SECONDS
        while len(self.received) < count:
            assert time.monotonic() < ends, f"only {len(self.received)} of {count} receipts came; refused: {self.refused[:3]}"
            assert self.server.process.poll() is None
            time.sleep(0.002)
