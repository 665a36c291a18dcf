/**
 * The durable record: what the journal stores, what the line carries and what the agency verifies. Hashed and signed is
 * the UTF-8 text exactly as stored (`text`); nobody serialises it a second time. A text can be checked with plain tools:
 * `printf %s "$text" | openssl dgst -sm3` is its hash, and the next record names that hash in `previous`.
 */
import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto'
import { z } from 'zod'

/** Lanes do not wait for one another. */
export const lanes = ['money', 'certificate', 'audit'] as const
export type Lane = (typeof lanes)[number]

/** Hash and signature go together: SM3 with SM2, SHA-256 with P-256. */
export const signatureAlgorithms = ['sm2', 'p256'] as const
export type SignatureAlgorithm = (typeof signatureAlgorithms)[number]
export const hashAlgorithms = ['sm3', 'sha256'] as const
export type HashAlgorithm = (typeof hashAlgorithms)[number]

/** Most records under one signed head. */
export const batchLimit = 64

/** `previous` of the first record of an epoch. */
export const noHash = '0'.repeat(64)

const hex64 = z.string().regex(/^[0-9a-f]{64}$/)
const terminalId = z.string().regex(/^[A-Za-z0-9._-]{1,32}$/)
const scalar = z.union([z.string().max(200), z.int(), z.boolean()])

export const recordSchema = z.strictObject({
  format: z.literal('yibao-record-1'),
  terminal: terminalId,
  /** Generation of the journal; a new one after a lost disk. From 1. */
  epoch: z.int().min(1),
  /** Gapless within the epoch, from 1. */
  seq: z.int().min(1),
  lane: z.enum(lanes),
  /** Gapless within epoch and lane, from 1. */
  laneSeq: z.int().min(1),
  /** Key of the transaction, minted in the same journal transaction as its first record. */
  txnId: z.string().min(1).max(64),
  /** Grows by one with each record of the transaction, from 1. */
  version: z.int().min(1),
  kind: z.string().min(1).max(40),
  /** Wall time of the terminal, ms since 1970. */
  at: z.int(),
  /** Hash of the text of record `seq` − 1. */
  previous: hex64,
  /** Flat; the agency's person number at most, never a name, an ID number or a card number. */
  body: z.record(z.string().max(40), scalar),
})
export type DurableRecord = z.infer<typeof recordSchema>
export type RecordBody = DurableRecord['body']

/** The one serialisation, made once, when the record is written. The order of the fields is part of the format. */
export const recordText = (record: DurableRecord): string =>
  JSON.stringify({
    format: record.format,
    terminal: record.terminal,
    epoch: record.epoch,
    seq: record.seq,
    lane: record.lane,
    laneSeq: record.laneSeq,
    txnId: record.txnId,
    version: record.version,
    kind: record.kind,
    at: record.at,
    previous: record.previous,
    body: record.body,
  })

/** @returns the record, or undefined when the text is not one. */
export const parseRecord = (text: string): DurableRecord | undefined => {
  try {
    const parsed = recordSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data : undefined
  } catch {
    return undefined
  }
}

/** @returns 64 hexadecimal digits over the UTF-8 bytes of `text`. */
export const recordHash = (text: string, algorithm: HashAlgorithm): string =>
  createHash(algorithm).update(text, 'utf8').digest('hex')

/** What a signed head says about the records sent with it: how many, and the hash over their hashes joined by LF. */
export const batchDigest = (recordHashes: readonly string[], algorithm: HashAlgorithm): string =>
  recordHash(recordHashes.join('\n'), algorithm)

export const headSchema = z.strictObject({
  format: z.literal('yibao-head-1'),
  hash: z.enum(hashAlgorithms),
  signature: z.enum(signatureAlgorithms),
  /** SM2 user id. Node and `openssl dgst` use the empty one, not the standard's example 1234567812345678. */
  userId: z.literal(''),
  /** SHA-256 of the public key (SPKI, DER), 64 hexadecimal digits. */
  key: hex64,
  terminal: terminalId,
  epoch: z.int().min(1),
  /** The chain up to here is signed. 0 = nothing written yet. */
  seq: z.int().min(0),
  head: hex64,
  at: z.int(),
  /** Present when the head goes with a batch. */
  batch: z.strictObject({ count: z.int().min(1).max(batchLimit), digest: hex64 }).optional(),
})
export type Head = z.infer<typeof headSchema>

export const signedHeadSchema = z.strictObject({
  /** A `Head` as JSON text; these bytes are signed. */
  text: z.string().max(2000),
  /** DER, base64. */
  signature: z.string().max(200),
})
export type SignedHead = z.infer<typeof signedHeadSchema>

export const keyFingerprint = (publicKeyPem: string): string =>
  createHash('sha256')
    .update(createPublicKey(publicKeyPem).export({ type: 'spki', format: 'der' }))
    .digest('hex')

