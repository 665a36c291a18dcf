/**
 * The journal as the drainer sees it: the records themselves are the outbox, so both are in one commit by nature. What
 * waits for an answer is listed in memory, lane by lane, and read back from the table at start.
 */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../domain/clock.ts'
import type { Outbox } from '../link/outbox.ts'
import { type Acks, batchLimit, type Lane, lanes } from '../wire/record.ts'
import type { HeadSigner } from './heads.ts'
import type { HeadKey } from './keys.ts'
import type { Ledger } from './ledger.ts'

export const recordStates = { waiting: 0, accepted: 1, needsReview: 2 } as const

interface Waiting {
  readonly seq: number
  readonly txnId: string
}
interface WaitingRow {
  readonly seq: number
  readonly lane: Lane
  readonly lane_seq: number
  readonly txn_id: string
}
interface TextRow {
  readonly version: number
  readonly text: string
  readonly link: Buffer
}

const prepare = (database: Database) => ({
  waiting: database.prepare<[], WaitingRow>(
    `SELECT seq, lane, lane_seq, txn_id FROM record
     WHERE seq > (SELECT seq FROM settled) AND state = 0 ORDER BY seq`,
  ),
  text: database.prepare<[number], TextRow>('SELECT version, text, link FROM record WHERE seq = ?'),
  answer: database.prepare('UPDATE record SET state = ?, code = ?, answered_at = ? WHERE seq = ? AND state = 0'),
  waitAgain: database.prepare(
    'UPDATE record SET state = 0, code = NULL, answered_at = NULL WHERE lane = ? AND lane_seq > ? AND state <> 0',
  ),
  settled: database.prepare('UPDATE settled SET seq = ?'),
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

export interface JournalOutbox extends Outbox {
  /** Records without a final answer. */
  unanswered(): number
  close(): void
}

export const openOutbox = (parts: OutboxParts): JournalOutbox => {
  const { database, ledger, heads, key, clock } = parts
  const statements = prepare(database)
  /** By `laneSeq`, which rises in the order of insertion. */
  const waiting: Record<Lane, Map<number, Waiting>> = { money: new Map(), certificate: new Map(), audit: new Map() }

  const readWaiting = (): void => {
    for (const lane of lanes) waiting[lane].clear()
    for (const row of statements.waiting.iterate()) {
      waiting[row.lane].set(row.lane_seq, { seq: row.seq, txnId: row.txn_id })
    }
  }
  const firstOf = (lane: Lane): readonly [number, Waiting] | undefined => waiting[lane].entries().next().value
  const ackOf = (lane: Lane): number => {
    const first = firstOf(lane)
    return first === undefined ? ledger.laneSeq(lane) : first[0] - 1
  }
  const settledSeq = (): number =>
    Math.min(ledger.head().seq, ...lanes.map((lane) => (firstOf(lane)?.[1].seq ?? Number.POSITIVE_INFINITY) - 1))

  readWaiting()
  const listeners = new Set<(lane: Lane) => void>()
  const stop = ledger.onWritten(({ lane, laneSeq, seq, txnId }) => {
    waiting[lane].set(laneSeq, { seq, txnId })
    for (const listener of listeners) listener(lane)
  })

  interface Answer {
    readonly laneSeq: number
    readonly state: number
    readonly code: string | undefined
  }
  const store = database.transaction((lane: Lane, answers: readonly Answer[]) => {
    for (const { laneSeq, state, code } of answers) {
      const record = waiting[lane].get(laneSeq)
      if (record !== undefined) statements.answer.run(state, code ?? null, clock.now(), record.seq)
    }
    // One commit behind: what is settled here is not yet off the list. A start then only looks back a little further.
    statements.settled.run(settledSeq())
  })
  const settle = (lane: Lane, answers: readonly Answer[]): void => {
    ledger.guarded(() => store(lane, answers))
    for (const { laneSeq } of answers) waiting[lane].delete(laneSeq)
  }

  return {
    head: () => ledger.head(),
    key: () => ({ algorithm: key.algorithm, publicKey: key.publicKey }),

    pending(lane, limit, held) {
      const chosen: (readonly [number, Waiting])[] = []
      for (const entry of waiting[lane]) {
        if (held.has(entry[1].txnId)) continue
        if (chosen.length >= Math.min(limit, batchLimit)) break
        chosen.push(entry)
      }
      if (chosen.length === 0) return null
      const hashes: string[] = []
      const records = chosen.map(([laneSeq, { seq, txnId }]) => {
        const row = statements.text.get(seq)
        if (row === undefined) throw new Error(`record ${seq} is not there`)
        hashes.push(row.link.toString('hex'))
        return { text: row.text, seq, laneSeq, txnId, version: row.version }
      })
      return { lane, records, head: heads.sign(hashes) }
    },

    settle: (lane, answers) =>
      settle(
        lane,
        answers.map(({ laneSeq, outcome, code }) => ({
          laneSeq,
          state: outcome === 'accepted' ? recordStates.accepted : recordStates.needsReview,
          code,
        })),
      ),

    park: (lane, laneSeq, code) => settle(lane, [{ laneSeq, state: recordStates.needsReview, code }]),

    acks: (): Acks => ({ money: ackOf('money'), certificate: ackOf('certificate'), audit: ackOf('audit') }),

    resume(lane, ack, afresh) {
      // Ahead of ours: the answers were lost on the way. The records stay waiting and are sent once more for their stored
      // answers; taking the ack for acceptance would hide a refusal.
      // Our own ack tells nothing of records accepted behind one that waits: an agency restored from a backup may have lost
      // them while both acks still agree.
      const behind = waiting[lane].size < ledger.laneSeq(lane) - ackOf(lane)
      if (ack >= ackOf(lane) && !(afresh && behind)) return 0
      const again = ledger.guarded(
        database.transaction(() => {
          const { changes } = statements.waitAgain.run(lane, ack)
          if (changes > 0) statements.settled.run(0)
          return changes
        }),
      )
      if (again > 0) readWaiting()
      return Math.max(0, parts.prunedLaneSeq(lane) - ack)
    },

    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },

    unanswered: () => lanes.reduce((sum, lane) => sum + waiting[lane].size, 0),

    close: stop,
  }
}
