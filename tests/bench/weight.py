"""How heavy pages and language packs are on the wire."""

from __future__ import annotations

import json
import tempfile

from flask.testing import FlaskClient

from spotsigns.app import create_app
from spotsigns.settings import load_settings
from tests.bench.table import Row

FIRST_VIEW = 14_336
PACK, SHELL = 120 * 1024, 80 * 1024


def rows() -> list[Row]:
    with tempfile.TemporaryDirectory() as directory:
        client = create_app(load_settings({}, data=directory)).test_client()
        index = json.loads(_body(client, "/packs/index.json"))
        pages = [path for pack in index["packs"] for path in json.loads(_body(client, f"/packs/{pack['lang']}.json"))["pages"]]
        sizes = {path: len(client.get(path, headers={"Accept-Encoding": "br"}).data) for path in pages}
    heaviest = max(sizes, key=lambda path: sizes[path])
    return [
        Row(f"first view, heaviest of {len(sizes)} pages", f"{sizes[heaviest]:,} B ({heaviest})", f"<= {FIRST_VIEW:,} B", sizes[heaviest] <= FIRST_VIEW),
        *(Row(f"language pack, {pack['lang']}", f"{pack['transfer'] / 1024:.1f} KB", "<= 120 KB", pack["transfer"] <= PACK) for pack in index["packs"]),
        Row("shell", f"{index['shell']['transfer'] / 1024:.1f} KB", "<= 80 KB", index["shell"]["transfer"] <= SHELL),
    ]


def _body(client: FlaskClient, path: str) -> bytes:
    return bytes(client.get(path).data)

