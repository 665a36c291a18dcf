/**
 * The running session: machine, patience and view put together, driven by device facts and taps. It has no I/O of its
 * own; the roots connect reader, printer, line and screen to it.
 */
import { type AnyMachineSnapshot, createActor } from 'xstate'
import type { CardPresence } from '../../drivers/card/port.ts'
import type { PrinterStatus } from '../../printers/port.ts'
import type { LineState, VisitRecord } from '../ports.ts'
import { tapEventOf } from '../taps.ts'
import type { FlowView } from '../view.ts'
import type { SessionEvent, SessionInput } from './events.ts'
import { faultOfError } from './fault-of-error.ts'
import { sessionMachine } from './machine.ts'
import { patienceMachine } from './patience.ts'
import { patienceOf } from './settings.ts'
import { sessionView } from './view.ts'

export interface SessionView extends FlowView {
  readonly elder: boolean
  readonly helpCalled: boolean
  /** The warning that time runs out: when it began and how long it stands, on the monotonic clock. */
  readonly warning: { readonly since: number; readonly totalMs: number } | null
}

export interface Session {
  view(): SessionView
  /** Called after every change that may show. @returns unsubscribe */
  subscribe(listener: () => void): () => void
  /** @returns false when there is no such action */
  tap(action: string): boolean
  presence(presence: CardPresence): void
  line(state: LineState): void
  printer(status: PrinterStatus): void
  stop(): void
}

export interface SessionHooks {
  readonly attendantCalled: () => void
  /** @param alarm 1 first, 2 second */
  readonly cardLeft: (alarm: number) => void
  /** Something threw; the terminal went out of service. */
  readonly failed: (error: unknown) => void
}

export const startSession = (input: SessionInput, hooks: SessionHooks): Session => {
  const { clock, journal, texts } = input.surroundings
  const listeners = new Set<() => void>()
  const actorClock = {
    setTimeout: (run: () => void, ms: number) => clock.setTimeout(run, ms),
    clearTimeout: (handle: unknown) => clock.clearTimeout(handle),
  }
  let queued = false
  let stopped = false
  let warnedSince: number | null = null
  let lastQuestion = ''
  let offline = false

  const changed = () => {
    if (queued || stopped) return
    queued = true
    queueMicrotask(() => {
      queued = false
      if (stopped) return
      setPace()
      for (const listener of listeners) listener()
    })
  }

  const actor = createActor(sessionMachine, {
    input,
    clock: actorClock,
    inspect: (event) => {
      if (event.type === '@xstate.snapshot') changed()
      // An invoked actor threw: the machine answers with «out of service», the log gets the reason.
      if (event.type === '@xstate.event' && event.actorRef === actor && event.event.type.startsWith('xstate.error.')) {
        hooks.failed((event.event as { readonly error?: unknown }).error)
      }
    },
  })
  const patience = createActor(patienceMachine, { input: { warningMs: input.settings.warningMs }, clock: actorClock })

  const write = (entry: VisitRecord) => {
    try {
      journal.record(entry)
    } catch (error) {
      actor.send({ type: 'JOURNAL_FAILED', fault: faultOfError(error) })
    }
  }

  const flowView = (): FlowView => sessionView(actor.getSnapshot(), texts)

  const setPace = () => {
    const view = flowView()
    const { elder } = actor.getSnapshot().context
    const question = `${view.screen} ${view.question ?? ''} ${view.pace} ${elder}`
    if (question === lastQuestion) return
    lastQuestion = question
    patience.send({ type: 'PACE_SET', limitMs: patienceOf(view.pace, elder, input.settings) })
  }

  actor.on('record', ({ entry }) => write(entry))
  actor.on('attendantCalled', () => hooks.attendantCalled())
  actor.on('cardLeft', ({ alarm }) => hooks.cardLeft(alarm))
  patience.on('PATIENCE_OVER', () => actor.send({ type: 'PATIENCE_OVER' }))
  patience.subscribe((snapshot: AnyMachineSnapshot) => {
    const warned = snapshot.matches('warned')
    if (warned && warnedSince === null) warnedSince = clock.monotonic()
    if (!warned) warnedSince = null
    changed()
  })
  patience.start()
  actor.start()
  changed()

  const send = (event: SessionEvent) => actor.send(event)

  return {
    view() {
      const { context } = actor.getSnapshot()
      return {
        ...flowView(),
        elder: context.elder,
        helpCalled: context.helpCalled,
        warning: warnedSince === null ? null : { since: warnedSince, totalMs: input.settings.warningMs },
      }
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    tap(action) {
      const event = tapEventOf(action)
      if (event === null) return false
      patience.send({ type: 'MEMBER_MOVED' })
      send(event)
      return true
    },
    presence(presence) {
      if (presence.state === 'offline') {
        offline = true
        send({ type: 'READER_LOST', fault: presence.fault })
        return
      }
      if (offline) {
        offline = false
        send({ type: 'READER_BACK' })
        if (presence.state === 'empty') return
      }
      patience.send({ type: 'MEMBER_MOVED' })
      switch (presence.state) {
        case 'empty':
          return send({ type: 'CARD_REMOVED' })
        case 'reading':
          return send({ type: 'CARD_INSERTED' })
        case 'ready':
          return send({ type: 'CARD_READY', card: presence.card })
        case 'refused':
          return send({ type: 'CARD_REFUSED', fault: presence.fault })
      }
    },
    line: (state) => send({ type: 'LINE_CHANGED', state }),
    printer: (status) => send({ type: 'PRINTER_CHANGED', status }),
    stop() {
      stopped = true
      actor.stop()
      patience.stop()
    },
  }
}
