"""Which language a browser is answered in (RFC 4647 lookup with a small table)."""

from __future__ import annotations

import pytest

from spotsigns.translation.languages import negotiate

ALL = ("en", "ur", "pl", "pnb", "pa", "ckb", "kmr", "fa", "zh-Hans")


@pytest.mark.parametrize(
    ("header", "tag"),
    [
        ("", "en"),
        ("*", "en"),
        ("ur-PK,ur;q=0.9,en;q=0.8", "ur"),
        ("de-DE,pl;q=0.4", "pl"),
        ("pl;q=0.3,ur;q=0.9", "ur"),
        ("pl;q=0", "en"),
        ("pa-PK", "pnb"),
        ("pa-Arab-PK", "pnb"),
        ("pa-IN", "pa"),
        ("ku", "kmr"),
        ("ku-IQ", "ckb"),
        ("ckb-IR", "ckb"),
        ("fa-AF", "fa"),
        ("prs", "fa"),
        ("zh-TW", "zh-Hans"),
        ("zh-Hant-HK", "zh-Hans"),
        ("EN-gb", "en"),
        ("x;q=nonsense, pl", "pl"),
    ],
)
def test_a_header_leads_to_the_language_it_asks_for(header: str, tag: str) -> None:
    assert negotiate(header, ALL) == tag


def test_a_language_that_is_not_served_leads_to_english() -> None:
    assert negotiate("ur", ("en", "pl")) == "en"
