/**
 * One schedule format for both tiers. A schedule is a short life of one terminal: payments of several notes with a
 * receipt each, and faults at numbered steps of them. A cell is one fault at one step; a run that starts with number n of
 * a seed takes its share of all cells, so that enough runs reach every one.
 */
import { dice, shuffled } from './random.ts'

/** The way of one note and its record, in order, on both sides. */
export const steps = [
  'beforeJournal',
  'afterJournal',
  'afterStack',
  'halfFrame',
  'frameSent',
  'agencyReceived',
  'agencyCommitted',
  'answerHalfSent',
  'answerReceived',
  'beforeMark',
  'beforePrint',
  'duringPrint',
  'afterPrint',
] as const
export type Step = (typeof steps)[number]

/** Kill: the process ends, the page cache stays. Power: only what was synced stays. Cuts: the line alone. */
export const cuts = ['reset', 'close', 'silent'] as const
export const faults = ['terminalKill', 'terminalPower', 'agencyKill', 'agencyPower', ...cuts] as const
export type Fault = (typeof faults)[number]
export const isCut = (fault: Fault): fault is (typeof cuts)[number] => (cuts as readonly Fault[]).includes(fault)

/** What the line and the clocks do to a whole run, besides the faults. */
export const disturbances = [
  'duplicateAtOnce',
  'duplicateLater',
  'duplicateAfterRestart',
  'otherAmount',
  'reorder',
  'slow',
  'clockForward',
  'clockBack',
  'clockYear',
  'agencyRestored',
  'diskImage',
] as const
export type Disturbance = (typeof disturbances)[number]

export interface FaultEvent {
  readonly step: Step
  /** Counted from 1 over the run: the n-th time this step is reached. */
  readonly nth: number
  readonly fault: Fault
  /** How long the cut or the power failure lasts. ms */
  readonly downMs: number
  /** After a power failure: share of the unsynced sectors that reached the disk all the same, 0 … 1. */
  readonly survives: number
}

export interface Schedule {
  readonly seed: number
  /** Notes of each payment, fen. */
  readonly payments: readonly (readonly number[])[]
  readonly events: readonly FaultEvent[]
  readonly disturbances: readonly Disturbance[]
}

export type Cell = `${Step} × ${Fault}` | Disturbance
export const cellOf = (event: FaultEvent): Cell => `${event.step} × ${event.fault}`
export const allCells: readonly Cell[] = [
  ...steps.flatMap((step) => faults.map((fault): Cell => `${step} × ${fault}`)),
  ...disturbances,
]

const notes = [500, 1000, 2000, 5000, 10_000]

/** @param number of the run under this seed, from 0 */
export const scheduleOf = (seed: number, number: number): Schedule => {
  const order = shuffled(
    steps.flatMap((step) => faults.map((fault) => ({ step, fault }))),
    dice(seed),
  )
  const by = dice(Math.imul(seed, 0x01000193) ^ (number + 1))
  const payments = Array.from({ length: 1 + by.below(3) }, () =>
    Array.from({ length: 1 + by.below(3) }, () => by.pick(notes)),
  )
  const event = (step: Step, fault: Fault, nth: number): FaultEvent => ({
    step,
    fault,
    nth,
    downMs: by.pick([0, 200, 3000, 20_000]),
    survives: by.pick([0, 0, 0.5]),
  })
  // The systematic share: one cell a run, first occurrence, so that it is reached whatever else happens.
  const own = order[number % order.length] as (typeof order)[number]
  const events = [event(own.step, own.fault, 1)]
  const more = by.below(4)
  for (let n = 0; n < more; n += 1) events.push(event(by.pick(steps), by.pick(faults), 1 + by.below(4)))
  const chosen: Disturbance[] = [disturbances[number % disturbances.length] as Disturbance]
  if (by.below(4) === 0) chosen.push(by.pick(disturbances))
  return { seed: by.below(2 ** 31), payments, events: distinct(events), disturbances: [...new Set(chosen)] }
}

/** One fault at a place: the first one named counts. */
const distinct = (events: readonly FaultEvent[]): readonly FaultEvent[] => {
  const seen = new Set<string>()
  return events.filter(({ step, nth }) => {
    const key = `${step} ${nth}`
    if (seen.has(key)) return false
    seen.add(key)
    return true
  })
}

/** Smaller schedules, the boldest cuts first; a shrinker keeps those that still fail. */
export const smaller = (schedule: Schedule): readonly Schedule[] => [
  ...schedule.events.map((_, n) => ({ ...schedule, events: schedule.events.filter((__, m) => m !== n) })),
  ...schedule.disturbances.map((_, n) => ({
    ...schedule,
    disturbances: schedule.disturbances.filter((__, m) => m !== n),
  })),
  ...(schedule.payments.length > 1
    ? schedule.payments.map((_, n) => ({ ...schedule, payments: schedule.payments.filter((__, m) => m !== n) }))
    : []),
  ...schedule.payments.flatMap((notesOfOne, n) =>
    notesOfOne.length > 1
      ? [{ ...schedule, payments: schedule.payments.map((one, m) => (m === n ? one.slice(0, -1) : one)) }]
      : [],
  ),
  ...schedule.events.flatMap((event, n) =>
    event.survives > 0 || event.downMs > 0
      ? [{ ...schedule, events: schedule.events.map((one, m) => (m === n ? { ...one, survives: 0, downMs: 0 } : one)) }]
      : [],
  ),
]

/** @returns the smallest schedule found that still fails, within `tries` runs */
export const shrink = async (
  schedule: Schedule,
  fails: (candidate: Schedule) => Promise<boolean>,
  tries = 60,
): Promise<Schedule> => {
  let [best, left] = [schedule, tries]
  for (let improved = true; improved && left > 0; ) {
    improved = false
    for (const candidate of smaller(best)) {
      if (left <= 0) break
      left -= 1
      if (!(await fails(candidate))) continue
      best = candidate
      improved = true
      break
    }
  }
  return best
}
