"""Every change of the schema, in order, append-only. The names are consecutive; a test holds them."""

from __future__ import annotations

from sqlite_utils import Database, Migrations

migrations = Migrations("spotsigns")


@migrations()
def m001_envelopes_and_keys(db: Database) -> None:
    db.execute("CREATE TABLE hub_keys (id TEXT PRIMARY KEY, public BLOB NOT NULL, seal INTEGER NOT NULL DEFAULT 0, made TEXT NOT NULL) STRICT")
    db.execute("CREATE UNIQUE INDEX one_sealing_key ON hub_keys (seal) WHERE seal = 1")
    # variant 0 is the first envelope under an id; 1 to 3 are others that claimed the same id.
    # sealed is NULL in a tombstone: digest and receipt stay, so that a repeat gets its first receipt.
    db.execute(
        """CREATE TABLE envelopes (
            id TEXT NOT NULL, variant INTEGER NOT NULL, thread TEXT NOT NULL, key TEXT NOT NULL REFERENCES hub_keys (id),
            sealed BLOB, digest TEXT NOT NULL, receipt TEXT NOT NULL, received TEXT NOT NULL, slow INTEGER NOT NULL,
            state TEXT NOT NULL DEFAULT 'new', purged TEXT, PRIMARY KEY (id, variant)) STRICT"""
    )
    db.execute("CREATE INDEX envelopes_by_thread ON envelopes (thread)")
    db.execute("CREATE INDEX envelopes_by_state ON envelopes (state, received)")
    db.execute("CREATE TABLE answers (id TEXT PRIMARY KEY, thread TEXT NOT NULL, at TEXT NOT NULL, sealed BLOB NOT NULL) STRICT")
    db.execute("CREATE INDEX answers_by_thread ON answers (thread)")
    db.execute("CREATE TABLE switches (name TEXT PRIMARY KEY, value INTEGER NOT NULL) STRICT")


@migrations()
def m002_staff(db: Database) -> None:
    db.execute(
        """CREATE TABLE staff (
            id TEXT PRIMARY KEY, name TEXT NOT NULL UNIQUE, role TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'invited',
            salt BLOB, auth TEXT, share BLOB, totp BLOB, totp_step INTEGER NOT NULL DEFAULT 0, public BLOB, private BLOB) STRICT"""
    )
    db.execute("CREATE TABLE invitations (digest TEXT PRIMARY KEY, staff TEXT NOT NULL REFERENCES staff (id), ends INTEGER NOT NULL, used INTEGER NOT NULL DEFAULT 0) STRICT")
    db.execute(
        """CREATE TABLE sessions (digest TEXT PRIMARY KEY, staff TEXT NOT NULL REFERENCES staff (id),
            page_key BLOB NOT NULL, seen INTEGER NOT NULL, ends INTEGER NOT NULL) STRICT"""
    )
    # holder is a staff id, or 'recovery'.
    db.execute(
        """CREATE TABLE held_keys (key TEXT NOT NULL REFERENCES hub_keys (id), holder TEXT NOT NULL,
            hub_sealed BLOB NOT NULL, desk_sealed BLOB NOT NULL, PRIMARY KEY (key, holder)) STRICT"""
    )


@migrations()
def m003_triage_and_ledger(db: Database) -> None:
    db.execute(
        """CREATE TABLE triage (
            id TEXT NOT NULL, variant INTEGER NOT NULL, category TEXT, ward TEXT, urgency TEXT, assignee TEXT, language TEXT,
            reader_kind TEXT, practice INTEGER NOT NULL DEFAULT 0, PRIMARY KEY (id, variant),
            FOREIGN KEY (id, variant) REFERENCES envelopes (id, variant)) STRICT"""
    )
    db.execute("CREATE TABLE ledger (n INTEGER PRIMARY KEY, at TEXT NOT NULL, staff TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL, chain TEXT NOT NULL) STRICT")


@migrations()
def m004_last_log_in_and_recovery_key(db: Database) -> None:
    # logged_in is Unix seconds; recovery is the 65-byte public key of the recovery words, for copies of later keys.
    db.execute("ALTER TABLE staff ADD COLUMN logged_in INTEGER")
    db.execute("ALTER TABLE hub_keys ADD COLUMN recovery BLOB")


@migrations()
def m009_retention_figures_and_edited_contacts(db: Database) -> None:
    # The first day on which the words may go, in UTC; NULL: not decided. Handing over writes it, and may have made the column.
    if "purge_after" not in {row[1] for row in db.execute("PRAGMA table_info(envelopes)")}:
        db.execute("ALTER TABLE envelopes ADD COLUMN purge_after TEXT")
        db.execute("CREATE INDEX envelopes_by_purge_after ON envelopes (purge_after) WHERE purge_after IS NOT NULL")
    # When somebody first looked at an envelope, and first decided. The triggers note it whatever code moves a concern: a move waits in
    # `untimed` until the ledger row of the same transaction tells the time, since SQLite's own clock is not the one handed in.
    db.execute(
        """CREATE TABLE steps (id TEXT NOT NULL, variant INTEGER NOT NULL, step TEXT NOT NULL, at TEXT NOT NULL, PRIMARY KEY (id, variant, step),
            FOREIGN KEY (id, variant) REFERENCES envelopes (id, variant)) STRICT"""
    )
    db.execute("CREATE TABLE untimed (id TEXT NOT NULL, variant INTEGER NOT NULL, step TEXT NOT NULL) STRICT")
    db.execute(
        """CREATE TRIGGER step_of_envelope AFTER UPDATE OF state ON envelopes WHEN NEW.state <> OLD.state AND NEW.state <> 'new' AND NEW.purged IS NULL BEGIN
            INSERT INTO untimed SELECT NEW.id, NEW.variant, CASE NEW.state WHEN 'seen' THEN 'looked' ELSE 'decided' END; END"""
    )
    db.execute(
        """CREATE TRIGGER time_of_step AFTER INSERT ON ledger WHEN EXISTS (SELECT 1 FROM untimed) BEGIN
            INSERT OR IGNORE INTO steps SELECT id, variant, step, NEW.at FROM untimed; DELETE FROM untimed; END"""
    )
    # What figures keep of a concern whose words are gone: counts by week (its Monday), each kind on its own, nothing that names a concern.
    db.execute(
        "CREATE TABLE figures (week TEXT NOT NULL, kind TEXT NOT NULL, value TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (week, kind, value)) STRICT"
    )
    db.execute(
        "CREATE TABLE readings (day TEXT NOT NULL, lang TEXT NOT NULL, page TEXT NOT NULL, count INTEGER NOT NULL, PRIMARY KEY (day, lang, page)) STRICT"
    )
    # An edit of a contact, whole; `base` is the edit that stood when it was proposed. state: proposed, confirmed, refused, undone.
    db.execute(
        """CREATE TABLE contact_edits (n INTEGER PRIMARY KEY, contact TEXT NOT NULL, base INTEGER NOT NULL, edit TEXT NOT NULL, state TEXT NOT NULL DEFAULT 'proposed',
            proposer TEXT NOT NULL REFERENCES staff (id), proposed TEXT NOT NULL, decider TEXT REFERENCES staff (id), decided TEXT) STRICT"""
    )
    db.execute("CREATE UNIQUE INDEX one_open_edit ON contact_edits (contact) WHERE state = 'proposed'")
    for name, columns in {"ledger_by_staff": "staff, n", "ledger_by_act": "act, n", "ledger_by_day": "at"}.items():
        db.execute(f"CREATE INDEX {name} ON ledger ({columns})")
