"""Which pages a slow test opens: all of them in the language of the source and in one that runs the other way, five in each of the others."""

from __future__ import annotations

from spotsigns.web.routes import Site

# A script of the page: fetching what is kept takes longer than the page itself, and only /phone/ looks otherwise for it.
KEEP_NOTHING = "if (!location.pathname.endsWith('/phone/')) Object.defineProperty(Navigator.prototype, 'serviceWorker', { get: () => undefined });"
WHOLE = ("en", "ur")
FIVE = ("", "for/takeaway/", "signs/gangs/", "call/", "r/")


def paths_of(site: Site, tag: str) -> list[str]:
    """Paths after /<lang>/."""
    return [page.path for page in site.registry] if tag in WHOLE else list(FIVE)
