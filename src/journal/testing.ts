/** Time and ids for tests: stand still until told otherwise. */
import type { Clock, Ids } from '../domain/clock.ts'

export interface TestClock extends Clock {
  /** Runs the timers that fall due on the way. ms */
  advance(ms: number): void
}

export const testClock = (start: number): TestClock => {
  let now = start
  let serial = 0
  const timers = new Map<number, { readonly at: number; readonly run: () => void }>()
  return {
    now: () => now,
    monotonic: () => now - start,
    setTimeout: (run, ms) => {
      serial += 1
      timers.set(serial, { at: now + ms, run })
      return serial
    },
    clearTimeout: (handle) => {
      timers.delete(handle as number)
    },
    advance: (ms) => {
      const until = now + ms
      for (;;) {
        const next = [...timers].filter(([, timer]) => timer.at <= until).sort((a, b) => a[1].at - b[1].at)[0]
        if (next === undefined) break
        timers.delete(next[0])
        now = Math.max(now, next[1].at)
        next[1].run()
      }
      now = until
    },
  }
}

/** UUIDv7 in form, counted instead of drawn. */
export const testIds = (): Ids => {
  let serial = 0
  return {
    uuid: () => {
      serial += 1
      return `01900000-0000-7000-8000-${String(serial).padStart(12, '0')}`
    },
  }
}
