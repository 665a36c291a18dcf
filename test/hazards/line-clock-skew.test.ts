/** Clocks that differ, in either direction: seen by both sides; personal services stop, and start again. */
import { afterEach, expect, test } from 'vitest'
import { systemClock } from '../../src/system.ts'
import { claimOf, connectTestLine, isUp, memberByKey, startTestAgency, until } from '../support/line.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const minute = 60_000
const year = 365 * 24 * 60 * minute

test.each([
  ['10 minutes behind', -10 * minute],
  ['10 minutes ahead', 10 * minute],
  ['a year ahead', year],
  ['a year behind', -year],
])('a terminal %s', async (_name, offset) => {
  const agency = await startTestAgency()
  const line = connectTestLine(agency.url, { clock: systemClock(Date.now() + offset) })
  ends.push(agency.close, line.close)
  await isUp(line)
  expect(line.facts.clockSkewed).toBe(true)
  expect(Math.abs((line.facts.clockOffsetMs ?? 0) + offset)).toBeLessThan(2000)
  expect(await line.identifyBegin(claimOf(memberByKey('li-jianguo')))).toMatchObject({ error: { code: 'YB-LNK-007' } })
  expect((await line.publicQuery('serviceInfo', {})).ok).toBe(true)
  expect(agency.events.map(({ event }) => event)).toContain('agency.clockSkew')
})

test('a terminal a minute off is in step', async () => {
  const agency = await startTestAgency()
  const line = connectTestLine(agency.url, { clock: systemClock(Date.now() + minute) })
  ends.push(agency.close, line.close)
  await isUp(line)
  expect(line.facts.clockSkewed).toBe(false)
  expect((await line.identifyBegin(claimOf(memberByKey('li-jianguo')))).ok).toBe(true)
})

test('a clock that is set while the terminal runs is noticed at the next heartbeat, and so is its correction', async () => {
  let offset = 0
  const steady = systemClock()
  const agency = await startTestAgency({ settings: { line: { heartbeatMs: 1000 } } })
  const line = connectTestLine(agency.url, { clock: { ...steady, now: () => steady.now() + offset } })
  ends.push(agency.close, line.close)
  await isUp(line)
  offset = year
  expect(Math.abs((line.confirmedNow() ?? 0) - Date.now())).toBeLessThan(5000)
  await until('skewed', () => line.facts.clockSkewed)
  expect(line.confirmedNow()).toBeNull()
  offset = 0
  await until('in step', () => !line.facts.clockSkewed)
  expect(line.confirmedNow()).not.toBeNull()
})
