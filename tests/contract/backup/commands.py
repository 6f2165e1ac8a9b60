"""What these tests do again and again: run a command, look at a directory."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from click.testing import CliRunner, Result

from spotsigns.cli import main

NOW = datetime(2026, 11, 23, 20, 15, 42, tzinfo=UTC)


def run(*arguments: str | Path, typed: str = "", data: Path | None = None) -> Result:
    more = ["--data", str(data)] if data else []
    return CliRunner().invoke(main, [*map(str, arguments), *more], input=typed)


def put_away(data: Path) -> dict[str, bytes]:
    """Every file of a directory and what is in it."""
    return {path.name: path.read_bytes() for path in sorted(data.iterdir()) if path.is_file()}
