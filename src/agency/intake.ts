/**
 * What the agency makes of one record: key, effect and answer in one transaction. Final answers are stored and repeated
 * for ever; a record that contradicts what is stored is refused and reported; a journal that contradicts itself is a
 * fork and ends the session.
 */
import { z } from 'zod'
import { readJson } from '../wire/json.ts'
import { applyRatchet } from '../wire/ratchet.ts'
import {
  type DurableRecord,
  hashAlgorithmOf,
  type Lane,
  type RecordAnswer,
  recordHash,
  recordSchema,
  type SentRecord,
  type SignatureAlgorithm,
} from '../wire/record.ts'
import { applyEffect } from './effects.ts'
import type { Answered, Inbox, StoredRecord } from './store/inbox.ts'

export interface IntakeContext {
  readonly inbox: Inbox
  readonly terminal: string
  readonly epoch: number
  readonly algorithm: SignatureAlgorithm
  readonly lane: Lane
  readonly now: number
  readonly alarm: (kind: 'keyReused' | 'needsReview', detail: Readonly<Record<string, string | number>>) => void
}

/** The journal is not the one the agency knows; nothing of the batch may stand. */
export class ForkFound extends Error {
  override readonly name = 'ForkFound'
  readonly seq: number
  constructor(seq: number) {
    super(`fork at ${seq}`)
    this.seq = seq
  }
}

const recordDepth = 4

const keySchema = z.object({ txnId: recordSchema.shape.txnId, version: recordSchema.shape.version })
type Key = z.output<typeof keySchema>

/** Never larger than the frame it came in. */
const read = (text: string): unknown => {
  const json = readJson(Buffer.from(text, 'utf8'), { maxBytes: 65_536, maxDepth: recordDepth })
  return json.ok ? json.value : undefined
}

const parse = (value: unknown, sent: SentRecord, context: IntakeContext): DurableRecord | undefined => {
  const outcome = recordSchema.safeParse(value)
  if (!outcome.success) return undefined
  const record = outcome.data
  const fits =
    record.terminal === context.terminal &&
    record.epoch === context.epoch &&
    record.lane === context.lane &&
    record.seq === sent.seq &&
    record.laneSeq === sent.laneSeq
  return fits ? record : undefined
}

const stored = (laneSeq: number, answer: Pick<Answered, 'outcome' | 'code'>): RecordAnswer =>
  answer.code === null ? { laneSeq, outcome: answer.outcome } : { laneSeq, outcome: answer.outcome, code: answer.code }

/** A link of the chain must fit on both sides, as far as its neighbours have come. */
const checkChain = (context: IntakeContext, seq: number, hash: string, previous: string): void => {
  const { inbox, terminal, epoch } = context
  const before = inbox.hashAt(terminal, epoch, seq - 1)
  if (before !== undefined && before !== previous) throw new ForkFound(seq)
  const after = inbox.bySeq(terminal, epoch, seq + 1)
  // A record nobody could read names no `previous`.
  if (after !== undefined && after.previous !== '' && after.previous !== hash) throw new ForkFound(seq)
}

/** @throws ForkFound */
export const takeRecord = (context: IntakeContext, sent: SentRecord): RecordAnswer => {
  const { inbox, terminal, epoch, lane } = context
  const { seq, laneSeq, text } = sent
  const hash = recordHash(text, hashAlgorithmOf(context.algorithm))

  const answered = inbox.bySeq(terminal, epoch, seq)
  if (answered !== undefined) {
    if (answered.hash !== hash) throw new ForkFound(seq)
    return stored(laneSeq, answered)
  }
  // A head told before the line was cut: a disk put back from an image may have written past it since.
  const told = inbox.hashAt(terminal, epoch, seq)
  if (told !== undefined && told !== hash) throw new ForkFound(seq)
  if (inbox.byLaneSeq(terminal, epoch, lane, laneSeq) !== undefined) throw new ForkFound(seq)

  const value = read(text)
  const keep = (
    record: DurableRecord | Key | undefined,
    keyed: boolean,
    outcome: StoredRecord['outcome'],
    code: string | null,
  ): RecordAnswer => {
    inbox.add({
      terminal,
      epoch,
      seq,
      lane,
      laneSeq,
      txnId: record?.txnId ?? '',
      version: record?.version ?? 0,
      kind: record !== undefined && 'kind' in record ? record.kind : '',
      at: record !== undefined && 'at' in record ? record.at : 0,
      hash,
      previous: record !== undefined && 'previous' in record ? record.previous : '',
      text,
      keyed,
      outcome,
      code,
      receivedAt: context.now,
    })
    if (outcome === 'refused') context.alarm('needsReview', { epoch, seq, code: code ?? '' })
    return stored(laneSeq, { outcome, code })
  }

  const record = parse(value, sent, context)
  if (record === undefined) {
    // What can be read of its key is claimed, so that later records of the transaction need not wait for this one.
    const key = keySchema.safeParse(value).data
    if (key === undefined || inbox.byKey(terminal, key.txnId, key.version) !== undefined) {
      return keep(undefined, false, 'refused', 'YB-AGY-305')
    }
    const { version, known } = inbox.transaction(terminal, key.txnId)
    if (key.version === version + 1) inbox.moveTransaction(terminal, key.txnId, lane, key.version, known)
    return keep(key, true, 'refused', 'YB-AGY-305')
  }
  checkChain(context, seq, hash, record.previous)

  const sameKey = inbox.byKey(terminal, record.txnId, record.version)
  if (sameKey !== undefined) {
    context.alarm('keyReused', { epoch, seq, txnId: record.txnId, version: record.version })
    return keep(record, false, 'refused', 'YB-AGY-301')
  }
  const transaction = inbox.transaction(terminal, record.txnId)
  if (record.version <= transaction.version) return keep(record, true, 'refused', 'YB-AGY-303')
  // An earlier one of the transaction is still on its way; it was written before, so it will come.
  const follows =
    record.version === transaction.version + 1 || inbox.byKey(terminal, record.txnId, record.version - 1) !== undefined
  if (!follows) return { laneSeq, outcome: 'retry', code: 'YB-AGY-307' }

  const ratchet = applyRatchet(lane, transaction.known, record.body)
  if (!ratchet.ok) {
    inbox.moveTransaction(terminal, record.txnId, lane, record.version, transaction.known)
    return keep(record, true, 'refused', 'YB-AGY-304')
  }
  inbox.moveTransaction(terminal, record.txnId, lane, record.version, ratchet.known)
  applyEffect(inbox, terminal, record)
  return keep(record, true, 'accepted', null)
}
