import type { Database } from 'better-sqlite3'

/**
 * Numbered migrations; `user_version` holds the number of the last one. A released migration is never edited.
 * `record` is ledger and outbox in one: a row is inserted once, its text and link never change, and only the answer of
 * the agency is added. `state`: 0 waiting, 1 accepted, 2 needsReview (refused for good, shown to the attendant). Every
 * index is one more page to sync at each commit, so lanes have none: what waits is held in memory (see outbox.ts), and
 * `settled` says up to which `seq` nothing waits, so that a start need not look further back.
 */
export const migrations: readonly string[] = [
  `
  CREATE TABLE meta (key TEXT PRIMARY KEY, value TEXT NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE record (
    seq INTEGER PRIMARY KEY,
    lane TEXT NOT NULL,
    lane_seq INTEGER NOT NULL,
    txn_id TEXT NOT NULL,
    version INTEGER NOT NULL,
    at INTEGER NOT NULL,
    text TEXT NOT NULL,
    link BLOB NOT NULL,
    state INTEGER NOT NULL DEFAULT 0,
    code TEXT,
    answered_at INTEGER
  ) STRICT;
  CREATE UNIQUE INDEX record_transaction ON record (txn_id, version);
  CREATE TABLE intent (
    txn_id TEXT PRIMARY KEY,
    intent TEXT NOT NULL,
    step TEXT NOT NULL,
    since INTEGER NOT NULL,
    seq INTEGER NOT NULL,
    body TEXT NOT NULL
  ) STRICT, WITHOUT ROWID;
  CREATE TABLE captured (txn_id TEXT PRIMARY KEY, fen INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE slip (date TEXT PRIMARY KEY, last INTEGER NOT NULL) STRICT, WITHOUT ROWID;
  CREATE TABLE signed_head (seq INTEGER PRIMARY KEY, text TEXT NOT NULL, signature TEXT NOT NULL) STRICT;
  CREATE TABLE settled (one INTEGER PRIMARY KEY CHECK (one = 1), seq INTEGER NOT NULL) STRICT;
  INSERT INTO settled VALUES (1, 0);
  CREATE TABLE checkpoint (seq INTEGER PRIMARY KEY, text TEXT NOT NULL, signature TEXT NOT NULL) STRICT;
  `,
]

export const schemaVersion = migrations.length

export const versionOf = (database: Database): number => database.pragma('user_version', { simple: true }) as number

/** Each step in a transaction of its own, so that a cut in between leaves a version that is whole. */
export const migrate = (database: Database): void => {
  for (let version = versionOf(database); version < schemaVersion; version += 1) {
    database.transaction(() => {
      database.exec(migrations[version] as string)
      database.pragma(`user_version = ${version + 1}`)
    })()
  }
}

/** Durable commit: the WAL is synced before a write returns. */
export const setDurable = (database: Database): void => {
  database.pragma('journal_mode = WAL')
  database.pragma('synchronous = FULL')
  database.pragma('foreign_keys = ON')
  database.pragma('trusted_schema = OFF')
}
