/** Journals and records of terminals in the agency's database. All of it runs inside `Store.commit`. */
import { type Known, nothingKnown } from '../../wire/ratchet.ts'
import {
  type Acks,
  type JournalHead,
  type Lane,
  lanes,
  type SignatureAlgorithm,
  type SignedHead,
} from '../../wire/record.ts'
import type { Db } from './database.ts'

export interface JournalRow {
  readonly epoch: number
  readonly algorithm: SignatureAlgorithm
  readonly publicKey: string
  readonly fingerprint: string
  readonly seq: number
  readonly hash: string
  readonly forked: boolean
}

export interface StoredRecord {
  readonly terminal: string
  readonly epoch: number
  readonly seq: number
  readonly lane: Lane
  readonly laneSeq: number
  readonly txnId: string
  readonly version: number
  readonly kind: string
  readonly at: number
  readonly hash: string
  readonly previous: string
  readonly text: string
  /** Whether it holds its key (terminal, txnId, version). */
  readonly keyed: boolean
  readonly outcome: 'accepted' | 'refused'
  readonly code: string | null
  readonly receivedAt: number
}

export type Answered = Pick<StoredRecord, 'hash' | 'previous' | 'outcome' | 'code'>

export interface Inbox {
  /** Of the highest epoch; undefined before the first boot with a journal. */
  newestJournal(terminal: string): JournalRow | undefined
  openJournal(terminal: string, row: Omit<JournalRow, 'forked'>, at: number): void
  /** Keeps the newest head, and what was told until the record of that place is stored. */
  moveHead(terminal: string, head: JournalHead): void
  keepSignedHead(terminal: string, head: JournalHead, signed: SignedHead): void
  markForked(terminal: string, epoch: number): void
  bySeq(terminal: string, epoch: number, seq: number): Answered | undefined
  /** Hash of the record at this place, stored or only told of as a head. */
  hashAt(terminal: string, epoch: number, seq: number): string | undefined
  byKey(terminal: string, txnId: string, version: number): Answered | undefined
  byLaneSeq(terminal: string, epoch: number, lane: Lane, laneSeq: number): Answered | undefined
  add(record: StoredRecord): void
  transaction(terminal: string, txnId: string): { readonly version: number; readonly known: Known }
  moveTransaction(terminal: string, txnId: string, lane: Lane, version: number, known: Known): void
  acks(terminal: string, epoch: number): Acks
  /** Moves the ack over every record that has a final answer. @returns the ack */
  advance(terminal: string, epoch: number, lane: Lane): number
  resumedUnder(terminal: string): number | undefined
  noteResumed(terminal: string, agencyEpoch: number): void
  setCaptured(terminal: string, txnId: string, fen: number): void
  capturedFen(terminal: string): number
  /** Records by final answer. */
  counts(terminal: string): { readonly accepted: number; readonly refused: number }
}

interface JournalColumns {
  epoch: number
  algorithm: SignatureAlgorithm
  public_key: string
  fingerprint: string
  seq: number
  hash: string
  forked: number
}

const answerColumns = 'hash, previous, outcome, code'

const prepare = (db: Db) => ({
  newest: db.prepare<[string], JournalColumns>('SELECT * FROM journal WHERE terminal = ? ORDER BY epoch DESC LIMIT 1'),
  open: db.prepare('INSERT INTO journal VALUES (?, ?, ?, ?, ?, ?, ?, ?, 0)'),
  moveHead: db.prepare('UPDATE journal SET seq = ?, hash = ? WHERE terminal = ? AND epoch = ? AND seq <= ?'),
  tell: db.prepare('INSERT OR IGNORE INTO told_head VALUES (?, ?, ?, ?)'),
  told: db
    .prepare<[string, number, number], string>(
      'SELECT hash FROM told_head WHERE terminal = ? AND epoch = ? AND seq = ?',
    )
    .pluck(),
  forget: db.prepare('DELETE FROM told_head WHERE terminal = ? AND epoch = ? AND seq = ?'),
  signedHead: db.prepare('INSERT OR REPLACE INTO signed_head VALUES (?, ?, ?, ?, ?)'),
  fork: db.prepare('UPDATE journal SET forked = 1 WHERE terminal = ? AND epoch = ?'),
  bySeq: db.prepare<[string, number, number], Answered>(
    `SELECT ${answerColumns} FROM record WHERE terminal = ? AND epoch = ? AND seq = ?`,
  ),
  byKey: db.prepare<[string, string, number], Answered>(
    `SELECT ${answerColumns} FROM record WHERE terminal = ? AND txn_id = ? AND version = ? AND keyed = 1`,
  ),
  byLaneSeq: db.prepare<[string, number, string, number], Answered>(
    `SELECT ${answerColumns} FROM record WHERE terminal = ? AND epoch = ? AND lane = ? AND lane_seq = ?`,
  ),
  add: db.prepare('INSERT INTO record VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)'),
  transaction: db.prepare<[string, string], { version: number; known: string }>(
    'SELECT version, known FROM txn WHERE terminal = ? AND txn_id = ?',
  ),
  moveTransaction: db.prepare('INSERT OR REPLACE INTO txn VALUES (?, ?, ?, ?, ?)'),
  ack: db
    .prepare<[string, number, string], number>('SELECT ack FROM lane_ack WHERE terminal = ? AND epoch = ? AND lane = ?')
    .pluck(),
  // The end of the gapless run that starts behind the ack.
  run: db
    .prepare<[string, number, string, number], number>(
      `SELECT lane_seq FROM record WHERE terminal = ? AND epoch = ? AND lane = ? AND lane_seq > ? ORDER BY lane_seq`,
    )
    .pluck(),
  setAck: db.prepare('INSERT OR REPLACE INTO lane_ack VALUES (?, ?, ?, ?)'),
  resumedUnder: db.prepare<[string], number>('SELECT agency_epoch FROM resumed WHERE terminal = ?').pluck(),
  noteResumed: db.prepare('INSERT OR REPLACE INTO resumed VALUES (?, ?)'),
  setCaptured: db.prepare('INSERT OR REPLACE INTO captured VALUES (?, ?, ?)'),
  captured: db.prepare<[string], number>('SELECT coalesce(sum(fen), 0) FROM captured WHERE terminal = ?').pluck(),
  counts: db.prepare<[string], { outcome: 'accepted' | 'refused'; n: number }>(
    'SELECT outcome, count(*) AS n FROM record WHERE terminal = ? GROUP BY outcome',
  ),
})

