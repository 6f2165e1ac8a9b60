"""The public pages as plain files, for a host that only serves files: guidance and numbers, nothing that takes a concern.

`/api/keys` is left out on purpose: without keys the form makes a note to read out on the phone and says that it sends nothing.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from flask import Flask

from spotsigns.errors import SettingsError
from spotsigns.web.routes import Site


def export_site(app: Flask, directory: Path) -> int:
    """Write every page, file and pack below `directory`; how many. Raises SettingsError unless it is empty or not there yet."""
    if directory.exists() and (not directory.is_dir() or any(directory.iterdir())):
        raise SettingsError([f"{directory} is not empty. Name a directory that is empty or not there yet: nothing is overwritten."])
    client = app.test_client()
    count = 0
    for address, name in _files(app.extensions["spotsigns"]):
        target = directory / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(client.get(address).get_data())
        count += 1
    return count


def _files(site: Site) -> Iterator[tuple[str, str]]:
    """Address and file name of everything there is; a folder's address is its index.html."""
    yield "/en/", "index.html"
    yield "/leave", "leave/index.html"
    for name in ("sw.js", "packs/index.json", "packs/shell.json"):
        yield f"/{name}", name
    for name in site.assets.public():
        yield f"/static/{site.assets.release}/{name}", f"static/{site.assets.release}/{name}"
    for tag in site.tags:
        yield f"/packs/{tag}.json", f"packs/{tag}.json"
        for name in ("manifest.webmanifest", "quiet.webmanifest"):
            yield f"/{tag}/{name}", f"{tag}/{name}"
        for page in site.registry:
            yield f"/{tag}/{page.path}", f"{tag}/{page.path}index.html"
        # The page without JavaScript needs a server. Whoever is led there finds whom to call.
        yield f"/{tag}/call/", f"{tag}/r/plain/index.html"
        yield f"/{tag}/nothing-here/", f"{tag}/404.html"
