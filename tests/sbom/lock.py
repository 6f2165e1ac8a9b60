"""The lock: every package that the application runs with, at one version, with the SHA-256 of each of its files.

`docs/deploy/requirements.txt` names no registry: where the files come from is the operator's choice, what they are is not.
"""

from __future__ import annotations

import re
import subprocess
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCK = ROOT / "docs" / "deploy" / "requirements.txt"
VENDOR = ROOT / "spotsigns" / "static" / "js" / "vendor"
FONTS = ROOT / "spotsigns" / "static" / "fonts" / "fonts.toml"
HEADER = "# Everything the application runs with, for Python 3.11 and later on any system. Made by `./dev sbom`; do not edit.\n"
_HASH = re.compile(r"--hash=sha256:([0-9a-f]{64})")


@dataclass(frozen=True)
class Locked:
    """One line of the lock: a requirement with `==`, perhaps a marker, and the SHA-256 of each file it may be."""

    requirement: Requirement
    hashes: tuple[str, ...]

    @property
    def name(self) -> str:
        return canonicalize_name(self.requirement.name)

    @property
    def version(self) -> str:
        [pin] = self.requirement.specifier
        return pin.version


def read_lock(text: str) -> list[Locked]:
    """Raises ValueError for a line that is no requirement."""
    joined = re.sub(r"\\\n\s*", " ", "".join(line for line in text.splitlines(keepends=True) if not line.startswith("#")))
    return [Locked(Requirement(_HASH.sub("", line).strip()), tuple(_HASH.findall(line))) for line in joined.splitlines() if line.strip()]


def make_lock(*, is_upgrade: bool) -> None:
    """Keep every version that still fits pyproject.toml, or take the newest of all."""
    how = ["--universal", "--python-version", "3.11", "--generate-hashes", "--no-header", "--no-annotate", "--no-emit-index-url", "--no-emit-find-links", "--quiet"]
    more = ["--upgrade"] if is_upgrade else []
    subprocess.run(["uv", "pip", "compile", *how, *more, "pyproject.toml", "--output-file", str(LOCK)], cwd=ROOT, check=True, stdout=subprocess.DEVNULL)
    LOCK.write_text(HEADER + LOCK.read_text("utf-8"), "utf-8")


def project() -> dict[str, Any]:
    found: dict[str, Any] = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    return found


def vendored() -> list[dict[str, str]]:
    """The third-party modules beside our own scripts, and the fonts, as their tables tell them; `path` is where each file is, from the top."""
    found: list[dict[str, str]] = []
    for table in (VENDOR / "vendor.toml", FONTS):
        entries = tomllib.loads(table.read_text("utf-8"))["vendored"]
        found += [{**entry, "path": (table.parent / entry["file"]).relative_to(ROOT).as_posix()} for entry in entries]
    return found