/** @param key loaded from PEM: a freshly made SM2 key object signs so that the reloaded key does not verify. */
export const signHead = (head: Head, key: KeyObject): SignedHead => {
  const text = JSON.stringify(head)
  return { text, signature: sign(head.hash, Buffer.from(text, 'utf8'), key).toString('base64') }
}

/** A public key that heads are checked with; loaded once, because loading costs as much as checking. */
export interface HeadCheckKey {
  readonly key: KeyObject
  readonly fingerprint: string
}

/** Throws when the text is no public key. */
export const headCheckKey = (publicKeyPem: string): HeadCheckKey => ({
  key: createPublicKey(publicKeyPem),
  fingerprint: keyFingerprint(publicKeyPem),
})

/** What a signed head says, when it names this key and (with `recordTexts`) exactly these records; not yet verified. */
const claimedHead = (
  signed: SignedHead,
  fingerprint: string,
  recordTexts: readonly string[] | undefined,
): Head | undefined => {
  let head: Head
  try {
    head = headSchema.parse(JSON.parse(signed.text))
  } catch {
    return undefined
  }
  if (head.key !== fingerprint) return undefined
  if (recordTexts === undefined) return head
  const hashes = recordTexts.map((text) => recordHash(text, head.hash))
  return head.batch?.count === hashes.length && head.batch.digest === batchDigest(hashes, head.hash) ? head : undefined
}

/** @returns the head when its signature is by this key and (with `recordTexts`) its batch is exactly these records. */
export const checkHead = (
  signed: SignedHead,
  { key, fingerprint }: HeadCheckKey,
  recordTexts?: readonly string[],
): Head | undefined => {
  const head = claimedHead(signed, fingerprint, recordTexts)
  if (head === undefined) return undefined
  try {
    const signature = Buffer.from(signed.signature, 'base64')
    return verify(head.hash, Buffer.from(signed.text, 'utf8'), key, signature) ? head : undefined
  } catch {
    return undefined
  }
}

/** As `checkHead`, with the millisecond an SM2 signature costs spent on another thread. */
export const checkHeadAside = (
  signed: SignedHead,
  { key, fingerprint }: HeadCheckKey,
  recordTexts: readonly string[],
): Promise<Head | undefined> => {
  const head = claimedHead(signed, fingerprint, recordTexts)
  if (head === undefined) return Promise.resolve(undefined)
  return new Promise((resolve) => {
    const signature = Buffer.from(signed.signature, 'base64')
    verify(head.hash, Buffer.from(signed.text, 'utf8'), key, signature, (error, holds) => {
      resolve(error === null && holds ? head : undefined)
    })
  })
}

/** As `checkHead`; a text that is no public key proves nothing. */
export const verifyHead = (
  signed: SignedHead,
  publicKeyPem: string,
  recordTexts?: readonly string[],
): Head | undefined => {
  try {
    return checkHead(signed, headCheckKey(publicKeyPem), recordTexts)
  } catch {
    return undefined
  }
}

/** Hash algorithm that goes with a signature algorithm. */
export const hashAlgorithmOf = (algorithm: SignatureAlgorithm): HashAlgorithm =>
  algorithm === 'sm2' ? 'sm3' : 'sha256'

/** Newest record of a journal as `Boot` tells it; `hash` is `noHash` while the journal is empty. */
export const journalHeadSchema = z.strictObject({
  epoch: z.int().min(1),
  seq: z.int().min(0),
  hash: hex64,
})
export type JournalHead = z.output<typeof journalHeadSchema>

/** One record on the line. The numbers stand beside the text so that even a text nobody can read is answered for good. */
export const sentRecordSchema = z.strictObject({
  seq: z.int().min(1),
  laneSeq: z.int().min(1),
  /** As stored. So short that a full batch, escaped, stays below the frame limit. */
  text: z.string().min(2).max(7000),
})
export type SentRecord = z.output<typeof sentRecordSchema>

/**
 * Answer to one record, stored by the agency in the commit of the record's effect and repeated for ever.
 * `accepted` and `refused` are final; `retry` is not: the record is sent again after a while.
 */
export const recordAnswerSchema = z.strictObject({
  laneSeq: z.int().min(1),
  outcome: z.enum(['accepted', 'refused', 'retry']),
  /** YB-AGY code of a refusal or of the reason to wait. */
  code: z.string().max(32).optional(),
})
export type RecordAnswer = z.output<typeof recordAnswerSchema>

/** Per lane: every record up to this `laneSeq` has a final answer. */
export const acksSchema = z.strictObject({ money: z.int().min(0), certificate: z.int().min(0), audit: z.int().min(0) })
export type Acks = z.output<typeof acksSchema>
