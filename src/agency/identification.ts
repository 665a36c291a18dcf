/**
 * Challenges to cards and the member sessions they open, in memory: both die with the terminal's session, so nothing of
 * them outlives the agency's process.
 */
import { timingSafeEqual } from 'node:crypto'
import { cardAlgorithmOf, computeCardProof, diversifyCardKey } from '../domain/card-proof.ts'
import type { Clock, Ids, RandomBytes } from '../domain/clock.ts'
import { fault, ok, type Result } from '../domain/result.ts'
import type { AnswerOf, RequestOf } from '../wire/messages.ts'
import type { CardRow } from './store/members.ts'

/** Names one terminal session; a new one of the same terminal inherits nothing. */
export type PeerKey = string

interface Challenge {
  readonly identification: string
  readonly peer: PeerKey
  readonly insertion: string
  readonly card: CardRow
  readonly expected: Buffer
  readonly madeAt: number
}

export interface OpenMemberSession {
  readonly session: string
  readonly peer: PeerKey
  readonly insertion: string
  readonly cardSn: string
  readonly personNo: string
  readonly openedAt: number
  lastUsedAt: number
}

export interface IdentificationTimes {
  readonly challengeMs: number
  readonly idleMs: number
  readonly totalMs: number
}

export interface IdentificationParts {
  readonly findCard: (cardSn: string) => CardRow | undefined
  readonly cardMasterKey: Uint8Array
  readonly times: IdentificationTimes
  readonly clock: Clock
  readonly ids: Ids
  readonly random: RandomBytes
}

export interface Identification {
  /** Faults: YB-AGY-101, 102, 104. */
  begin(peer: PeerKey, claim: RequestOf<'IdentifyBegin'>): Result<AnswerOf<'IdentifyBegin'>>
  /** Faults: YB-AGY-103, 105. */
  prove(peer: PeerKey, proof: RequestOf<'IdentifyProve'>): Result<OpenMemberSession>
  /** Fault: YB-AGY-202 for a session of another terminal, YB-AGY-201 for one that is over. */
  use(peer: PeerKey, session: string): Result<OpenMemberSession>
  /** @returns the session when it was open */
  end(peer: PeerKey, session: string): OpenMemberSession | undefined
  /** The terminal's session is over, and with it everything opened through it. */
  forget(peer: PeerKey): void
  /** Open member sessions, for tests and the operator. */
  readonly open: number
}

export const createIdentification = (parts: IdentificationParts): Identification => {
  const { clock, times } = parts
  /** One challenge a terminal: it has one card slot. */
  const challenges = new Map<PeerKey, Challenge>()
  const sessions = new Map<string, OpenMemberSession>()
  const byPeer = new Map<PeerKey, OpenMemberSession>()

  const close = (session: OpenMemberSession): void => {
    sessions.delete(session.session)
    if (byPeer.get(session.peer) === session) byPeer.delete(session.peer)
  }
  const over = (session: OpenMemberSession): boolean =>
    clock.monotonic() - session.lastUsedAt > times.idleMs || clock.monotonic() - session.openedAt > times.totalMs

  return {
    get open() {
      return sessions.size
    },
    begin(peer, claim) {
      // Another card in the slot: the session of the one before is over, whatever the terminal has said of it.
      const earlier = byPeer.get(peer)
      if (earlier !== undefined && earlier.insertion !== claim.insertion) close(earlier)
      challenges.delete(peer)
      const card = parts.findCard(claim.cardSn)
      if (card === undefined) return fault('YB-AGY-101')
      if (card.lost) return fault('YB-AGY-102')
      if (card.idNumber !== claim.idNumber || card.name !== claim.name) return fault('YB-AGY-104')
      const challenge = Buffer.from(parts.random(16))
      const key = diversifyCardKey(parts.cardMasterKey, card.cardSn)
      const identification = parts.ids.uuid()
      challenges.set(peer, {
        identification,
        peer,
        insertion: claim.insertion,
        card,
        expected: computeCardProof(cardAlgorithmOf(claim.specVersion), key, challenge),
        madeAt: clock.monotonic(),
      })
      return ok({ identification, challenge: challenge.toString('hex'), expiresInMs: times.challengeMs })
    },
    prove(peer, proof) {
      const challenge = challenges.get(peer)
      if (challenge === undefined || challenge.identification !== proof.identification) return fault('YB-AGY-105')
      // Used once, whatever comes of it: a wrong proof may not be tried again on the same challenge.
      challenges.delete(peer)
      if (challenge.insertion !== proof.insertion) return fault('YB-AGY-105')
      if (clock.monotonic() - challenge.madeAt > times.challengeMs) return fault('YB-AGY-105')
      const given = Buffer.from(proof.proof, 'hex')
      if (given.length !== challenge.expected.length || !timingSafeEqual(given, challenge.expected)) {
        return fault('YB-AGY-103')
      }
      // The loss may have been reported between the two calls.
      if (parts.findCard(challenge.card.cardSn)?.lost !== false) return fault('YB-AGY-105')
      const earlier = byPeer.get(peer)
      if (earlier !== undefined) close(earlier)
      const now = clock.monotonic()
      const session: OpenMemberSession = {
        session: parts.ids.uuid(),
        peer,
        insertion: challenge.insertion,
        cardSn: challenge.card.cardSn,
        personNo: challenge.card.personNo,
        openedAt: now,
        lastUsedAt: now,
      }
      sessions.set(session.session, session)
      byPeer.set(peer, session)
      return ok(session)
    },
    use(peer, id) {
      const session = sessions.get(id)
      if (session === undefined) return fault('YB-AGY-201')
      if (session.peer !== peer) return fault('YB-AGY-202')
      if (over(session)) {
        close(session)
        return fault('YB-AGY-201')
      }
      session.lastUsedAt = clock.monotonic()
      return ok(session)
    },
    end(peer, id) {
      const session = sessions.get(id)
      if (session === undefined || session.peer !== peer) return undefined
      close(session)
      return session
    },
    forget(peer) {
      challenges.delete(peer)
      const session = byPeer.get(peer)
      if (session !== undefined) close(session)
    },
  }
}
