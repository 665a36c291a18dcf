/** What the roots, the line and the dock get of the journal. */
import type { VisitJournal } from '../../flows/ports.ts'
import type { PrintIntentLog } from '../../printers/port.ts'
import type { Fault } from '../domain/result.ts'
import type { Outbox } from '../link/outbox.ts'
import type { JournalHead, SignedHead } from '../wire/record.ts'
import type { BodyOf, IntentName, RecordKind } from './kinds.ts'

export interface OpenIntent {
  readonly txnId: string
  readonly intent: IntentName
  /** Last step that is known; `unknown` once it has been told that nobody can tell. */
  readonly step: string
  /** Wall time of the step, ms since 1970. */
  readonly since: number
  /** Body of the record that opened it. */
  readonly body: Readonly<Record<string, string | number | boolean>>
}

export interface ReviewRecord {
  readonly seq: number
  readonly lane: string
  readonly txnId: string
  readonly kind: string
  readonly code: string
}

export interface Written {
  readonly txnId: string
  readonly version: number
  readonly seq: number
}

/**
 * Writes to the journal. Each call is one durable commit when it returns, and throws `JournalFailure` when it could not
 * be made durable: then the act it announces must not happen.
 */
export interface Writer {
  /** Starts a transaction: its key is minted here, in the same commit as its first record. */
  begin<K extends RecordKind>(kind: K, body: BodyOf<K>): Written
  /** Next record of a transaction; opens or closes its intent as the kind says. */
  add<K extends RecordKind>(txnId: string, kind: K, body: BodyOf<K>): Written
}

export interface Journal extends Writer {
  readonly visits: VisitJournal
  readonly prints: PrintIntentLog
  readonly outbox: Outbox
  /** Acts begun whose end is not known, oldest first; those of step `unknown` wait for a person. */
  openIntents(): readonly OpenIntent[]
  /** What a person found out about an `unknown` intent. @param by role, never a name */
  resolve(txnId: string, outcome: 'done' | 'notDone', by: string): void
  /** Money taken by transactions of this epoch, fen: the last `capturedFen` of each. */
  capturedFen(): number
  /** The same by transaction. */
  captured(): Readonly<Record<string, number>>
  /** Records the agency has not answered for good. */
  unanswered(): number
  /** Records the agency refused for good. */
  needsReview(): readonly ReviewRecord[]
  head(): JournalHead
  /** Signs the head as it stands, stores the signature and returns it. */
  signHead(): SignedHead
  /** Why nothing can be written at the moment; undefined when all is well. */
  fault(): Fault | undefined
  /** Called when `fault()` changes. @returns unsubscribe */
  onFault(listener: (fault: Fault | undefined) => void): () => void
  /**
   * Drops records that are acked and older than the retention time by a confirmed clock, behind a signed checkpoint. The
   * journal does so by itself every day. @returns how many
   */
  prune(): number
  close(): void
}
