"""Content files: TOML blocks read with checks, every translatable text given out as Words.

A wrong file is refused with its path, the block, what is wrong and what to do; nothing is guessed.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

from spotsigns.errors import ContentError
from spotsigns.translation.words import Words


class Block:
    """One table of a content file. Each reader method takes a key; `done` refuses keys that nobody asked for."""

    def __init__(self, path: Path, table: dict[str, Any], place: str, context: str) -> None:
        self.path, self.place, self.context = path, place, context
        self._table = table
        self._asked: set[str] = set()

    def problem(self, what: str, remedy: str) -> ContentError:
        where = f"{self.path}, {self.place}" if self.place else str(self.path)
        return ContentError(f"{where}: {what} {remedy}")

    def _get(self, key: str, kind: type, default: Any) -> Any:
        self._asked.add(key)
        value = self._table.get(key, default)
        if value is ...:
            raise self.problem(f"{key!r} is missing.", f"Add a line {key} = …")
        if value is not None and not isinstance(value, kind):
            raise self.problem(f"{key!r} is {value!r}, which is no {kind.__name__}.", "Give it the right kind of value.")
        return value

    def text(self, key: str, default: Any = ...) -> str:
        value: str = self._get(key, str, default)
        return value

    def flag(self, key: str) -> bool:
        return bool(self._get(key, bool, False))

    def number(self, key: str, default: Any = ...) -> int:
        value: int = self._get(key, int, default)
        return value

    def day(self, key: str) -> date:
        value: date = self._get(key, date, ...)
        return value

    def days(self, key: str) -> tuple[date, ...]:
        values = tuple(self._get(key, list, ...))
        if not all(type(value) is date for value in values):
            raise self.problem(f"{key!r} holds something that is no day.", "Use days such as 2026-12-25.")
        return values

    def texts(self, key: str) -> tuple[str, ...]:
        values = tuple(self._get(key, list, []))
        if not all(isinstance(value, str) for value in values):
            raise self.problem(f"{key!r} holds something that is no text.", "Use a list of texts.")
        return values

    def one_of(self, key: str, allowed: tuple[str, ...], default: Any = ...) -> str:
        value = self.text(key, default)
        if value not in allowed:
            raise self.problem(f"{key!r} is {value!r}.", f"Use one of: {', '.join(allowed)}.")
        return value

    @property
    def values(self) -> Mapping[str, str]:
        self._asked.add("values")
        return {name: str(value) for name, value in self._get("values", dict, {}).items()}

    def words(self, key: str, default: Any = ...) -> Words:
        text = self.text(key, default)
        return Words(f"{self.context}{key}", text, self.values)

    def words_list(self, key: str) -> tuple[Words, ...]:
        return tuple(Words(f"{self.context}{key}.{at}", text, self.values) for at, text in enumerate(self.texts(key)))

    def blocks(self, key: str) -> list[Block]:
        found = []
        for at, table in enumerate(self._get(key, list, [])):
            name = str(table.get("id", at)) if isinstance(table, dict) else str(at)
            if not isinstance(table, dict):
                raise self.problem(f"{key!r} is no block.", f"Write it as [[{key}]].")
            found.append(Block(self.path, table, f"[[{key}]] {name}", f"{self.context}{key}.{name}."))
        names = [block._table.get("id") for block in found if "id" in block._table]
        doubled = {name for name in names if names.count(name) > 1}
        if doubled:
            raise self.problem(f"the id {sorted(map(str, doubled))[0]!r} stands twice in [[{key}]].", "Give each its own id.")
        return found

    def table(self, key: str, default: Any = ...) -> dict[str, Any]:
        value: dict[str, Any] = self._get(key, dict, default)
        return value

    def done(self) -> None:
        unknown = sorted(set(self._table) - self._asked)
        if unknown:
            raise self.problem(f"{unknown[0]!r} is not a key that is known here.", "Check its spelling, or take it out.")


def read_content(path: Path, name: str) -> Block:
    """The file as one block; `name` starts the context of its words. Raises ContentError with file and line."""
    try:
        return Block(path, tomllib.loads(path.read_text("utf-8")), "", f"{name}:")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise ContentError(f"{path}: is not valid TOML ({error}). Mend that line.") from error
    except RecursionError as error:
        raise ContentError(f"{path}: is nested too deep to be read. Take out the brackets or dots that open too much.") from error
    except OSError as error:
        raise ContentError(f"{path}: cannot be read ({error.strerror}). Put the file back or restore it.") from error
