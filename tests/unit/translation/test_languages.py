"""Which language a browser is answered in (RFC 4647 lookup with a small table)."""

from __future__ import annotations

from pathlib import Path

import pytest

from spotsigns.errors import TranslationError
from spotsigns.translation.languages import known_languages, negotiate

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


def write_language(root: Path, folder: str, words: str) -> Path:
    (root / folder).mkdir()
    (root / folder / "language.toml").write_text(words, "utf-8")
    return root


def test_languages_stand_in_the_order_of_their_own_names_whatever_their_accents(tmp_path: Path) -> None:
    for folder, autonym in (("tr", "Türkçe"), ("cs", "Čeština"), ("hu", "Magyar")):
        write_language(tmp_path, folder, f'tag = "{folder}"\nautonym = "{autonym}"\n')
    assert [language.tag for language in known_languages(tmp_path)] == ["en", "cs", "hu", "tr"]


def test_a_folder_with_its_own_name_in_it_is_a_language(tmp_path: Path) -> None:
    write_language(tmp_path, "zh_Hans", 'tag = "zh-Hans"\nautonym = "简体中文"\nscript = "Hans"\n')
    write_language(tmp_path, "en_x_easy", 'tag = "en-x-easy"\nautonym = "Easy English"\nscript = "Latn"\n')
    write_language(tmp_path, "pnb", 'tag = "pnb"\nautonym = "پنجابی"\nscript = "Arab"\nplurals = "pa"\n')
    found = known_languages(tmp_path)
    assert [(one.tag, one.babel, one.direction) for one in found] == [
        ("en", "en", "ltr"),
        ("en-x-easy", "en", "ltr"),
        ("pnb", "pa", "rtl"),
        ("zh-Hans", "zh", "ltr"),
    ]


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ('tag = "sk"', "autonym"),
        ('tag = "sk"\nautonym = "Slovenčina"\nscript = "Latin"', "Latn"),
        ('tag = "cs"\nautonym = "Čeština"', "'cs'"),
        ('tag = "sk"\nautonym = "Slovenčina"\nflag = "sk"', "flag"),
        ("tag = \nautonym = 1", "line 1"),
    ],
)
def test_a_broken_language_file_is_refused_with_what_to_do(tmp_path: Path, words: str, told: str) -> None:
    with pytest.raises(TranslationError, match=told) as refused:
        known_languages(write_language(tmp_path, "sk", words))
    assert "language.toml" in str(refused.value)
