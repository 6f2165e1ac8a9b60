"""Crowds at the line: many phones that reconnect at once, a busy shop behind one address, somebody who floods it. Who is honest gets in.

The server runs as behind a proxy, so every phone has an address of its own. A flood is bounded in count and goes to loopback only.
"""

from __future__ import annotations

import http.client
import itertools
import json
import secrets
import tempfile
import threading
import time
import uuid
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from spotsigns.sealing.encoding import from_base64url, to_base64url
from spotsigns.sealing.envelope import envelope_digest
from tests.bench.table import Row
from tests.contract.real_server import Running, prepare, serving
from tests.contract.solving import solve
from tests.processes import processes_of

SEALED_BYTES = 4_177
ATTACKER, SHOP = "203.0.113.66", "198.51.100.7"
MEGABYTE = 1_000_000
JSON = "application/json"


@dataclass
class Crowd:
    """Phones that send to one server. `times` are seconds from the first byte to the whole receipt, puzzles left out."""

    server: Running
    key: str
    times: list[float] = field(default_factory=list)
    received: list[str] = field(default_factory=list)
    puzzles: int = 0
    refused: int = 0
    _here: threading.local = field(default_factory=threading.local)
    _open: list[http.client.HTTPConnection] = field(default_factory=list)

    def send(self, address: str, *, solves: bool) -> bool:
        """One fresh envelope from `address`, as a phone sends it: a puzzle is solved if `solves`. True once its receipt came."""
        envelope = {"v": 1, "id": str(uuid.uuid4()), "thread": secrets.token_hex(16), "key": self.key, "sealed": _sealed()}
        status, body = self._put(envelope, address)
        if status == 429 and solves:
            self.puzzles += 1
            digest = envelope_digest(str(envelope["id"]), str(envelope["thread"]), self.key, from_base64url(str(envelope["sealed"])))
            status, body = self._put(envelope, address, solve(json.loads(body)["puzzle"], str(envelope["id"]), digest))
        if status == 201:
            self.received.append(json.loads(body)["id"])
        else:
            self.refused += 1
        return status == 201

    def _put(self, envelope: dict[str, object], address: str, solution: str = "") -> tuple[int, bytes]:
        headers = {"Content-Type": JSON, "X-Forwarded-For": address, "X-Forwarded-Proto": "https"} | ({"Spotsigns-Puzzle": solution} if solution else {})
        connection = self._connection()
        started = time.perf_counter()
        connection.request("PUT", f"/api/envelopes/{envelope['id']}", json.dumps(envelope).encode(), headers)
        answer = connection.getresponse()
        body = answer.read()
        self.times.append(time.perf_counter() - started)
        return answer.status, body

    def _connection(self) -> http.client.HTTPConnection:
        """One a thread: a proxy keeps its connections open."""
        found: http.client.HTTPConnection | None = getattr(self._here, "connection", None)
        if found is None:
            found = self._here.connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
            self._open.append(found)
        return found

    def hang_up(self) -> None:
        while self._open:
            self._open.pop().close()

    @property
    def p99(self) -> float:
        return sorted(self.times)[int(len(self.times) * 0.99)]


def _sealed() -> str:
    """As long as sealed bytes and beginning as they do: the server cannot tell them apart, and they cost nothing to make."""
    return to_base64url(b"\x04" + secrets.token_bytes(SEALED_BYTES - 1))


def reconnect(crowd: Crowd, phones: int) -> int:
    """`phones` in neighbourhoods of their own send as fast as they can. How many got in."""
    with ThreadPoolExecutor(32) as pool:
        got_in = sum(pool.map(lambda n: crowd.send(f"100.{64 + n // 256}.{n % 256}.1", solves=True), range(phones)))
    crowd.hang_up()
    return got_in


def busy_shop(crowd: Crowd, concerns: int) -> int:
    """One address sends `concerns`, solving what is asked. How many got in."""
    with ThreadPoolExecutor(8) as pool:
        got_in = sum(pool.map(lambda _: crowd.send(SHOP, solves=True), range(concerns)))
    crowd.hang_up()
    return got_in


def flood(crowd: Crowd, attempts: int, honest: Crowd, phones: int) -> int:
    """One address sends `attempts` and solves nothing, while `phones` elsewhere send one each. How many of those got in."""
    turns = itertools.count()

    def attack() -> None:
        while next(turns) < attempts:
            crowd.send(ATTACKER, solves=False)

    with ThreadPoolExecutor(6) as attackers:
        under_way = [attackers.submit(attack) for _ in range(6)]
        got_in = 0
        for n in range(phones):
            got_in += honest.send(f"192.0.{n % 256}.{n // 256}", solves=True)
        for one in under_way:
            one.result()
    crowd.hang_up()
    honest.hang_up()
    return got_in


def memory(server: Running) -> int:
    """Bytes that the server and its worker hold that nobody else does."""
    total = 0
    for number in processes_of(server.process.pid):
        with suppress(FileNotFoundError, ProcessLookupError):  # it ended while we looked
            rollup = Path(f"/proc/{number}/smaps_rollup").read_text()
            total += sum(int(line.split()[1]) for line in rollup.splitlines() if line.startswith("Private_")) * 1_024
    return total


def rows(phones: int = 2_000, concerns: int = 200, attempts: int = 100_000, honest_phones: int = 1_000) -> list[Row]:
    with tempfile.TemporaryDirectory() as directory:
        prepare(Path(directory))
        with serving(Path(directory), SPOTSIGNS_PROXIES="127.0.0.1") as server:
            key = str(json.loads(server.ask("GET", "/api/keys")[1])["keys"][0]["id"])
            many, shop, attacker, honest = (Crowd(server, key) for _ in range(4))
            in_crowd, in_shop = reconnect(many, phones), busy_shop(shop, concerns)
            before = memory(server)
            in_flood = flood(attacker, attempts, honest, honest_phones)
            grown = (memory(server) - before) / MEGABYTE
    return [
        Row(f"{phones} phones reconnecting at once", f"{in_crowd} in, p99 {many.p99 * 1000:.0f} ms", "all in", in_crowd == phones),
        Row(f"one shop sending {concerns}", f"{in_shop} in, {shop.puzzles} puzzles", "all in", in_shop == concerns),
        Row(f"{honest_phones} phones beside {attempts} of one attacker", f"{in_flood} in, p99 {honest.p99 * 1000:.0f} ms", "all in", in_flood == honest_phones),
        Row("of the attacker's, taken", f"{len(attacker.received)}, {attacker.refused} asked for a puzzle", "120 a minute", attacker.refused > len(attacker.received)),
        Row("memory grown by it", f"{grown:.1f} MB", "<= 20 MB", grown <= 20),
    ]
