/** Links that look open and are not: a black hole, one-way loss, a peer whose application is stuck. */
import { afterEach, expect, test } from 'vitest'
import { createCable } from '../../src/dock/cable.ts'
import { initialConnection, stepConnection } from '../../src/link/connection.ts'
import { lineSettingsSchema } from '../../src/link/settings.ts'
import { systemClock } from '../../src/system.ts'
import { connectTestLine, isUp, startTestAgency, until } from '../support/line.ts'
import { rawAgency, rawBoot, rawTerminal } from '../support/raw-line.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const through = async () => {
  const agency = await startTestAgency({ settings: { line: { pingMs: 200 } } })
  const cable = await createCable({ targetPort: agency.port, clock: systemClock() })
  const line = connectTestLine(`ws://127.0.0.1:${cable.port}/terminal`, { settings: { pingMs: 200 } })
  ends.push(agency.close, cable.close, line.close)
  await isUp(line)
  return { agency, cable, line }
}

test('at the times of the settings a half-open link is found within 15 s', () => {
  const times = lineSettingsSchema.parse({})
  let [state] = stepConnection({ ...initialConnection, phase: 'connecting' }, { type: 'opened' }, times)
  let waited = 0
  for (let round = 0; round < 10; round++) {
    waited += times.pingMs
    const [next, outputs] = stepConnection(state, { type: 'timer', name: 'ping' }, times)
    state = next
    if (outputs.some((output) => output.type === 'terminate')) break
  }
  expect(waited).toBeLessThanOrEqual(15_000)
})

test('both sides notice a black hole', async () => {
  const { agency, cable, line } = await through()
  cable.cut('silent')
  await until('terminal has noticed', () => line.state === 'down', 3000)
  await until('agency has noticed', () => agency.counts().connections === 0, 3000)
  expect(line.events.map(({ event }) => event)).toContain('line.dropped')
  expect(agency.events.map(({ event }) => event)).toContain('agency.halfOpen')
})

test.each(['toAgency', 'toTerminal'] as const)('both sides notice that bytes %s vanish', async (direction) => {
  const { agency, cable, line } = await through()
  cable.faults.swallow.add(direction)
  await until('terminal has noticed', () => line.state === 'down', 5000)
  await until('agency has noticed', () => agency.counts().connections === 0, 5000)
  cable.up()
  await isUp(line)
})

test('an application that is stuck behind a healthy ping is left', async () => {
  const agency = await rawAgency()
  const line = connectTestLine(agency.url, { settings: { replyMs: 200, pingMs: 100 } })
  ends.push(agency.close, line.close)
  await isUp(line)
  const stuck = agency.peers.length
  expect(await line.publicQuery('serviceInfo', {})).toMatchObject({ error: { code: 'YB-LNK-002' } })
  await until('a new connection', () => agency.peers.length > stuck)
  expect(line.events).toContainEqual({ event: 'line.dropped', fields: { why: 'agencyStuck' } })
})

test('a terminal that reads nothing is dropped before its answers fill the memory', async () => {
  const agency = await startTestAgency({ settings: { line: { maxBufferedBytes: 65_536 } } })
  ends.push(agency.close)
  const raw = await rawTerminal(agency.url, 'slow')
  raw.socket.send(rawBoot)
  await until('booted', () => raw.heard.frames.length === 1)
  raw.socket.pause()
  const call = (n: number) => JSON.stringify([2, `q${n}`, 'Query', { name: 'serviceInfo', parameters: {} }])
  for (let n = 0; n < 60_000 && agency.counts().connections > 0; n++) {
    raw.socket.send(call(n))
    if (n % 500 === 0) await new Promise((resolve) => setImmediate(resolve))
  }
  await until('dropped', () => agency.counts().connections === 0)
  expect(agency.events.map(({ event }) => event)).toContain('agency.tooSlow')
  raw.socket.terminate()
})
