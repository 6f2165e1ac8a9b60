"""What is kept for one person does not open for another, nor as something else."""

from __future__ import annotations

import pytest

from spotsigns.errors import SealingError
from spotsigns.hub.box import Box


def test_what_is_locked_opens_again() -> None:
    box = Box(b"k" * 32)
    assert box.unlock("share", "anna", box.lock("share", "anna", b"secret")) == b"secret"


@pytest.mark.parametrize(("kind", "staff"), [("totp", "anna"), ("share", "bert")])
def test_swapped_rows_do_not_open(kind: str, staff: str) -> None:
    box = Box(b"k" * 32)
    with pytest.raises(SealingError):
        box.unlock(kind, staff, box.lock("share", "anna", b"secret"))


def test_another_secrets_file_opens_nothing() -> None:
    with pytest.raises(SealingError):
        Box(b"x" * 32).unlock("share", "anna", Box(b"k" * 32).lock("share", "anna", b"secret"))


def test_locking_twice_differs() -> None:
    box = Box(b"k" * 32)
    assert box.lock("share", "anna", b"secret") != box.lock("share", "anna", b"secret")
