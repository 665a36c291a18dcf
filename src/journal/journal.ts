import type { Database } from 'better-sqlite3'
import type { VisitRecord } from '../../flows/ports.ts'
import type { Clock } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import type { Lane } from '../wire/record.ts'
import type { HeadSigner } from './heads.ts'
import type { HeadKey } from './keys.ts'
import type { BodyOf } from './kinds.ts'
import type { Ledger } from './ledger.ts'
import type { FolderLock } from './lock.ts'
import type { JournalOutbox } from './outbox.ts'
import type { Journal, OpenIntent, ReviewRecord } from './port.ts'
import { pruneJournal } from './prune.ts'
import type { JournalSettings } from './settings.ts'

export interface JournalParts {
  readonly database: Database
  readonly ledger: Ledger
  readonly heads: HeadSigner
  readonly outbox: JournalOutbox
  readonly key: HeadKey
  readonly settings: JournalSettings
  readonly clock: Clock
  readonly confirmedNow: () => number | null
  readonly log: Log
  readonly prunedLaneSeqs: Record<Lane, number>
  readonly lock: FolderLock
}

type VisitBody<E> = E extends VisitRecord ? Omit<E, 'kind' | 'visit'> : never
type Same<A, B> = A extends B ? (keyof A extends keyof B ? true : false) : false
/** Fails to compile when flows say something of a visit that its kind in `kinds.ts` would refuse. */
type VisitsFit = { readonly [E in VisitRecord as E['kind']]: Same<VisitBody<E>, BodyOf<E['kind']>> }
const visitsFit: Readonly<Record<VisitRecord['kind'], true>> = {} as VisitsFit

const recordVisit = (ledger: Ledger, entry: VisitRecord): void => {
  const { kind, visit, ...body } = entry
  void visitsFit
  ledger.add(visit, kind, body as never)
}

const resolveIntent = (
  ledger: Ledger,
  open: OpenIntent | undefined,
  txnId: string,
  outcome: 'done' | 'notDone',
  by: string,
): void => {
  if (open === undefined) throw new Error(`no open intent ${txnId}`)
  if (open.intent === 'print') {
    ledger.add(txnId, 'printResolved', { outcome, by })
    return
  }
  const noteFen = Number(open.body.noteFen)
  const before = Number(open.body.capturedFen)
  ledger.add(txnId, 'noteResolved', {
    outcome,
    by,
    noteFen,
    capturedFen: outcome === 'done' ? before + noteFen : before,
  })
}

const readReview = (database: Database): readonly ReviewRecord[] =>
  database
    .prepare<[], { seq: number; lane: string; txn_id: string; text: string; code: string | null }>(
      'SELECT seq, lane, txn_id, text, code FROM record WHERE state = 2 ORDER BY seq',
    )
    .all()
    .map((row) => ({
      seq: row.seq,
      lane: row.lane,
      txnId: row.txn_id,
      kind: (JSON.parse(row.text) as { kind: string }).kind,
      code: row.code ?? '',
    }))

/**
 * Outside the chain: a number that was drawn and never printed is no loss. Each epoch draws from a thousand of its own,
 * so that papers of one day stay apart although a lost journal cannot tell how far the day had come.
 */
const nextSlip = (database: Database, ledger: Ledger, date: string): number =>
  ledger.guarded(() => {
    const first = (ledger.head().epoch - 1) * 1000 + 1
    const row = database
      .prepare<[string, number], { last: number }>(
        'INSERT INTO slip (date, last) VALUES (?, ?) ON CONFLICT (date) DO UPDATE SET last = last + 1 RETURNING last',
      )
      .get(date, first)
    return (row as { last: number }).last
  })

const dayMs = 86_400_000
/** Not while the terminal is starting. */
const firstPruneMs = 300_000

export const makeJournal = (parts: JournalParts): Journal => {
  const { database, ledger, heads, log } = parts
  let closed = false
  const prune = (): number => {
    const count = pruneJournal({
      database,
      ledger,
      key: parts.key,
      clock: parts.clock,
      confirmedNow: parts.confirmedNow,
      terminal: parts.settings.terminal,
      retentionMs: parts.settings.retentionMs,
      prunedLaneSeqs: parts.prunedLaneSeqs,
    })
    if (count > 0) log('journal.pruned', { count, head: ledger.head().seq })
    return count
  }
  const pruneDaily = (): void => {
    try {
      prune()
    } catch {
      // Told through `onFault`; a timer has nobody to throw to.
    }
    pruning = parts.clock.setTimeout(pruneDaily, dayMs)
  }
  let pruning = parts.clock.setTimeout(pruneDaily, firstPruneMs)
  return {
    begin: (kind, body) => ledger.begin(kind, body),
    add: (txnId, kind, body) => ledger.add(txnId, kind, body),
    visits: { record: (entry) => recordVisit(ledger, entry), nextSlip: (date) => nextSlip(database, ledger, date) },
    prints: {
      sending: (job) => {
        ledger.add(job.jobId, 'printSending', { document: job.document, rows: job.rows })
      },
      settled: (job) => {
        const code = job.code === undefined ? {} : { code: job.code }
        if (job.outcome === 'unknown') ledger.add(job.jobId, 'printUnknown', { lastStep: 'sending', ...code })
        else ledger.add(job.jobId, 'printSettled', { outcome: job.outcome, ...code })
      },
    },
    outbox: parts.outbox,
    openIntents: () => ledger.openIntents(),
    resolve: (txnId, outcome, by) =>
      resolveIntent(
        ledger,
        ledger.openIntents().find((intent) => intent.txnId === txnId),
        txnId,
        outcome,
        by,
      ),
    capturedFen: () => ledger.capturedFen(),
    captured: () => ledger.captured(),
    unanswered: () => parts.outbox.unanswered(),
    needsReview: () => readReview(database),
    head: () => ledger.head(),
    signHead: () => heads.signAndStore(),
    fault: () => ledger.fault(),
    onFault: (listener) => ledger.onFault(listener),
    prune,
    close: () => {
      if (closed) return
      closed = true
      parts.clock.clearTimeout(pruning)
      heads.close()
      parts.outbox.close()
      try {
        if (ledger.fault() === undefined) heads.signAndStore()
      } finally {
        ledger.close()
        parts.lock.release()
        log('journal.closed')
      }
    },
  }
}
