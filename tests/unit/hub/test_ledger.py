"""The ledger: no row can be changed, taken out, put in or put elsewhere without being noticed."""

from __future__ import annotations

import pytest

from spotsigns.hub.demonstration import DemonstrationStaff
from spotsigns.hub.desk import hand_out_to_read, hand_out_to_sort
from spotsigns.hub.ledger import ledger_head, verify_ledger
from spotsigns.hub.room import Hub
from spotsigns.store import SqliteStore
from spotsigns.store.secrets import Secrets


@pytest.fixture
def written(hub: Hub, store: SqliteStore, holder: DemonstrationStaff) -> SqliteStore:
    """A ledger with some reading in it."""
    staff = store.all_staff()[0]
    for row in store.desk_page("new", None, 3):
        hand_out_to_sort(hub, staff, [(row.id, row.variant)])
        hand_out_to_read(hub, staff, row.id)
    return store


def test_ledger_as_written_is_whole(written: SqliteStore, secrets: Secrets) -> None:
    assert [row.act for row in written.ledger_rows()] == ["joined", "line", *["listed", "opened"] * 3]
    assert verify_ledger(written, secrets.ledger) is None


@pytest.mark.parametrize(
    ("tampering", "broken"),
    [
        ("UPDATE ledger SET staff = 'somebody else' WHERE n = 4", 4),
        ("UPDATE ledger SET act = 'listed' WHERE n = 4", 4),
        ("UPDATE ledger SET subject = '' WHERE n = 3", 3),
        ("UPDATE ledger SET at = '2026-01-01T00:00:00Z' WHERE n = 1", 1),
        ("DELETE FROM ledger WHERE n = 5", 5),
        ("UPDATE ledger SET n = 99 WHERE n = 8", 8),
        ("INSERT INTO ledger SELECT 9, at, staff, act, subject, chain FROM ledger WHERE n = 8", 9),
    ],
)
def test_tampering_is_found_at_its_row(written: SqliteStore, secrets: Secrets, tampering: str, broken: int) -> None:
    written.write(lambda db: db.execute(tampering).rowcount)
    assert verify_ledger(written, secrets.ledger) == broken


def test_another_key_cannot_have_written_it(written: SqliteStore) -> None:
    assert verify_ledger(written, b"another key") == 1


def test_bytes_are_never_handed_out_without_a_row(hub: Hub, store: SqliteStore, holder: DemonstrationStaff) -> None:
    staff, row = store.all_staff()[0], store.desk_page("new", None, 1)[0]
    store.write(lambda db: db.execute("CREATE TRIGGER full BEFORE INSERT ON ledger BEGIN SELECT RAISE(ABORT, 'full'); END"))
    for hand_out in (lambda: hand_out_to_sort(hub, staff, [(row.id, 0)]), lambda: hand_out_to_read(hub, staff, row.id)):
        with pytest.raises(Exception, match="full"):
            hand_out()


def test_head_shows_a_cut_tail_that_the_chain_cannot(written: SqliteStore, secrets: Secrets) -> None:
    head = ledger_head(written)
    assert head is not None
    assert (head.n, head.chain) == (8, list(written.ledger_rows())[-1].chain)
    written.write(lambda db: db.execute("DELETE FROM ledger WHERE n > 6").rowcount)
    assert verify_ledger(written, secrets.ledger) is None
    assert (ledger_head(written), written.ledger_chain(head.n)) != (head, head.chain)
    written.write(lambda db: db.execute("DELETE FROM ledger").rowcount)
    assert ledger_head(written) is None


def test_each_hand_out_tells_the_head_it_made(hub: Hub, store: SqliteStore, holder: DemonstrationStaff) -> None:
    staff, row = store.all_staff()[0], store.desk_page("new", None, 1)[0]
    assert hand_out_to_sort(hub, staff, [(row.id, 0)])[1] == ledger_head(store)
    assert hand_out_to_read(hub, staff, row.id)[2] == ledger_head(store)
