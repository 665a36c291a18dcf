/** A cloned terminal: the newest session wins, the older one is fenced, and alternating is reported. */

import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { connectTestLine, identify, isUp, memberByKey, startTestAgency, until } from '../support/line.ts'
import { rawTerminal } from '../support/raw-line.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const boot = (id: string, instance: string): string =>
  JSON.stringify([2, id, 'Boot', { model: 'raw', version: '0', instance, at: Date.now(), devices: {} }])

test('the newest session wins; what the older one still says is not answered', async () => {
  const agency = await startTestAgency()
  ends.push(agency.close)
  const older = await rawTerminal(agency.url, 'twin')
  older.socket.send(boot('b', 'one'))
  await until('first boot', () => older.heard.frames.length === 1)
  const newer = await rawTerminal(agency.url, 'twin')
  newer.socket.send(boot('b', 'two'))
  await until('second boot', () => newer.heard.frames.length === 1)
  older.socket.send('[2,"late","Heartbeat",{}]')
  await until('older closed', () => older.heard.code !== null)
  expect(older.heard.code).toBe(4000)
  expect(older.heard.frames).toHaveLength(1)
  expect(newer.heard.frames[0]).toMatchObject([3, 'b', { status: 'accepted', replaced: true }])
  const numbers = [older, newer].map(({ heard }) => (heard.frames[0]![2] as { session: { n: number } }).session.n)
  expect(numbers[1]).toBeGreaterThan(numbers[0] ?? Number.POSITIVE_INFINITY)
  newer.socket.terminate()
})

test('a connection that does not boot takes nothing from the one that did', async () => {
  const agency = await startTestAgency()
  const line = connectTestLine(agency.url, { terminalId: 'twin' })
  ends.push(agency.close, line.close)
  await isUp(line)
  const intruder = await rawTerminal(agency.url, 'twin')
  expect((await line.publicQuery('serviceInfo', {})).ok).toBe(true)
  intruder.socket.terminate()
})

test('a member session does not pass to the newer terminal', async () => {
  const agency = await startTestAgency()
  const one = connectTestLine(agency.url, { terminalId: 'twin', settings: { backoffMinMs: 5000, backoffMaxMs: 5000 } })
  ends.push(agency.close, one.close)
  await isUp(one)
  const session = await identify(one, memberByKey('li-jianguo'))
  const two = connectTestLine(agency.url, { terminalId: 'twin' })
  ends.push(two.close)
  await isUp(two)
  expect(await two.query(session, 'balance', {})).toMatchObject({ error: { code: 'YB-AGY-201' } })
  expect(agency.counts().memberSessions).toBe(0)
})

test('two terminals that take the session from each other are reported on both sides', async () => {
  const agency = await startTestAgency()
  const one = connectTestLine(agency.url, { terminalId: 'twin' })
  const two = connectTestLine(agency.url, { terminalId: 'twin' })
  ends.push(agency.close, one.close, two.close)
  await until('an alarm', () => agency.events.some(({ event }) => event === 'agency.possibleClone'), 15_000)
  const heard = [...one.events, ...two.events].map(({ event }) => event)
  expect(heard).toContain('line.replacedAnother')
  const db = new Database(join(agency.dataFolder, 'agency.db'), { readonly: true })
  expect(db.prepare('SELECT DISTINCT kind FROM alarm').pluck().all()).toEqual(['possibleClone'])
  db.close()
})

test('one terminal that reconnects quickly is no clone', async () => {
  const agency = await startTestAgency()
  ends.push(agency.close)
  for (let n = 0; n < 6; n++) {
    const raw = await rawTerminal(agency.url, 'restless')
    raw.socket.send(boot('b', 'same'))
    await until('booted', () => raw.heard.frames.length === 1)
    // No goodbye: the agency still believes in the old socket when the new one boots.
    if (n % 2 === 0) raw.socket.pause()
    else raw.socket.terminate()
  }
  expect(agency.events.map(({ event }) => event)).not.toContain('agency.possibleClone')
})
