/** `Boot`: who may speak, and since when. */
import { ok } from '../domain/result.ts'
import type { AnswerOf, RequestOf } from '../wire/messages.ts'
import { headCheckKey } from '../wire/record.ts'
import type { AgencyParts, Handler } from './handlers.ts'
import { type PeerJournal, peerKey } from './peer.ts'

/** Two devices with one identity take the session from each other; one device only ever takes its own back. */
const cloneWindowMs = 600_000
const cloneAlternations = 3

type Rejected = Extract<AnswerOf<'Boot'>, { status: 'rejected' }>
type JournalFacts = NonNullable<RequestOf<'Boot'>['journal']>

/**
 * Compares the terminal's journal with what the agency has of it. Behind, or different at the same place: its disk was
 * restored from an image. Ahead is right: it wrote while the line was down.
 */
const judgeJournal = (
  { inbox, register, clock, log }: AgencyParts,
  terminal: string,
  facts: JournalFacts,
): Pick<Rejected, 'reason' | 'journal'> | PeerJournal => {
  const known = inbox.newestJournal(terminal)
  let key: PeerJournal['key']
  try {
    key = headCheckKey(facts.publicKey)
  } catch {
    return { reason: 'keyChanged' }
  }
  const journal = { epoch: facts.epoch, algorithm: facts.algorithm, key }
  if (known === undefined || facts.epoch > known.epoch) {
    if (known !== undefined) {
      log('agency.newEpoch', { terminal, epoch: facts.epoch })
      register.alarm(clock.now(), terminal, 'newEpoch', { epoch: facts.epoch, before: known.epoch })
    }
    inbox.openJournal(terminal, { ...facts, fingerprint: key.fingerprint }, clock.now())
    return journal
  }
  const has = { epoch: known.epoch, seq: known.seq }
  const behind = facts.epoch < known.epoch || facts.seq < known.seq
  if (known.forked || behind || (facts.seq === known.seq && facts.hash !== known.hash)) {
    register.alarm(clock.now(), terminal, 'fork', { epoch: facts.epoch, seq: facts.seq, knownSeq: known.seq })
    return { reason: 'fork', journal: has }
  }
  if (known.fingerprint !== key.fingerprint || known.algorithm !== facts.algorithm) {
    register.alarm(clock.now(), terminal, 'keyChanged', { epoch: facts.epoch })
    return { reason: 'keyChanged', journal: has }
  }
  inbox.moveHead(terminal, facts)
  return journal
}

export const handleBoot: Handler<'Boot'> = async (parts, peer, request) => {
  const { register, settings, clock, store, sessions, log } = parts
  const rejected = (why: Rejected['reason'], journal?: Rejected['journal']): AnswerOf<'Boot'> => {
    log('agency.rejected', { terminal: peer.terminal, reason: why })
    const answer = {
      status: 'rejected',
      serverTime: clock.now(),
      retryAfterMs: settings.line.retryMs,
      reason: why,
    } as const
    return journal === undefined ? answer : { ...answer, journal }
  }
  let journal: PeerJournal | null = null
  const answer = await store.commit((): AnswerOf<'Boot'> => {
    const at = clock.now()
    const state = register.state(peer.terminal, at, settings.terminals.registerUnknown)
    if (state === undefined) return rejected('unknownTerminal')
    if (state === 'disabled') return rejected('disabled')
    if (state === 'pending') return { status: 'pending', serverTime: at, retryAfterMs: settings.line.retryMs }

    const offset = request.at - at
    if (Math.abs(offset) > settings.line.maxClockSkewMs) {
      log('agency.clockSkew', { terminal: peer.terminal, offsetMs: offset })
      register.alarm(at, peer.terminal, 'clockSkew', { offsetMs: offset })
    }
    register.booted(peer.terminal, {
      model: request.model,
      version: request.version,
      at,
      clockOffsetMs: offset,
      devices: request.devices,
    })
    if (request.journal !== undefined) {
      const judged = judgeJournal(parts, peer.terminal, request.journal)
      if ('reason' in judged) return rejected(judged.reason, judged.journal)
      journal = judged
    }
    const before = sessions.current(peer.terminal)
    const replaced = before !== undefined && before !== peer && before.instance !== request.instance
    const session = register.openSession(peer.terminal, request.instance, at, replaced)
    const times = replaced ? register.alternations(peer.terminal, at - cloneWindowMs) : 0
    if (times >= cloneAlternations) {
      log('agency.possibleClone', { terminal: peer.terminal, times })
      register.alarm(at, peer.terminal, 'possibleClone', { times })
    }
    return { status: 'accepted', serverTime: at, heartbeatMs: settings.line.heartbeatMs, session, replaced }
  })
  if (answer.status === 'accepted' && !peer.gone) {
    // Booting again on one connection is a new session too: nothing opened before it goes on.
    if (peer.session !== null) parts.identification.forget(peerKey(peer))
    peer.session = answer.session
    peer.journal = journal
    peer.instance = request.instance
    sessions.take(peer)
    log('agency.booted', { terminal: peer.terminal, session: answer.session.n })
  }
  return ok(answer)
}
