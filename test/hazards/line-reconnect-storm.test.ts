/** Many terminals at once: the agency spreads them, tells each when to come back, and all get through. */
import { afterEach, expect, test } from 'vitest'
import { connectTestLine, startTestAgency, type TestLine, until } from '../support/line.ts'
import { rawAgency } from '../support/raw-line.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

test('a storm is spread to the rate of the settings, and everybody is served', async () => {
  const agency = await startTestAgency({ settings: { line: { connectsPerSecond: 20 } } })
  ends.push(agency.close)
  const lines: TestLine[] = []
  for (let n = 0; n < 60; n++) lines.push(connectTestLine(agency.url, { terminalId: `storm-${n}` }))
  ends.push(async () => {
    await Promise.all(lines.map((line) => line.close()))
  })
  await until('everybody up', () => lines.every(({ state }) => state === 'up'), 25_000)
  const sentAway = lines.flatMap(({ events }) => events).filter(({ fields }) => fields.reason === 'http 503')
  expect(sentAway.length).toBeGreaterThan(20)
  // Told to wait for whole seconds, nobody hammers: without the direction it would be thousands.
  expect(sentAway.length).toBeLessThan(600)
})

test('a full agency sends further terminals away until there is room', async () => {
  const agency = await startTestAgency({ settings: { line: { maxConnections: 2 } } })
  const [one, two, three] = ['a', 'b', 'c'].map((terminalId) => connectTestLine(agency.url, { terminalId })) as [
    TestLine,
    TestLine,
    TestLine,
  ]
  const lines = [one, two, three]
  ends.push(agency.close, one.close, two.close, three.close)
  await until('two are up', () => lines.filter(({ state }) => state === 'up').length === 2)
  expect(agency.counts().connections).toBe(2)
  await lines.find(({ state }) => state === 'up')?.close()
  await until('the third is up', () => lines.filter(({ state }) => state === 'up').length === 2, 15_000)
})

test('a terminal that is told to come back in a while does so then', async () => {
  const agency = await rawAgency()
  const line = connectTestLine(agency.url)
  ends.push(agency.close, line.close)
  await until('up', () => line.state === 'up')
  const told = performance.now()
  agency.peers[0]?.socket.close(4001, '700')
  await until('back', () => agency.peers.length === 2)
  const waited = performance.now() - told
  expect(waited).toBeGreaterThan(650)
  await until('up again', () => line.state === 'up')
})

test('a terminal that is pending or refused stays connected, asks again when told, and is down meanwhile', async () => {
  let boots = 0
  const answers = [
    { status: 'pending', serverTime: Date.now(), retryAfterMs: 1000 },
    { status: 'rejected', serverTime: Date.now(), retryAfterMs: 1000, reason: 'unknownTerminal' },
  ]
  const agency = await rawAgency((action) => (action === 'Boot' ? answers[boots++] : undefined))
  const line = connectTestLine(agency.url)
  ends.push(agency.close, line.close)
  await until('pending', () => line.facts.held?.status === 'pending')
  expect(line.state).toBe('down')
  expect(await line.publicQuery('serviceInfo', {})).toMatchObject({ error: { code: 'YB-LNK-001' } })
  await until('refused', () => line.facts.held?.status === 'rejected')
  expect(line.facts.held).toEqual({ status: 'rejected', reason: 'unknownTerminal' })
  await until('accepted', () => line.state === 'up')
  expect(line.facts.held).toBeNull()
  expect(agency.peers).toHaveLength(1)
})

test('an agency that knows its terminals refuses others', async () => {
  const agency = await startTestAgency({ settings: { terminals: { registerUnknown: false, registered: ['known'] } } })
  const known = connectTestLine(agency.url, { terminalId: 'known' })
  const other = connectTestLine(agency.url, { terminalId: 'other' })
  ends.push(agency.close, known.close, other.close)
  await until('known is up', () => known.state === 'up')
  await until('other is refused', () => other.facts.held !== null)
  expect(other.facts.held).toEqual({ status: 'rejected', reason: 'unknownTerminal' })
})
