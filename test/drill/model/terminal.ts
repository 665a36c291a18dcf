/** The terminal of a model run: real journal and line over the simulated disk and cable. */
import type { Clock, Ids, RandomBytes } from '../../../src/domain/clock.ts'
import { ok, type Result } from '../../../src/domain/result.ts'
import { openJournal } from '../../../src/journal/open.ts'
import type { Journal, OpenIntent } from '../../../src/journal/port.ts'
import { journalSettings } from '../../../src/journal/settings.ts'
import { connectAgencyLine } from '../../../src/link/line.ts'
import type { Outbox } from '../../../src/link/outbox.ts'
import { lineSettingsSchema } from '../../../src/link/settings.ts'
import { Killed } from '../armed.ts'
import type { Step } from '../schedule.ts'
import { pay, settleNotes } from '../workload.ts'
import type { World } from '../world.ts'
import type { Network, Taps } from './network.ts'

export interface ModelTerminalOptions extends Taps {
  readonly folder: string
  readonly clock: Clock
  readonly ids: Ids
  readonly random: RandomBytes
  readonly network: Network
  readonly world: World
  /** Throws when the terminal dies at this step. */
  readonly reach: (step: Step) => void
}

export interface ModelTerminal {
  recover(): Promise<void>
  pay(payment: string, notes: readonly number[]): Promise<void>
  openIntents(): readonly OpenIntent[]
  resolve(txnId: string, outcome: 'done' | 'notDone'): void
  captured(): Readonly<Record<string, number>>
  unanswered(): number
  refused(): number
  /** Why the agency refuses this terminal. */
  rejected(): string | undefined
  /** The process is gone; only its files are closed. */
  abandon(): void
}

const { url: _, ...lineSettings } = lineSettingsSchema.parse({})

/** The mark of the outbox is a step of its own: the answer is here, and not yet written down. */
const withMark = (outbox: Outbox, reach: () => void): Outbox => ({
  ...outbox,
  settle: (lane, answers) => {
    reach()
    outbox.settle(lane, answers)
  },
})

/** A dead terminal moves nothing any more. */
const aliveWorld = (world: World, alive: () => boolean): World => {
  const living = <T>(act: () => Promise<T>): Promise<T> => (alive() ? act() : Promise.reject(new Killed()))
  return {
    insert: (payment, fen) => living(() => world.insert(payment, fen)),
    stack: () => living(() => world.stack()),
    giveBack: () => living(() => world.giveBack()),
    place: () => living(() => world.place()),
    print: (receipt, part) => living(() => world.print(receipt, part)),
  }
}

export const startModelTerminal = (options: ModelTerminalOptions): Result<ModelTerminal> => {
  const { clock, ids, alive, network } = options
  const settings = journalSettings('drill', { minFreeBytes: 0 })
  const opened = openJournal({ folder: options.folder, clock, ids, settings, log: () => {} })
  if (!opened.ok) return opened
  const journal: Journal = opened.value
  const outbox = withMark(journal.outbox, () => options.reach('beforeMark'))
  const line = connectAgencyLine({
    url: 'ws://127.0.0.1:1/terminal',
    terminalId: 'drill',
    settings: lineSettings,
    clock,
    ids,
    random: options.random,
    boot: () => ({ model: 'drill', version: '0', devices: {} }),
    log: () => {},
    outbox,
    openSocket: (_address, _limits, events) => network.open(events, options),
  })
  const parts = {
    journal,
    world: aliveWorld(options.world, alive),
    clock,
    ids,
    reach: options.reach,
  }
  return ok({
    recover: () => settleNotes(parts),
    pay: (payment, notes) => pay(parts, payment, notes),
    openIntents: () => journal.openIntents(),
    resolve: (txnId, outcome) => journal.resolve(txnId, outcome, 'attendant'),
    captured: () => journal.captured(),
    unanswered: () => journal.unanswered(),
    refused: () => journal.needsReview().length,
    rejected: () => {
      const held = line.facts.held
      return held?.status === 'rejected' ? held.reason : undefined
    },
    abandon: () => {
      try {
        journal.close()
      } catch {
        // Closed twice, or its folder is gone already: the process it stands for is dead.
      }
    },
  })
}
