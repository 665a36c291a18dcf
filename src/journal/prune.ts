/** Deletes the oldest records: only a run from the beginning, only acked in every lane, only past the retention time. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../domain/clock.ts'
import type { Lane } from '../wire/record.ts'
import { signCheckpoint } from './checkpoints.ts'
import type { HeadKey } from './keys.ts'
import type { Ledger } from './ledger.ts'

export interface PruneParts {
  readonly database: Database
  readonly ledger: Ledger
  readonly key: HeadKey
  readonly clock: Clock
  /** See `OpenOptions`. */
  readonly confirmedNow: () => number | null
  readonly terminal: string
  readonly retentionMs: number
  /** Raised by what is pruned. */
  readonly prunedLaneSeqs: Record<Lane, number>
}

interface KeptRow {
  readonly seq: number
  readonly lane: Lane
  readonly lane_seq: number
  readonly state: number
  readonly at: number
  readonly open: number
}

/**
 * A record refused for good (`needsReview`) and the records of an open intent are never deleted, and nothing behind them
 * either: the run must have no hole, or the chain could not be checked.
 * @returns number of records deleted
 */
export const pruneJournal = (parts: PruneParts): number => {
  const { database, ledger, clock } = parts
  const confirmed = parts.confirmedNow()
  if (confirmed === null) return 0
  // Our own clock alone may have jumped ahead, and what is deleted here is gone for good.
  const oldest = Math.min(clock.now(), confirmed) - parts.retentionMs
  const laneSeqs = { ...parts.prunedLaneSeqs }
  let last = 0
  let count = 0
  const rows = database.prepare<[], KeptRow>(
    `SELECT seq, lane, lane_seq, state, at,
      EXISTS (SELECT 1 FROM intent WHERE intent.txn_id = record.txn_id) AS open
     FROM record ORDER BY seq`,
  )
  const newest = ledger.head().seq
  for (const row of rows.iterate()) {
    // The last record stays: a journal is never empty, and its head can always be shown.
    if (row.state !== 1 || row.at > oldest || row.open === 1 || row.seq === newest) break
    last = row.seq
    laneSeqs[row.lane] = row.lane_seq
    count += 1
  }
  if (count === 0) return 0
  const hash = database.prepare<[number], Buffer>('SELECT link FROM record WHERE seq = ?').pluck().get(last)
  const { text, signature } = signCheckpoint(parts.key, {
    format: 'yibao-checkpoint-1',
    terminal: parts.terminal,
    epoch: ledger.head().epoch,
    seq: last,
    head: (hash as Buffer).toString('hex'),
    laneSeqs,
    // What is open is younger than what was pruned.
    open: [],
    at: clock.now(),
  })
  ledger.guarded(
    database.transaction(() => {
      database
        .prepare('INSERT OR REPLACE INTO checkpoint (seq, text, signature) VALUES (?, ?, ?)')
        .run(last, text, signature)
      database.prepare('DELETE FROM checkpoint WHERE seq < ?').run(last)
      database.prepare('DELETE FROM signed_head WHERE seq < ?').run(last)
      database.prepare('DELETE FROM record WHERE seq <= ?').run(last)
    }),
  )
  Object.assign(parts.prunedLaneSeqs, laneSeqs)
  return count
}
