/** The one way a record is written: numbered, chained and stored in one durable commit with the state of its intent. */
import type { Database } from 'better-sqlite3'
import type { Clock, Ids } from '../domain/clock.ts'
import { type Fault, makeFault } from '../domain/result.ts'
import {
  type DurableRecord,
  type HashAlgorithm,
  type JournalHead,
  type Lane,
  type RecordBody,
  recordHash,
  recordText,
} from '../wire/record.ts'
import { faultOf, JournalFailure } from './failure.ts'
import { type BodyOf, type RecordKind, recordKinds } from './kinds.ts'
import type { MarkWriter } from './mark.ts'
import type { OpenIntent, Written } from './port.ts'

/** Where the numbering stands; read from the database once, at start. */
export interface Position {
  readonly head: JournalHead
  readonly laneSeqs: Readonly<Record<Lane, number>>
}

export interface LedgerParts {
  readonly database: Database
  readonly mark: MarkWriter
  readonly clock: Clock
  readonly ids: Ids
  readonly terminal: string
  readonly hash: HashAlgorithm
  readonly position: Position
}

export interface Ledger {
  begin<K extends RecordKind>(kind: K, body: BodyOf<K>): Written
  add<K extends RecordKind>(txnId: string, kind: K, body: BodyOf<K>): Written
  head(): JournalHead
  laneSeq(lane: Lane): number
  openIntents(): readonly OpenIntent[]
  capturedFen(): number
  captured(): Readonly<Record<string, number>>
  fault(): Fault | undefined
  onFault(listener: (fault: Fault | undefined) => void): () => void
  /** After each commit. */
  onWritten(listener: (record: DurableRecord) => void): () => void
  /** Runs another write to the same database under the same rules about failures. */
  guarded<T>(write: () => T): T
  close(): void
}

interface IntentRow {
  readonly txn_id: string
  readonly intent: OpenIntent['intent']
  readonly step: string
  readonly since: number
  readonly body: string
}

interface Stored {
  readonly record: DurableRecord
  readonly own: string
}

const prepare = (database: Database) => ({
  record: database.prepare(
    'INSERT INTO record (seq, lane, lane_seq, txn_id, version, at, text, link) VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
  ),
  version: database.prepare<[string], number | null>('SELECT max(version) FROM record WHERE txn_id = ?').pluck(),
  open: database.prepare('INSERT INTO intent (txn_id, intent, step, since, seq, body) VALUES (?, ?, ?, ?, ?, ?)'),
  step: database.prepare('UPDATE intent SET step = ?, since = ? WHERE txn_id = ?'),
  closeIntent: database.prepare('DELETE FROM intent WHERE txn_id = ?'),
  captured: database.prepare(
    'INSERT INTO captured (txn_id, fen) VALUES (?, ?) ON CONFLICT (txn_id) DO UPDATE SET fen = excluded.fen',
  ),
  capturedSum: database.prepare<[], number>('SELECT coalesce(sum(fen), 0) FROM captured').pluck(),
  captures: database.prepare<[], { txn_id: string; fen: number }>('SELECT txn_id, fen FROM captured'),
  intents: database.prepare<[], IntentRow>('SELECT txn_id, intent, step, since, body FROM intent ORDER BY seq'),
})

