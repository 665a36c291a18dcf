/** `Boot`: who may speak, and since when. */
import { ok } from '../domain/result.ts'
import type { AnswerOf } from '../wire/messages.ts'
import type { Handler } from './handlers.ts'
import { peerKey } from './peer.ts'

/** Two devices with one identity take the session from each other; one device only ever takes its own back. */
const cloneWindowMs = 600_000
const cloneAlternations = 3

export const handleBoot: Handler<'Boot'> = async (parts, peer, request) => {
  const { register, settings, clock, store, sessions, log } = parts
  const rejected = (reason: Extract<AnswerOf<'Boot'>, { status: 'rejected' }>['reason']): AnswerOf<'Boot'> => {
    log('agency.rejected', { terminal: peer.terminal, reason })
    return { status: 'rejected', serverTime: clock.now(), retryAfterMs: settings.line.retryMs, reason }
  }
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
    peer.instance = request.instance
    sessions.take(peer)
    log('agency.booted', { terminal: peer.terminal, session: answer.session.n })
  }
  return ok(answer)
}
