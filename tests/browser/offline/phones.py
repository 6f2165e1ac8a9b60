"""A phone for tests: one browser profile behind a gate, whose browser can be killed and started again."""

from __future__ import annotations

import contextlib
import os
import signal
import time
from pathlib import Path
from typing import Any

from playwright.sync_api import BrowserContext, Page, Playwright

from tests.browser.gate import Gate
from tests.serving import LiveServer

PATIENCE_MS = 20_000  # for a busy computer; how fast it has to be is a test of its own


class Phone:
    """`profile` survives the browser; the server is only reached through `gate`. `has_back_cache`: pages gone back to come out of memory."""

    def __init__(self, playwright: Playwright, executable: str, profile: Path, gate: Gate, *, has_back_cache: bool = False) -> None:
        self._playwright, self._executable, self.profile, self.gate = playwright, executable, profile, gate
        self._without = ["--disable-back-forward-cache"] if has_back_cache else None
        self.context: BrowserContext = self.start()

    def start(self, *, app: str = "") -> BrowserContext:
        """`app`: the path that an installed app opens, in a window of its own without an address."""
        args = ["--no-sandbox", *([f"--app={self.origin}{app}"] if app else [])]
        return self._playwright.chromium.launch_persistent_context(
            self.profile, executable_path=self._executable, args=args, ignore_default_args=self._without, viewport={"width": 360, "height": 800}
        )

    @property
    def origin(self) -> str:
        return f"http://localhost:{self.gate.port}"

    @property
    def process(self) -> int:
        """Id of the browser itself: it was started with this profile, and is nobody's renderer."""
        for line in Path("/proc").glob("[0-9]*/cmdline"):
            with contextlib.suppress(OSError):
                words = line.read_text().split("\0")
                if f"--user-data-dir={self.profile}" in words and not any(word.startswith("--type=") for word in words):
                    return int(line.parent.name)
        raise LookupError(f"No browser runs on {self.profile}.")

    def open(self, path: str) -> Page:
        page = self.context.new_page()
        page.goto(self.origin + path)
        return page

    def keep(self, tag: str, path: str | None = None) -> Page:
        """A first visit, until the language is kept."""
        page = self.open(path or f"/{tag}/")
        wait_kept(page, tag)
        return page

    def restart(self, *, kill: bool = False) -> None:
        """A new browser process on the same profile."""
        if kill:
            os.kill(self.process, signal.SIGKILL)
            for left in self.profile.glob("Singleton*"):
                left.unlink()
            time.sleep(0.5)
        else:
            self.context.close()
        self.context = self.start()

    def close(self) -> None:
        self.context.close()


def wait_kept(page: Page, tag: str, timeout: float = PATIENCE_MS) -> None:
    page.wait_for_selector(f'html[data-kept~="{tag}"]', state="attached", timeout=timeout)


def pages_of(server: LiveServer, tag: str) -> list[str]:
    return [f"/{tag}/{page.path}" for page in server.site.registry]


def pointer_of(page: Page) -> Any:
    """What the phone holds for current."""
    script = "async () => { const found = await caches.match('/packs/kept/pointer'); return found ? found.json() : null; }"
    return page.evaluate(script)
