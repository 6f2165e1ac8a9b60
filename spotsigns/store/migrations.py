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
            reader_kind TEXT, practice INTEGER, PRIMARY KEY (id, variant),
            FOREIGN KEY (id, variant) REFERENCES envelopes (id, variant)) STRICT"""
    )
    db.execute("CREATE TABLE ledger (n INTEGER PRIMARY KEY, at TEXT NOT NULL, staff TEXT NOT NULL, act TEXT NOT NULL, subject TEXT NOT NULL, chain TEXT NOT NULL) STRICT")


@migrations()
def m004_last_log_in_and_recovery_key(db: Database) -> None:
    # logged_in is Unix seconds; recovery is the 65-byte public key of the recovery words, for copies of later keys.
    db.execute("ALTER TABLE staff ADD COLUMN logged_in INTEGER")
    db.execute("ALTER TABLE hub_keys ADD COLUMN recovery BLOB")


@migrations()
def m005_answers_of_the_desk(db: Database) -> None:
    # locked is the desk's own copy: what is sealed to the reply key, the desk cannot read again. seq stands inside both too; here it
    # lets the database refuse that two of a thread have one number, and says no more than the count of the rows does.
    for column in ("seq INTEGER", "author TEXT", "locked BLOB"):
        db.execute(f"ALTER TABLE answers ADD COLUMN {column}")
    db.execute("CREATE UNIQUE INDEX answers_by_seq ON answers (thread, seq)")


@migrations()
def m006_admissions_and_vouches(db: Database) -> None:
    # Both are made in a browser under the desk key of hub key `key` or `under`: a database writer cannot make one.
    db.execute(
        """CREATE TABLE admissions (staff TEXT PRIMARY KEY REFERENCES staff (id), author TEXT NOT NULL,
            key TEXT NOT NULL REFERENCES hub_keys (id), at TEXT NOT NULL, locked BLOB NOT NULL) STRICT"""
    )
    db.execute(
        """CREATE TABLE vouches (key TEXT PRIMARY KEY REFERENCES hub_keys (id), author TEXT NOT NULL,
            under TEXT NOT NULL REFERENCES hub_keys (id), locked BLOB NOT NULL) STRICT"""
    )
    # Digests of codes for a lost phone; a used one is gone.
    db.execute("CREATE TABLE spare_codes (staff TEXT NOT NULL REFERENCES staff (id), digest TEXT NOT NULL, PRIMARY KEY (staff, digest)) STRICT")
    db.execute("CREATE INDEX envelopes_by_key ON envelopes (key) WHERE sealed IS NOT NULL")


@migrations()
def m007_desk_order(db: Database) -> None:
    # All that the desk sorts, cuts and sifts by: `slow` lies behind the sealed bytes in a row, and reading it there walks over all of them.
    db.execute("CREATE INDEX envelopes_on_desk ON envelopes (state, received, id, variant, slow)")
    db.execute("DROP INDEX envelopes_by_state")


@migrations()
def m008_doing(db: Database) -> None:
    # A UTC date after which the words may be deleted; NULL until the concern was dealt with.
    db.execute("ALTER TABLE envelopes ADD COLUMN purge_after TEXT")
    db.execute("CREATE INDEX envelopes_by_purge_after ON envelopes (purge_after) WHERE purge_after IS NOT NULL")
    db.execute(
        "CREATE TABLE records (id TEXT PRIMARY KEY, concern TEXT NOT NULL, kind TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL, locked BLOB NOT NULL) STRICT"
    )
    db.execute("CREATE INDEX records_by_concern ON records (concern)")
    db.execute("CREATE TABLE drafts (concern TEXT NOT NULL, author TEXT NOT NULL, at TEXT NOT NULL, locked BLOB NOT NULL, PRIMARY KEY (concern, author)) STRICT")
    # by, released_by, … are staff ids. The document itself is never here.
    db.execute(
        """CREATE TABLE hand_overs (
            id TEXT PRIMARY KEY, concern TEXT NOT NULL, destination TEXT NOT NULL, digest TEXT NOT NULL, names INTEGER NOT NULL, state TEXT NOT NULL,
            at TEXT NOT NULL, by TEXT NOT NULL, released_at TEXT, released_by TEXT, glass INTEGER NOT NULL DEFAULT 0, taken_at TEXT,
            reviewed_at TEXT, reviewed_by TEXT, confirmed_at TEXT, confirmed_by TEXT, reference TEXT) STRICT"""
    )
    db.execute("CREATE INDEX hand_overs_by_concern ON hand_overs (concern)")
    db.execute("CREATE INDEX hand_overs_open ON hand_overs (at) WHERE state IN ('asked', 'released') OR (glass = 1 AND reviewed_at IS NULL)")
    db.execute(
        """CREATE TABLE licensing_envelopes (
            id TEXT PRIMARY KEY, hand_over TEXT NOT NULL REFERENCES hand_overs (id), concern TEXT NOT NULL, staff TEXT NOT NULL REFERENCES staff (id),
            at TEXT NOT NULL, sealed BLOB NOT NULL, opened TEXT) STRICT"""
    )
    db.execute("CREATE INDEX licensing_envelopes_by_staff ON licensing_envelopes (staff)")
    db.execute("CREATE INDEX licensing_envelopes_by_concern ON licensing_envelopes (concern)")
    # holder is a staff id, or 'recovery'. The first bytes are gone then: envelopes.sealed is NULL, digest and receipt stay.
    db.execute(
        """CREATE TABLE restricted (
            id TEXT NOT NULL, variant INTEGER NOT NULL, thread TEXT NOT NULL, holder TEXT NOT NULL, at TEXT NOT NULL, sealed BLOB NOT NULL,
            PRIMARY KEY (id, variant, holder), FOREIGN KEY (id, variant) REFERENCES envelopes (id, variant)) STRICT"""
    )
    db.execute("CREATE INDEX restricted_by_thread ON restricted (thread, holder)")


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


@migrations()
def m010_told_and_push(db: Database) -> None:
    db.execute("CREATE TABLE told (id TEXT PRIMARY KEY, staff TEXT NOT NULL REFERENCES staff (id)) STRICT")
    # One address of a browser may stand here for more than one kind. staff is set for the kind staff only: nothing else is linked to anybody.
    db.execute(
        """CREATE TABLE subscriptions (endpoint TEXT NOT NULL, kind TEXT NOT NULL, p256dh BLOB NOT NULL, auth BLOB NOT NULL,
            staff TEXT REFERENCES staff (id), PRIMARY KEY (endpoint, kind)) STRICT"""
    )
    # Who is to be woken; written in the transaction that gave the reason, spread over the subscriptions later.
    db.execute("CREATE TABLE wake_calls (kind TEXT PRIMARY KEY) STRICT")
    # One a browser: times are Unix seconds; asked counts the reasons, so that one that came while it was being sent is not lost.
    db.execute("CREATE TABLE wakes (endpoint TEXT PRIMARY KEY, asked INTEGER NOT NULL, due INTEGER NOT NULL, tries INTEGER NOT NULL, staff INTEGER NOT NULL) STRICT")
    db.execute("CREATE INDEX wakes_by_due ON wakes (staff DESC, due)")
    db.execute("CREATE TABLE push_days (name TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT")


@migrations()
def m011_passkeys(db: Database) -> None:
    # made and used are Unix seconds; count is the authenticator's own, 0 where it keeps none; stopped: the count went back.
    db.execute(
        """CREATE TABLE passkeys (id TEXT PRIMARY KEY, staff TEXT NOT NULL REFERENCES staff (id), credential BLOB NOT NULL UNIQUE, public BLOB NOT NULL,
            count INTEGER NOT NULL, name TEXT NOT NULL, made INTEGER NOT NULL, used INTEGER, stopped INTEGER NOT NULL DEFAULT 0) STRICT"""
    )
    db.execute("CREATE INDEX passkeys_by_staff ON passkeys (staff)")
    db.execute("CREATE TABLE used_challenges (nonce BLOB PRIMARY KEY, ends INTEGER NOT NULL) STRICT")
    db.execute("CREATE INDEX used_challenges_by_end ON used_challenges (ends)")


@migrations()
def m012_practice_may_be_unsaid(db: Database) -> None:
    # The first release made triage.practice NOT NULL, and m003 above was changed afterwards: on a database from then every triage failed in
    # which nobody had said whether it was practice. SQLite can only make the table anew; what else was put on it since comes along.
    made = db.execute("SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = 'triage'").fetchone()[0]
    if "practice INTEGER NOT NULL DEFAULT 0" not in made:
        return
    more = [row[0] for row in db.execute("SELECT sql FROM sqlite_schema WHERE tbl_name = 'triage' AND type IN ('index', 'trigger') AND sql IS NOT NULL").fetchall()]
    columns = ", ".join(row[1] for row in db.execute("PRAGMA table_info(triage)").fetchall())
    db.execute(made.replace("practice INTEGER NOT NULL DEFAULT 0", "practice INTEGER").replace("CREATE TABLE triage", "CREATE TABLE triage_anew", 1))
    db.execute(f"INSERT INTO triage_anew ({columns}) SELECT {columns} FROM triage ORDER BY rowid")  # noqa: S608 - names from the schema
    db.execute("DROP TABLE triage")
    db.execute("ALTER TABLE triage_anew RENAME TO triage")
    for sql in more:
        db.execute(sql)


@migrations()
def m013_accepted_keys(db: Database) -> None:
    # Which desk keys somebody accepted, locked under their own key: a database writer can take it away, and make none.
    db.execute("CREATE TABLE accepted_keys (staff TEXT PRIMARY KEY REFERENCES staff (id), locked BLOB NOT NULL) STRICT")
