"""The hub's own service worker: it shows that something is waiting, and nothing else."""

from __future__ import annotations

import json

from spotsigns.web.assets import Assets

WORDS = {"title": "Something new is waiting", "page": "/hub/"}
FILE = "js/hub/push-worker.js"


def make_hub_worker(assets: Assets) -> bytes:
    """The text of /hub/sw.js: what it says, then the script."""
    return f"'use strict';\nconst WORDS = {json.dumps(WORDS)};\n".encode() + assets.files[FILE].body
