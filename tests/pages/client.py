"""A client that judges every page it fetches: whatever a test wants to know of a page, the page is sound first."""

from __future__ import annotations

import base64
import hashlib
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from urllib.parse import urldefrag
from xml.etree.ElementTree import Element

import html5lib
from flask import Flask
from flask.testing import FlaskClient
from html5lib.html5parser import ParseError
from werkzeug.test import TestResponse

from spotsigns.web.pages import Page
from spotsigns.web.routes import Site

ACCEPTS = {"Accept-Encoding": "br"}
# What the title of a private page never says: it stays in the browser's history.
TELLING = ("concern", "report", "hub", "child", "sign", "tell")
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Vary": "Accept-Encoding",
}
POLICY = (
    "default-src 'none'",
    "script-src 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
)


@dataclass(frozen=True)
class SeenPage:
    """One fetched page: `problems` has a line for everything that is wrong with it."""

    path: str
    response: TestResponse
    html: str
    problems: list[str] = field(default_factory=list)

    @cached_property
    def tree(self) -> Element:
        found: Element = html5lib.parse(self.html, treebuilder="etree", namespaceHTMLElements=False)
        return found

    def all(self, name: str, class_name: str = "") -> list[Element]:
        return [
            one
            for one in self.tree.iter(name)
            if not class_name or class_name in one.get("class", "").split()
        ]

    @cached_property
    def ids(self) -> Counter[str]:
        return Counter(
            one.get("id", "") for one in self.tree.iter() if isinstance(one.tag, str) and one.get("id")
        )


class PageClient:
    """Fetches public pages without cookies and holds each against everything a sound page must be."""

    def __init__(self, app: Flask) -> None:
        self.browser: FlaskClient = app.test_client(use_cookies=False)
        self.site: Site = app.extensions["spotsigns"]
        self._seen: dict[str, SeenPage] = {}

    @property
    def tags(self) -> tuple[str, ...]:
        return self.site.tags

    def pages(self) -> list[Page]:
        return list(self.site.registry)

    def see(self, path: str) -> SeenPage:
        """The page at `path` as it is, unjudged; asked for once."""
        if path not in self._seen:
            response = self.browser.get(path)
            self._seen[path] = SeenPage(path, response, response.get_data(as_text=True))
        return self._seen[path]

    def weigh(self, path: str) -> int:
        """Bytes of HTML and CSS as they travel to somebody who comes first."""
        return len(self.browser.get(path, headers=ACCEPTS).data)

    def get(self, page: Page, tag: str) -> SeenPage:
        """The page in one language, judged."""
        seen = self.see(f"/{tag}/{page.path}")
        checks = (_answer, _markup, _words_of_head, _code, _ids, _pictures, _numbers)
        seen.problems[:] = [f"{seen.path}: {problem}" for check in checks for problem in check(seen)]
        seen.problems.extend(
            f"{seen.path}: {problem}"
            for problem in (*self._language(seen, tag), *self._title(seen, page), *self._links(seen))
        )
        return seen

    def _language(self, seen: SeenPage, tag: str) -> list[str]:
        language = self.site.renderer.speech(tag).language
        root = seen.tree
        return (
            []
            if (root.get("lang"), root.get("dir")) == (tag, language.direction)
            else ["<html> has the wrong lang or dir"]
        )

    def _title(self, seen: SeenPage, page: Page) -> list[str]:
        title, heading = _text(seen.all("title")[0]), _text(seen.all("h1")[0])
        if page.is_private:
            return (
                [f"the title {title!r} gives away what is done here"]
                if any(word in title.lower() for word in TELLING)
                else []
            )
        # The first page carries the name of the app; its heading is a question.
        return (
            []
            if title.startswith(heading) or not page.path
            else [f"the title {title!r} does not start with the heading {heading!r}"]
        )

    def _links(self, seen: SeenPage) -> list[str]:
        found = []
        for one in seen.tree.iter():
            target = one.get("href") or one.get("src") or ""
            if target.startswith(("/", "#")) and not self._is_there(seen, target):
                found.append(f"{target} leads nowhere")
        return found

    def _is_there(self, seen: SeenPage, target: str) -> bool:
        address, anchor = urldefrag(target)
        if address.startswith("/static/"):
            release, _, name = address.removeprefix("/static/").partition("/")
            is_drawn = not anchor or anchor in self.site.assets.pictures
            return release == self.site.assets.release and name in self.site.assets.files and is_drawn
        if not address:
            return anchor in seen.ids
        if address == "/leave" or address.endswith("manifest.webmanifest"):
            return self.browser.get(address).status_code == 200
        tag, _, path = address.removeprefix("/").partition("/")
        page = self.site.registry.get(path) if tag in self.tags else None
        if page is None:
            return self.browser.get(address).status_code == 200
        # What follows the form's address is read by the form: it is the reader that somebody came from.
        return bool(not anchor or page.is_private or anchor in self.see(address).ids)


