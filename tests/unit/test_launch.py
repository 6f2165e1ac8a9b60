"""launch-check: one thing wrong makes one line red, and that line says what to do."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from spotsigns.cli import main
from spotsigns.hub.demonstration import make_demonstration
from spotsigns.hub.ledger import Ledger
from spotsigns.hub.room import make_hub
from spotsigns.hub.slow import Slowdown
from spotsigns.launch import Standing, checks, red_lines, stand
from spotsigns.sealing.envelope import derive_key_pair
from spotsigns.settings import Settings, load_settings
from spotsigns.store import SqliteStore, open_store
from spotsigns.store.backup import back_up
from spotsigns.store.secrets import load_secrets
from spotsigns.translation import ledger as reading
from spotsigns.translation.catalogue import Catalogue, complete_languages, load_catalogue
from spotsigns.translation.read_first import MOST, first_strings, unread_first
from tests.conftest import NOW, Clock
from tests.members import first_member

SECONDS, DAY = int(NOW.timestamp()), int(NOW.timestamp()) // 86_400
READY = Standing(
    now=NOW, partnership="rotherham", hours_known=True, hub_contact="mash", hub_confirmed=True, unconfirmed=(), holidays_until=date(2028, 1, 1),
    unread_first={"ur": 0, "pl": 0}, public_host="signs.example", hub_host="hub.example", has_proxies=True, has_sealing_key=True, keyholders=2,
    rotation_due=False, recovery_day=DAY - 89, newest_moment="2026-11-23T20:15Z", steps_back=0, free_bytes=3_000_000_000, fullness=0.1, open_to_others=(),
    backed_up=SECONDS - 3_600, overdue=0,
)  # fmt: skip


def red(standing: Standing) -> dict[str, str]:
    return {check.name: check.remedy for check in checks(standing) if not check.is_green}


def test_a_hub_that_lacks_nothing_is_green() -> None:
    assert red(READY) == {}


@pytest.mark.parametrize(
    ("change", "name", "remedy"),
    [
        ({"hours_known": False}, "hours known", "rotherham/partnership.toml"),
        ({"hub_confirmed": False}, "hub's own number confirmed", "'mash'"),
        ({"unconfirmed": ("nspcc",)}, "all contacts confirmed", "1 are not: nspcc. Call each"),
        ({"holidays_until": date(2027, 1, 1)}, "bank holidays known for a year", "gov.uk/bank-holidays"),
        ({"unread_first": {"ur": 3, "pl": 0}}, "words of danger read by fluent people", "read in: ur (3)"),
        ({"public_host": ""}, "two host names", "SPOTSIGNS_PUBLIC_HOST"),
        ({"hub_host": "signs.example"}, "two host names", "SPOTSIGNS_HUB_HOST"),
        ({"has_proxies": False}, "TLS in front", "SPOTSIGNS_PROXIES"),
        ({"has_sealing_key": False}, "a key that phones can seal to", "first keyholder"),
        ({"keyholders": 1}, "two keyholders", "--role keyholder"),
        ({"fullness": 0.5}, "room for concerns", "50% of it is used. Raise SPOTSIGNS_QUOTA"),
        ({"rotation_due": True}, "no rotation of keys due", "Staff and keys"),
        ({"recovery_day": None}, "recovery words tried", "Recovery words"),
        ({"recovery_day": DAY - 90}, "recovery words tried", "90 days"),
        ({"newest_moment": "2026-11-23T20:18:00Z"}, "clock", "a row is from 2026-11-23T20:18:00Z"),
        ({"newest_moment": "2026-11-23T20:18Z"}, "clock", "timedatectl"),
        ({"steps_back": 1}, "clock", "went back in time"),
        ({"free_bytes": 1_999_999_999}, "disk", "two gigabytes"),
        ({"open_to_others": ("/srv/spotsigns.db",)}, "files for their owner only", "/srv/spotsigns.db"),
        ({"backed_up": None}, "backups", "There is no backup"),
        ({"backed_up": SECONDS - 27 * 3_600}, "backups", "27 hours old"),
        ({"overdue": 2}, "retention", "spotsigns purge"),
    ],
)  # fmt: skip
def test_one_thing_wrong_is_one_red_line_that_says_what_to_do(change: dict[str, Any], name: str, remedy: str) -> None:
    found = red(replace(READY, **change))
    assert list(found) == [name]
    assert remedy in found[name]


def test_a_minute_of_difference_between_two_clocks_is_no_wrong_clock() -> None:
    assert red(replace(READY, newest_moment="2026-11-23T20:17:30Z")) == {}


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return load_settings({}, data=str(tmp_path / "data"), languages="en,ur")


@pytest.fixture
def empty(settings: Settings) -> Any:
    opened = open_store(settings)
    load_secrets(settings)
    yield opened
    opened.close()


def test_an_empty_hub_is_seen_as_it_is(settings: Settings, empty: SqliteStore) -> None:
    seen = stand(settings, empty, NOW)
    assert (seen.has_sealing_key, seen.keyholders, seen.recovery_day, seen.newest_moment, seen.backed_up, seen.overdue) == (False, 0, None, "", None, 0)
    assert (seen.rotation_due, seen.steps_back, seen.open_to_others) == (False, 0, ())
    assert len(red_lines(settings, empty, NOW)) >= 8


def test_a_keyholder_and_their_words_are_seen_and_so_is_a_backup(settings: Settings, empty: SqliteStore, tmp_path: Path) -> None:
    first_member(make_hub(empty, load_secrets(settings), Clock(), Slowdown(lambda seconds: None)), derive_key_pair(b"\1" * 32))
    back_up(settings, tmp_path / "one.backup", NOW)
    seen = stand(settings, empty, NOW)
    assert (seen.has_sealing_key, seen.keyholders, seen.recovery_day, seen.backed_up) == (True, 1, DAY, SECONDS)
    assert seen.newest_moment.startswith("2026-11-23T20:15")


def test_a_disabled_keyholder_is_not_counted(settings: Settings, empty: SqliteStore) -> None:
    make_demonstration(empty, load_secrets(settings), NOW)
    before = stand(settings, empty, NOW).keyholders
    assert before >= 1
    empty.write(lambda db: db.execute("UPDATE staff SET state = 'disabled' WHERE role = 'keyholder'").rowcount)
    assert stand(settings, empty, NOW).keyholders == 0


def test_a_clock_that_was_set_back_is_seen_in_the_ledger_for_a_week(settings: Settings, empty: SqliteStore) -> None:
    ledger = Ledger(load_secrets(settings).ledger)
    for minutes in (0, 10, 9, 4, 30):  # from 9 to 4 is five minutes back; from 10 to 9 may be two people at once
        empty.write_entry(ledger.entry("somebody", "listed", "", NOW + timedelta(minutes=minutes)))
    assert stand(settings, empty, NOW).steps_back == 1
    assert stand(settings, empty, NOW + timedelta(days=9)).steps_back == 0
    assert stand(settings, empty, NOW).newest_moment == "2026-11-23T20:45:42Z"


def test_words_that_should_be_gone_are_counted_from_the_day_after(settings: Settings, empty: SqliteStore) -> None:
    make_demonstration(empty, load_secrets(settings), NOW)
    empty.write(lambda db: db.execute("UPDATE envelopes SET state = 'closed', purge_after = '2026-11-23' WHERE rowid = 1").rowcount)
    assert stand(settings, empty, NOW).overdue == 0
    assert stand(settings, empty, NOW + timedelta(days=1)).overdue == 1


def test_files_that_others_may_read_are_named(settings: Settings, empty: SqliteStore) -> None:
    settings.database_path.chmod(0o640)
    assert stand(settings, empty, NOW).open_to_others == (str(settings.database_path),)


def test_only_languages_that_are_served_are_asked_about(tmp_path: Path) -> None:
    settings = load_settings({}, data=str(tmp_path), languages="en,ur")
    store = open_store(settings)
    assert set(stand(settings, store, NOW).unread_first) == {"ur"}
    store.close()


def test_the_strings_to_be_read_first_are_all_there_and_are_one_sitting() -> None:
    messages, content = first_strings()
    assert len(messages) + len(content) <= MOST
    for language in complete_languages():
        if not language.is_source:
            sources = load_catalogue(language).sources()
            assert messages <= {text for context, text in sources if context is None}
            assert content <= {context for context, _ in sources}


def test_a_string_that_somebody_fluent_read_is_not_counted() -> None:
    text = "Leave now"
    unread = Catalogue({(None, text): ("Teraz",), (None, "Languages"): ("Języki",)}, reading.Ledger(), lambda number: 0)
    read = Catalogue({(None, text): ("Teraz",)}, reading.Ledger({reading.review_key(None, text, ("Teraz",)): reading.Reading("revised", "Ewa", "2026-11-23", None, text)}), lambda number: 0)
    assert (unread_first(unread), unread_first(read)) == (1, 0)


def test_the_command_prints_a_line_a_check_and_fails_while_one_is_red(tmp_path: Path) -> None:
    result = CliRunner().invoke(main, ["launch-check", "--data", str(tmp_path)])
    lines = result.output.splitlines()
    assert result.exit_code == 1
    assert len(lines) == len(list(checks(READY))) + 1
    assert all(re.match(r"(green|RED  )  \S", line) for line in lines[:-1])
    assert re.fullmatch(r"spotsigns: \d+ things are missing\. .*", lines[-1])


def test_the_clock_of_the_machine_is_the_one_that_is_judged(settings: Settings, empty: SqliteStore) -> None:
    empty.write_entry(Ledger(load_secrets(settings).ledger).entry("somebody", "listed", "", datetime(2026, 11, 23, 21, 0, tzinfo=UTC)))
    assert "clock" in red(stand(settings, empty, NOW))
    assert "clock" not in red(stand(settings, empty, NOW + timedelta(hours=1)))
