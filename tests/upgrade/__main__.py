"""`python -m tests.upgrade`: freeze a small demonstration of this release as tests/upgrade/<newest migration>.json. Run once a release.

Nothing in it is anybody's: throw-away keys, made-up concerns.
"""

from __future__ import annotations

import json
import sqlite3
import sys
import tempfile
from contextlib import closing
from datetime import UTC, datetime
from pathlib import Path

from spotsigns.hub import demonstration
from spotsigns.hub.ledger import Ledger
from spotsigns.sealing.encoding import to_base64url
from spotsigns.sealing.envelope import private_pkcs8
from spotsigns.settings import load_settings
from spotsigns.store import open_store
from spotsigns.store.migrations import migrations
from spotsigns.store.secrets import load_secrets

NOW = datetime(2026, 11, 23, 20, 15, 42, tzinfo=UTC)


def freeze(directory: Path) -> Path:
    """Three concerns, one of them looked at, and one member of staff; the database as SQL, secrets and passphrase beside it."""
    demonstration.SAMPLES = demonstration.SAMPLES[:3]
    demonstration.add_sample_figures = lambda *given: None  # a hundred kilobytes of counts show no more than none
    with tempfile.TemporaryDirectory() as data:
        settings = load_settings({}, data=data)
        secrets, store = load_secrets(settings), open_store(settings)
        staff = demonstration.make_demonstration(store, secrets, NOW)
        holder = next(person for person in store.all_staff() if person.name == staff.name)
        first = store.read().execute("SELECT id FROM envelopes ORDER BY rowid LIMIT 1").fetchone()[0]
        store.mark_seen(first, (0,), Ledger(secrets.ledger).entry(holder.id, "seen", first, NOW))
        store.close()
        with closing(sqlite3.connect(settings.database_path)) as db:
            lines = list(db.iterdump())
        told = {
            "staff": {"name": staff.name, "passphrase": staff.passphrase, "totp": staff.totp}, "hub_key": to_base64url(private_pkcs8(staff.hub_key)),
            "secrets": json.loads((settings.data_directory / "secrets.json").read_text()), "seen": first, "sql": lines,
        }  # fmt: skip
    newest = max(migration.name for migration in migrations._migrations)
    file = directory / f"{newest[:4]}.json"
    file.write_text(json.dumps(told, indent=1) + "\n", "utf-8")
    return file


if __name__ == "__main__":
    print(freeze(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent))
