"""Languages: tag, autonym, direction; and which one a reader's browser asks for (RFC 4647 lookup)."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Language:
    """`tag` is BCP 47 and the first part of every path; `locale` is the gettext folder."""

    tag: str
    autonym: str
    direction: str = "ltr"

    @property
    def locale(self) -> str:
        return self.tag.replace("-", "_")

    @property
    def is_source(self) -> bool:
        return self.tag == "en"


KNOWN = (
    Language("en", "English"),
    Language("ur", "اردو", "rtl"),
    Language("pl", "Polski"),
)

# What browsers send where the tag alone would lead to the wrong script or language.
_SPECIAL = {
    "pa-pk": "pnb", "pa-arab": "pnb", "ku-iq": "ckb", "ckb": "ckb", "ku": "kmr", "fa-af": "fa", "prs": "fa", "zh": "zh-Hans",
}  # fmt: skip


# RFC 5646, 4.4.1: no registered tag needs more room. Without an end, one endless tag would keep a server busy for seconds.
LONGEST_TAG = 35


def negotiate(accept_language: str, served: tuple[str, ...]) -> str:
    """The served tag that an Accept-Language header asks for, else `en` (or the first one served)."""
    for wanted in _by_preference(accept_language):
        for candidate in _shortened(wanted):
            tag = _SPECIAL.get(candidate, candidate)
            for have in served:
                if have.lower() == tag.lower():
                    return have
    return "en" if "en" in served else served[0]


def _by_preference(header: str) -> list[str]:
    ranges: list[tuple[float, int, str]] = []
    for at, part in enumerate(header.split(",")[:32]):
        tag, _, weight = part.strip().partition(";")
        try:
            quality = float(weight.strip().removeprefix("q=")) if weight.strip() else 1.0
        except ValueError:
            continue
        if 0 < len(tag.strip()) <= LONGEST_TAG and tag.strip() != "*" and quality > 0:
            ranges.append((-quality, at, tag.strip().lower()))
    return [tag for _, _, tag in sorted(ranges)]


def _shortened(tag: str) -> list[str]:
    """RFC 4647 section 3.4: the tag, then ever shorter, single-letter subtags going with what follows them."""
    parts = tag.split("-")
    found = []
    while parts:
        found.append("-".join(parts))
        parts.pop()
        if parts and len(parts[-1]) == 1:
            parts.pop()
    return found
