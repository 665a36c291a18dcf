/** The network goes while a call is out: the call ends with a code, the terminal comes back, nothing old goes on. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type Cable, type CutMode, createCable } from '../../src/dock/cable.ts'
import { systemClock } from '../../src/system.ts'
import {
  claimOf,
  connectTestLine,
  identify,
  isUp,
  memberByKey,
  startTestAgency,
  type TestAgency,
  type TestLine,
  until,
} from '../support/line.ts'

let agency: TestAgency
let cable: Cable
let line: TestLine
const member = memberByKey('li-jianguo')

beforeEach(async () => {
  agency = await startTestAgency()
  cable = await createCable({ targetPort: agency.port, clock: systemClock() })
  line = connectTestLine(`ws://127.0.0.1:${cable.port}/terminal`, { settings: { replyMs: 1500, pingMs: 500 } })
  await isUp(line)
})
afterEach(async () => {
  await line.close()
  await cable.close()
  await agency.close()
})

describe.each<CutMode>(['reset', 'close', 'silent'])('cut by %s', (mode) => {
  test.each([
    ['before a byte of the call got through', 'toAgency', 0],
    ['in the middle of the call', 'toAgency', 40],
    ['before a byte of the answer got through', 'toTerminal', 0],
    ['in the middle of the answer', 'toTerminal', 20],
  ] as const)('%s', async (_when, direction, bytes) => {
    cable.cutAfter(direction, bytes, mode)
    const outcome = await line.identifyBegin(claimOf(member))
    expect(outcome).toMatchObject({ ok: false, error: { code: expect.stringMatching(/^YB-LNK-00[12]$/) } })
    await until('down', () => line.state === 'down')
    cable.up()
    await isUp(line)
    expect((await line.identifyBegin(claimOf(member))).ok).toBe(true)
  })
})

test('a member session does not survive the cut', async () => {
  const session = await identify(line, member)
  cable.cut('reset')
  await until('down', () => line.state === 'down')
  await until('the agency has noticed', () => agency.counts().memberSessions === 0)
  cable.up()
  await isUp(line)
  expect(await line.query(session, 'balance', {})).toMatchObject({ error: { code: 'YB-AGY-201' } })
})

test('a cut between challenge and proof makes the proof worthless', async () => {
  const begun = await line.identifyBegin(claimOf(member))
  if (!begun.ok) throw new Error(begun.error.code)
  cable.cut('close')
  await until('down', () => line.state === 'down')
  cable.up()
  await isUp(line)
  const proof = { identification: begun.value.identification, insertion: 'insertion-1', proof: new Uint8Array(8) }
  expect(await line.identifyProve(proof)).toMatchObject({ error: { code: 'YB-AGY-105' } })
})

test('calls while the line is down end at once, and the fault says so', async () => {
  cable.cut('reset')
  await until('down', () => line.state === 'down')
  expect(await line.publicQuery('serviceInfo', {})).toMatchObject({ error: { code: 'YB-LNK-001' } })
})

test('a slow line is borne; one that is far too slow ends the call with a code', async () => {
  cable.faults.delayMs = 150
  expect((await line.publicQuery('serviceInfo', {})).ok).toBe(true)
  cable.faults.bytesPerSecond = 20
  expect(await line.publicQuery('serviceInfo', {})).toMatchObject({
    error: { code: expect.stringMatching(/^YB-LNK-00[12]$/) },
  })
})
