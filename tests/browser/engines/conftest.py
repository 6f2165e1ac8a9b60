"""A hub behind a gate for Firefox ESR and WebKitGTK."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, suppress
from pathlib import Path

import pytest
from playwright.sync_api import BrowserContext, Playwright
from selenium.webdriver.remote.client_config import ClientConfig
from selenium.webdriver.remote.remote_connection import RemoteConnection
from selenium.webdriver.remote.webdriver import WebDriver
from selenium.webdriver.webkitgtk.options import Options
from selenium.webdriver.webkitgtk.service import Service
from urllib3.exceptions import HTTPError

from tests.browser.concerns.conftest import hub, hub_server
from tests.browser.concerns.hubs import Hub
from tests.browser.gate import Gate, open_gate

__all__ = ["hub", "hub_server"]


SCRIPT_SECONDS, ANSWER_SECONDS = 40, 45
# A browser that ends while it starts is never reported: its driver waits for it for ever.
STARTS = 3


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        pytest.fail(f"{name} was not found. './dev test' installs it where apt-get is there.")
    return found


@pytest.fixture
def gate(hub: Hub) -> Iterator[Gate]:
    with open_gate(hub.server.port) as opened:
        yield opened


@pytest.fixture
def firefox(playwright: Playwright, tmp_path: Path) -> Iterator[BrowserContext]:
    context = playwright.firefox.launch_persistent_context(
        tmp_path / "profile", channel="moz-firefox", executable_path=program("firefox-esr"), viewport={"width": 360, "height": 800}
    )
    yield context
    context.close()


@pytest.fixture(scope="session")
def display() -> Iterator[str]:
    """A screen of our own: WebKitGTK has no headless mode."""
    reading, writing = os.pipe()
    process = subprocess.Popen([program("Xvfb"), "-displayfd", str(writing), "-screen", "0", "800x1000x24"], pass_fds=[writing], stderr=subprocess.DEVNULL)
    os.close(writing)
    with os.fdopen(reading) as lines:
        number = lines.readline().strip()
    yield f":{number}"
    process.terminate()
    process.wait(10)


@pytest.fixture
def webkit(display: str) -> Iterator[WebDriver]:
    options = Options()
    options.binary_location = next(map(str, Path("/usr").glob("lib/*/webkit2gtk-4.*/MiniBrowser")), "")
    options.add_argument("--automation")
    environment = {**os.environ, "DISPLAY": display, "WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS": "1", "WEBKIT_DISABLE_COMPOSITING_MODE": "1", "LIBGL_ALWAYS_SOFTWARE": "1"}
    with ExitStack() as stack:
        for _ in range(STARTS):
            service = Service(program("WebKitWebDriver"), env=environment)
            service.start()
            stack.callback(service.stop)
            with suppress(HTTPError):
                driver = WebDriver(RemoteConnection(client_config=ClientConfig(service.service_url, timeout=ANSWER_SECONDS)), options=options)
                stack.callback(driver.quit)
                break
        else:
            pytest.fail(f"WebKitWebDriver started no browser in {STARTS} tries.")
        driver.set_script_timeout(SCRIPT_SECONDS)
        yield driver
