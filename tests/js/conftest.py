"""One Chromium for all module tests; a page with empty storage for each test."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from harness import ModuleBrowser, ModulePage, start_browser


@pytest.fixture(scope="session")
def module_browser() -> Iterator[ModuleBrowser]:
    with start_browser() as browser:
        yield browser


@pytest.fixture
def page(module_browser: ModuleBrowser) -> Iterator[ModulePage]:
    with module_browser.open_page() as opened:
        yield opened


@pytest.fixture(scope="module")
def shared_page(module_browser: ModuleBrowser) -> Iterator[ModulePage]:
    """For tests that keep nothing, or make up their own store."""
    with module_browser.open_page() as opened:
        yield opened


@pytest.fixture(scope="session")
def vectors() -> dict[str, Any]:
    found: dict[str, Any] = json.loads((Path(__file__).parents[1] / "vectors.json").read_text("utf-8"))
    return found
