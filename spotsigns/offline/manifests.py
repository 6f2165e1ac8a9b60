"""Web app manifests: one a language, because browsers cannot translate one. The ids never change with it."""

from __future__ import annotations

from typing import Any

from spotsigns.translation.words import Speech

PAPER = "#fdf5ea"
SIZES = (192, 512)


def app_manifest(speech: Speech, names: dict[str, str], static: str) -> dict[str, Any]:
    """The app under its own name. `static` is the path of this release's files."""
    return _manifest(speech, "/app", names["site"], "app", static)


def quiet_manifest(speech: Speech, names: dict[str, str], static: str) -> dict[str, Any]:
    """The same app under a name and icon that say nothing to someone who looks at the phone."""
    return _manifest(speech, "/quiet", names["quiet_site"], "quiet", static)


def _manifest(speech: Speech, identity: str, name: str, icon: str, static: str) -> dict[str, Any]:
    tag = speech.language.tag
    # Translators: the name under the app's icon. One short word that says nothing about children.
    short_name = speech.plain("Signs")
    images: list[dict[str, str]] = [{"src": f"{static}/icons/{icon}-{size}.png", "sizes": f"{size}x{size}", "type": "image/png"} for size in SIZES]
    return {
        "id": identity,
        "name": name if identity == "/app" else short_name,
        "short_name": short_name,
        "lang": tag,
        "dir": speech.language.direction,
        "start_url": f"/{tag}/",
        "scope": "/",
        "display": "standalone",
        "background_color": PAPER,
        "theme_color": PAPER,
        "icons": [*images, {"src": f"{static}/icons/{icon}.svg", "sizes": "any", "type": "image/svg+xml"}],
    }
