import { afterAll, expect } from 'vitest'
import { inquiryMachine } from '../inquiry/machine.ts'
import { printingMachine } from '../printing/machine.ts'
import { sessionMachine } from './machine.ts'

import './testing/devices.ts'
import './testing/leaving.ts'
import './testing/pin.ts'
import './testing/trip.ts'

/** Both sides of every guard must be seen by the tests below. */
const seen = new Set<string>()
for (const machine of [sessionMachine, inquiryMachine, printingMachine]) {
  const guards = machine.implementations.guards as Record<string, (...input: never[]) => boolean>
  for (const [name, guard] of Object.entries(guards)) {
    guards[name] = (...input) => {
      const held = guard(...input)
      seen.add(`${machine.id}.${name}:${held}`)
      return held
    }
  }
}
afterAll(() => {
  const wanted = [sessionMachine, inquiryMachine, printingMachine].flatMap((machine) =>
    Object.keys(machine.implementations.guards).flatMap((name) =>
      [true, false].map((held) => `${machine.id}.${name}:${held}`),
    ),
  )
  expect(
    wanted.filter((side) => !seen.has(side)),
    'sides of guards no test has taken',
  ).toEqual([])
})
