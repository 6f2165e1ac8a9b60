"""Languages that are spoken: a line in the picker, and what people have recorded; nothing that nobody made."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask.testing import FlaskClient

from spotsigns.app import create_app
from spotsigns.errors import ContentError
from spotsigns.guidance.spoken import load_spoken
from spotsigns.guidance.spoken_routes import spoken_routes
from spotsigns.settings import load_settings
from spotsigns.translation.words import Words

TITLES = {"act/": Words("guidance/act:title", "What to do")}
RECORDING = '[[recording]]\npage = "act/"\nfile = "act.opus"\nmade = 2026-11-30\nby = "Nasreen"\n'


def recorded(folder: Path, text: str = RECORDING, name: str = "act.opus") -> Path:
    place = folder / "recordings" / "phr"
    place.mkdir(parents=True)
    (place / "recordings.toml").write_text(text, "utf-8")
    (place / name).write_bytes(b"OggS" + bytes(60))
    return folder


def test_without_recordings_a_spoken_language_leads_to_what_the_languages_page_says(tmp_path: Path) -> None:
    found = {language.tag: language.path for language in load_spoken(tmp_path, TITLES, ("en", "ur", "sk"))}
    assert found == {"phr": "/ur/about/languages/", "rmc": "/sk/about/languages/"}


def test_a_spoken_language_stands_beside_one_that_is_served(tmp_path: Path) -> None:
    assert [language.tag for language in load_spoken(tmp_path, TITLES, ("en", "sk"))] == ["rmc"]


def test_what_people_recorded_stands_under_the_written_language(tmp_path: Path) -> None:
    pahari = load_spoken(recorded(tmp_path), TITLES, ("en", "ur"))[0]
    assert pahari.path == "/ur/about/listen-phr/"
    assert [(one.page, one.by, one.made.isoformat(), one.file.name) for one in pahari.recordings] == [("act/", "Nasreen", "2026-11-30", "act.opus")]


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (RECORDING.replace("act/", "nowhere/"), "Name a page of guidance"),
        (RECORDING.replace("act.opus", "gone.opus"), "is not there"),
        (RECORDING.replace("act.opus", "../act.opus"), "is not there"),
        (RECORDING.replace("act.opus", "recordings.toml"), "ending in"),
        (RECORDING + 'speed = "fast"\n', "not a key"),
        ("[[recording]\n", "not valid TOML"),
    ],
)
def test_a_wrong_file_of_recordings_is_refused_with_what_to_do(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(ContentError, match=told):
        load_spoken(recorded(tmp_path, text), TITLES, ("en", "ur"))


@pytest.fixture
def client(tmp_path: Path) -> FlaskClient:
    """An application to whose routes one recording was added."""
    app = create_app(load_settings({}, data=str(tmp_path / "data"), languages="en,ur"))
    spoken = load_spoken(recorded(tmp_path), TITLES, ("en", "ur"))
    app.register_blueprint(spoken_routes(app.extensions["spotsigns"], spoken), name="recorded")
    return app.test_client(use_cookies=False)


def test_the_page_of_recordings_plays_them_and_nothing_else_may_play(client: FlaskClient) -> None:
    answer = client.get("/ur/about/listen-phr/")
    assert answer.status_code == 200
    page = answer.get_data(as_text=True)
    assert '<audio class="recording" controls preload="none" src="/recordings/phr/act.opus">' in page
    assert "Nasreen" in page
    assert "media-src 'self'" in answer.headers["Content-Security-Policy"]
    assert "media-src" not in client.get("/ur/about/languages/").headers["Content-Security-Policy"]
    assert 'href="/ur/about/languages/" lang="phr"' in client.get("/en/").get_data(as_text=True)
    played = client.get("/recordings/phr/act.opus", buffered=True)
    assert (played.content_type, played.get_data()[:4]) == ("audio/ogg", b"OggS")
    assert client.get("/recordings/phr/recordings.toml").status_code == 404
    assert client.get("/en/about/listen-phr/").status_code == 404
    assert client.get("/phr/").status_code == 404
