/** Every query leaves a trace before it is answered (domain A10.1), and no log holds anything personal. */
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { claimOf, connectTestLine, identify, isUp, memberByKey, startTestAgency } from '../support/line.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const member = memberByKey('li-jianguo')

test('identification, queries, refusals and the end stand in the audit trail', async () => {
  const agency = await startTestAgency()
  const line = connectTestLine(agency.url)
  ends.push(agency.close, line.close)
  await isUp(line)
  await line.identifyBegin({ ...claimOf(member), cardSn: 'F'.repeat(32) })
  const session = await identify(line, member)
  await line.query(session, 'balance', {})
  await line.query(session, 'contributions', { year: 2026, page: 0, rows: 12 })
  await line.publicQuery('serviceInfo', {})
  line.identifyEnd(session, 'cardRemoved')
  await line.query(session, 'balance', {})

  const db = new Database(join(agency.dataFolder, 'agency.db'), { readonly: true })
  const rows = db.prepare('SELECT act, what, outcome, person_no FROM audit ORDER BY id').raw().all()
  db.close()
  const person = member.personNo
  expect(rows).toEqual([
    ['identifyBegin', 'card FFFF', 'YB-AGY-101', null],
    ['identifyBegin', `card ${member.cardSn.slice(-4)}`, 'ok', null],
    ['identifyProve', '', 'ok', person],
    ['query', 'balance {}', 'ok', person],
    ['query', 'contributions {"year":2026,"page":0,"rows":12}', 'ok', person],
    ['query', 'serviceInfo', 'ok', null],
    ['identifyEnd', 'cardRemoved', 'ok', person],
    ['query', 'balance {}', 'YB-AGY-201', null],
  ])
})

test('no log of either side holds a name, an ID number, a card number or a person number', async () => {
  const agency = await startTestAgency()
  const line = connectTestLine(agency.url)
  ends.push(agency.close, line.close)
  await isUp(line)
  const session = await identify(line, member)
  await line.query(session, 'balance', {})
  await line.identifyBegin({ ...claimOf(member), name: '别人' })
  await line.call('Query', { session, name: 'contributions', parameters: { year: member.idNumber } })
  const logged = JSON.stringify([...agency.events, ...line.events])
  for (const secret of [member.name, member.idNumber, member.cardNo, member.cardSn, member.personNo, '别人']) {
    expect(logged).not.toContain(secret)
  }
})
