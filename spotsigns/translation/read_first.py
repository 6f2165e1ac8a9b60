"""The strings that a fluent person reads before any other, because a wrong word in them does harm (class S1)."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from spotsigns.translation.catalogue import Catalogue

FILE = Path(__file__).with_name("read_first.toml")
MOST = 60


@cache
def first_strings() -> tuple[frozenset[str], frozenset[str]]:
    """(texts of pages, contexts of content)."""
    told = tomllib.loads(FILE.read_text("utf-8"))
    return frozenset(told["messages"]), frozenset(told["content"])


def unread_first(catalogue: Catalogue) -> int:
    """How many of them nobody fluent has read in this language."""
    messages, content = first_strings()
    return sum(
        (context in content or (context is None and text in messages)) and not catalogue.is_checked(context, text) for context, text in catalogue.sources()
    )
