/** The agency of a model run: real store and handlers behind the simulated cable. */

import { type AgencyParts, type Handler, handlers } from '../../../src/agency/handlers.ts'
import type { Peer } from '../../../src/agency/peer.ts'
import { createSessions } from '../../../src/agency/sessions.ts'
import { defaultAgencySettings } from '../../../src/agency/settings.ts'
import { openStore } from '../../../src/agency/store/database.ts'
import { openInbox } from '../../../src/agency/store/inbox.ts'
import { terminalRegister } from '../../../src/agency/store/terminals.ts'
import type { Clock, Ids, RandomBytes } from '../../../src/domain/clock.ts'
import { fault, type Result } from '../../../src/domain/result.ts'
import { errorFrame, type Frame, readFrame, resultFrame, rpcCodeOf } from '../../../src/wire/frame.ts'
import { isTerminalAction, terminalActions } from '../../../src/wire/messages.ts'
import { Killed } from '../armed.ts'
import type { AgencyPort } from './network.ts'

export interface ModelAgency extends AgencyPort {
  /** Fen by transaction, from the table of effects. */
  effects(): Readonly<Record<string, number>>
  refused(): number
  readonly epoch: number
  close(): void
}

export interface ModelAgencyOptions {
  readonly folder: string
  readonly restored: boolean
  readonly clock: Clock
  readonly ids: Ids
  readonly random: RandomBytes
  readonly alive: () => boolean
  /** Around the handler of `Record`; throws when the agency dies there. */
  readonly received: () => void
  readonly committed: () => void
  /** A call is being answered, +1, or has been, −1. */
  readonly answering: (change: 1 | -1) => void
}

const limits = { maxBytes: 1_048_576, maxDepth: 32 }

export const startModelAgency = async (options: ModelAgencyOptions): Promise<ModelAgency> => {
  const { clock, alive } = options
  const store = openStore(options.folder)
  if (options.restored) await store.commit(() => store.raiseEpoch(0))
  const inbox = openInbox(store.db)
  const parts = {
    settings: defaultAgencySettings,
    store,
    register: terminalRegister(store.db, () => store.epoch),
    inbox,
    sessions: createSessions(() => {}),
    // No member comes to a drill: only the durable half of the line is driven.
    identification: { forget: () => {} },
    clock,
    random: options.random,
    log: () => {},
  } as unknown as AgencyParts

  const perform = async (peer: Peer, frame: Extract<Frame, { type: 'call' }>): Promise<Result<object>> => {
    const { action } = frame
    if (!isTerminalAction(action)) return fault('YB-AGY-002')
    if (peer.session === null && action !== 'Boot') return fault('YB-AGY-001')
    const request = terminalActions[action].request.safeParse(frame.payload)
    if (!request.success) return fault('YB-AGY-003', { action })
    if (action === 'Record') options.received()
    const outcome = await (handlers[action] as Handler<typeof action>)(parts, peer, request.data as never)
    if (action === 'Record') options.committed()
    return outcome
  }

  const answer = async (
    peer: Peer,
    frame: Extract<Frame, { type: 'call' }>,
    send: (text: string) => void,
  ): Promise<void> => {
    options.answering(1)
    try {
      const outcome = await perform(peer, frame)
      if (!alive()) return
      if (outcome.ok) send(resultFrame(frame.id, outcome.value))
      else send(errorFrame(frame.id, rpcCodeOf(outcome.error.code), outcome.error))
    } catch (error) {
      if (error instanceof Killed || !alive()) return
      throw error
    } finally {
      options.answering(-1)
    }
  }

  return {
    get epoch() {
      return store.epoch
    },
    accept(send, close) {
      const peer: Peer = {
        terminal: 'drill',
        session: null,
        journal: null,
        instance: '',
        fenced: false,
        gone: false,
        lastBatch: Promise.resolve(),
        openCalls: null,
        close: (code) => close(code),
      }
      return {
        receive(text) {
          if (!alive() || peer.gone || peer.fenced) return
          const read = readFrame(Buffer.from(text, 'utf8'), false, limits)
          if (read.ok && read.frame.type === 'call') void answer(peer, read.frame, send)
        },
        closed() {
          if (peer.gone || !alive()) return
          peer.gone = true
          parts.sessions.left(peer)
        },
      }
    },
    effects: () =>
      Object.fromEntries(
        store.db
          .prepare<[], { txn_id: string; fen: number }>('SELECT txn_id, fen FROM captured')
          .all()
          .map((row) => [row.txn_id, row.fen]),
      ),
    refused: () => inbox.counts('drill').refused,
    close: () => store.close(),
  }
}
