"""create_app(settings): wires rooms, store and headers; nothing else."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cache, partial

from flask import Flask, g

from spotsigns.concerns.limits import Limits
from spotsigns.concerns.pages import answer_pages, concern_pages
from spotsigns.concerns.phrases import Phrase, load_phrases
from spotsigns.concerns.plain import PlainTelling
from spotsigns.concerns.plain_routes import PlainSide, plain_page, plain_routes
from spotsigns.concerns.questions import LONGEST_TEXT, Questions, load_form
from spotsigns.concerns.receive import Intake
from spotsigns.concerns.routes import KeyCard, api_routes
from spotsigns.concerns.space import Space
from spotsigns.contacts.live import LiveDirectory
from spotsigns.contacts.model import load_directory
from spotsigns.contacts.pages import contact_pages
from spotsigns.errors import SettingsError
from spotsigns.guidance.load import load_guidance
from spotsigns.guidance.model import Guidance
from spotsigns.guidance.pages import guidance_pages, titles
from spotsigns.guidance.spoken import SpokenLanguage, load_spoken
from spotsigns.guidance.spoken_routes import spoken_routes
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
from spotsigns.hub.slow import Slowdown
from spotsigns.hub.watch import is_watched
from spotsigns.launch import red_lines
from spotsigns.offline.packs import Packs
from spotsigns.offline.pages import offline_pages
from spotsigns.offline.routes import offline_routes
from spotsigns.partnerships.model import Partnership, load_partnership
from spotsigns.push.postman import Postman
from spotsigns.push.routes import push_routes
from spotsigns.push.send import WebPushSender
from spotsigns.settings import Settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.secrets import Secrets, load_secrets
from spotsigns.translation.catalogue import complete_languages, empty_catalogue, load_catalogue
from spotsigns.translation.words import Speech
from spotsigns.web.assets import Assets, shipped_assets
from spotsigns.web.guard import guard
from spotsigns.web.log import mark_requests
from spotsigns.web.pages import PageRegistry, Renderer
from spotsigns.web.proxies import TrustProxies
from spotsigns.web.readings import Readings, count_readings
from spotsigns.web.routes import Site, public_routes, shared_routes
from spotsigns.web.security_txt import security_txt_routes

# Neither ever changes: a process that makes several applications reads them once.
read_catalogue, read_guidance = cache(load_catalogue), cache(load_guidance)
NUMBERS = {"emergency": "999", "nonemergency": "101", "silent": "55", "adult_age": "18"}


def utc_now() -> datetime:
    return datetime.now(UTC)


@dataclass(frozen=True)
class Wired:
    """What both sides are made of."""

    app: Flask
    settings: Settings
    store: SqliteStore
    secrets: Secrets
    clock: Callable[[], datetime]
    partnership: Partnership
    directory: LiveDirectory
    guidance: Guidance
    questions: Questions
    phrases: tuple[Phrase, ...]
    site: Site
    postman: Postman
    spoken: tuple[SpokenLanguage, ...]

    @property
    def space(self) -> Space:
        return Space(self.store.space, self.settings.quota_bytes, self.clock)

    @property
    def card(self) -> KeyCard:
        return KeyCard(self.partnership.id, self.partnership.names["hub"])


def create_app(
    settings: Settings,
    *,
    store: SqliteStore | None = None,
    secrets: Secrets | None = None,
    clock: Callable[[], datetime] = utc_now,
    pause: Callable[[float], None] = time.sleep,
    assets: Assets | None = None,
    takes_concerns: bool = True,
) -> Flask:
    """The WSGI application for one process; `pause` waits the seconds that a failed log-in costs.

    Raises SpotSignsError when content, catalogues or the store are wrong.
    """
    app = Flask("spotsigns", static_folder=None)
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    app.url_map.strict_slashes = False
    wired = _wire(app, settings, store or open_store(settings), secrets or load_secrets(settings), clock, assets or shipped_assets())
    app.extensions["spotsigns"] = wired.site
    app.extensions["spotsigns.postman"] = wired.postman
    guard(app, settings, wired.site)
    mark_requests(app, lambda: g.open_session.staff.id if g.get("open_session") else "")
    app.register_blueprint(shared_routes(wired.site))
    app.register_blueprint(security_txt_routes(settings, clock))
    if settings.serves_public:
        _add_public_side(wired, takes_concerns=takes_concerns)
    if settings.serves_hub:
        _add_hub_side(wired, Slowdown(pause))
    app.wsgi_app = TrustProxies(app.wsgi_app, settings.trusted_proxies)  # type: ignore[method-assign]
    return app


def _wire(app: Flask, settings: Settings, store: SqliteStore, secrets: Secrets, clock: Callable[[], datetime], assets: Assets) -> Wired:
    partnership = load_partnership(settings.partnership)
    directory = LiveDirectory(load_directory(partnership.folder), store, partnership.hub_contact)
    guidance = read_guidance(partnership.folder)
    questions, phrases = load_form(), load_phrases()
    registry = PageRegistry()
    registry.add(*guidance_pages(guidance, directory), *contact_pages(directory))
    registry.add(*concern_pages(questions, guidance, directory, partnership), *answer_pages(directory, partnership, phrases))
    registry.add(*offline_pages(directory, partnership.hub_contact))
    shared: dict[str, object] = {"partnership": partnership, "directory": directory, "guidance": guidance, "registry": registry, "leave_url": settings.leave_url}
    speeches = _speeches(settings, partnership.names)
    shared["spoken_languages"] = spoken = load_spoken(partnership.folder, titles(guidance), tuple(speeches))
    renderer = Renderer(app.jinja_env, assets, speeches, shared)
    site = Site(registry, renderer, assets, store.is_alive, is_watched=lambda: is_watched(store, clock()), edition=directory.edition)
    postman = _postman(app, settings, store, secrets, clock)
    return Wired(app, settings, store, secrets, clock, partnership, directory, guidance, questions, phrases, site, postman, spoken)


def _add_public_side(wired: Wired, *, takes_concerns: bool) -> None:
    app, settings, site, partnership = wired.app, wired.settings, wired.site, wired.partnership
    limits = Limits(wired.secrets.limits, wired.clock)
    intake = Intake(wired.store, wired.secrets.receipt, wired.clock, wake=wired.postman.nudge, limits=limits, space=wired.space)
    app.register_blueprint(push_routes(wired.store, wired.secrets.push, limits.may_be_woken, is_on=bool(settings.contact)))
    app.register_blueprint(api_routes(intake, wired.card, takes_concerns=takes_concerns))
    telling = PlainTelling(intake, partnership.id, wired.secrets.limits)
    plain = plain_page(wired.questions, wired.guidance, wired.directory, partnership)
    app.register_blueprint(plain_routes(PlainSide(site, plain, telling, intake, takes_concerns)))
    app.register_blueprint(public_routes(site))
    app.register_blueprint(spoken_routes(site, wired.spoken))
    packs = app.extensions["spotsigns.packs"] = Packs(site.registry, site.renderer, site.assets, partnership.names, wired.directory.edition)
    readings = app.extensions["spotsigns.readings"] = Readings(wired.clock, wired.store.add_readings)
    count_readings(app, readings, site.tags)
    app.register_blueprint(offline_routes(site, packs, partnership.names, is_off=settings.offline == "off"))


def _add_hub_side(wired: Wired, slowdown: Slowdown) -> None:
    settings, store, renderer, partnership, directory = wired.settings, wired.store, wired.site.renderer, wired.partnership, wired.directory
    english = renderer.speech("en")
    wired.app.extensions["spotsigns.watchman"] = _watchman(wired)
    doing = Doing(load_destinations(partnership.folder), int(settings.retention_days))
    hub = make_hub(store, wired.secrets, wired.clock, slowdown, doing=doing, red_lines=lambda: red_lines(settings, store, wired.clock()), host=settings.hub_host)
    work = HubWork(
        desk_labels(wired.guidance, wired.questions, directory, partnership, english),
        ReadyMade(wired.phrases, directory, partnership, renderer),
        EditDesk(directory, wired.site.tags, partnership.hub_contact, lambda contact: english.plain(contact.name)),
        TellingLine(Intake(store, wired.secrets.receipt, wired.clock, wake=wired.postman.nudge), wired.card, store),
        Waking(store, wired.secrets.push, lambda: make_hub_worker(wired.site.assets), is_on=bool(settings.contact)),
        wired.space,
    )
    render = partial(renderer.template, tag="en", form="pack", questions=wired.questions, longest=LONGEST_TEXT)
    wired.app.register_blueprint(hub_routes(hub, render, work))


def _postman(app: Flask, settings: Settings, store: SqliteStore, secrets: Secrets, clock: Callable[[], datetime]) -> Postman:
    """Who wakes staff and phones; `serving` lets it run, where SPOTSIGNS_CONTACT says who push services may write to."""
    sender = WebPushSender(secrets.push, settings.contact, lambda: clock().timestamp())
    release = (lambda: str(app.extensions["spotsigns.packs"].current().name)) if settings.serves_public else None
    return Postman(store, sender, clock, release)


def _watchman(wired: Wired) -> Watchman:
    """Push wakes everybody who holds the keys, without content; the mailbox is told where there is one."""
    settings, store = wired.settings, wired.store
    desk = f"https://{settings.hub_host}/hub/" if settings.hub_host else "/hub/"
    mail = duty_mail(settings.duty_mailbox, desk, relay_sender(settings.mail_relay), lambda: wired.clock().timestamp()) if settings.duty_mailbox else None

    def wake(names: list[str]) -> None:
        store.call_to_wake(("staff",))
        wired.postman.nudge()

    return Watchman(store, wired.clock, timedelta(minutes=wired.partnership.targets.unread_minutes), settings.duty_manager, wake=wake, mail=mail)


def _speeches(settings: Settings, names: dict[str, str]) -> dict[str, Speech]:
    wanted = settings.language_tags
    unknown = sorted(set(wanted) - {language.tag for language in complete_languages()})
    if unknown:
        raise SettingsError([f"SPOTSIGNS_LANGUAGES names {unknown[0]!r}, which has no translation. Use tags from translations/, or leave it empty."])
    return {
        language.tag: Speech(language, empty_catalogue() if language.is_source else read_catalogue(language), names, NUMBERS)
        for language in complete_languages()
        if not wanted or language.tag in wanted or language.is_source
    }
