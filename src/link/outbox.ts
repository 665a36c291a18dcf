/**
 * What the drainer needs of the journal. There is one drainer; it never makes a key, never changes a record, and
 * never deletes one: pruning is the journal's own, after ack and retention.
 */
import type { Acks, JournalHead, Lane, SignatureAlgorithm, SignedHead } from '../wire/record.ts'

/** Where a record of a batch belongs; the drainer reads nothing else of it. */
export interface OutboxRecord {
  /** As stored; goes out as it is. */
  readonly text: string
  readonly seq: number
  readonly laneSeq: number
  readonly txnId: string
  readonly version: number
}

export interface OutboxBatch {
  readonly lane: Lane
  /** Rising `laneSeq`; not empty, at most `batchLimit`. */
  readonly records: readonly OutboxRecord[]
  readonly head: SignedHead
}

/** A final answer of the agency to a record. */
export interface FinalAnswer {
  readonly laneSeq: number
  readonly outcome: 'accepted' | 'refused'
  /** YB-AGY code of a refusal. */
  readonly code?: string
}

export interface Outbox {
  /** Newest record over all lanes. */
  head(): JournalHead
  /** Public half of the key that signs heads, SPKI PEM. */
  key(): { readonly algorithm: SignatureAlgorithm; readonly publicKey: string }
  /**
   * Oldest records of the lane, in `laneSeq` order, that have no final answer and are not parked, with a head signed
   * now with exactly these as its `batch`. Records of transactions in `waiting` are left out: order is
   * kept per transaction, and the others go on.
   * @returns null when there is nothing to send
   */
  pending(lane: Lane, limit: number, waiting: ReadonlySet<string>): OutboxBatch | null
  /** Stores final answers durably, in one transaction. Answers that are already stored change nothing. */
  settle(lane: Lane, answers: readonly FinalAnswer[]): void
  /**
   * Parks a record refused for good as `needsReview`: out of the way of those behind it, kept, shown to the attendant.
   * Counts as final for the ack.
   */
  park(lane: Lane, laneSeq: number, code: string): void
  /** Per lane: highest `laneSeq` up to which every record has a final answer as the journal knows it. */
  acks(): Acks
  /**
   * The agency's own view after a connect. Higher than ours: answers got lost on the way, everything up to it is final.
   * Lower than ours (the agency was restored from a backup): records behind it are pending again, parked ones too.
   * Pruned records cannot be replayed; they are returned so that a person hears of it.
   * @param afresh nothing is known of what this agency epoch has: every record behind `ack` is pending again, also those
   * accepted behind one that still waits; the agency repeats its stored answers
   * @returns number of records that should be replayed but are gone
   */
  resume(lane: Lane, ack: number, afresh: boolean): number
  /** Called after a commit that added to the outbox, with the lane. @returns unsubscribe */
  subscribe(listener: (lane: Lane) => void): () => void
}
