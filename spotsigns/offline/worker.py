"""Makes the service worker: constants first, then the same modules that the pages use, joined into one classic script.

Classic, because Firefox has no module workers for this; joined, because a worker's imports must all be there at its start.
"""

from __future__ import annotations

import json
import re
from typing import Any

from spotsigns.web.assets import Assets
from spotsigns.web.headers import public_headers
from spotsigns.web.routes import LEFT, Site

# Each after those it uses. The worker's `sync` delivers with the pages' own code.
MODULES = (
    "sealing/bytes.js",
    "sealing/receipt.js",
    "concerns/ask.js",
    "concerns/puzzle.js",
    "concerns/outbox.js",
    "concerns/open-db.js",
    "concerns/outbox-db.js",
    "concerns/keys.js",
    "concerns/deliver.js",
    "offline/changes.js",
    "offline/packs-db.js",
    "push/notice.js",
    "offline/worker.js",
)
RETIRED = "offline/retired-worker.js"

_IMPORT = re.compile(r"^import \{[^}]*\} from '[^']+';\n", re.MULTILINE)
_EXPORT = re.compile(r"^export (?=async function|function|const|class)", re.MULTILINE)
_NOTES = re.compile(r"^[ ]*(?://[^\n]*|/\*.*?\*/)\n", re.MULTILINE | re.DOTALL)


def make_worker(site: Site, *, is_secure: bool) -> str:
    """The text of /sw.js. `is_secure` decides, as it does online, whether answers carry HSTS."""
    prelude = json.dumps(_house(site, is_secure), ensure_ascii=False, separators=(",", ":"))
    parts = ["'use strict';\n", f"const HOUSE = {prelude};\n", *(_joined(site.assets, name) for name in MODULES)]
    return "".join(parts)


def make_retired_worker(assets: Assets) -> str:
    """The text of /sw.js that takes a broken worker away: no phone is left behind with it."""
    return "'use strict';\n" + _joined(assets, RETIRED)


def _house(site: Site, is_secure: bool) -> dict[str, Any]:
    """What the worker must know of the server that made it."""
    tags = site.tags
    return {
        "release": site.assets.release,
        "headers": public_headers(site.assets.css_hash, is_secure=is_secure),
        "left": LEFT,
        "notKept": {tag: site.renderer.template("offline/not-kept.html", tag, "pack") for tag in tags},
        "notice": {tag: _notice(site, tag) for tag in tags},
        "private": [page.path for page in site.registry if page.is_private],
    }


def _notice(site: Site, tag: str) -> dict[str, str]:
    """What a wake-up shows. The sentence stands in templates/push/choices.html too, where it is found for translation."""
    speech = site.renderer.speech(tag)
    return {"words": speech.plain("Look whether there is something new."), "dir": speech.language.direction}


def _joined(assets: Assets, name: str) -> str:
    text = assets.files[f"js/{name}"].body.decode()
    text = _EXPORT.sub("", _IMPORT.sub("", text))
    return _NOTES.sub("", text)
