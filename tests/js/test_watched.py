"""The words for "nobody reads now": shown only when the server says so."""

from __future__ import annotations

import pytest
from harness import ModulePage

pytestmark = pytest.mark.browser


@pytest.mark.parametrize(
    ("status", "body", "hidden"),
    [
        (200, '{"ok": true, "watched": false}', False),
        (200, '{"ok": true, "watched": true}', True),
        (200, '{"ok": true}', True),
        (200, "<html>log in to the shop's wifi", True),
        (503, '{"ok": false, "watched": false}', True),
    ],
)
def test_only_the_servers_own_no_is_believed(shared_page: ModulePage, status: int, body: str, hidden: bool) -> None:
    shown = shared_page.run(
        """const { Watched } = await load('concerns/watched.js');
        const root = document.createElement('div');
        root.hidden = true;
        await new Watched(root, { fetch: async () => new Response(given.body, { status: given.status }) }).asked;
        return root.hidden;""",
        {"status": status, "body": body},
    )
    assert shown is hidden
