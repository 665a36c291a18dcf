/** One connection of a terminal as the agency's handlers see it. */
import type { SessionNumber } from '../wire/messages.ts'
import type { HeadCheckKey, SignatureAlgorithm } from '../wire/record.ts'

/** The journal this session may send records of. */
export interface PeerJournal {
  readonly epoch: number
  readonly algorithm: SignatureAlgorithm
  readonly key: HeadCheckKey
}

export interface Peer {
  readonly terminal: string
  /** Set once `Boot` was accepted. */
  session: SessionNumber | null
  /** Null for a client without a journal. */
  journal: PeerJournal | null
  /** Process of the terminal, from `Boot`. */
  instance: string
  /** A newer session has taken over: nothing this one says counts any more. */
  fenced: boolean
  /** The connection has closed. */
  gone: boolean
  /** Signatures are checked side by side, but batches are taken in the order in which they came. */
  lastBatch: Promise<unknown>
  /** Ids of the calls being answered; null when there are none, because most terminals are idle. */
  openCalls: Set<string> | null
  /** Closes the connection with one of `closeCodes`; a peer that does not answer the close is dropped. */
  close(code: number, reason: string): void
}

/** Names the peer's session; a peer without one has no name and can hold nothing. */
export const peerKey = (peer: Peer): string => (peer.session === null ? '' : `${peer.session.epoch}.${peer.session.n}`)