export const openInbox = (db: Db): Inbox => {
  const sql = prepare(db)
  const ackOf = (terminal: string, epoch: number, lane: Lane): number => sql.ack.get(terminal, epoch, lane) ?? 0
  /** A record that is stored says by itself what it is. */
  const tell = (terminal: string, epoch: number, seq: number, hash: string): void => {
    if (sql.bySeq.get(terminal, epoch, seq) === undefined) sql.tell.run(terminal, epoch, seq, hash)
  }
  return {
    newestJournal: (terminal) => {
      const row = sql.newest.get(terminal)
      if (row === undefined) return undefined
      const { epoch, algorithm, fingerprint, seq, hash } = row
      return { epoch, algorithm, fingerprint, seq, hash, publicKey: row.public_key, forked: row.forked === 1 }
    },
    openJournal: (terminal, row, at) => {
      sql.open.run(terminal, row.epoch, row.algorithm, row.publicKey, row.fingerprint, row.seq, row.hash, at)
      tell(terminal, row.epoch, row.seq, row.hash)
    },
    moveHead: (terminal, head) => {
      sql.moveHead.run(head.seq, head.hash, terminal, head.epoch, head.seq)
      tell(terminal, head.epoch, head.seq, head.hash)
    },
    keepSignedHead: (terminal, head, signed) => {
      sql.signedHead.run(terminal, head.epoch, head.seq, signed.text, signed.signature)
    },
    markForked: (terminal, epoch) => {
      sql.fork.run(terminal, epoch)
    },
    bySeq: (terminal, epoch, seq) => sql.bySeq.get(terminal, epoch, seq),
    hashAt: (terminal, epoch, seq) => sql.bySeq.get(terminal, epoch, seq)?.hash ?? sql.told.get(terminal, epoch, seq),
    byKey: (terminal, txnId, version) => sql.byKey.get(terminal, txnId, version),
    byLaneSeq: (terminal, epoch, lane, laneSeq) => sql.byLaneSeq.get(terminal, epoch, lane, laneSeq),
    add: (r) => {
      const head = [r.terminal, r.epoch, r.seq, r.lane, r.laneSeq, r.txnId, r.version, r.kind, r.at, r.hash, r.previous]
      sql.add.run(...head, r.text, r.keyed ? 1 : 0, r.outcome, r.code, r.receivedAt)
      sql.forget.run(r.terminal, r.epoch, r.seq)
    },
    transaction: (terminal, txnId) => {
      const row = sql.transaction.get(terminal, txnId)
      if (row === undefined) return { version: 0, known: nothingKnown }
      return { version: row.version, known: JSON.parse(row.known) as Known }
    },
    moveTransaction: (terminal, txnId, lane, version, known) => {
      sql.moveTransaction.run(terminal, txnId, lane, version, JSON.stringify(known))
    },
    acks: (terminal, epoch) => {
      const acks = { money: 0, certificate: 0, audit: 0 }
      for (const lane of lanes) acks[lane] = ackOf(terminal, epoch, lane)
      return acks
    },
    advance: (terminal, epoch, lane) => {
      const before = ackOf(terminal, epoch, lane)
      let ack = before
      for (const laneSeq of sql.run.iterate(terminal, epoch, lane, before)) {
        if (laneSeq !== ack + 1) break
        ack = laneSeq
      }
      if (ack !== before) sql.setAck.run(terminal, epoch, lane, ack)
      return ack
    },
    resumedUnder: (terminal) => sql.resumedUnder.get(terminal),
    noteResumed: (terminal, agencyEpoch) => {
      sql.noteResumed.run(terminal, agencyEpoch)
    },
    setCaptured: (terminal, txnId, fen) => {
      sql.setCaptured.run(terminal, txnId, fen)
    },
    capturedFen: (terminal) => sql.captured.get(terminal) ?? 0,
    counts: (terminal) => {
      const counts = { accepted: 0, refused: 0 }
      for (const { outcome, n } of sql.counts.all(terminal)) counts[outcome] = n
      return counts
    },
  }
}
