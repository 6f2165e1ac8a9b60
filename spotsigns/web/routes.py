"""Routes every reader shares: the language choice, pages of the registry, static files, leave, clear, health."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from flask import Blueprint, Response, redirect, request

from spotsigns.translation.languages import negotiate
from spotsigns.web.answers import AnswerCache, Prepared, problem, send
from spotsigns.web.assets import Assets
from spotsigns.web.pages import Page, PageRegistry, Renderer

HTML = "text/html; charset=utf-8"
SHARED, PRIVATE, FOR_EVER = "no-cache", "no-store", "public, max-age=31536000, immutable"

# The whole source of /leave: nothing in it may name the app, nor anything it loads.
LEFT = (
    '<!doctype html><html lang="en" dir="ltr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>This page is not available</title></head><body><h1>This page is not available</h1></body></html>"
)


@dataclass
class Site:
    """What the public routes answer from."""

    registry: PageRegistry
    renderer: Renderer
    assets: Assets
    is_store_alive: Callable[[], bool]
    is_watched: Callable[[], bool]
    edition: Callable[[], str] = lambda: ""  # another text whenever pages may look different
    cache: AnswerCache = field(default_factory=AnswerCache)
    static: dict[str, Prepared] = field(init=False)

    def __post_init__(self) -> None:
        self.static = {name: Prepared(asset.body, asset.media_type) for name, asset in self.assets.files.items()}

    @property
    def tags(self) -> tuple[str, ...]:
        return tuple(language.tag for language in self.renderer.languages)

    def best_tag(self) -> str:
        return negotiate(request.headers.get("Accept-Language", ""), self.tags)

    def prepare(self, page: Page, tag: str) -> Prepared:
        key = (self.edition(), page.path, tag)
        return self.cache.get(key) or self.cache.put(key, Prepared(self.renderer.page(page, tag).encode(), HTML))

    def press_everything(self) -> Iterator[None]:
        """Render every page and compress it and every file as well as can be, one at each step."""
        for prepared in self.static.values():
            prepared.press()
            yield
        for page in self.registry:
            for tag in self.tags:
                self.prepare(page, tag).press()
                yield

    def not_found(self) -> Response:
        """404 in the best language of the header; programs get theirs as JSON."""
        if request.path.startswith(("/api/", "/hub/api/")):
            return problem(404, "not_found", "There is nothing at this address.")
        return self.error_page(404, self.best_tag())

    def error_page(self, status: int, tag: str) -> Response:
        key = (self.edition(), "error", status, tag)
        prepared = self.cache.get(key) or self.cache.put(
            key, Prepared(self.renderer.template("web/error.html", tag, status=status).encode(), HTML)
        )
        return send(prepared, status=status, cache_control=PRIVATE)


def public_routes(site: Site) -> Blueprint:
    routes = Blueprint("web", __name__)
    left = Prepared(LEFT.encode(), HTML)

    @routes.get("/")
    def choose_language() -> Response:
        answer = redirect(f"/{site.best_tag()}/", 302)
        answer.headers["Cache-Control"] = PRIVATE
        return answer  # type: ignore[return-value]

    @routes.get("/<tag>/")
    @routes.get("/<tag>/<path:path>")
    def show_page(tag: str, path: str = "") -> Response:
        if tag not in site.tags:
            return site.not_found()
        if path == "about/":
            return redirect(f"/{tag}/more/", 308)  # type: ignore[return-value]
        page = site.registry.get(path)
        if page is None:
            if site.registry.get(path + "/") or path == "about":
                return redirect(f"/{tag}/{path}/", 308)  # type: ignore[return-value]
            return site.not_found()
        return send(site.prepare(page, tag), cache_control=PRIVATE if page.is_private else SHARED)

    @routes.get("/<tag>")
    def add_slash(tag: str) -> Response:
        return redirect(f"/{tag}/", 308) if tag in site.tags else site.not_found()  # type: ignore[return-value]

    @routes.get("/leave")
    def leave() -> Response:
        return send(left, cache_control=PRIVATE)

    @routes.post("/clear")
    def clear() -> Response:
        return Response(status=200, headers={"Clear-Site-Data": '"cache", "storage"', "Cache-Control": PRIVATE})

    return routes


def shared_routes(site: Site) -> Blueprint:
    """Routes that both sides answer: static files and health."""
    routes = Blueprint("shared", __name__)
    @routes.get("/static/<release>/<path:name>")
    def static_file(release: str, name: str) -> Response:
        if release != site.assets.release or name not in site.static:
            return Response("This file is not here.\n", 404, content_type="text/plain; charset=utf-8")
        return send(site.static[name], cache_control=FOR_EVER)

    @routes.get("/favicon.ico")
    def no_icon() -> Response:
        # Every page of ours names its icon. Only /leave has none, and a browser that asks here must not be shown ours.
        return Response(status=204, headers={"Cache-Control": SHARED})

    @routes.get("/healthz")
    def health() -> Response:
        if not site.is_store_alive():
            return problem(503, "unavailable", "The store does not answer. Try again later.")
        body = json.dumps({"ok": True, "watched": site.is_watched()})
        return Response(body, content_type="application/json", headers={"Cache-Control": PRIVATE})

    return routes
