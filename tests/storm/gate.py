"""The gate of a storm: it reads whole requests, so that it can answer for the server, cut them in half, and search every byte for a concern."""

from __future__ import annotations

import asyncio
import json
import re
from asyncio import StreamReader, StreamWriter
from collections import Counter

from spotsigns.errors import SealingError
from spotsigns.sealing.encoding import from_base64url
from spotsigns.sealing.envelope import envelope_digest, new_private_key
from spotsigns.sealing.receipt import sign_receipt
from tests.browser.faults.line import Answer
from tests.browser.gate import Gate
from tests.storm.canary import is_readable_in
from tests.storm.weather import DELAYED, FORGED, HALF_REPLY, HALF_REQUEST, LINE_ANSWERS, REPLAYED, Weather

LONGEST_HEAD = 64 * 1024
ONE_REQUEST = re.compile(rb"\r\nconnection:[^\r\n]*", re.IGNORECASE)
LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
JSON_TYPE = (("Content-Type", "application/json"),)


class StormGate(Gate):
    """`targets` are the ports of the servers that live now. Each connection carries one request, so that each may have its own fate."""

    def __init__(self, weather: Weather) -> None:
        super().__init__(0)
        self.weather, self.targets = weather, list[int]()
        self.passed = Counter[int]()  # what servers answered to PUT, by status
        self.is_readable = False  # somebody on the way could read a concern
        self.bytes = 0
        self._turn = 0
        self._forger = new_private_key()
        self._receipt = b""  # an honest one, for some other concern

    async def _serve(self, reader: StreamReader, writer: StreamWriter) -> None:
        self._writers.add(writer)
        try:
            if self.is_open and (request := await read_request(reader)):
                self._look_at(request)
                await self._treat(request, writer)
        except (OSError, EOFError, asyncio.LimitOverrunError):
            writer.transport.abort()
        finally:
            self._writers.discard(writer)
            writer.close()

    async def _treat(self, request: bytes, writer: StreamWriter) -> None:
        method, path = request.split(b"\r\n", 1)[0].decode("latin-1").split(" ")[:2]
        kind = self.weather.fault(method, path)
        if kind in (FORGED, REPLAYED) and not (method == "PUT" and (kind == FORGED or self._receipt)):
            kind = DELAYED
        if kind is None:
            await self._pass_on(request, writer, method)
            return
        name = kind if method == "PUT" else f"{kind} (elsewhere)"
        if kind == DELAYED:
            await asyncio.sleep(self.weather.delay())
            await self._pass_on(request, writer, method)
        elif kind == HALF_REQUEST:
            await self._ask(request[: len(request) - len(request) // 3], half=True)
            writer.transport.abort()
        elif kind == HALF_REPLY:
            reply = await self._ask(request)
            writer.write(reply[: len(reply) // 2])
            await writer.drain()
        else:
            answer = LINE_ANSWERS.get(kind) or self._forge(kind, path, request)
            if answer.is_after_commit:
                await self._ask(request)
            if answer.status:
                writer.write(as_bytes(answer))
                await writer.drain()
            else:
                writer.transport.abort()
        self.weather.note(name)

    async def _pass_on(self, request: bytes, writer: StreamWriter, method: str) -> None:
        reply = await self._ask(request)
        if method == "PUT" and reply.startswith(b"HTTP/1.1 "):
            self.passed[int(reply[9:12])] += 1
            if reply[9:12] == b"201":
                self._receipt = reply.partition(b"\r\n\r\n")[2]
        writer.write(reply)
        await writer.drain()

    async def _ask(self, request: bytes, *, half: bool = False) -> bytes:
        """The whole answer of one of the servers; nothing after half a request."""
        if not self.targets:
            raise ConnectionRefusedError
        self._turn += 1
        reader, writer = await asyncio.open_connection("127.0.0.1", self.targets[self._turn % len(self.targets)])
        self._writers.add(writer)
        try:
            head, _, body = request.partition(b"\r\n\r\n")
            writer.write(ONE_REQUEST.sub(b"", head) + b"\r\nConnection: close\r\n\r\n" + body)
            await writer.drain()
            if half:
                return b""
            reply = await reader.read(-1)
        finally:
            self._writers.discard(writer)
            writer.close()
        if not reply:
            raise ConnectionResetError
        self._look_at(reply)
        return reply

    def _look_at(self, octets: bytes) -> None:
        self.bytes += len(octets)
        self.is_readable = self.is_readable or is_readable_in(octets)

    def _forge(self, kind: str, path: str, request: bytes) -> Answer:
        """A receipt as the server would write it, but for the key: or an honest one, but for another concern."""
        if kind == REPLAYED:
            return Answer("201 Created", self._receipt, JSON_TYPE)
        try:
            sent = json.loads(request.partition(b"\r\n\r\n")[2])
            digest = envelope_digest(sent["id"], sent["thread"], sent["key"], from_base64url(sent["sealed"]))
        except (ValueError, KeyError, TypeError, SealingError):
            digest = "0" * 64
        receipt = sign_receipt(self._forger, path.rpartition("/")[2], digest, "2026-11-23T20:15Z")
        return Answer("201 Created", json.dumps(receipt).encode(), JSON_TYPE)


async def read_request(reader: StreamReader) -> bytes:
    """Head and body; nothing when the browser closed without asking."""
    try:
        head = await reader.readuntil(b"\r\n\r\n")
    except asyncio.IncompleteReadError:
        return b""
    length = LENGTH.search(head)
    return head + (await reader.readexactly(int(length[1])) if length else b"")


def as_bytes(answer: Answer) -> bytes:
    headers = "".join(f"{name}: {value}\r\n" for name, value in answer.headers)
    return f"HTTP/1.1 {answer.status}\r\n{headers}Content-Length: {len(answer.body)}\r\nConnection: close\r\n\r\n".encode() + answer.body
