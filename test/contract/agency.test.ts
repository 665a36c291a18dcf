/**
 * What a terminal may rely on, whichever agency answers: the reference agency always, and another one when
 * YIBAO_AGENCY_URL names it (it must have the members of config/demo/members.toml and the demo cards' master key).
 */

import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import {
  claimOf,
  connectTestLine,
  identify,
  isUp,
  memberByKey,
  proofOf,
  startTestAgency,
  type TestAgency,
  type TestLine,
} from '../support/line.ts'

const elsewhere = process.env.YIBAO_AGENCY_URL || undefined

const agencies: readonly { readonly name: string; readonly url: string | null }[] = [
  { name: 'the reference agency', url: null },
  ...(elsewhere === undefined ? [] : [{ name: 'the agency of YIBAO_AGENCY_URL', url: elsewhere }]),
]

describe.each(agencies)('$name', ({ url: given }) => {
  let agency: TestAgency | null = null
  let url = given ?? ''
  const lines: TestLine[] = []
  const member = memberByKey('li-jianguo')

  /** A terminal of its own for each test: an outside agency may remember the last one. */
  const connect = async (): Promise<TestLine> => {
    const line = connectTestLine(url, { terminalId: `t-${randomUUID().slice(0, 8)}` })
    lines.push(line)
    await isUp(line)
    return line
  }

  beforeAll(async () => {
    if (given !== null) return
    agency = await startTestAgency()
    url = agency.url
  })
  afterEach(async () => {
    await Promise.all(lines.splice(0).map((line) => line.close()))
  })
  afterAll(() => agency?.close())

  test('accepts a terminal and gives it a session number', async () => {
    const line = await connect()
    expect(line.facts.phase).toBe('up')
    expect(line.facts.session?.n).toBeGreaterThan(0)
    expect(Math.abs(line.facts.clockOffsetMs ?? Number.NaN)).toBeLessThan(300_000)
  })

  test('opens a member session for a card that proves itself and answers its queries', async () => {
    const line = await connect()
    const session = await identify(line, member)
    const balance = await line.query(session, 'balance', {})
    expect(balance).toMatchObject({ ok: true, value: { accounts: [{ insuranceType: '310', balanceFen: 328_650 }] } })
    const participation = await line.query(session, 'participation', {})
    expect(participation.ok && participation.value.rows.map((row) => [row.insuranceType, row.status])).toEqual([
      ['310', 'normal'],
      ['330', 'normal'],
    ])
    const contributions = await line.query(session, 'contributions', { year: 2026 })
    expect(contributions.ok && contributions.value.rows.length).toBeGreaterThan(0)
  })

  test('knows a version 3.00 card by its SM4 proof', async () => {
    const line = await connect()
    const wang = memberByKey('wang-xiulan')
    const begun = await line.identifyBegin({ ...claimOf(wang), specVersion: '3.00' })
    if (!begun.ok) throw new Error(begun.error.code)
    const { identification } = begun.value
    const proved = await line.identifyProve({
      identification,
      insertion: 'insertion-1',
      proof: proofOf(wang, begun.value, '3.00'),
    })
    expect(proved).toMatchObject({ ok: true, value: { personNo: wang.personNo } })
  })

  test('answers public queries without a card', async () => {
    const line = await connect()
    expect(await line.publicQuery('serviceInfo', {})).toMatchObject({ ok: true, value: { phone: expect.any(String) } })
  })

  test('refuses personal queries without a member session', async () => {
    const line = await connect()
    expect(await line.query('no-such-session', 'balance', {})).toMatchObject({ error: { code: 'YB-AGY-201' } })
    const bare = await line.call('Query', { name: 'balance', parameters: {} })
    expect(bare).toMatchObject({ error: { code: 'YB-AGY-202' } })
  })

  test('refuses a card it does not know, one on the loss list, and one with another name', async () => {
    const line = await connect()
    const unknown = { ...claimOf(member), cardSn: 'F'.repeat(32) }
    expect(await line.identifyBegin(unknown)).toMatchObject({ error: { code: 'YB-AGY-101' } })
    expect(await line.identifyBegin(claimOf(memberByKey('zhang-li')))).toMatchObject({ error: { code: 'YB-AGY-102' } })
    const otherName = { ...claimOf(memberByKey('zhou-ming')), name: '周敏' }
    expect(await line.identifyBegin(otherName)).toMatchObject({ error: { code: 'YB-AGY-104' } })
  })

  test('takes a challenge once, for the insertion it was made for, and no wrong proof', async () => {
    const line = await connect()
    const begin = async () => {
      const begun = await line.identifyBegin(claimOf(member))
      if (!begun.ok) throw new Error(begun.error.code)
      return begun.value
    }
    const first = await begin()
    const proof = { identification: first.identification, insertion: 'insertion-1', proof: proofOf(member, first) }
    expect((await line.identifyProve(proof)).ok).toBe(true)
    expect(await line.identifyProve(proof)).toMatchObject({ error: { code: 'YB-AGY-105' } })

    const second = await begin()
    const elsewhereProof = { ...proof, identification: second.identification, proof: proofOf(member, second) }
    expect(await line.identifyProve({ ...elsewhereProof, insertion: 'insertion-2' })).toMatchObject({
      error: { code: 'YB-AGY-105' },
    })

    const third = await begin()
    const wrong = { ...proof, identification: third.identification, proof: new Uint8Array(8) }
    expect(await line.identifyProve(wrong)).toMatchObject({ error: { code: 'YB-AGY-103' } })
    const corrected = { ...wrong, proof: proofOf(member, third) }
    expect(await line.identifyProve(corrected)).toMatchObject({ error: { code: 'YB-AGY-105' } })
  })

  test('does not take a proof that was made for another terminal', async () => {
    const [here, there] = [await connect(), await connect()]
    const begun = await here.identifyBegin(claimOf(member))
    if (!begun.ok) throw new Error(begun.error.code)
    const proof = {
      identification: begun.value.identification,
      insertion: 'insertion-1',
      proof: proofOf(member, begun.value),
    }
    expect(await there.identifyProve(proof)).toMatchObject({ error: { code: 'YB-AGY-105' } })
  })

  test('ends the member session when the card is taken and when another card is put in', async () => {
    const line = await connect()
    const first = await identify(line, member)
    line.identifyEnd(first, 'cardRemoved')
    expect(await line.query(first, 'balance', {})).toMatchObject({ error: { code: 'YB-AGY-201' } })

    const second = await identify(line, member, 'insertion-2')
    await identify(line, memberByKey('wang-xiulan'), 'insertion-3').catch(() => undefined)
    expect(await line.query(second, 'balance', {})).toMatchObject({ error: { code: 'YB-AGY-201' } })
  })

  test('shows a member session to no other terminal', async () => {
    const [here, there] = [await connect(), await connect()]
    const session = await identify(here, member)
    expect(await there.query(session, 'balance', {})).toMatchObject({ error: { code: 'YB-AGY-202' } })
    expect((await here.query(session, 'balance', {})).ok).toBe(true)
  })

  test('refuses parameters that the query does not have', async () => {
    const line = await connect()
    const session = await identify(line, member)
    const wrong = await line.call('Query', { session, name: 'contributions', parameters: { year: 'all' } })
    expect(wrong).toMatchObject({ error: { code: 'YB-AGY-003' } })
  })
})
