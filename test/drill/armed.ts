/** Counts how often each step is reached and says which fault is due there. */
import { type Cell, cellOf, type FaultEvent, type Schedule, type Step } from './schedule.ts'

export interface Armed {
  /** @returns the fault that happens now */
  reach(step: Step): FaultEvent | undefined
  readonly reached: ReadonlySet<Cell>
  note(cell: Cell): void
}

export const arm = (schedule: Pick<Schedule, 'events'>): Armed => {
  const counts = new Map<Step, number>()
  const reached = new Set<Cell>()
  return {
    reached,
    note: (cell) => void reached.add(cell),
    reach(step) {
      const nth = (counts.get(step) ?? 0) + 1
      counts.set(step, nth)
      const event = schedule.events.find((one) => one.step === step && one.nth === nth)
      if (event !== undefined) reached.add(cellOf(event))
      return event
    },
  }
}

/** Ends what a dead program was doing; nothing may catch it and go on. */
export class Killed extends Error {
  override readonly name = 'Killed'
}
