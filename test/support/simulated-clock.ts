/** Time that stands still until a test moves it. */
import type { Clock } from '../../src/domain/clock.ts'

export interface SimulatedClock extends Clock {
  /** Runs everything due within `ms`, in order, with the microtasks in between. */
  advance(ms: number): Promise<void>
  /** Moves the wall clock alone, as an operator or NTP would. */
  setWall(at: number): void
}

/** Lets everything that is ready run: promise chains of invoked actors and coalesced notifications. */
export const settle = async (rounds = 40): Promise<void> => {
  for (let round = 0; round < rounds; round += 1) await Promise.resolve()
}

export const simulatedClock = (start = Date.parse('2026-10-12T09:00:00+08:00')): SimulatedClock => {
  let elapsed = 0
  let wall = start
  let next = 1
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>()
  return {
    now: () => wall + elapsed,
    monotonic: () => elapsed,
    setTimeout(run, ms) {
      timers.set(next, { at: elapsed + Math.max(0, ms), run })
      next += 1
      return next - 1
    },
    clearTimeout: (handle) => void timers.delete(handle as number),
    async advance(ms) {
      const end = elapsed + ms
      await settle()
      for (;;) {
        const due = [...timers]
          .filter(([, timer]) => timer.at <= end)
          .sort((a, b) => a[1].at - b[1].at || a[0] - b[0])[0]
        if (due === undefined) break
        elapsed = Math.max(elapsed, due[1].at)
        timers.delete(due[0])
        due[1].run()
        await settle()
      }
      elapsed = end
      await settle()
    },
    setWall(at) {
      wall = at - elapsed
    },
  }
}
