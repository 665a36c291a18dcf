import { expect, test } from 'vitest'
import { countedIds } from '../../test/support/counted-ids.ts'
import { simulatedClock } from '../../test/support/simulated-clock.ts'
import { computeCardProof, diversifyCardKey } from '../domain/card-proof.ts'
import { createIdentification } from './identification.ts'

const master = Buffer.alloc(16, 7)
const card = { cardSn: 'A'.repeat(32), personNo: '1', lost: false, name: '李建国', idNumber: '34052419800101001X' }
const claim = {
  insertion: 'i-1',
  cardSn: card.cardSn,
  cardNo: 'A1',
  specVersion: '2.00',
  idNumber: card.idNumber,
  name: card.name,
}

const agency = () => {
  const clock = simulatedClock()
  let lost = false
  let draws = 0
  const identification = createIdentification({
    findCard: (cardSn) => (cardSn === card.cardSn ? { ...card, lost } : undefined),
    cardMasterKey: master,
    times: { challengeMs: 30_000, idleMs: 300_000, totalMs: 1_800_000 },
    clock,
    ids: countedIds(),
    random: (length) => Buffer.alloc(length, ++draws),
  })
  const begin = (peer = '1.1', insertion = 'i-1') => {
    const begun = identification.begin(peer, { ...claim, insertion })
    if (!begun.ok) throw new Error(begun.error.code)
    const challenge = Buffer.from(begun.value.challenge, 'hex')
    const proof = computeCardProof('des', diversifyCardKey(master, card.cardSn), challenge).toString('hex')
    return { identification: begun.value.identification, insertion, proof }
  }
  const open = (peer = '1.1', insertion = 'i-1') => {
    const session = identification.prove(peer, begin(peer, insertion))
    if (!session.ok) throw new Error(session.error.code)
    return session.value.session
  }
  const report = () => {
    lost = true
  }
  return { clock, identification, begin, open, report }
}

test('a challenge lives 30 s', async () => {
  const { clock, identification, begin } = agency()
  const inTime = begin()
  await clock.advance(30_000)
  expect(identification.prove('1.1', inTime).ok).toBe(true)
  const late = begin()
  await clock.advance(30_001)
  expect(identification.prove('1.1', late)).toMatchObject({ error: { code: 'YB-AGY-105' } })
})

test('a new challenge replaces the one before', () => {
  const { identification, begin } = agency()
  const first = begin()
  begin()
  expect(identification.prove('1.1', first)).toMatchObject({ error: { code: 'YB-AGY-105' } })
})

test('a loss reported between challenge and proof counts', () => {
  const { identification, begin, report } = agency()
  const proof = begin()
  report()
  expect(identification.prove('1.1', proof)).toMatchObject({ error: { code: 'YB-AGY-105' } })
})

test('an idle session ends, one in use ends at its longest', async () => {
  const { clock, identification, open } = agency()
  const idle = open()
  await clock.advance(300_001)
  expect(identification.use('1.1', idle)).toMatchObject({ error: { code: 'YB-AGY-201' } })
  const busy = open()
  for (let minute = 0; minute < 30; minute++) {
    expect(identification.use('1.1', busy).ok).toBe(true)
    await clock.advance(60_000)
  }
  await clock.advance(1)
  expect(identification.use('1.1', busy)).toMatchObject({ error: { code: 'YB-AGY-201' } })
})

test('the wall clock being set ends nothing and prolongs nothing', async () => {
  const { clock, identification, open } = agency()
  const session = open()
  clock.setWall(clock.now() + 365 * 86_400_000)
  expect(identification.use('1.1', session).ok).toBe(true)
  clock.setWall(0)
  await clock.advance(300_001)
  expect(identification.use('1.1', session)).toMatchObject({ error: { code: 'YB-AGY-201' } })
})

test('only the terminal that opened a session can use or end it', () => {
  const { identification, open } = agency()
  const session = open('1.1')
  expect(identification.use('1.2', session)).toMatchObject({ error: { code: 'YB-AGY-202' } })
  expect(identification.end('1.2', session)).toBeUndefined()
  expect(identification.end('1.1', session)?.personNo).toBe('1')
  expect(identification.open).toBe(0)
})

test('the end of the terminal session ends challenge and member session', () => {
  const { identification, begin, open } = agency()
  const session = open()
  const proof = begin()
  identification.forget('1.1')
  expect(identification.use('1.1', session)).toMatchObject({ error: { code: 'YB-AGY-201' } })
  expect(identification.prove('1.1', proof)).toMatchObject({ error: { code: 'YB-AGY-105' } })
})

test('another insertion ends the session of the card before, even when its own identification fails', () => {
  const { identification, open } = agency()
  const session = open()
  expect(identification.begin('1.1', { ...claim, insertion: 'i-2', cardSn: 'F'.repeat(32) }).ok).toBe(false)
  expect(identification.use('1.1', session)).toMatchObject({ error: { code: 'YB-AGY-201' } })
})
