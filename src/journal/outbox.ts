/** The journal as the drainer sees it: the records themselves are the outbox, so both are in one commit by nature. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../domain/clock.ts'
import type { FinalAnswer, Outbox } from '../link/outbox.ts'
import { type Acks, batchLimit, type Lane, lanes } from '../wire/record.ts'
import type { HeadSigner } from './heads.ts'
import type { HeadKey } from './keys.ts'
import type { Ledger } from './ledger.ts'

export const recordStates = { waiting: 0, accepted: 1, needsReview: 2 } as const

interface OutboxRow {
  readonly seq: number
  readonly lane_seq: number
  readonly txn_id: string
  readonly version: number
  readonly text: string
  readonly link: Buffer
}

const prepare = (database: Database) => ({
  waiting: database.prepare<[string, number], OutboxRow>(
    `SELECT seq, lane_seq, txn_id, version, text, link FROM record
     WHERE lane = ? AND lane_seq > ? AND state = 0 ORDER BY lane_seq`,
  ),
  firstWaiting: database
    .prepare<[string, number], number | null>(
      'SELECT min(lane_seq) FROM record WHERE lane = ? AND lane_seq > ? AND state = 0',
    )
    .pluck(),
  answer: database.prepare(
    'UPDATE record SET state = ?, code = ?, answered_at = ? WHERE lane = ? AND lane_seq = ? AND state = 0',
  ),
  park: database.prepare(
    'UPDATE record SET state = 2, code = ?, answered_at = ? WHERE lane = ? AND lane_seq = ? AND state = 0',
  ),
  waitAgain: database.prepare(
    'UPDATE record SET state = 0, code = NULL, answered_at = NULL WHERE lane = ? AND lane_seq > ?',
  ),
})

export interface OutboxParts {
  readonly database: Database
  readonly ledger: Ledger
  readonly heads: HeadSigner
  readonly key: HeadKey
  readonly clock: Clock
  /** Highest `laneSeq` that was pruned away; 0 when none. */
  prunedLaneSeq(lane: Lane): number
}

export const openOutbox = (parts: OutboxParts): Outbox => {
  const { database, ledger, heads, key, clock } = parts
  const statements = prepare(database)

  const readAck = (lane: Lane, from: number): number => {
    const first = statements.firstWaiting.get(lane, from)
    return first === null || first === undefined ? ledger.laneSeq(lane) : first - 1
  }
  const ackOf: Record<Lane, number> = { money: 0, certificate: 0, audit: 0 }
  for (const lane of lanes) ackOf[lane] = readAck(lane, parts.prunedLaneSeq(lane))
  // A lane that was empty of waiting records has one again as soon as the ledger grows; `ackOf` stays below it.

  const changed = (lane: Lane, run: () => void): void => {
    ledger.guarded(database.transaction(run))
    ackOf[lane] = readAck(lane, ackOf[lane])
  }

  return {
    head: () => ledger.head(),
    key: () => ({ algorithm: key.algorithm, publicKey: key.publicKey }),

    pending(lane, limit, waiting) {
      const rows: OutboxRow[] = []
      for (const row of statements.waiting.iterate(lane, ackOf[lane])) {
        if (waiting.has(row.txn_id)) continue
        rows.push(row)
        if (rows.length >= Math.min(limit, batchLimit)) break
      }
      if (rows.length === 0) return null
      return {
        lane,
        records: rows.map((row) => ({
          text: row.text,
          seq: row.seq,
          laneSeq: row.lane_seq,
          txnId: row.txn_id,
          version: row.version,
        })),
        head: heads.sign(rows.map((row) => row.link.toString('hex'))),
      }
    },

    settle(lane, answers: readonly FinalAnswer[]) {
      changed(lane, () => {
        for (const answer of answers) {
          const state = answer.outcome === 'accepted' ? recordStates.accepted : recordStates.needsReview
          statements.answer.run(state, answer.code ?? null, clock.now(), lane, answer.laneSeq)
        }
      })
    },

    park(lane, laneSeq, code) {
      changed(lane, () => {
        statements.park.run(code, clock.now(), lane, laneSeq)
      })
    },

    acks: (): Acks => ({ ...ackOf }),

    resume(lane, ack) {
      // Ahead of ours: the answers were lost on the way. The records stay waiting and are sent once more for their stored
      // answers; taking the ack for acceptance would hide a refusal.
      if (ack >= ackOf[lane]) return 0
      ackOf[lane] = ack
      changed(lane, () => {
        statements.waitAgain.run(lane, ack)
      })
      return Math.max(0, parts.prunedLaneSeq(lane) - ack)
    },

    subscribe: (listener) => ledger.onWritten(listener),
  }
}
