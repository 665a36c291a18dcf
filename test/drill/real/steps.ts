/** The child's side of a real run: each step is told to the runner, which lets go, cuts or kills before it answers. */
import { readSync, writeSync } from 'node:fs'
import type { Step } from '../schedule.ts'

/** Descriptors the runner gives to its children. */
const [telling, hearing] = [3, 4]

/** Blocks until the runner answers; a child that is to die here never gets an answer. */
export const reach = (step: Step): void => {
  writeSync(telling, `${step}\n`)
  readSync(hearing, Buffer.alloc(1), 0, 1, null)
}
