"""Lighthouse, mobile, medians of five, beside an empty page of 1 KB in the same run. Not measured where Node is missing."""

from __future__ import annotations

import json
import os
import shutil
import statistics
import subprocess
import sys
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from tests.bench.intake import _free_port, _wait
from tests.bench.table import Row
from tests.chromium import path_of_whole

TOOLS = Path(__file__).resolve().parents[2] / ".tools"
VERSION = "12.8"
RUNS = 5
PATH = "/en/for/takeaway/"
BUDGETS = ("first paint <= 1.1 x empty", "largest paint <= 1.25 x empty", "performance, accessibility, best practices 100")
FIRST, LARGEST = "first-contentful-paint", "largest-contentful-paint"
EMPTY = ("<!doctype html><html lang=en><meta name=viewport content='width=device-width'><title>Empty</title><p>Empty</p>" + " " * 900).encode()


def rows() -> list[Row]:
    if shutil.which("node") is None or shutil.which("npm") is None:
        return [Row(f"Lighthouse: {budget}", "Node is missing", budget, None) for budget in BUDGETS]
    program = _installed()
    with _app() as origin, _empty_page() as empty:
        ours = [_audit(program, origin + PATH) for _ in range(RUNS)]
        bare = [_audit(program, empty) for _ in range(RUNS)]
    first, largest = (_median(ours, name) / _median(bare, name) for name in (FIRST, LARGEST))
    scores = {name: statistics.median(run["categories"][name]["score"] * 100 for run in ours) for name in ("performance", "accessibility", "best-practices")}
    return [
        Row("Lighthouse, first paint", f"{_median(ours, FIRST):.0f} ms beside {_median(bare, FIRST):.0f} ms: {first:.2f} x", "<= 1.1 x an empty page", first <= 1.1),
        Row("Lighthouse, largest paint", f"{_median(ours, LARGEST):.0f} ms beside {_median(bare, LARGEST):.0f} ms: {largest:.2f} x", "<= 1.25 x an empty page", largest <= 1.25),
        Row("Lighthouse, scores", ", ".join(f"{name} {score:.0f}" for name, score in scores.items()), "100 each", all(score == 100 for score in scores.values())),
    ]


def _installed() -> Path:
    program = TOOLS / "node_modules" / "lighthouse" / "cli" / "index.js"
    if not program.is_file():
        TOOLS.mkdir(exist_ok=True)
        subprocess.run(["npm", "install", "--silent", "--no-save", "--prefix", str(TOOLS), f"lighthouse@{VERSION}"], check=True, cwd=TOOLS)
    return program


def _audit(program: Path, address: str) -> dict[str, Any]:
    flags = "--headless=new --no-first-run --disable-background-networking" + (" --no-sandbox" if os.geteuid() == 0 else "")
    command = ["node", str(program), address, "--quiet", "--output=json", "--form-factor=mobile", f"--chrome-flags={flags}"]
    command.append("--only-categories=performance,accessibility,best-practices")
    done = subprocess.run(command, check=True, capture_output=True, env={**os.environ, "CHROME_PATH": path_of_whole()})
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def _median(runs: list[dict[str, Any]], audit: str) -> float:
    return statistics.median(run["audits"][audit]["numericValue"] for run in runs)


@contextmanager
def _app() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as directory:
        port = _free_port()
        process = subprocess.Popen([sys.executable, "-m", "spotsigns", "serve", "--port", str(port), "--data", directory], stdout=subprocess.DEVNULL)
        try:
            _wait(port)
            yield f"http://localhost:{port}"
        finally:
            process.terminate()
            process.wait(20)


class _Empty(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(EMPTY)))
        self.end_headers()
        self.wfile.write(EMPTY)

    def log_message(self, *args: object) -> None:
        """Say nothing: the table is the output."""


@contextmanager
def _empty_page() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Empty)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://localhost:{server.server_port}/"
    finally:
        server.shutdown()
