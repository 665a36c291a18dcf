/** Numbered migrations of the agency's database. One that has been released is never edited. */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;

  CREATE TABLE terminal (
    terminal TEXT PRIMARY KEY,
    state TEXT NOT NULL CHECK (state IN ('active', 'pending', 'disabled')),
    registered_at INTEGER NOT NULL,
    model TEXT NOT NULL DEFAULT '',
    version TEXT NOT NULL DEFAULT '',
    last_boot_at INTEGER,
    clock_offset_ms INTEGER,
    devices TEXT NOT NULL DEFAULT '{}'
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE session (
    epoch INTEGER NOT NULL,
    n INTEGER NOT NULL,
    terminal TEXT NOT NULL,
    instance TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    replaced_live INTEGER NOT NULL CHECK (replaced_live IN (0, 1)),
    PRIMARY KEY (epoch, n)
  ) STRICT, WITHOUT ROWID;

  CREATE INDEX session_terminal ON session (terminal, opened_at);

  CREATE TABLE person (
    person_no TEXT PRIMARY KEY,
    source TEXT NOT NULL CHECK (source IN ('file', 'synthetic')),
    name TEXT NOT NULL,
    id_number TEXT NOT NULL UNIQUE,
    gender TEXT NOT NULL CHECK (gender IN ('male', 'female')),
    ethnicity TEXT NOT NULL,
    birth_place TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE card (
    card_sn TEXT PRIMARY KEY,
    card_no TEXT NOT NULL,
    person_no TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
    lost INTEGER NOT NULL CHECK (lost IN (0, 1))
  ) STRICT, WITHOUT ROWID;
  CREATE INDEX card_person ON card (person_no);
  CREATE TABLE participation (
    person_no TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
    insurance_type TEXT NOT NULL,
    status TEXT NOT NULL,
    since TEXT NOT NULL,
    paused_on TEXT,
    reason TEXT,
    unit TEXT,
    PRIMARY KEY (person_no, insurance_type)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE account (
    person_no TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
    insurance_type TEXT NOT NULL,
    balance_fen INTEGER NOT NULL,
    PRIMARY KEY (person_no, insurance_type)
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE contribution (
    person_no TEXT NOT NULL REFERENCES person ON DELETE CASCADE,
    period TEXT NOT NULL,
    insurance_type TEXT NOT NULL,
    state TEXT NOT NULL CHECK (state IN ('paid', 'due', 'arrears')),
    own_fen INTEGER NOT NULL,
    unit_fen INTEGER NOT NULL,
    subsidy_fen INTEGER NOT NULL,
    paid_on TEXT,
    PRIMARY KEY (person_no, period, insurance_type)
  ) STRICT, WITHOUT ROWID;

  -- Who asked for what about whom: written before anything is answered, never deleted by the software.
  CREATE TABLE audit (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    terminal TEXT NOT NULL,
    session_epoch INTEGER NOT NULL,
    session_n INTEGER NOT NULL,
    member_session TEXT,
    person_no TEXT,
    act TEXT NOT NULL,
    what TEXT NOT NULL,
    outcome TEXT NOT NULL
  ) STRICT;
  CREATE INDEX audit_person ON audit (person_no, at);

  CREATE TABLE alarm (
    id INTEGER PRIMARY KEY AUTOINCREMENT,
    at INTEGER NOT NULL,
    terminal TEXT NOT NULL,
    kind TEXT NOT NULL,
    detail TEXT NOT NULL
  ) STRICT;
  `,
  `
  -- Journals of terminals as the agency knows them, by epoch. seq and hash: newest head seen.
  CREATE TABLE journal (
    terminal TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    algorithm TEXT NOT NULL,
    public_key TEXT NOT NULL,
    fingerprint TEXT NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    opened_at INTEGER NOT NULL,
    forked INTEGER NOT NULL DEFAULT 0 CHECK (forked IN (0, 1)),
    PRIMARY KEY (terminal, epoch)
  ) STRICT, WITHOUT ROWID;

  -- Every record with a final answer; the answer is part of the row and thereby of the commit of its effect.
  -- keyed = 0: refused without claiming its key (the key is another record's, or cannot be read).
  CREATE TABLE record (
    terminal TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    lane TEXT NOT NULL,
    lane_seq INTEGER NOT NULL,
    txn_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    kind TEXT NOT NULL,
    at INTEGER NOT NULL,
    hash TEXT NOT NULL,
    previous TEXT NOT NULL,
    text TEXT NOT NULL,
    keyed INTEGER NOT NULL CHECK (keyed IN (0, 1)),
    outcome TEXT NOT NULL CHECK (outcome IN ('accepted', 'refused')),
    code TEXT,
    received_at INTEGER NOT NULL,
    PRIMARY KEY (terminal, epoch, seq)
  ) STRICT, WITHOUT ROWID;
  CREATE UNIQUE INDEX record_key ON record (terminal, txn_id, version) WHERE keyed = 1;
  CREATE UNIQUE INDEX record_lane ON record (terminal, epoch, lane, lane_seq);

  CREATE TABLE txn (
    terminal TEXT NOT NULL,
    txn_id TEXT NOT NULL,
    lane TEXT NOT NULL,
    version INTEGER NOT NULL,
    known TEXT NOT NULL,
    PRIMARY KEY (terminal, txn_id)
  ) STRICT, WITHOUT ROWID;

  CREATE TABLE lane_ack (
    terminal TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    lane TEXT NOT NULL,
    ack INTEGER NOT NULL,
    PRIMARY KEY (terminal, epoch, lane)
  ) STRICT, WITHOUT ROWID;

  -- The newest signed head of each journal, as evidence.
  CREATE TABLE signed_head (
    terminal TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    text TEXT NOT NULL,
    signature TEXT NOT NULL,
    PRIMARY KEY (terminal, epoch)
  ) STRICT, WITHOUT ROWID;

  -- Agency epoch under which a terminal last compared its acks.
  CREATE TABLE resumed (terminal TEXT PRIMARY KEY, agency_epoch INTEGER NOT NULL) STRICT, WITHOUT ROWID;

  -- Effect of money records: cash taken by a transaction, in the box of the terminal.
  CREATE TABLE captured (
    terminal TEXT NOT NULL,
    txn_id TEXT NOT NULL,
    fen INTEGER NOT NULL CHECK (fen >= 0),
    PRIMARY KEY (terminal, txn_id)
  ) STRICT, WITHOUT ROWID;
  `,
  `
  -- Heads a terminal has told whose record has not come yet: what it must turn out to be.
  CREATE TABLE told_head (
    terminal TEXT NOT NULL,
    epoch INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    hash TEXT NOT NULL,
    PRIMARY KEY (terminal, epoch, seq)
  ) STRICT, WITHOUT ROWID;
  `,
]
