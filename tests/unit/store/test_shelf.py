"""A directory of backups that one is added to every hour: what stays, what goes, and what is never touched."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from spotsigns.store.shelf import expired, name_of, prune, secrets_name_of

NOW = datetime(2026, 11, 23, 20, 15, 42, tzinfo=UTC)


def fill(directory: Path, hours: int) -> None:
    for hour in range(hours):
        (directory / name_of(NOW - timedelta(hours=hour))).touch()


def test_every_hour_of_two_days_stays_then_the_newest_of_each_day_until_retention_and_a_week(tmp_path: Path) -> None:
    fill(tmp_path, 60 * 24)
    prune(tmp_path, 30, NOW)
    left = sorted(path.name for path in tmp_path.iterdir())
    recent = [name for name in left if name >= "spotsigns-20261121"]
    assert len(recent) == 21 + 24 + 24
    older = [name for name in left if name < "spotsigns-20261121"]
    assert [name[10:18] for name in older] == [f"{NOW - timedelta(days=day):%Y%m%d}" for day in range(37, 2, -1)]
    assert all(name.endswith("T231542Z.backup") for name in older)


def test_pruning_again_takes_nothing_more(tmp_path: Path) -> None:
    fill(tmp_path, 100)
    assert prune(tmp_path, 30, NOW)
    assert prune(tmp_path, 30, NOW) == []


def test_a_backup_goes_in_the_second_after_its_last(tmp_path: Path) -> None:
    (tmp_path / name_of(NOW - timedelta(days=37))).touch()
    assert expired(tmp_path, 30, NOW) == []
    assert len(expired(tmp_path, 30, NOW + timedelta(seconds=1))) == 1


def test_secrets_and_what_is_not_ours_are_never_touched(tmp_path: Path) -> None:
    for name in (secrets_name_of(NOW - timedelta(days=400)), "spotsigns-20200101T000000Z.backup.gpg", "spotsigns-20209999T000000Z.backup", "other.backup"):
        (tmp_path / name).touch()
    assert prune(tmp_path, 30, NOW) == []
