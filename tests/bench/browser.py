"""What a slow phone feels: sealing, leaving, a page from the offline cache, a whole language kept on a slow line."""

from __future__ import annotations

import os
import statistics
import tempfile
import time
from pathlib import Path

from playwright.sync_api import BrowserContext, Page, Playwright, sync_playwright

from spotsigns.app import create_app
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import key_id, new_private_key, public_bytes
from spotsigns.settings import load_settings
from tests.bench.table import Row
from tests.browser.gate import open_gate
from tests.chromium import path_of_whole
from tests.serving import LiveServer, serve_app

SLOWDOWN = 4
MOST_WITH_EVERYTHING = 60 * 1024
VISITS = 9
SEALS = 9
LEAVES = 5
MOST_UNTIL_BLANK = 100
LINE_SECONDS, LINE_BYTES = 0.2, 50_000  # 400 ms there and back, 400 kbit/s
LANGUAGE = "ur"
PATH = f"/{LANGUAGE}/for/takeaway/"

SEAL = """async ({release, key}) => {
    const {sealEnvelope} = await import(`/static/${release}/js/sealing/envelope.js`);
    const {newId} = await import(`/static/${release}/js/sealing/ids.js`);
    const answers = {danger: 'no', what: 'x'.repeat(1500)};
    const start = performance.now();
    await sealEnvelope({plaintextObject: {v: 1, kind: 'concern', answers}, id: newId(), thread: 'a'.repeat(32), key});
    return performance.now() - start;
}"""


# Without signal and without a worker the page goes blank and stays: nothing that comes next is measured with it.
STAY = """Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined });
    Object.defineProperty(Navigator.prototype, 'onLine', { get: () => false });"""
LEAVE = """() => new Promise((resolve) => {
    const start = performance.now();
    document.querySelector('[data-module=leave]').click();
    requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - start)));
})"""


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as directory, serve_app(create_app(load_settings({}, data=directory))) as server, sync_playwright() as playwright:
        for prepared in server.site.static.values():
            prepared.press()
        return [
            *(_with_everything(playwright, server, path) for path in (PATH, f"/{LANGUAGE}/call/", f"/{LANGUAGE}/r/")),
            _sealing(playwright, server), _leaving(playwright, server), _from_the_cache(playwright, server, Path(directory)), _fast_line(playwright, server, Path(directory)), _slow_line(playwright, server, Path(directory))]


def _phone(playwright: Playwright, profile: Path) -> BrowserContext:
    args = ["--no-sandbox"] if os.geteuid() == 0 else []
    return playwright.chromium.launch_persistent_context(profile, executable_path=path_of_whole(), args=args, viewport={"width": 360, "height": 800})


def _slow_down(page: Page) -> None:
    page.context.new_cdp_session(page).send("Emulation.setCPUThrottlingRate", {"rate": SLOWDOWN})


# What the page asks for by itself; words fetched for later screens and what is kept for later have their own rows.
WEIGH = """() => [...performance.getEntriesByType('navigation'), ...performance.getEntriesByType('resource')]
    .filter((one) => !['xmlhttprequest', 'fetch'].includes(one.initiatorType)).reduce((sum, one) => sum + one.encodedBodySize, 0)"""


def _with_everything(playwright: Playwright, server: LiveServer, path: str) -> Row:
    browser = playwright.chromium.launch(executable_path=path_of_whole(), args=["--no-sandbox"] if os.geteuid() == 0 else [])
    page = browser.new_page(viewport={"width": 360, "height": 800})
    page.goto(server.url + path, wait_until="networkidle")
    weight = float(page.evaluate(WEIGH))
    browser.close()
    return Row(f"{path} with all its scripts and pictures", f"{weight / 1024:.1f} KB", "<= 60 KB", weight <= MOST_WITH_EVERYTHING)


