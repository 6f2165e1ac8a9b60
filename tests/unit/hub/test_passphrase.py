"""Log-in keys against the vectors, which were made with other people's libraries."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from spotsigns.errors import SealingError
from spotsigns.hub.keys import lock_private, open_copy, seal_copy, unlock_private
from spotsigns.hub.passphrase import auth_of, stretch, wrap_of
from spotsigns.sealing.encoding import from_base64url
from spotsigns.sealing.envelope import new_private_key, private_scalar, public_bytes

VECTORS = json.loads((Path(__file__).parents[2] / "vectors.json").read_text("utf-8"))["log_in"]


@pytest.mark.parametrize("row", VECTORS, ids=lambda row: ascii(row["passphrase"]))
def test_vector_grows_into_auth_and_wrap(row: dict[str, Any]) -> None:
    stretched = stretch(row["passphrase"], from_base64url(row["salt"]))
    assert auth_of(stretched).hex() == row["auth"]
    assert wrap_of(stretched, from_base64url(row["share"])).hex() == row["wrap"]


def test_private_key_opens_with_its_wrap_key_only() -> None:
    private = new_private_key()
    locked = lock_private(b"w" * 32, private)
    assert private_scalar(unlock_private(b"w" * 32, locked)) == private_scalar(private)
    with pytest.raises(SealingError):
        unlock_private(b"v" * 32, locked)


def test_copy_opens_for_its_holder_only() -> None:
    hub, own, other = new_private_key(), new_private_key(), new_private_key()
    copy = seal_copy(hub, b"d" * 32, "anna", public_bytes(own))
    opened, desk_key = open_copy(copy, own)
    assert (private_scalar(opened), desk_key) == (private_scalar(hub), b"d" * 32)
    with pytest.raises(SealingError):
        open_copy(copy, other)
    moved = type(copy)(copy.key, "bert", copy.hub_sealed, copy.desk_sealed)
    with pytest.raises(SealingError):
        open_copy(moved, own)
