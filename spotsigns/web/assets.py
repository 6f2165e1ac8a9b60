"""Static files of one release, held in memory: the pages' style sheets and the one picture sprite are put together here.

The release is a digest of all of it, so every path below /static/<release>/ may be kept for ever.
"""

from __future__ import annotations

import base64
import hashlib
import mimetypes
import re
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent / "static"
TEXT_TYPES = {".js": "text/javascript; charset=utf-8", ".css": "text/css; charset=utf-8", ".svg": "image/svg+xml"}

# The order decides what wins. There is no @layer: browsers before Chrome 99 would drop the whole sheet.
SHARED_SHEETS = ("tokens", "base", "layout", "components")
# A page carries the sheet of its own room only, so that words and styles fit the first round trip.
ROOM_SHEETS = {"guidance": ("telling", "guidance"), "contacts": ("contacts",), "concerns": ("telling", "concerns"), "offline": ("offline",)}
LAST_SHEETS = ("utilities",)

_COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
_SPACE = re.compile(r"\s+")
_AROUND = re.compile(r"\s*([{};,])\s*|(?<=:)\s+")
_PICTURE = re.compile(r"<svg[^>]*>(?:<title>(?P<title>.*?)</title>)?(?P<shapes>.*)</svg>\s*\Z", re.DOTALL)


@dataclass(frozen=True)
class Asset:
    """One static file: its bytes and media type."""

    body: bytes
    media_type: str

    @property
    def is_text(self) -> bool:
        return self.media_type.startswith(("text/", "image/svg", "application/json"))


class Assets:
    """Every static file by its path below /static/<release>/."""

    def __init__(self, root: Path = ROOT) -> None:
        self.files = {path.relative_to(root).as_posix(): _read(path) for path in sorted(root.rglob("*")) if _is_served(path, root)}
        self._sheets = {room: _sheet(root, (*SHARED_SHEETS, *own, *LAST_SHEETS)) for room, own in ROOM_SHEETS.items()}
        self._shared_sheet = _sheet(root, (*SHARED_SHEETS, *LAST_SHEETS))
        every = (*SHARED_SHEETS, *dict.fromkeys(name for own in ROOM_SHEETS.values() for name in own), *LAST_SHEETS)
        self.files["css/public.css"] = Asset(_sheet(root, every).encode(), TEXT_TYPES[".css"])
        self.files["css/hub.css"] = Asset(_sheet(root, (*every, "hub")).encode(), TEXT_TYPES[".css"])
        self.pictures = {path.stem: path for path in sorted((root / "icons" / "pictures").glob("*.svg"))}
        self.files["icons/pictures.svg"] = Asset(_sprite(self.pictures), TEXT_TYPES[".svg"])

    @cached_property
    def release(self) -> str:
        digest = hashlib.sha256()
        for name, asset in sorted(self.files.items()):
            digest.update(name.encode() + b"\0" + hashlib.sha256(asset.body).digest())
        return digest.hexdigest()[:12]

    def css(self, template: str) -> str:
        """The style sheet that stands inside a page: `template` starts with its room."""
        return self._sheets.get(template.partition("/")[0], self._shared_sheet)

    @cached_property
    def css_hash(self) -> str:
        """The digests of every sheet that may stand inside a page, as a policy names them."""
        digests = [hashlib.sha256(sheet.encode()).digest() for sheet in (self._shared_sheet, *self._sheets.values())]
        return " ".join(f"'sha256-{base64.b64encode(digest).decode()}'" for digest in digests)

    def public(self) -> dict[str, Asset]:
        """Every file but those of the staff side."""
        return {name: asset for name, asset in self.files.items() if not _is_staff_only(name)}

    def public_texts(self) -> dict[str, Asset]:
        """What a phone needs offline: the text of every public file."""
        return {name: asset for name, asset in self.public().items() if asset.is_text}


@cache
def shipped_assets() -> Assets:
    """Those of this installation, read once a process: they never change while it runs."""
    return Assets()


def _is_served(path: Path, root: Path) -> bool:
    if not path.is_file() or path.name.startswith(".") or path.suffix in (".toml", ".md"):
        return False
    parts = path.relative_to(root).parts
    return parts[:2] != ("icons", "pictures") and parts[0] != "css"


def _is_staff_only(name: str) -> bool:
    return name.startswith("js/hub/") or name in ("css/hub.css", "js/vendor/bip39.js")


def _read(path: Path) -> Asset:
    media_type = TEXT_TYPES.get(path.suffix) or mimetypes.guess_type(path.name)[0] or "application/octet-stream"
    return Asset(path.read_bytes(), media_type)


def _sheet(root: Path, names: tuple[str, ...]) -> str:
    text = "\n".join((root / "css" / f"{name}.css").read_text("utf-8") for name in names)
    return _AROUND.sub(r"\1", _SPACE.sub(" ", _COMMENT.sub("", text))).replace(";}", "}").strip()


def _sprite(pictures: dict[str, Path]) -> bytes:
    symbols = []
    for name, path in pictures.items():
        match = _PICTURE.search(path.read_text("utf-8"))
        if match is None:
            raise ValueError(f"{path}: is no picture. Draw it as one <svg> with a <title>.")
        symbols.append(f'<symbol id="{name}" viewBox="0 0 64 64">{match["shapes"].strip()}</symbol>')
    return ('<svg xmlns="http://www.w3.org/2000/svg">' + "".join(symbols) + "</svg>").encode()
