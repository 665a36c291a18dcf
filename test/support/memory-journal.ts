/**
 * A journal in memory for tests of the line and for benches: right records, right heads, and every lie one wants to
 * tell. Not durable; the real one is src/journal.
 */
import { createPrivateKey, generateKeyPairSync, type KeyObject } from 'node:crypto'
import type { Outbox } from '../../src/link/outbox.ts'
import {
  batchDigest,
  batchLimit,
  type DurableRecord,
  hashAlgorithmOf,
  keyFingerprint,
  type Lane,
  lanes,
  noHash,
  type RecordBody,
  recordHash,
  recordText,
  type SignatureAlgorithm,
  type SignedHead,
  signHead,
} from '../../src/wire/record.ts'

export interface JournalKey {
  readonly algorithm: SignatureAlgorithm
  readonly publicKey: string
  readonly privateKey: KeyObject
}

export const makeJournalKey = (algorithm: SignatureAlgorithm = 'p256'): JournalKey => {
  const pair = generateKeyPairSync('ec', {
    namedCurve: algorithm === 'sm2' ? 'SM2' : 'prime256v1',
    publicKeyEncoding: { type: 'spki', format: 'pem' },
    privateKeyEncoding: { type: 'pkcs8', format: 'pem' },
  })
  // Loaded from PEM: a fresh SM2 key object signs so that the reloaded one does not verify.
  return { algorithm, publicKey: pair.publicKey, privateKey: createPrivateKey(pair.privateKey) }
}

export interface MemoryRecord {
  readonly record: DurableRecord
  readonly text: string
  readonly hash: string
  state: 'waiting' | 'accepted' | 'needsReview'
  code: string | null
}

export interface NewRecord {
  readonly lane: Lane
  readonly txnId: string
  readonly version: number
  readonly kind?: string
  readonly body?: RecordBody
}

export interface MemoryJournal extends Outbox {
  readonly records: MemoryRecord[]
  write(entry: NewRecord): MemoryRecord
  /** A head over any records, true or not. */
  sign(records: readonly Pick<MemoryRecord, 'hash'>[]): SignedHead
  /** A copy as it is now: an image of the disk. */
  image(): MemoryJournal
}

export interface MemoryJournalOptions {
  readonly terminal?: string
  readonly epoch?: number
  readonly key?: JournalKey
  readonly records?: readonly MemoryRecord[]
}

export const memoryJournal = (options: MemoryJournalOptions = {}): MemoryJournal => {
  const { terminal = '0412-07', epoch = 1, key = makeJournalKey() } = options
  const hash = hashAlgorithmOf(key.algorithm)
  const fingerprint = keyFingerprint(key.publicKey)
  const records: MemoryRecord[] = (options.records ?? []).map((record) => ({ ...record }))
  const byLane: Record<Lane, MemoryRecord[]> = { money: [], certificate: [], audit: [] }
  for (const record of records) byLane[record.record.lane].push(record)
  /** Per lane: everything up to this place in `byLane` has a final answer. */
  const acked: Record<Lane, number> = { money: 0, certificate: 0, audit: 0 }
  const listeners = new Set<(lane: Lane) => void>()
  const ackOf = (lane: Lane): number => {
    const list = byLane[lane]
    while (acked[lane] < list.length && list[acked[lane]]?.state !== 'waiting') acked[lane] += 1
    return acked[lane]
  }
  const head = () => ({ epoch, seq: records.length, hash: records.at(-1)?.hash ?? noHash })
  const find = (lane: Lane, laneSeq: number): MemoryRecord => {
    const found = byLane[lane][laneSeq - 1]
    if (found === undefined) throw new Error(`no ${lane} record ${laneSeq}`)
    return found
  }
  const sign: MemoryJournal['sign'] = (batch) => {
    const at = head()
    return signHead(
      {
        format: 'yibao-head-1',
        hash,
        signature: key.algorithm,
        userId: '',
        key: fingerprint,
        terminal,
        epoch,
        seq: at.seq,
        head: at.hash,
        at: 1_790_000_000_000,
        batch: {
          count: batch.length,
          digest: batchDigest(
            batch.map((one) => one.hash),
            hash,
          ),
        },
      },
      key.privateKey,
    )
  }
  return {
    records,
    sign,
    head,
    write({ lane, txnId, version, kind = 'noteStacked', body = {} }) {
      const record: DurableRecord = {
        format: 'yibao-record-1',
        terminal,
        epoch,
        seq: records.length + 1,
        lane,
        laneSeq: byLane[lane].length + 1,
        txnId,
        version,
        kind,
        at: 1_790_000_000_000,
        previous: records.at(-1)?.hash ?? noHash,
        body: { ...body },
      }
      const text = recordText(record)
      const written: MemoryRecord = { record, text, hash: recordHash(text, hash), state: 'waiting', code: null }
      records.push(written)
      byLane[lane].push(written)
      for (const listener of [...listeners]) listener(lane)
      return written
    },
    image: () => memoryJournal({ terminal, epoch, key, records }),
    key: () => ({ algorithm: key.algorithm, publicKey: key.publicKey }),
    pending(lane, limit, waiting) {
      const batch: MemoryRecord[] = []
      for (let at = ackOf(lane); at < byLane[lane].length && batch.length < Math.min(limit, batchLimit); at++) {
        const one = byLane[lane][at] as MemoryRecord
        if (one.state === 'waiting' && !waiting.has(one.record.txnId)) batch.push(one)
      }
      if (batch.length === 0) return null
      return {
        lane,
        records: batch.map(({ record: { seq, laneSeq, txnId, version }, text }) => ({
          seq,
          laneSeq,
          txnId,
          version,
          text,
        })),
        head: sign(batch),
      }
    },
    settle(lane, answers) {
      for (const { laneSeq, outcome } of answers) {
        const one = find(lane, laneSeq)
        if (one.state === 'waiting') one.state = outcome === 'accepted' ? 'accepted' : 'needsReview'
      }
    },
    park(lane, laneSeq, code) {
      const one = find(lane, laneSeq)
      if (one.state !== 'waiting') return
      one.state = 'needsReview'
      one.code = code
    },
    acks: () => Object.fromEntries(lanes.map((lane) => [lane, ackOf(lane)])) as Record<Lane, number>,
    resume(lane, ack, afresh) {
      if (!afresh && ack >= ackOf(lane)) return 0
      for (const one of byLane[lane].slice(ack)) {
        one.state = 'waiting'
        one.code = null
      }
      acked[lane] = Math.min(acked[lane], ack)
      return 0
    },
    subscribe: (listener) => {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

/** Key of the n-th transaction. */
export const txnKey = (n: number): string => `01900000-0000-7000-8000-${n.toString(16).padStart(12, '0')}`
