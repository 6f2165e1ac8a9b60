"""Settings: all problems at once, each with what to do."""

from __future__ import annotations

from pathlib import Path

import pytest

from spotsigns.errors import SettingsError
from spotsigns.settings import load_settings


def test_defaults_are_in_force_where_nothing_is_set() -> None:
    settings = load_settings({})
    assert settings.partnership == "rotherham"
    assert settings.serves_public
    assert settings.serves_hub


def test_the_environment_wins_over_the_file_and_a_flag_over_both(tmp_path: Path) -> None:
    config = tmp_path / "spotsigns.toml"
    config.write_text('data = "from-file"\nlanguages = ["en", "pl"]\n')
    assert load_settings({}, config).language_tags == ("en", "pl")
    assert load_settings({"SPOTSIGNS_DATA": "from-environment"}, config).data == "from-environment"
    assert load_settings({"SPOTSIGNS_DATA": "from-environment"}, config, data="from-flag").data == "from-flag"


def test_all_problems_are_reported_at_once() -> None:
    environ = {
        "SPOTSIGNS_SIDES": "left", "SPOTSIGNS_RETENTION_DAYS": "ever", "SPOTSIGNS_QUOTA": "lots", "SPOTSIGNS_PROXIES": "everybody",
        "SPOTSIGNS_PUBLIC_HOST": "one.example", "SPOTSIGNS_COLOUR": "pink", "SPOTSIGNS_LEAVE_URL": "weather",
    }  # fmt: skip
    with pytest.raises(SettingsError) as caught:
        load_settings({**environ, "SPOTSIGNS_HUB_HOST": "one.example"})
    assert len(caught.value.problems) == 7


@pytest.mark.parametrize("text", ["data = ", "nonsense = 1"])
def test_a_wrong_file_is_named(tmp_path: Path, text: str) -> None:
    config = tmp_path / "spotsigns.toml"
    config.write_text(text)
    with pytest.raises(SettingsError, match=r"spotsigns\.toml"):
        load_settings({}, config)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="--config"):
        load_settings({}, tmp_path / "absent.toml")