def _text(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def _answer(seen: SeenPage) -> list[str]:
    headers = seen.response.headers
    found = [] if seen.response.status_code == 200 else [f"answers {seen.response.status_code}"]
    found += [
        f"the header {name} is {headers.get(name)!r}"
        for name, value in HEADERS.items()
        if headers.get(name) != value
    ]
    found += [
        f"the policy lacks {part}"
        for part in POLICY
        if part not in headers.get("Content-Security-Policy", "")
    ]
    found += ["sets a cookie"] if "Set-Cookie" in headers else []
    return found + [
        f"has no {name}" for name in ("ETag", "Permissions-Policy", "Cache-Control") if name not in headers
    ]


def _markup(seen: SeenPage) -> list[str]:
    parser = html5lib.HTMLParser(strict=True)
    try:
        parser.parse(seen.html)
    except ParseError as error:
        position = parser.errors[-1][0] if parser.errors else ("?", "?")
        return [f"is no valid HTML: {error} at line {position[0]}, column {position[1]}"]
    return []


def _words_of_head(seen: SeenPage) -> list[str]:
    headings = len(seen.all("h1"))
    return [] if headings == 1 else [f"has {headings} first headings"]


def _code(seen: SeenPage) -> list[str]:
    """Nothing inline but style sheets whose digest the policy names."""
    found = []
    policy = seen.response.headers.get("Content-Security-Policy", "")
    for one in seen.tree.iter():
        if one.tag == "style":
            digest = base64.b64encode(hashlib.sha256((one.text or "").encode()).digest()).decode()
            found += (
                [] if f"'sha256-{digest}'" in policy else ["has a <style> that the policy does not allow"]
            )
        if one.tag == "script" and (not one.get("src") or (one.text or "").strip()):
            found.append("has an inline script")
        found += [
            f"<{one.tag}> has the inline {name}"
            for name in one.attrib
            if name == "style" or name.startswith("on")
        ]
    return found


def _ids(seen: SeenPage) -> list[str]:
    return [f"the id {name!r} is there {count} times" for name, count in seen.ids.items() if count > 1]


def _pictures(seen: SeenPage) -> list[str]:
    """No two signs of one page look the same."""
    shown = Counter(
        use.get("href", "").rpartition("#")[2] for sign in seen.all("li", "sign") for use in sign.iter("use")
    )
    return [f"{count} signs share the picture {name!r}" for name, count in shown.items() if count > 1]


def _numbers(seen: SeenPage) -> list[str]:
    """A number to call keeps its order inside right-to-left words."""
    numbers = [one for one in seen.all("a") if one.get("href", "").startswith(("tel:", "sms:"))]
    return [
        f"the number {_text(one)} is not isolated"
        for one in numbers
        if any(letter.isdigit() for letter in _outside_bdi(one))
    ]


def _outside_bdi(element: Element) -> str:
    inside = "".join(
        "" if child.tag == "bdi" and child.get("dir") == "ltr" else _outside_bdi(child) for child in element
    )
    return (element.text or "") + inside + "".join(child.tail or "" for child in element)
