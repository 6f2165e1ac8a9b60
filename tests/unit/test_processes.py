"""A server's processes are found with their worker, and nobody else's."""

from __future__ import annotations

import os
import signal
import subprocess

from tests.processes import processes_of


def test_a_group_is_its_leader_and_whatever_it_started() -> None:
    # The child keeps the inherited input open, so both live until the pipe or the group ends.
    script = "exec 3<&0; cat <&3 & echo $!; wait"
    with subprocess.Popen(["sh", "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, start_new_session=True) as leader:
        try:
            assert leader.stdout is not None
            child = int(leader.stdout.readline())
            assert processes_of(leader.pid) == sorted([leader.pid, child])
        finally:
            os.killpg(leader.pid, signal.SIGKILL)
