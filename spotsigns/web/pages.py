"""The page registry: every room hands in its public pages; routes, packs, menus and tests read only this."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from jinja2 import Environment

from spotsigns.translation.languages import Language
from spotsigns.translation.words import Speech
from spotsigns.web.assets import Assets

Context = Callable[[Speech], Mapping[str, Any]]


@dataclass(frozen=True)
class Page:
    """A public page. `path` comes after /<lang>/; `context` gives its template what it shows in one language."""

    path: str
    template: str
    context: Context = lambda speech: {}
    is_private: bool = False  # no-store: a report or an answer may stand on it
    door: str = ""  # which of the four doors is open: signs, tell, call, more


@dataclass
class PageRegistry:
    """Pages by path, in the order they were added."""

    pages: dict[str, Page] = field(default_factory=dict)

    def add(self, *pages: Page) -> None:
        for page in pages:
            if page.path in self.pages:
                raise ValueError(f"two pages claim the path {page.path!r}")
            self.pages[page.path] = page

    def get(self, path: str) -> Page | None:
        return self.pages.get(path)

    def __iter__(self) -> Any:
        return iter(self.pages.values())


class Renderer:
    """Makes a page's HTML in one language. `form` is `online` (styles inside) or `pack` (styles linked)."""

    def __init__(self, environment: Environment, assets: Assets, speeches: Mapping[str, Speech], shared: Mapping[str, Any]) -> None:
        self._environment, self._assets, self._speeches, self._shared = environment, assets, speeches, shared
        self._unchecked: frozenset[str] | None = None

    @property
    def languages(self) -> list[Language]:
        return [speech.language for speech in self._speeches.values()]

    @property
    def unchecked(self) -> frozenset[str]:
        """Tags of languages in which some string has been read by nobody fluent."""
        if self._unchecked is None:
            self._unchecked = frozenset(tag for tag, speech in self._speeches.items() if speech.catalogue.is_any_unchecked)
        return self._unchecked

    @property
    def checked(self) -> frozenset[str]:
        """Tags of translations that have been read whole."""
        return frozenset(language.tag for language in self.languages if not language.is_source) - self.unchecked

    def speech(self, tag: str) -> Speech:
        return self._speeches[tag]

    def page(self, page: Page, tag: str, form: str = "online", **more: Any) -> str:
        return self.template(page.template, tag, form, **{"page": page, **page.context(self._speeches[tag]), **more})

    def template(self, name: str, tag: str, form: str = "online", **context: Any) -> str:
        speech = self._speeches[tag]
        return self._environment.get_template(name).render(
            {
                "_": speech, "words": speech.words, "plain": speech.plain, "english": speech.english, "counted": speech.counted,
                "language": speech.language, "languages": self.languages, "unchecked": self.unchecked, "checked": self.checked, "speech": speech, "home": f"/{tag}/",
                "static": f"/static/{self._assets.release}", "release": self._assets.release,
                "css": self._assets.css(name) if form == "online" else "", "page": None, **self._shared, **context,
            }
        )
