"""Languages that are spoken far more than written, and what people from here have recorded in them.

A recording is made by a person, named or not as they wish, in partnerships/<name>/recordings/<tag>/recordings.toml; never by a machine.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from spotsigns.translation.content import Block, read_content
from spotsigns.translation.languages import translations_directory
from spotsigns.translation.words import Words

# By the end of a file's name: what a browser is told that it is. Opus first, since it is small; the other for phones that cannot play it.
MEDIA_TYPES = {".opus": "audio/ogg", ".m4a": "audio/mp4", ".mp3": "audio/mpeg"}


@dataclass(frozen=True)
class Recording:
    """One page of ours, told by a person. `page` is its path after /<lang>/; `by` is how they want to be named, "" for not at all."""

    page: str
    title: Words
    file: Path
    made: date
    by: str


@dataclass(frozen=True)
class SpokenLanguage:
    """`beside` is the tag of the written language that its speakers read, under whose path its recordings stand."""

    tag: str
    autonym: str
    direction: str
    beside: str
    recordings: tuple[Recording, ...]

    @property
    def path(self) -> str:
        """Where its line in the picker leads: to the recordings, or to what the languages page says while there are none."""
        return f"/{self.beside}/about/listen-{self.tag}/" if self.recordings else f"/{self.beside}/about/languages/"


def load_spoken(partnership: Path, titles: Mapping[str, Words], served: tuple[str, ...], directory: Path | None = None) -> tuple[SpokenLanguage, ...]:
    """Those beside a language that is served. `titles` are those of the pages that may be read out, by path. Raises ContentError."""
    block = read_content((directory or translations_directory()) / "spoken.toml", "spoken")
    found = [_language(one, partnership / "recordings", titles) for one in block.blocks("language")]
    block.done()
    return tuple(language for language in found if language.beside in served)


def _language(block: Block, folder: Path, titles: Mapping[str, Words]) -> SpokenLanguage:
    tag = block.text("tag")
    language = SpokenLanguage(tag, block.text("autonym"), block.one_of("direction", ("ltr", "rtl")), block.text("beside"), _recordings(folder / tag, titles))
    block.done()
    return language


def _recordings(folder: Path, titles: Mapping[str, Words]) -> tuple[Recording, ...]:
    if not folder.is_dir():
        return ()
    block = read_content(folder / "recordings.toml", "recordings")
    found = tuple(_recording(one, folder, titles) for one in block.blocks("recording"))
    block.done()
    return found


def _recording(block: Block, folder: Path, titles: Mapping[str, Words]) -> Recording:
    page = block.text("page")
    if page not in titles:
        raise block.problem(f"'page' is {page!r}.", "Name a page of guidance as it stands after the language, such as 'act/'.")
    recording = Recording(page, titles[page], folder / block.text("file"), block.day("made"), block.text("by", ""))
    block.done()
    if recording.file.parent != folder or recording.file.suffix not in MEDIA_TYPES or not recording.file.is_file():
        raise block.problem(f"'file' is {recording.file.name!r}, which is not there.", f"Put it beside recordings.toml, ending in {', '.join(MEDIA_TYPES)}.")
    return recording
