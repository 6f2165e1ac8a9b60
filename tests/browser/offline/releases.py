"""Releases of our own for tests: another page or script is another release; faults stand between it and the phone."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from flask import Flask

from spotsigns.app import create_app
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.web.assets import Asset, Assets
from spotsigns.web.pages import Page
from tests.serving import LiveServer, serve_app


class Faults:
    """WSGI middleware: by path, a change of the body that the server would send; a shorter one breaks off."""

    def __init__(self, app: Callable[..., Any]) -> None:
        self._app = app
        self.changes: dict[str, Callable[[bytes], bytes]] = {}

    def __call__(self, environ: dict[str, Any], start_response: Any) -> Any:
        change = self.changes.get(environ["PATH_INFO"])
        if change is None:
            return self._app(environ, start_response)
        environ.pop("HTTP_ACCEPT_ENCODING", None)
        answer: list[Any] = []
        body = b"".join(self._app(environ, lambda status, headers, _=None: answer.extend((status, headers))))
        changed = change(body)
        headers = [(name, value) for name, value in answer[1] if name.lower() not in ("content-length", "etag")]
        start_response(answer[0], [*headers, ("Content-Length", str(max(len(body), len(changed))))])
        return [changed]


@contextlib.contextmanager
def serve_release(directory: Path, *, extra_page: str = "", extra_script: str = "", offline: str = "on") -> Iterator[tuple[LiveServer, Faults]]:
    """A server whose release differs by a page, by a script, or by neither."""
    settings = load_settings({}, data=str(directory / "data"), sides="public", languages="en,pl", offline=offline)
    store = open_store(settings)
    assets = Assets()
    if extra_script:
        assets.files["js/extra.js"] = Asset(extra_script.encode(), "text/javascript; charset=utf-8")
    app: Flask = create_app(settings, store=store, assets=assets)
    site = app.extensions["spotsigns"]
    if extra_page:
        site.registry.add(Page(extra_page, "offline/phone.html", site.registry.get("phone/").context))
    app.extensions["spotsigns.packs"].current()
    faults = Faults(app.wsgi_app)
    app.wsgi_app = faults  # type: ignore[method-assign]
    with serve_app(app) as server:
        yield server, faults
    store.close()
