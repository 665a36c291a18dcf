/** What flows need of the upper floor. The line, the journal and the roots implement this; flows never import them. */
import type { Clock, Ids } from '../src/domain/clock.ts'
import type { Result } from '../src/domain/result.ts'
import type { Texts } from '../src/domain/texts.ts'
import type { QueryAnswer, QueryName, QueryParameters } from '../src/wire/queries.ts'

export type LineState = 'up' | 'down'

/** The agency as a flow sees it. Every call answers within the reply time of the settings, or with YB-LNK-001/002. */
export interface AgencyLine {
  readonly state: LineState
  /** @returns unsubscribe */
  subscribe(listener: (state: LineState) => void): () => void
  /** The agency answers with a challenge to this card, used once. Faults: YB-AGY-101, 102, 104. */
  identifyBegin(card: CardClaim): Promise<Result<CardChallenge>>
  /** Opens the member session. Faults: YB-AGY-103, 105. */
  identifyProve(proof: CardProof): Promise<Result<MemberSession>>
  /** The card has left or the member is done. Never fails; a lost message ends with the session's own limit. */
  identifyEnd(session: string, reason: 'cardRemoved' | 'finished' | 'timeout' | 'readerLost'): void
  /** Faults: YB-AGY-201, 202, 203 and those of the line. */
  query<N extends QueryName>(session: string, name: N, parameters: QueryParameters<N>): Promise<Result<QueryAnswer<N>>>
}

export interface CardClaim {
  readonly insertion: string
  readonly cardSn: string
  readonly cardNo: string
  readonly specVersion: string
  readonly idNumber: string
  readonly name: string
}

export interface CardChallenge {
  readonly identification: string
  /** R1‖R2, 16 bytes. */
  readonly challenge: Uint8Array
}

export interface CardProof {
  readonly identification: string
  readonly insertion: string
  /** 8 bytes. */
  readonly proof: Uint8Array
}

export interface MemberSession {
  readonly session: string
  /** The agency's own number of the person; the only name of a member that records on disk may hold. */
  readonly personNo: string
}

/** What the journal keeps about visits; written before the screen goes on. Never a name, an ID number or a card number. */
export type VisitRecord =
  | { readonly kind: 'visitStarted'; readonly visit: string }
  | { readonly kind: 'memberIdentified'; readonly visit: string; readonly personNo: string }
  | { readonly kind: 'identificationRefused'; readonly visit: string; readonly code: string }
  | { readonly kind: 'recordShown'; readonly visit: string; readonly personNo: string; readonly what: string }
  | {
      readonly kind: 'printAsked'
      readonly visit: string
      readonly jobId: string
      readonly document: string
      readonly slipNo: string
    }
  | { readonly kind: 'visitEnded'; readonly visit: string; readonly reason: string }

export interface VisitJournal {
  /** Returns after fsync. Throws a JournalError with its code when it cannot be written. */
  record(entry: VisitRecord): void
  /** Serial of the next slip of that Beijing day, from 1; durable, so that no two papers carry the same number. */
  nextSlip(date: string): number
}

/** Everything a flow gets from outside. */
export interface Surroundings {
  readonly agency: AgencyLine
  readonly journal: VisitJournal
  readonly clock: Clock
  readonly ids: Ids
  readonly texts: Texts
}
