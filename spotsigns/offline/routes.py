"""HTTP of the offline room: packs, the worker, manifests."""

from __future__ import annotations

import json
from typing import Any

from flask import Blueprint, Response, request

from spotsigns.offline.manifests import app_manifest, quiet_manifest
from spotsigns.offline.packs import JSON, Packs
from spotsigns.offline.worker import make_retired_worker, make_worker
from spotsigns.web.answers import Prepared, send
from spotsigns.web.routes import SHARED, Site

JAVASCRIPT = "text/javascript; charset=utf-8"
MANIFEST = "application/manifest+json"


def offline_routes(site: Site, packs: Packs, names: dict[str, str], *, is_off: bool = False) -> Blueprint:
    """`is_off` retires the worker on every phone that comes by, and offers no packs. What waits to be sent stays."""
    routes = Blueprint("offline", __name__)

    @routes.get("/packs/index.json")
    def index() -> Response:
        prepared = Prepared(b'{"off":true}', JSON) if is_off else packs.current().index
        return send(prepared, cache_control=SHARED)

    @routes.get("/packs/shell.json")
    def shell() -> Response:
        return send(packs.current().shell, cache_control=SHARED)

    @routes.get("/packs/<tag>.json")
    def pack(tag: str) -> Response:
        return send(packs.current().packs[tag], cache_control=SHARED) if tag in site.tags else site.not_found()

    @routes.get("/sw.js")
    def worker() -> Response:
        key = (site.edition(), "worker", is_off, request.is_secure)
        prepared = site.cache.get(key) or site.cache.put(key, Prepared(_worker(site, is_off).encode(), JAVASCRIPT))
        return send(prepared, cache_control=SHARED)

    @routes.get("/<tag>/manifest.webmanifest")
    def manifest(tag: str) -> Response:
        return _send_manifest(site, tag, names, app_manifest)

    @routes.get("/<tag>/quiet.webmanifest")
    def quiet(tag: str) -> Response:
        return _send_manifest(site, tag, names, quiet_manifest)

    return routes


def _worker(site: Site, is_off: bool) -> str:
    return make_retired_worker(site.assets) if is_off else make_worker(site, is_secure=request.is_secure)


def _send_manifest(site: Site, tag: str, names: dict[str, str], make: Any) -> Response:
    if tag not in site.tags:
        return site.not_found()
    content = make(site.renderer.speech(tag), names, f"/static/{site.assets.release}")
    return send(Prepared(json.dumps(content, ensure_ascii=False).encode(), MANIFEST), cache_control=SHARED)
