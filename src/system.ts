/** The one place that reads the machine's clock, generator and folders; everything else gets them as arguments. */
import { randomBytes } from 'node:crypto'
import { existsSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { v7 } from 'uuid'
import type { Clock, Ids, RandomBytes } from './domain/clock.ts'

/** @param startAt wall time at which this clock starts and from which it runs on; absent = the machine's time */
export const systemClock = (startAt?: number): Clock => {
  const offset = startAt === undefined ? 0 : startAt - Date.now()
  return {
    now: () => Date.now() + offset,
    monotonic: () => performance.now(),
    setTimeout: (run, ms) => setTimeout(run, ms),
    clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
  }
}

export const systemIds = (clock: Clock): Ids => ({ uuid: () => v7({ msecs: clock.now() }) })

export const systemRandom: RandomBytes = (length) => randomBytes(length)

/** Root of the installation, whether the sources or the built files run. */
export const installationRoot = (): string => {
  let folder = dirname(fileURLToPath(import.meta.url))
  while (!existsSync(join(folder, 'package.json'))) {
    const parent = dirname(folder)
    if (parent === folder) throw new Error('package.json not found above the program')
    folder = parent
  }
  return folder
}
