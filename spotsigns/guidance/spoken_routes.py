"""HTTP of recordings: a page of them under the written language, and the files. Kept on no phone by itself, since audio is heavy."""

from __future__ import annotations

from flask import Blueprint, Response, send_file

from spotsigns.guidance.spoken import MEDIA_TYPES, SpokenLanguage
from spotsigns.web.answers import Prepared, send
from spotsigns.web.routes import HTML, SHARED, Site


def spoken_routes(site: Site, languages: tuple[SpokenLanguage, ...]) -> Blueprint:
    """Only what people have recorded has an address."""
    routes = Blueprint("spoken", __name__)
    for language in languages:
        if language.recordings:
            _add(routes, site, language)
    return routes


def _add(routes: Blueprint, site: Site, language: SpokenLanguage) -> None:
    files = {recording.file.name: recording.file for recording in language.recordings}

    def show_recordings() -> Response:
        body = site.renderer.template("guidance/listen.html", language.beside, spoken=language).encode()
        return send(Prepared(body, HTML), cache_control=SHARED)

    def play(name: str) -> Response:
        if name not in files:
            return site.not_found()
        return send_file(files[name], MEDIA_TYPES[files[name].suffix], conditional=True, max_age=86_400)

    routes.add_url_rule(language.path, f"listen-{language.tag}", show_recordings)
    routes.add_url_rule(f"/recordings/{language.tag}/<name>", f"play-{language.tag}", play)
