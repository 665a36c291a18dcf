/** Simulated time of a model run: jumps from timer to timer, and lets everything that is ready run in between. */
import type { Clock } from '../../../src/domain/clock.ts'

export interface Time {
  readonly elapsed: number
  at(ms: number, run: () => void): number
  cancel(handle: number): void
  /** Runs the next timer. @returns false when there is none before `end` */
  step(end: number): Promise<boolean>
  /** A clock of one program: its timers die with it, and its wall can be wrong. */
  clock(alive: () => boolean, wall: () => number): Clock
}

/** @param busy whether work is under way that no timer shows, such as a signature checked on another thread */
export const makeTime = (busy: () => boolean): Time => {
  /** Promise chains, then the commits the agency shares by `setImmediate`, then what follows from them. */
  const settle = async (): Promise<void> => {
    for (let turn = 0; turn < 3 || busy(); turn += 1) await new Promise((resolve) => setImmediate(resolve))
  }

  let elapsed = 0
  let next = 1
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>()
  const at = (ms: number, run: () => void): number => {
    timers.set(next, { at: elapsed + Math.max(0, ms), run })
    next += 1
    return next - 1
  }
  const cancel = (handle: number): void => void timers.delete(handle)
  return {
    get elapsed() {
      return elapsed
    },
    at,
    cancel,
    async step(end) {
      await settle()
      let [found, due] = [0, Number.POSITIVE_INFINITY]
      for (const [handle, timer] of timers) {
        if (timer.at < due) [found, due] = [handle, timer.at]
      }
      if (found === 0 || due > end) return false
      const timer = timers.get(found)
      timers.delete(found)
      elapsed = Math.max(elapsed, due)
      timer?.run()
      return true
    },
    clock: (alive, wall) => ({
      now: () => wall() + elapsed,
      monotonic: () => elapsed,
      setTimeout: (run, ms) => at(ms, () => alive() && run()),
      clearTimeout: (handle) => cancel(handle as number),
    }),
  }
}
