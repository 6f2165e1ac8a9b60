"""The plug and the switch: a server that is killed loses no receipt it gave, one that is stopped answers what it began."""

from __future__ import annotations

import json
import socket
import sqlite3
import time
from contextlib import closing
from pathlib import Path

from spotsigns.sealing.encoding import from_base64url
from tests.contract.real_server import Phones, prepare, serving

STOP_SECONDS = 20.0


def kept_in(data: Path) -> dict[str, tuple[bytes, dict[str, str]]]:
    with closing(sqlite3.connect(data / "spotsigns.db")) as db:
        assert db.execute("PRAGMA integrity_check").fetchone()[0] == "ok"
        return {row[0]: (row[1], json.loads(row[2])) for row in db.execute("SELECT id, sealed, receipt FROM envelopes WHERE variant = 0")}


def assert_all_kept(data: Path, phones: Phones) -> None:
    kept = kept_in(data)
    assert [envelope["id"] for envelope, receipt in phones.received if kept.get(envelope["id"]) != (from_base64url(envelope["sealed"]), json.loads(receipt))] == []
    assert phones.refused == []


def test_a_killed_server_has_every_concern_it_gave_a_receipt_for(tmp_path: Path) -> None:
    """SIGKILL to the server and its worker while phones send; started again, each phone that heard nothing sends again."""
    data = tmp_path / "data"
    private = prepare(data)
    with serving(data) as server:
        phones = Phones(server, private)
        phones.make(400)
        with phones.sending():
            phones.wait_for(40)
            server.kill()
    assert_all_kept(data, phones)
    unanswered = phones.unanswered[:12]
    assert unanswered, "nothing was on its way when the plug was pulled"
    before = kept_in(data)
    with serving(data) as server:
        for envelope, receipt in phones.received[:20]:
            assert server.put(envelope) == (200, receipt)
        # What was committed and not answered gets the receipt it was to get; what was not is taken now. Never both.
        for envelope in unanswered:
            status, receipt = server.put(envelope)
            assert status == (200 if envelope["id"] in before else 201)
            assert server.put(envelope) == (200, receipt)
    assert len(kept_in(data)) == len(before) + sum(envelope["id"] not in before for envelope in unanswered)


def test_a_stopped_server_answers_what_it_began_and_ends_in_time(tmp_path: Path) -> None:
    data = tmp_path / "data"
    private = prepare(data)
    with serving(data) as server:
        phones = Phones(server, private)
        phones.make(400)
        with phones.sending():
            phones.wait_for(20)
            began = time.monotonic()
            status = server.stop()
            took = time.monotonic() - began
    assert status == 0
    assert took < STOP_SECONDS
    assert_all_kept(data, phones)
    # The writer drained: nothing is left in the log, and whatever was stored was also answered.
    assert not (data / "spotsigns.db-wal").exists() or (data / "spotsigns.db-wal").stat().st_size == 0
    assert set(kept_in(data)) == {envelope["id"] for envelope, _ in phones.received}


def test_somebody_who_never_finishes_asking_does_not_hold_a_stop_up(tmp_path: Path) -> None:
    """One phone whose line went dead in the middle of a PUT, one whose connection is only kept open."""
    data = tmp_path / "data"
    prepare(data)
    with serving(data) as server, socket.create_connection(("127.0.0.1", server.port)) as half, socket.create_connection(("127.0.0.1", server.port)) as idle:
        half.sendall(b"PUT /api/envelopes/x HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 5000\r\n\r\n{")
        idle.sendall(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n")
        assert b"200" in idle.recv(100)
        began = time.monotonic()
        assert server.stop() == 0
        assert time.monotonic() - began < STOP_SECONDS
