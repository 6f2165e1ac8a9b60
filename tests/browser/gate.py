"""A TCP gate between a browser and a server: shut it, slow it, cut it, count what passes. It works for every browser engine alike."""

from __future__ import annotations

import asyncio
import contextlib
import threading
from collections.abc import Iterator
from typing import TypeVar

CHUNK = 4096
AnyGate = TypeVar("AnyGate", bound="Gate")


class Gate:
    """Every connection to `port` goes on to `target`. Shut, it resets whatever comes: the network is there, nobody answers."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.is_open = True
        self.delay = 0.0  # seconds each way
        self.bandwidth = 0  # bytes a second to the browser; 0: no limit
        self.sent = 0  # bytes that went to the browser
        self.cut_at: int | None = None  # shuts by itself when `sent` gets here
        self.held = ""  # a path: who asks for it hears nothing, as on a line that has just gone
        self.requests: list[str] = []  # the first line of each connection's first request
        self._writers: set[asyncio.StreamWriter] = set()
        self._line = asyncio.Lock()  # all connections share the bandwidth
        self._loop = asyncio.new_event_loop()

    def shut(self) -> None:
        """From now on nothing passes; what is under way is cut."""
        self.is_open = False
        self._loop.call_soon_threadsafe(self._cut)

    def open(self) -> None:
        self.cut_at = None
        self.is_open = True

    def cut_after(self, count: int) -> None:
        """Lets `count` more bytes to the browser, then shuts."""
        self.cut_at = self.sent + count

    def _cut(self) -> None:
        for writer in self._writers:
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        if not self.is_open:
            writer.transport.abort()
            return
        self._writers.add(writer)
        try:
            inner_reader, inner_writer = await asyncio.open_connection("127.0.0.1", self.target)
        except OSError:
            self._writers.discard(writer)
            writer.transport.abort()
            return
        self._writers.add(inner_writer)
        if not self.is_open:  # shut, or stopped, while the server was being asked
            self._cut()
        try:
            await asyncio.gather(self._up(reader, inner_writer), self._down(inner_reader, writer))
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._writers -= {writer, inner_writer}
            for each in (writer, inner_writer):
                each.close()

    async def _up(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        first = True
        while chunk := await reader.read(CHUNK):
            if first:
                self.requests.append(chunk.split(b"\r\n", 1)[0].decode("latin-1"))
                first = False
            if self.held and chunk.startswith(f"GET {self.held} ".encode()):
                continue
            await asyncio.sleep(self.delay)
            writer.write(chunk)
            await writer.drain()

    async def _down(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        is_first = True
        while chunk := await reader.read(CHUNK):
            if is_first:
                await asyncio.sleep(self.delay)
                is_first = False
            if self.bandwidth:
                async with self._line:
                    await asyncio.sleep(len(chunk) / self.bandwidth)
            if self.cut_at is not None and self.sent + len(chunk) > self.cut_at:
                self.is_open = False
                self._cut()
                return
            self.sent += len(chunk)
            writer.write(chunk)
            await writer.drain()
        writer.close()

    def run(self, ready: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(asyncio.start_server(self._serve, "127.0.0.1", 0))
        self.port = server.sockets[0].getsockname()[1]
        ready.set()
        self._loop.run_forever()
        self.is_open = False
        # A server that is closed trips over those it had just let in: nobody new first, then out with the others, then it closes.
        self._loop.remove_reader(server.sockets[0].fileno())
        self._loop.run_until_complete(self._see_everybody_out())
        server.close()
        self._loop.close()

    async def _see_everybody_out(self) -> None:
        """Whoever is being let in gets in and is cut off: a task cancelled before its first step would leave its connection open."""
        while others := asyncio.all_tasks() - {asyncio.current_task()}:
            self._cut()
            await asyncio.wait(others, timeout=0.05)
        await asyncio.sleep(0)  # aborted transports close in the loop's next turn

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)


@contextlib.contextmanager
def open_gate(target: int) -> Iterator[Gate]:
    with running(Gate(target)) as gate:
        yield gate


@contextlib.contextmanager
def running(gate: AnyGate) -> Iterator[AnyGate]:
    """A gate of whatever kind, at work in a thread of its own."""
    ready = threading.Event()
    thread = threading.Thread(target=gate.run, args=(ready,), daemon=True)
    thread.start()
    ready.wait(5)
    try:
        yield gate
    finally:
        gate.stop()
        thread.join(5)