def _sealing(playwright: Playwright, server: LiveServer) -> Row:
    public = public_bytes(new_private_key())
    key = {"id": key_id(public), "public": to_base64url(public)}
    with tempfile.TemporaryDirectory() as profile:
        context = _phone(playwright, Path(profile))
        page = context.new_page()
        page.goto(f"{server.url}/en/")
        _slow_down(page)
        times = [float(page.evaluate(SEAL, {"release": server.site.assets.release, "key": key})) for _ in range(SEALS)]
        context.close()
    middle = statistics.median(times)
    return Row(f"sealing a concern, CPU slowed {SLOWDOWN} x", f"{middle:.0f} ms (slowest {max(times):.0f} ms)", "<= 300 ms", middle <= 300)


def _leaving(playwright: Playwright, server: LiveServer) -> Row:
    """From the tap on "Leave now" in the form until the blank page is painted."""
    with tempfile.TemporaryDirectory() as profile:
        context = _phone(playwright, Path(profile))
        context.add_init_script(STAY)
        times = []
        for _ in range(LEAVES):
            page = context.new_page()
            page.goto(f"{server.url}/{LANGUAGE}/r/", wait_until="load")
            page.wait_for_selector("[data-module=leave][data-attached=yes]")
            _slow_down(page)
            times.append(float(page.evaluate(LEAVE)))
            page.close()
        context.close()
    middle = statistics.median(times)
    return Row(f"leaving until blank, CPU slowed {SLOWDOWN} x", f"{middle:.0f} ms (slowest {max(times):.0f} ms)", "<= 100 ms", middle <= MOST_UNTIL_BLANK)


def _from_the_cache(playwright: Playwright, server: LiveServer, directory: Path) -> Row:
    """First paint of a page from the worker beside the worker's own nearly empty page."""
    with open_gate(server.port) as gate:
        context = _phone(playwright, directory / "cache")
        page = context.new_page()
        page.goto(f"http://localhost:{gate.port}/{LANGUAGE}/")
        _until_kept(page)
        gate.shut()
        _slow_down(page)
        ours, empty = [], []
        for _ in range(VISITS):
            ours.append(_first_paint(page, f"http://localhost:{gate.port}{PATH}"))
            empty.append(_first_paint(page, f"http://localhost:{gate.port}/leave"))
        context.close()
    ratio = statistics.median(ours) / statistics.median(empty)
    figure = f"{statistics.median(ours):.0f} ms beside {statistics.median(empty):.0f} ms: {ratio:.2f} x"
    return Row(f"page from the offline cache, CPU slowed {SLOWDOWN} x", figure, "<= 1.8 x an empty page", ratio <= 1.8)


FIRST_PAINT = """async () => {
    for (;;) {
        const found = performance.getEntriesByName('first-contentful-paint')[0];
        if (found) return found.startTime;
        await new Promise((done) => setTimeout(done, 20));
    }
}"""


def _first_paint(page: Page, address: str) -> float:
    page.goto(address, wait_until="load")
    return float(page.evaluate(FIRST_PAINT))


def _until_kept(page: Page) -> None:
    page.wait_for_selector(f'html[data-kept~="{LANGUAGE}"]', state="attached", timeout=60_000)


def _fast_line(playwright: Playwright, server: LiveServer, directory: Path) -> Row:
    context = _phone(playwright, directory / "fast")
    page = context.new_page()
    page.goto(f"{server.url}/{LANGUAGE}/", wait_until="load")
    started = time.perf_counter()
    _until_kept(page)
    seconds = time.perf_counter() - started
    context.close()
    return Row("one language kept after the first page, fast line", f"{seconds:.1f} s", "<= 5 s", seconds <= 5)


def _slow_line(playwright: Playwright, server: LiveServer, directory: Path) -> Row:
    with open_gate(server.port) as gate:
        gate.delay, gate.bandwidth = LINE_SECONDS, LINE_BYTES
        context = _phone(playwright, directory / "slow")
        page = context.new_page()
        started = time.perf_counter()
        page.goto(f"http://localhost:{gate.port}/{LANGUAGE}/")
        _until_kept(page)
        seconds = time.perf_counter() - started
        context.close()
    return Row("one language kept, 400 ms and 400 kbit/s", f"{seconds:.1f} s ({gate.sent / 1024:.0f} KB)", "<= 8 s", seconds <= 8)
