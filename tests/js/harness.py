"""Runs the modules of spotsigns/static/js as they are, in the system Chromium, from a loopback server."""

from __future__ import annotations

import contextlib
import functools
import http.server
import os
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Page, sync_playwright

from tests.chromium import path_of_lean

HERE = Path(__file__).resolve().parent
MODULES = HERE.parents[1] / "spotsigns" / "static" / "js"
BLANK = b"<!doctype html><title>Modules under test</title>"


class ModuleHandler(http.server.BaseHTTPRequestHandler):
    """`/js/…` is the module tree, `/rig/…` the scripts beside the tests, everything else a blank page."""

    def do_GET(self) -> None:
        content, kind = BLANK, "text/html; charset=utf-8"
        for prefix, folder in (("/js/", MODULES), ("/rig/", HERE)):
            if self.path.startswith(prefix):
                file = (folder / self.path.removeprefix(prefix)).resolve()
                if not file.is_relative_to(folder) or file.suffix != ".js" or not file.is_file():
                    self.send_error(404)
                    return
                content, kind = file.read_bytes(), "text/javascript; charset=utf-8"
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class named it
        """Quiet: the tests' own output is what matters."""


@contextlib.contextmanager
def serve_modules() -> Iterator[str]:
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), ModuleHandler)
    server.daemon_threads = True
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.05}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


class ModulePage:
    """A blank page of our origin, in which `run` calls an async JavaScript function body."""

    def __init__(self, pool: ThreadPoolExecutor, page: Page) -> None:
        self.pool = pool
        self.page = page

    def run(self, body: str, given: object = None) -> Any:
        """Runs `body` with `given` and `load(path)`, which imports a module of static/js."""
        script = f"async (given) => {{ const load = (path) => import('/js/' + path); {body} }}"
        return self.pool.submit(self.page.evaluate, script, given).result(timeout=120)


class ModuleBrowser:
    """Playwright lives in a thread of its own: its synchronous side allows only one a thread, and others test too."""

    def __init__(self, pool: ThreadPoolExecutor, browser: Browser, origin: str) -> None:
        self.pool = pool
        self.browser = browser
        self.origin = origin

    @contextlib.contextmanager
    def open_page(self) -> Iterator[ModulePage]:
        """A page with storage of its own."""
        context = self.pool.submit(self.browser.new_context).result()
        try:
            page = self.pool.submit(context.new_page).result()
            self.pool.submit(functools.partial(page.goto, self.origin + "/")).result()
            yield ModulePage(self.pool, page)
        finally:
            self.pool.submit(context.close).result()


@contextlib.contextmanager
def start_browser() -> Iterator[ModuleBrowser]:
    arguments = ["--no-sandbox"] if os.geteuid() == 0 else []
    with serve_modules() as origin, ThreadPoolExecutor(max_workers=1) as pool:
        playwright = pool.submit(sync_playwright().start).result()
        try:
            launch = functools.partial(playwright.chromium.launch, executable_path=path_of_lean(), args=arguments)
            browser = pool.submit(launch).result()
            yield ModuleBrowser(pool, browser, origin)
            pool.submit(browser.close).result()
        finally:
            pool.submit(playwright.stop).result()
