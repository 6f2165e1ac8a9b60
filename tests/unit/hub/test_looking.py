"""Who looks at what: names for a minute, in memory."""

from __future__ import annotations

from spotsigns.hub.looking import Looking


def test_others_are_named_and_oneself_is_not() -> None:
    looking = Looking()
    assert looking.look("1", "Sana", "a", 1000) == []
    assert looking.look("2", "Bert", "a", 1010) == [("a", "Sana")]
    assert looking.look("1", "Sana", "b", 1020) == [("a", "Bert")]
    assert looking.look("3", "Ada", "", 1021) == [("a", "Bert"), ("b", "Sana")]


def test_names_are_gone_after_a_minute_or_when_somebody_looks_away() -> None:
    looking = Looking()
    looking.look("1", "Sana", "a", 1000)
    assert looking.look("2", "Bert", "", 1059) == [("a", "Sana")]
    assert looking.look("2", "Bert", "", 1060) == []
    looking.look("1", "Sana", "a", 1100)
    looking.look("1", "Sana", "", 1101)
    assert looking.look("2", "Bert", "", 1102) == []