export const openLedger = (parts: LedgerParts): Ledger => {
  const { database, mark, clock, ids, terminal, hash } = parts
  const statements = prepare(database)
  let head = parts.position.head
  const laneSeqs: Record<Lane, number> = { ...parts.position.laneSeqs }
  let fault: Fault | undefined
  let broken = false
  const faultListeners = new Set<(fault: Fault | undefined) => void>()
  const writtenListeners = new Set<(record: DurableRecord) => void>()

  const setFault = (next: Fault | undefined): void => {
    if (next?.code === fault?.code) return
    fault = next
    for (const listener of faultListeners) listener(next)
  }

  const guarded = <T>(write: () => T): T => {
    if (broken && fault !== undefined) throw new JournalFailure(fault)
    try {
      const value = write()
      setFault(undefined)
      return value
    } catch (error) {
      const found = faultOf(error)
      if (found === undefined) throw error
      // A full disk may be freed, and a lock another process holds (a backup, an inspection) is given back: the next write
      // is tried again. After any other error, a failed sync above all, the kernel may have dropped the dirty pages and a
      // second sync would claim success: only a new start helps.
      if (found.code !== 'YB-JRN-003' && found.code !== 'YB-JRN-001') broken = true
      setFault(found)
      throw new JournalFailure(found, error)
    }
  }

  const setIntent = (kind: RecordKind, txnId: string, seq: number, at: number, body: RecordBody): void => {
    const entry: (typeof recordKinds)[RecordKind] = recordKinds[kind]
    if ('opens' in entry)
      statements.open.run(txnId, entry.opens.intent, entry.opens.step, at, seq, JSON.stringify(body))
    if ('step' in entry && statements.step.run(entry.step, at, txnId).changes === 0)
      throw new Error(`no intent ${txnId}`)
    if ('closes' in entry && statements.closeIntent.run(txnId).changes === 0) throw new Error(`no intent ${txnId}`)
    if ('captures' in entry) statements.captured.run(txnId, body.capturedFen)
  }

  const store = (kind: RecordKind, txnId: string, body: RecordBody, fresh: boolean): Stored => {
    const lane = recordKinds[kind].lane
    const version = (statements.version.get(txnId) ?? 0) + 1
    if (fresh && version !== 1) throw new Error('a transaction key was made twice')
    const record: DurableRecord = {
      format: 'yibao-record-1',
      terminal,
      epoch: head.epoch,
      seq: head.seq + 1,
      lane,
      laneSeq: laneSeqs[lane] + 1,
      txnId,
      version,
      kind,
      at: clock.now(),
      previous: head.hash,
      body,
    }
    const text = recordText(record)
    const own = recordHash(text, hash)
    const { seq, laneSeq, at } = record
    statements.record.run(seq, lane, laneSeq, txnId, version, at, text, Buffer.from(own, 'hex'))
    setIntent(kind, txnId, seq, at, body)
    return { record, own }
  }
  const storeInTransaction = database.transaction(store)
  /** A record alone is one statement, which is a transaction by itself; two more statements would only cost time. */
  const storeOf = (kind: RecordKind): typeof store => {
    const entry = recordKinds[kind]
    return 'opens' in entry || 'closes' in entry || 'step' in entry || 'captures' in entry ? storeInTransaction : store
  }

  const write = (kind: RecordKind, txnId: string, given: object, fresh: boolean): Written => {
    const body = recordKinds[kind].body.parse(given) as RecordBody
    const { record, own } = guarded(() => storeOf(kind)(kind, txnId, body, fresh))
    head = { epoch: record.epoch, seq: record.seq, hash: own }
    laneSeqs[record.lane] = record.laneSeq
    try {
      // After the commit: the mark may lag behind the database, never run ahead of it.
      mark.write(head)
    } catch (error) {
      // The record is durable, so its act may go on; the next write is refused.
      broken = true
      setFault(faultOf(error) ?? makeFault('YB-JRN-004', { file: 'journal.mark' }))
    }
    for (const listener of writtenListeners) listener(record)
    return { txnId, version: record.version, seq: record.seq }
  }

  return {
    begin: (kind, body) => write(kind, ids.uuid(), body, true),
    add: (txnId, kind, body) => write(kind, txnId, body, false),
    head: () => head,
    laneSeq: (lane) => laneSeqs[lane],
    openIntents: () =>
      statements.intents.all().map((row) => ({
        txnId: row.txn_id,
        intent: row.intent,
        step: row.step,
        since: row.since,
        body: JSON.parse(row.body) as OpenIntent['body'],
      })),
    capturedFen: () => statements.capturedSum.get() ?? 0,
    captured: () => Object.fromEntries(statements.captures.all().map((row) => [row.txn_id, row.fen])),
    fault: () => fault,
    onFault: (listener) => {
      faultListeners.add(listener)
      return () => faultListeners.delete(listener)
    },
    onWritten: (listener) => {
      writtenListeners.add(listener)
      return () => writtenListeners.delete(listener)
    },
    guarded,
    close: () => {
      faultListeners.clear()
      writtenListeners.clear()
      mark.close()
      database.close()
    },
  }
}
