"""How soon the server answers, and how much memory it takes once every page in every language is rendered."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
import urllib.request
from pathlib import Path

from tests.bench.table import Row
from tests.processes import processes_of

SLOWEST_START = 3.0
MOST_MEMORY = 150 * 1024 * 1024


def rows() -> list[Row]:
    from tests.bench.intake import _free_port

    with tempfile.TemporaryDirectory() as directory:
        port = _free_port()
        started = time.perf_counter()
        process = subprocess.Popen([sys.executable, "-m", "spotsigns", "serve", "--port", str(port), "--data", directory], stdout=subprocess.DEVNULL, start_new_session=True)
        try:
            seconds = _until_healthy(port, started)
            _render_everything(port)
            memory = _memory(process.pid)
        finally:
            process.terminate()
            process.wait(20)
    return [
        Row("start to /healthz", f"{seconds:.2f} s", "<= 3 s", seconds <= SLOWEST_START),
        Row("memory, every page rendered", f"{memory / 1024 / 1024:.0f} MB", "<= 150 MB", memory <= MOST_MEMORY),
    ]


def _until_healthy(port: int, started: float) -> float:
    while time.perf_counter() - started < 30:
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=1).close()
            return time.perf_counter() - started
        except OSError:
            time.sleep(0.02)
    raise RuntimeError("the server did not start")


def _render_everything(port: int) -> None:
    origin = f"http://127.0.0.1:{port}"
    with urllib.request.urlopen(f"{origin}/packs/index.json", timeout=120) as answer:
        index = json.load(answer)
    for pack in index["packs"]:
        with urllib.request.urlopen(f"{origin}/packs/{pack['lang']}.json", timeout=120) as answer:
            for path in json.load(answer)["pages"]:
                urllib.request.urlopen(origin + path, timeout=30).close()


def _memory(leader: int) -> int:
    """Resident bytes of the heaviest process of the server: the worker holds everything."""
    pages = [int(Path(f"/proc/{one}/statm").read_text().split()[1]) for one in processes_of(leader)]
    return max(pages) * os.sysconf("SC_PAGE_SIZE")
