/** Signatures over the head of the chain: with each batch that is drained, and at least once a minute while it moves. */
import type { Database } from 'better-sqlite3'
import type { Clock } from '../domain/clock.ts'
import { batchDigest, type Head, type SignedHead, signHead } from '../wire/record.ts'
import { checkpointEvery, writeCheckpoint } from './checkpoints.ts'
import type { HeadKey } from './keys.ts'
import type { Ledger } from './ledger.ts'

export interface HeadSigner {
  /** @param hashes of the records sent with it, at most `batchLimit` */
  sign(hashes?: readonly string[]): SignedHead
  /** Signs the head as it stands and stores the signature durably. */
  signAndStore(): SignedHead
  close(): void
}

export const openHeadSigner = (parts: {
  readonly database: Database
  readonly ledger: Ledger
  readonly key: HeadKey
  readonly terminal: string
  readonly clock: Clock
  readonly everyMs: number
  /** `seq` from which the last start had to check; a checkpoint follows when the head is far from it. */
  readonly checkedFrom: number
}): HeadSigner => {
  const { ledger, key, clock } = parts
  const insert = parts.database.prepare('INSERT OR REPLACE INTO signed_head (seq, text, signature) VALUES (?, ?, ?)')
  // The newest is the one that counts; the others only prove an old state once more.
  const tidy = parts.database.prepare('DELETE FROM signed_head WHERE seq < ?')
  let signedSeq = -1
  let checkpointSeq = parts.checkedFrom

  const sign = (hashes?: readonly string[]): SignedHead => {
    const at = ledger.head()
    const head: Head = {
      format: 'yibao-head-1',
      hash: key.hash,
      signature: key.algorithm,
      userId: '',
      key: key.fingerprint,
      terminal: parts.terminal,
      epoch: at.epoch,
      seq: at.seq,
      head: at.hash,
      at: clock.now(),
      ...(hashes === undefined ? {} : { batch: { count: hashes.length, digest: batchDigest(hashes, key.hash) } }),
    }
    return signHead(head, key.privateKey)
  }

  const signAndStore = (): SignedHead => {
    const { seq } = ledger.head()
    const signed = sign()
    ledger.guarded(
      parts.database.transaction(() => {
        insert.run(seq, signed.text, signed.signature)
        tidy.run(seq)
      }),
    )
    signedSeq = seq
    if (seq - checkpointSeq >= checkpointEvery) {
      writeCheckpoint(parts)
      checkpointSeq = seq
    }
    return signed
  }

  let timer: unknown
  const tick = (): void => {
    try {
      if (ledger.head().seq !== signedSeq) signAndStore()
    } catch {
      // Told through `onFault`; a timer has nobody to throw to.
    }
    timer = clock.setTimeout(tick, parts.everyMs)
  }
  timer = clock.setTimeout(tick, parts.everyMs)

  return { sign, signAndStore, close: () => clock.clearTimeout(timer) }
}
