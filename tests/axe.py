"""What stands between a page and somebody who cannot see it, hear it or hold a mouse: what axe finds, one line each."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from axe_playwright_python.base import AXE_SCRIPT
from playwright.sync_api import Page

WCAG = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa")
# Only what is wrong crosses over: all that is right is a hundred times as much.
RUN = """([within, options]) => axe.run(within || document, { ...options, resultTypes: ['violations'] }).then((found) => found.violations
  .map((one) => `${one.id}: ${one.nodes.slice(0, 3).map((node) => `${node.target} ${node.html.slice(0, 120)}`).join(' | ')}`))"""


def barriers(page: Page, options: Mapping[str, Any] | None = None, *, within: str = "") -> list[str]:
    """On the page as it stands, or `within` the elements of a selector. `options` as axe.run takes them; WCAG's rules if there are none."""
    if not page.evaluate("() => 'axe' in window"):
        page.evaluate(AXE_SCRIPT)
    found: list[str] = page.evaluate(RUN, [within, options or {"runOnly": WCAG}])
    return found
