"""Screenshots of the running app and a contact sheet of the drawings, all in `docs/pictures/`."""

from __future__ import annotations

import html
import logging
import os
import sqlite3
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from playwright.sync_api import Browser, sync_playwright
from werkzeug.serving import make_server

from spotsigns.app import create_app
from spotsigns.sealing.envelope import key_id, new_private_key, public_bytes
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.web.assets import Assets
from tests.chromium import path_of_whole

OUT = Path(__file__).resolve().parents[2] / "docs" / "pictures"
PHONE = {"width": 360, "height": 800}
# (file, path, dark)
SCREENS = (
    ("home", "/en/", False),
    ("takeaway", "/en/for/takeaway/", False),
    ("form", "/en/r/", False),
    ("takeaway-ur-dark", "/ur/for/takeaway/", True),
    ("call", "/en/call/", False),
)


@contextmanager
def serving() -> Iterator[str]:
    with tempfile.TemporaryDirectory() as directory:
        settings = load_settings({}, data=directory)
        store = open_store(settings)
        public = public_bytes(new_private_key())
        with sqlite3.connect(store.path) as db:
            db.execute("INSERT INTO hub_keys (id, public, seal, made) VALUES (?, ?, 1, '2026-01-01T00:00Z')", (key_id(public), public))
            # Somebody who holds the key has just logged in: else every page says that nobody reads.
            db.execute("INSERT INTO staff (id, name, role, state, logged_in) VALUES ('reads', 'Reads', 'keyholder', 'active', ?)", (int(time.time()),))
            db.execute("INSERT INTO held_keys (key, holder, hub_sealed, desk_sealed) VALUES (?, 'reads', x'', x'')", (key_id(public),))
        store.set_live(True)
        server = make_server("127.0.0.1", 0, create_app(settings, store=store), threaded=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            store.close()


def screenshots(browser: Browser, origin: str) -> None:
    for name, path, is_dark in SCREENS:
        page = browser.new_page(viewport=PHONE, color_scheme="dark" if is_dark else "light", device_scale_factor=2)
        page.goto(origin + path, wait_until="networkidle")
        page.screenshot(path=OUT / f"{name}.png")
        page.close()


def contact_sheet(browser: Browser) -> None:
    """Every drawing without its label, numbered; what each shows stands in the list below."""
    pictures = Assets().pictures
    cells = "".join(f"<figure>{path.read_text('utf-8')}<figcaption>{at}</figcaption></figure>" for at, path in enumerate(pictures.values(), 1))
    names = "".join(f"<li>{html.escape(name)}</li>" for name in pictures)
    sheet = (
        "<!doctype html><meta charset=utf-8><title>Drawings</title><style>body{color:#2b1a2e;background:#fbf6ee;font:14px system-ui}"
        "main{display:grid;grid-template-columns:repeat(12,80px)}figure{margin:6px;text-align:center}svg{width:64px;fill:#f6c3d8}"
        f"ol{{columns:4}}</style><main>{cells}</main><ol>{names}</ol>"
    )
    page = browser.new_page(viewport={"width": 1000, "height": 1200})
    page.set_content(sheet)
    page.screenshot(path=OUT / "sheet.png", full_page=True)
    page.close()


def main() -> None:
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    OUT.mkdir(parents=True, exist_ok=True)
    with serving() as origin, sync_playwright() as playwright:
        args = ["--no-sandbox"] if os.geteuid() == 0 else []
        browser = playwright.chromium.launch(executable_path=path_of_whole(), args=args)
        contact_sheet(browser)
        screenshots(browser, origin)
        browser.close()
    print(f"{len(SCREENS)} screenshots and sheet.png are in {OUT.relative_to(OUT.parents[1])}/")


if __name__ == "__main__":
    main()
