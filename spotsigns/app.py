"""create_app(settings): wires rooms, store and headers; nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from flask import Flask, Response, request
from werkzeug.exceptions import HTTPException

from spotsigns.concerns.limits import Limits
from spotsigns.concerns.receive import Intake
from spotsigns.concerns.routes import KeyCard, api_routes
from spotsigns.contacts.model import load_directory
from spotsigns.contacts.pages import contact_pages
from spotsigns.guidance.load import load_guidance
from spotsigns.guidance.pages import guidance_pages
from spotsigns.partnerships.model import load_partnership
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import Secrets, load_secrets
from spotsigns.translation.catalogue import complete_languages, empty_catalogue, load_catalogue
from spotsigns.translation.words import Speech
from spotsigns.web.answers import problem
from spotsigns.web.assets import Assets
from spotsigns.web.headers import hub_headers, public_headers
from spotsigns.web.pages import PageRegistry, Renderer
from spotsigns.web.proxies import TrustProxies
from spotsigns.web.routes import Site, public_routes, refuse_cross_site, shared_routes

NUMBERS = {"emergency": "999", "nonemergency": "101", "silent": "55", "adult_age": "18"}


def utc_now() -> datetime:
    return datetime.now(UTC)


def create_app(
    settings: Settings,
    *,
    store: SqliteStore | None = None,
    secrets: Secrets | None = None,
    clock: Callable[[], datetime] = utc_now,
    takes_concerns: bool = True,
) -> Flask:
    """The WSGI application for one process. Raises SpotSignsError when content, catalogues or the store are wrong."""
    app = Flask("spotsigns", static_folder=None)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.strict_slashes = False
    store = store or open_store(settings)
    secrets = secrets or load_secrets(settings)
    assets = Assets()
    partnership = load_partnership(settings.partnership)
    directory = load_directory(partnership.folder)
    guidance = load_guidance(partnership.folder)

    registry = PageRegistry()
    registry.add(*guidance_pages(guidance, directory), *contact_pages(directory))
    shared = {"partnership": partnership, "directory": directory, "guidance": guidance, "registry": registry, "leave_url": settings.leave_url}
    renderer = Renderer(app.jinja_env, assets, _speeches(settings, partnership.names), shared)
    site = Site(registry, renderer, assets, store.is_alive, is_watched=store.is_live)

    app.before_request(refuse_cross_site)
    app.before_request(_sides(settings, site))
    app.register_blueprint(shared_routes(site))
    if settings.serves_public:
        intake = Intake(store, secrets.receipt, clock, wake=lambda: None, limits=Limits(secrets.limits, clock))
        app.register_blueprint(api_routes(intake, KeyCard(partnership.id, partnership.names["hub"]), takes_concerns=takes_concerns))
        app.register_blueprint(public_routes(site))
    app.after_request(_security_headers(assets))
    app.register_error_handler(HTTPException, _error_handler(site))
    app.register_error_handler(Exception, _failure_handler(app, site))
    app.wsgi_app = TrustProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def _speeches(settings: Settings, names: dict[str, str]) -> dict[str, Speech]:
    wanted = settings.language_tags
    return {
        language.tag: Speech(language, empty_catalogue() if language.is_source else load_catalogue(language), names, NUMBERS)
        for language in complete_languages()
        if not wanted or language.tag in wanted or language.is_source
    }


def _sides(settings: Settings, site: Site) -> Callable[[], Response | None]:
    """Each side answers 404 for the other's paths; with two host names the name decides."""

    def check() -> Response | None:
        path = request.path
        if path.startswith(("/static/", "/healthz")):
            return None
        is_hub_path = path == "/hub" or path.startswith("/hub/")
        host = request.host
        if settings.public_host and settings.hub_host and host not in (settings.public_host, settings.hub_host):
            return site.not_found()
        is_wanted = settings.serves_hub if is_hub_path else settings.serves_public
        if settings.public_host and settings.hub_host:
            is_wanted = is_wanted and host == (settings.hub_host if is_hub_path else settings.public_host)
        return None if is_wanted else site.not_found()

    return check


def _security_headers(assets: Assets) -> Callable[[Response], Response]:
    def add(response: Response) -> Response:
        is_hub = request.path == "/hub" or request.path.startswith("/hub/")
        headers = hub_headers(is_secure=request.is_secure) if is_hub else public_headers(assets.css_hash, is_secure=request.is_secure)
        response.headers.update(headers)
        return response

    return add


def _error_handler(site: Site) -> Callable[[HTTPException], Response]:
    def handle(error: HTTPException) -> Response:
        status = error.code or 500
        if request.path.startswith(("/api/", "/hub/api/")):
            return problem(status, {404: "not_found", 405: "method"}.get(status, "refused"), error.description or "This was refused.")
        response = site.error_page(404 if status == 404 else status, site.best_tag())
        for name in ("Allow",):
            if error.get_response().headers.get(name):
                response.headers[name] = error.get_response().headers[name]
        return response

    return handle


def _failure_handler(app: Flask, site: Site) -> Callable[[Exception], Response]:
    """An error nobody foresaw: its kind goes to the log, never what somebody wrote."""

    def handle(error: Exception) -> Response:
        app.logger.error("unforeseen %s at %s", type(error).__name__, request.endpoint)
        if request.path.startswith(("/api/", "/hub/api/")):
            return problem(500, "failure", "Something went wrong here. Try again later.")
        return site.error_page(500, site.best_tag())

    return handle
