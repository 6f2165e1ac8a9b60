"""Language packs and the shell: everything that one language needs without a network, in two files.

A release of the packs is a digest of what is in them (every page as rendered in every language) and of the static files. So a
changed word, number, template or script is a new release, and nothing else is.
"""

from __future__ import annotations

import hashlib
import json
import threading
import zlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from spotsigns.offline.manifests import app_manifest
from spotsigns.web.answers import Prepared
from spotsigns.web.assets import Assets
from spotsigns.web.pages import PageRegistry, Renderer

JSON = "application/json"
# Brotli 9: a fifteenth smaller than 5 for 30 ms a language more; 11 would hold up the first answer by a second each.
QUALITY = 9

# Parts of /sw.js: no page ever asks for them.
NO_PAGES_FILES = ("js/offline/worker.js", "js/push/notice.js", "js/offline/retired-worker.js")


@dataclass(frozen=True)
class Release:
    """All packs of one moment. `name` is the digest's first 16 hex digits."""

    name: str
    index: Prepared
    shell: Prepared
    packs: Mapping[str, Prepared]


class Packs:
    """Builds the release when first asked for it, from whatever the registry then holds."""

    def __init__(self, registry: PageRegistry, renderer: Renderer, assets: Assets, names: dict[str, str], edition: Callable[[], str] = lambda: "") -> None:
        self._edition, self._built = edition, ""
        self._registry, self._renderer, self._assets, self._names = registry, renderer, assets, names
        self._lock = threading.Lock()
        self._release: Release | None = None

    def current(self) -> Release:
        """A new one after something on a page changed, such as an edited contact. Whoever asks first makes it; others get the old one until it is there."""
        if self._release is None:
            self._lock.acquire()
        elif not self._lock.acquire(blocking=False):
            return self._release
        try:
            edition = self._edition()
            if self._release is None or edition != self._built:
                self._release, self._built = self._build(), edition
            return self._release
        finally:
            self._lock.release()

    def _build(self) -> Release:
        digest, contents = hashlib.sha256(self._assets.release.encode()), {}
        for tag in sorted(language.tag for language in self._renderer.languages):
            content = _json(self._content(tag))
            digest.update(tag.encode() + b"\0" + hashlib.sha256(content).digest())
            # The name is known after the last of them. Until then they wait compressed: two dozen languages are more than the rest of the server.
            contents[tag] = zlib.compress(content, 1)
        name = digest.hexdigest()[:16]
        packs = {tag: _pack(tag, name, zlib.decompress(content)) for tag, content in contents.items()}
        shell = _prepared({"v": 1, "release": self._assets.release, "files": self._files()})
        return Release(name, self._index(name, shell, packs), shell, packs)

    def _content(self, tag: str) -> dict[str, Any]:
        return {
            "pages": {f"/{tag}/{page.path}": self._renderer.page(page, tag, "pack") for page in self._registry},
            "missing": self._renderer.template("web/error.html", tag, "pack", status=404),
            "manifest": app_manifest(self._renderer.speech(tag), self._names, f"/static/{self._assets.release}"),
        }

    def _files(self) -> dict[str, dict[str, str]]:
        root = f"/static/{self._assets.release}"
        texts = self._assets.public_texts().items()
        return {f"{root}/{name}": {"type": asset.media_type, "body": asset.body.decode()} for name, asset in texts if name not in NO_PAGES_FILES}

    def _index(self, name: str, shell: Prepared, packs: Mapping[str, Prepared]) -> Prepared:
        rows = [
            {"lang": language.tag, "name": language.autonym, "dir": language.direction, "state": self._state(language.tag), **_measures(packs[language.tag])}
            for language in self._renderer.languages
        ]
        return _prepared({"release": name, "shell": _measures(shell), "packs": rows})

    def _state(self, tag: str) -> str:
        """`source` for English, `machine` while any string has not been read by a fluent person, else `revised`."""
        speech = self._renderer.speech(tag)
        if speech.language.is_source:
            return "source"
        return "machine" if speech.catalogue.is_any_unchecked else "revised"


def _json(content: Any) -> bytes:
    return json.dumps(content, ensure_ascii=False, separators=(",", ":")).encode()


def _pack(tag: str, release: str, content: bytes) -> Prepared:
    head = _json({"v": 1, "lang": tag, "release": release})
    pack = Prepared(head[:-1] + b"," + content[1:], JSON)
    pack.encode("br", QUALITY)
    return pack


def _prepared(content: Any) -> Prepared:
    return Prepared(_json(content), JSON)


def _measures(prepared: Prepared) -> dict[str, Any]:
    """`bytes` and `sha256` of the decoded body, `transfer` as it travels."""
    return {"sha256": prepared.digest, "bytes": prepared.size, "transfer": len(prepared.encode("br", QUALITY))}
