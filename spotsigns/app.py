"""create_app(settings): wires rooms, store and headers; nothing else."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial

from flask import Flask

from spotsigns.concerns.limits import Limits
from spotsigns.concerns.pages import answer_pages, concern_pages
from spotsigns.concerns.phrases import load_phrases
from spotsigns.concerns.plain import PlainTelling
from spotsigns.concerns.plain_routes import PlainSide, plain_page, plain_routes
from spotsigns.concerns.questions import LONGEST_TEXT, load_form
from spotsigns.concerns.receive import Intake
from spotsigns.concerns.routes import KeyCard, api_routes
from spotsigns.contacts.live import LiveDirectory
from spotsigns.contacts.model import load_directory
from spotsigns.contacts.pages import contact_pages
from spotsigns.errors import SettingsError
from spotsigns.guidance.load import load_guidance
from spotsigns.guidance.pages import guidance_pages
from spotsigns.hub.destinations import load_destinations
from spotsigns.hub.doing_model import Doing
from spotsigns.hub.duty_mail import duty_mail, relay_sender
from spotsigns.hub.edits import EditDesk
from spotsigns.hub.escalate import Watchman
from spotsigns.hub.labels import desk_labels
from spotsigns.hub.push_worker import make_hub_worker
from spotsigns.hub.ready_made import ReadyMade
from spotsigns.hub.room import make_hub
from spotsigns.hub.routes import HubWork, TellingLine, Waking, hub_routes
from spotsigns.hub.watch import is_watched
from spotsigns.launch import red_lines
from spotsigns.offline.packs import Packs
from spotsigns.offline.pages import offline_pages
from spotsigns.offline.routes import offline_routes
from spotsigns.partnerships.model import Targets, load_partnership
from spotsigns.push.postman import Postman
from spotsigns.push.routes import push_routes
from spotsigns.push.send import WebPushSender
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import Secrets, load_secrets
from spotsigns.translation.catalogue import complete_languages, empty_catalogue, load_catalogue
from spotsigns.translation.words import Speech
from spotsigns.web.assets import Assets
from spotsigns.web.guard import guard
from spotsigns.web.pages import PageRegistry, Renderer
from spotsigns.web.proxies import TrustProxies
from spotsigns.web.readings import Readings, count_readings
from spotsigns.web.routes import Site, public_routes, shared_routes

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
    directory = LiveDirectory(load_directory(partnership.folder), store, partnership.hub_contact)
    guidance = load_guidance(partnership.folder)

    registry = PageRegistry()
    registry.add(*guidance_pages(guidance, directory), *contact_pages(directory))
    questions, phrases = load_form(), load_phrases()
    registry.add(*concern_pages(questions, guidance, directory, partnership), *answer_pages(directory, partnership, phrases))
    registry.add(*offline_pages(directory, partnership.hub_contact))
    shared = {"partnership": partnership, "directory": directory, "guidance": guidance, "registry": registry, "leave_url": settings.leave_url}
    renderer = Renderer(app.jinja_env, assets, _speeches(settings, partnership.names), shared)
    site = Site(registry, renderer, assets, store.is_alive, is_watched=lambda: is_watched(store, clock()), edition=directory.edition)

    app.extensions["spotsigns"] = site
    guard(app, settings, site)
    app.register_blueprint(shared_routes(site))
    card = KeyCard(partnership.id, partnership.names["hub"])
    postman = app.extensions["spotsigns.postman"] = _postman(app, settings, store, secrets, clock)
    if settings.serves_public:
        limits = Limits(secrets.limits, clock)
        intake = Intake(store, secrets.receipt, clock, wake=postman.nudge, limits=limits)
        app.register_blueprint(push_routes(store, secrets.push, limits.may_be_woken, is_on=bool(settings.contact)))
        app.register_blueprint(api_routes(intake, card, takes_concerns=takes_concerns))
        telling = PlainTelling(intake, partnership.id, secrets.limits)
        plain = plain_page(questions, guidance, directory, partnership)
        app.register_blueprint(plain_routes(PlainSide(site, plain, telling, intake, takes_concerns)))
        app.register_blueprint(public_routes(site))
        packs = app.extensions["spotsigns.packs"] = Packs(registry, renderer, assets, partnership.names, directory.edition)
        readings = app.extensions["spotsigns.readings"] = Readings(clock, store.add_readings)
        count_readings(app, readings, site.tags)
        app.register_blueprint(offline_routes(site, packs, partnership.names, is_off=settings.offline == "off"))
    if settings.serves_hub:
        labels = desk_labels(guidance, questions, directory, partnership, renderer.speech("en"))
        app.extensions["spotsigns.watchman"] = _watchman(settings, store, partnership.targets, clock)
        doing = Doing(load_destinations(partnership.folder), int(settings.retention_days))
        hub = make_hub(store, secrets, clock, doing=doing, red_lines=lambda: red_lines(settings, store))
        work = HubWork(
            labels,
            ReadyMade(phrases, directory, partnership, renderer),
            EditDesk(directory, site.tags, partnership.hub_contact, lambda contact: renderer.speech("en").plain(contact.name)),
            TellingLine(Intake(store, secrets.receipt, clock, wake=postman.nudge), card, store),
            Waking(store, secrets.push, lambda: make_hub_worker(assets), is_on=bool(settings.contact)),
        )
        render = partial(renderer.template, tag="en", form="pack", questions=questions, longest=LONGEST_TEXT)
        app.register_blueprint(hub_routes(hub, render, work))
    app.wsgi_app = TrustProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def _postman(app: Flask, settings: Settings, store: SqliteStore, secrets: Secrets, clock: Callable[[], datetime]) -> Postman:
    """Who wakes staff and phones; `serving` lets it run, where SPOTSIGNS_CONTACT says who push services may write to."""
    sender = WebPushSender(secrets.push, settings.contact, lambda: clock().timestamp())
    release = (lambda: str(app.extensions["spotsigns.packs"].current().name)) if settings.serves_public else None
    return Postman(store, sender, clock, release)


def _watchman(settings: Settings, store: SqliteStore, targets: Targets, clock: Callable[[], datetime]) -> Watchman:
    """`wake` takes names; the mailbox is told where there is one."""
    desk = f"https://{settings.hub_host}/hub/" if settings.hub_host else "/hub/"
    mail = duty_mail(settings.duty_mailbox, desk, relay_sender(settings.mail_relay), lambda: clock().timestamp()) if settings.duty_mailbox else None
    return Watchman(store, clock, timedelta(minutes=targets.unread_minutes), settings.duty_manager, wake=lambda names: None, mail=mail)


def _speeches(settings: Settings, names: dict[str, str]) -> dict[str, Speech]:
    wanted = settings.language_tags
    unknown = sorted(set(wanted) - {language.tag for language in complete_languages()})
    if unknown:
        raise SettingsError([f"SPOTSIGNS_LANGUAGES names {unknown[0]!r}, which has no translation. Use tags from translations/, or leave it empty."])
    return {
        language.tag: Speech(language, empty_catalogue() if language.is_source else load_catalogue(language), names, NUMBERS)
        for language in complete_languages()
        if not wanted or language.tag in wanted or language.is_source
    }
