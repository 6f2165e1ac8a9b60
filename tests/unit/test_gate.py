"""The tests' own gate: whatever was on its way when it stops, it leaves nothing open behind it."""

from __future__ import annotations

import gc
import socket
import warnings

from tests.browser.gate import open_gate


def test_a_gate_that_stops_while_phones_come_in_leaves_no_connection_open() -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=200) as silent, warnings.catch_warnings(record=True) as said:
        warnings.simplefilter("always", ResourceWarning)
        for _ in range(5):
            phones = []
            with open_gate(silent.getsockname()[1]) as gate:
                for _ in range(40):
                    phones.append(socket.create_connection(("127.0.0.1", gate.port)))
                    phones[-1].send(b"GET /")
            for phone in phones:
                phone.close()
            gc.collect()
    assert [str(one.message) for one in said] == []
