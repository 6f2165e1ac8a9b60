"""Build hook: compile every catalogue into the wheel as spotsigns/_translations, with ledgers and glossaries.

Not applied to an editable install: a checkout reads its own translations/ folder.
"""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class TranslationsHook(BuildHookInterface):  # type: ignore[type-arg]
    PLUGIN_NAME = "custom"

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if version == "editable":
            return
        source = Path(self.root) / "translations"
        self._compiled = tempfile.TemporaryDirectory()
        for path in sorted(source.rglob("*")):
            inside = path.relative_to(source)
            if path.suffix == ".po":
                compiled = Path(self._compiled.name) / inside.with_suffix(".mo")
                compiled.parent.mkdir(parents=True, exist_ok=True)
                with path.open("rb") as lines, compiled.open("wb") as out:
                    write_mo(out, read_po(lines))
                build_data["force_include"][str(compiled)] = f"spotsigns/_translations/{inside.with_suffix('.mo').as_posix()}"
            elif path.suffix in (".json", ".toml"):
                build_data["force_include"][str(path)] = f"spotsigns/_translations/{inside.as_posix()}"
