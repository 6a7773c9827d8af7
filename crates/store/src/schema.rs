//! The tables. `entry` is the journal and only grows; the tables under "derived" follow from it and
//! can be rebuilt; the rest are ordinary tables beside the journal.

use crate::db::Migration;

/// Every migration, in order.
pub const MIGRATIONS: &[Migration] = &[Migration {
    id: "0001_journal",
    sql: "
CREATE TABLE entry (
    seq SEQ,
    id TEXT NOT NULL,
    version BIGINT NOT NULL,
    kind TEXT NOT NULL,
    subject TEXT NOT NULL,
    team TEXT,
    author TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    recorded_at TEXT NOT NULL,
    reason TEXT,
    body TEXT NOT NULL,
    prev_hash BLOB NOT NULL,
    hash BLOB NOT NULL
) STRICT;
CREATE UNIQUE INDEX entry_version ON entry (id, version);
APPEND_ONLY entry;

CREATE TABLE content (
    entry TEXT NOT NULL PRIMARY KEY,
    bytes BLOB NOT NULL
) STRICT;
APPEND_ONLY content;

CREATE TABLE chain (
    subject TEXT NOT NULL PRIMARY KEY,
    hash BLOB NOT NULL
) WITHOUT ROWID;
CREATE TABLE head (
    subject TEXT NOT NULL,
    happened_at TEXT NOT NULL,
    seq BIGINT NOT NULL,
    kind TEXT NOT NULL,
    PRIMARY KEY (subject, happened_at, seq)
) WITHOUT ROWID;
CREATE INDEX head_directory ON head (kind, seq) WHERE kind IN ('organisation', 'team', 'staff');
CREATE TABLE line (
    person TEXT NOT NULL PRIMARY KEY,
    team TEXT,
    on_caseload BIGINT NOT NULL,
    nhs_number TEXT,
    born TEXT,
    twin_key TEXT NOT NULL,
    sort TEXT NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE TABLE lately (
    person TEXT NOT NULL PRIMARY KEY,
    seq BIGINT NOT NULL,
    hash BLOB NOT NULL,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX line_team ON line (team, on_caseload);
CREATE INDEX line_number ON line (nhs_number) WHERE nhs_number IS NOT NULL;
CREATE INDEX line_twin ON line (twin_key, born);
CREATE TABLE name (
    token TEXT NOT NULL,
    person TEXT NOT NULL,
    PRIMARY KEY (token, person)
) WITHOUT ROWID;
CREATE INDEX name_person ON name (person);
CREATE TABLE slot (
    worker TEXT NOT NULL,
    from_at TEXT NOT NULL,
    contact TEXT NOT NULL,
    to_at TEXT NOT NULL,
    PRIMARY KEY (worker, from_at, contact)
) WITHOUT ROWID;
CREATE TABLE relation (
    person TEXT NOT NULL,
    worker TEXT NOT NULL,
    contacts BIGINT NOT NULL,
    minutes BIGINT NOT NULL,
    first_at TEXT NOT NULL,
    last_at TEXT NOT NULL,
    PRIMARY KEY (person, worker)
) WITHOUT ROWID;
CREATE TABLE visit (
    id TEXT NOT NULL PRIMARY KEY,
    person TEXT NOT NULL,
    team TEXT,
    series TEXT,
    starts_at TEXT NOT NULL,
    day TEXT NOT NULL,
    version BIGINT NOT NULL,
    closed BIGINT NOT NULL,
    outcome TEXT,
    body TEXT NOT NULL
) STRICT;
CREATE INDEX visit_team ON visit (team, closed, starts_at);
CREATE INDEX visit_person ON visit (person, starts_at);
CREATE TABLE visit_worker (
    worker TEXT NOT NULL,
    day TEXT NOT NULL,
    visit TEXT NOT NULL,
    PRIMARY KEY (worker, day, visit)
) WITHOUT ROWID;
CREATE INDEX visit_worker_visit ON visit_worker (visit);

CREATE TABLE account (
    id TEXT NOT NULL PRIMARY KEY,
    login TEXT NOT NULL UNIQUE,
    staff TEXT NOT NULL,
    password_hash TEXT NOT NULL,
    disabled BIGINT NOT NULL,
    created_at TEXT NOT NULL
) STRICT;
CREATE TABLE session (
    token_hash BLOB NOT NULL PRIMARY KEY,
    account TEXT NOT NULL REFERENCES account (id),
    kind TEXT NOT NULL,
    csrf TEXT NOT NULL,
    created_at TEXT NOT NULL,
    seen_at TEXT NOT NULL,
    ends_at TEXT NOT NULL,
    ended_at TEXT
) STRICT;
CREATE INDEX session_account ON session (account);
CREATE TABLE sign_in_attempt (
    login TEXT NOT NULL,
    at TEXT NOT NULL,
    good BIGINT NOT NULL
) STRICT;
CREATE INDEX sign_in_attempt_login ON sign_in_attempt (login, at);
CREATE TABLE access_line (
    seq SEQ,
    at TEXT NOT NULL,
    staff TEXT NOT NULL,
    act TEXT NOT NULL,
    subject TEXT,
    detail TEXT
) STRICT;
CREATE INDEX access_line_subject ON access_line (subject, seq) WHERE subject IS NOT NULL;
APPEND_ONLY access_line;
CREATE TABLE review (
    seq SEQ,
    at TEXT NOT NULL,
    staff TEXT NOT NULL,
    why TEXT NOT NULL,
    draft TEXT NOT NULL
) STRICT;
CREATE TABLE postcode (
    code TEXT NOT NULL PRIMARY KEY,
    latitude BIGINT NOT NULL,
    longitude BIGINT NOT NULL
) WITHOUT ROWID;
CREATE TABLE setting (
    name TEXT NOT NULL PRIMARY KEY,
    value TEXT NOT NULL
) STRICT;
",
}];

/// Tables that follow from the journal, in an order in which they can be emptied.
pub(crate) const DERIVED: &[&str] =
    &["chain", "head", "line", "lately", "name", "slot", "relation", "visit", "visit_worker"];
