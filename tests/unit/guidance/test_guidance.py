"""Guidance is whole: every topic, reader and sign is there, and no two signs of one screen look the same."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest

from spotsigns.errors import ContentError
from spotsigns.guidance.load import CONTENT, load_guidance
from spotsigns.guidance.model import READERS, SEEN_IN, TOPICS, Guidance
from spotsigns.partnerships.model import ROOT
from spotsigns.web.assets import Assets

ROTHERHAM = ROOT / "rotherham"
LOCAL_NAMES = re.compile(r"rotherham|\bmash\b|\bevolve\b|south yorkshire", re.IGNORECASE)


@pytest.fixture(scope="module")
def guidance() -> Guidance:
    return load_guidance(ROTHERHAM)


def test_every_topic_has_signs_in_children_adults_and_places_and_myths(guidance: Guidance) -> None:
    assert [topic.id for topic in guidance.topics] == list(TOPICS)
    for topic in guidance.topics:
        assert all(topic.signs_in(group) for group in SEEN_IN), topic.id
        assert topic.myths, topic.id


def test_every_reader_has_signs_and_steps(guidance: Guidance) -> None:
    assert [reader.id for reader in guidance.readers] == list(READERS)
    for reader in guidance.readers:
        assert len(reader.signs) >= 6, reader.id
        assert len(reader.steps) >= 5, reader.id


def test_no_two_signs_of_one_page_share_a_picture(guidance: Guidance) -> None:
    for page in (*guidance.topics, *guidance.readers):
        pictures = [sign.picture for sign in page.signs]
        assert len(pictures) == len(set(pictures)), page.id


def test_every_picture_is_drawn_and_at_least_sixty_are_different(guidance: Guidance) -> None:
    drawn = Assets().pictures
    used = {sign.picture for sign in guidance.signs().values()}
    used |= {page.picture for page in (*guidance.topics, *guidance.readers, *guidance.about)}
    assert used - set(drawn) == set()
    assert len({path.read_text("utf-8") for path in drawn.values()}) == len(drawn) >= 60


def test_a_label_has_at_most_four_words(guidance: Guidance) -> None:
    assert [sign.id for sign in guidance.signs().values() if len(sign.label.text.split()) > 4] == []


def test_no_translatable_words_name_the_place(guidance: Guidance) -> None:
    from spotsigns.translation.extract import words_in

    assert [words.context for words in words_in(guidance) if LOCAL_NAMES.search(words.text)] == []


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('picture = "gives-drink"', 'picture = "different-cars"', None),
        ('label = "Buys food for children"', 'label = "Buys food for the children"', "more than 4 words"),
        ('seen_in = "adult"', 'seen_in = "anybody"', "child, adult, place"),
        ('id = "takeaway"', 'id = "takeaways"', "like the file"),
        ("order = 1", "odrer = 1", "'order' is missing"),
        ('harms = ["sexual-exploitation", "criminal-exploitation"]', 'harms = ["sexual"]', "no reader or topic"),
    ],
)
def test_a_wrong_content_file_is_refused_with_what_to_do(tmp_path: Path, old: str, new: str, said: str | None) -> None:
    shutil.copytree(CONTENT, tmp_path / "content")
    path = tmp_path / "content" / "readers" / "takeaway.toml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")
    if said is None:  # a reader's own doubled picture is caught by the page test above
        load_guidance(ROTHERHAM, tmp_path / "content")
        return
    with pytest.raises(ContentError, match=said):
        load_guidance(ROTHERHAM, tmp_path / "content")
