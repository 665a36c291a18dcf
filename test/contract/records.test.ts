/** What the agency makes of records, one rule a test, through real frames. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestAgency, type TestAgency } from '../support/line.ts'
import { makeJournalKey, memoryJournal, txnKey } from '../support/memory-journal.ts'
import { boot, type Sender, startSender } from '../support/record-sender.ts'

let agency: TestAgency
let n = 0
const senders: Sender[] = []

beforeAll(async () => {
  agency = await startTestAgency()
})
afterAll(async () => {
  for (const sender of senders) sender.close()
  await agency.close()
})

const fresh = async () => {
  const terminal = `rec-${++n}`
  const journal = memoryJournal({ terminal })
  const sender = await startSender(agency.url, terminal, journal)
  senders.push(sender)
  return { terminal, journal, sender }
}
const cash = (capturedFen: number) => ({ noteFen: 1000, capturedFen })

describe('a record', () => {
  test('is accepted once; a repetition gets the stored answer and has no second effect', async () => {
    const { terminal, journal, sender } = await fresh()
    const one = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })
    const first = await sender.send([one])
    const second = await sender.send([one])
    expect(first).toEqual({ answers: [{ laneSeq: 1, outcome: 'accepted' }], ack: 1 })
    expect(second).toEqual(first)
    expect(agency.ledger(terminal)).toMatchObject({ capturedFen: 1000, accepted: 1, refused: 0 })
  })

  test('sent twice at once has one effect', async () => {
    const { terminal, journal, sender } = await fresh()
    const one = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })
    const answers = await Promise.all([sender.send([one]), sender.send([one]), sender.send([one, one])])
    expect(answers.flatMap((answer) => answer.answers).every(({ outcome }) => outcome === 'accepted')).toBe(true)
    expect(agency.ledger(terminal)).toMatchObject({ capturedFen: 1000, accepted: 1 })
  })

  test('with a key that is taken by other content is refused for good and reported', async () => {
    const { journal, sender } = await fresh()
    const first = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })
    const second = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(5000) })
    expect((await sender.send([first])).answers).toEqual([{ laneSeq: 1, outcome: 'accepted' }])
    const refusal = { answers: [{ laneSeq: 2, outcome: 'refused', code: 'YB-AGY-301' }], ack: 2 }
    expect(await sender.send([second])).toEqual(refusal)
    expect(await sender.send([second])).toEqual(refusal)
    expect(agency.events.some(({ event }) => event === 'agency.keyReused')).toBe(true)
  })

  test('that takes money back is refused for good; what comes behind it goes on', async () => {
    const { terminal, journal, sender } = await fresh()
    journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(5000) })
    journal.write({ lane: 'money', txnId: txnKey(1), version: 2, body: cash(1000) })
    journal.write({ lane: 'money', txnId: txnKey(1), version: 3, body: cash(6000) })
    const { answers, ack } = await sender.send(journal.records)
    expect(answers.map(({ outcome, code }) => code ?? outcome)).toEqual(['accepted', 'YB-AGY-304', 'accepted'])
    expect(ack).toBe(3)
    expect(agency.ledger(terminal)).toMatchObject({ capturedFen: 6000, accepted: 2, refused: 1 })
  })

  test('whose earlier version has not come is asked for again, and the ack stays before it', async () => {
    const { journal, sender } = await fresh()
    const first = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })
    const second = journal.write({ lane: 'money', txnId: txnKey(1), version: 2, body: cash(2000) })
    const other = journal.write({ lane: 'money', txnId: txnKey(2), version: 1, body: cash(1000) })
    const early = await sender.send([second, other])
    expect(early.answers.map(({ outcome, code }) => code ?? outcome)).toEqual(['YB-AGY-307', 'accepted'])
    expect(early.ack).toBe(0)
    expect((await sender.send([first, second])).ack).toBe(3)
  })

  test('that says a version of its transaction again in another place is key reuse, never a second effect', async () => {
    const { terminal, journal, sender } = await fresh()
    journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })
    journal.write({ lane: 'money', txnId: txnKey(1), version: 2, body: cash(2000) })
    journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(9000) })
    const { answers } = await sender.send(journal.records)
    expect(answers.map(({ outcome, code }) => code ?? outcome)).toEqual(['accepted', 'accepted', 'YB-AGY-301'])
    expect(agency.ledger(terminal).capturedFen).toBe(2000)
  })

  test('that nobody can read is refused for good and holds up nothing', async () => {
    const { journal, sender } = await fresh()
    const good = journal.write({ lane: 'audit', txnId: txnKey(1), version: 1, kind: 'visitStarted' })
    const bad = { ...journal.write({ lane: 'audit', txnId: txnKey(1), version: 2, kind: 'no spaces ok' }) }
    const nested = good.text.replace('"body":{}', '"body":{"name":{"deep":true}}').replace('"version":1', '"version":2')
    const forged = { ...bad, text: nested.replace('"seq":1', '"seq":2').replace('"laneSeq":1', '"laneSeq":2') }
    const third = journal.write({ lane: 'audit', txnId: txnKey(1), version: 3, kind: 'visitEnded' })
    // Heads tell of this one, not of those that are changed below: that would be a fork.
    journal.write({ lane: 'audit', txnId: txnKey(2), version: 1, kind: 'visitStarted' })
    expect((await sender.send([good])).ack).toBe(1)
    expect((await sender.send([sender.rehash(forged)])).answers[0]).toMatchObject({ code: 'YB-AGY-305' })
    expect(
      (await sender.send([sender.rehash({ ...third, text: third.text.replace('}', '') })])).answers[0],
    ).toMatchObject({
      code: 'YB-AGY-305',
    })
  })

  test('nobody can read does not keep its transaction waiting, even when it came early', async () => {
    const { journal, sender } = await fresh()
    const first = journal.write({ lane: 'audit', txnId: txnKey(1), version: 1, kind: 'visitStarted' })
    const second = journal.write({ lane: 'audit', txnId: txnKey(1), version: 2, kind: 'x'.repeat(41) })
    const third = journal.write({ lane: 'audit', txnId: txnKey(1), version: 3, kind: 'visitEnded' })
    expect((await sender.send([second])).answers[0]).toMatchObject({ outcome: 'refused', code: 'YB-AGY-305' })
    expect((await sender.send([first, third])).answers.map(({ outcome }) => outcome)).toEqual(['accepted', 'accepted'])
  })

  test('in one lane does not wait for another lane', async () => {
    const { journal, sender } = await fresh()
    journal.write({ lane: 'audit', txnId: txnKey(1), version: 1, kind: 'visitStarted' })
    const money = journal.write({ lane: 'money', txnId: txnKey(2), version: 1, body: cash(1000) })
    expect(await sender.send([money])).toEqual({ answers: [{ laneSeq: 1, outcome: 'accepted' }], ack: 1 })
  })
})

describe('a signed head', () => {
  test('that does not cover exactly these records is refused', async () => {
    const { journal, sender } = await fresh()
    const one = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })
    const two = journal.write({ lane: 'money', txnId: txnKey(2), version: 1, body: cash(1000) })
    await expect(sender.send([one], journal.sign([two]))).rejects.toThrow('YB-AGY-306')
    await expect(sender.send([one], journal.sign([one, two]))).rejects.toThrow('YB-AGY-306')
    const changed = { ...one, text: one.text.replace('1000', '9000') }
    await expect(sender.send([changed], journal.sign([one]))).rejects.toThrow('YB-AGY-306')
  })

  test('of another key, or of another terminal, is refused', async () => {
    const { terminal, journal, sender } = await fresh()
    const one = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })
    const thief = memoryJournal({ terminal, key: makeJournalKey(), records: journal.records })
    await expect(sender.send([one], thief.sign([one]))).rejects.toThrow('YB-AGY-306')
    const elsewhere = await fresh()
    await expect(elsewhere.sender.send([one], journal.sign([one]))).rejects.toThrow('YB-AGY-306')
  })

  test.each(['sm2', 'p256'] as const)('is verified in %s', async (algorithm) => {
    const terminal = `alg-${algorithm}`
    const journal = memoryJournal({ terminal, key: makeJournalKey(algorithm) })
    const sender = await startSender(agency.url, terminal, journal)
    senders.push(sender)
    const one = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })
    expect((await sender.send([one])).ack).toBe(1)
  })
})

describe('a journal', () => {
  test('behind what the agency has is a fork: its disk was restored from an image', async () => {
    const { terminal, journal, sender } = await fresh()
    journal.write({ lane: 'audit', txnId: txnKey(1), version: 1, kind: 'visitStarted' })
    const image = journal.image()
    journal.write({ lane: 'money', txnId: txnKey(2), version: 1, body: cash(1000) })
    await sender.send([journal.records[1]!])
    expect(await boot(agency.url, terminal, image)).toMatchObject({
      status: 'rejected',
      reason: 'fork',
      journal: { epoch: 1, seq: 2 },
    })
  })

  test('as long but different is a fork', async () => {
    const { terminal, journal, sender } = await fresh()
    const image = journal.image()
    const one = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })
    await sender.send([one])
    image.write({ lane: 'money', txnId: txnKey(9), version: 1, body: cash(5000) })
    expect(await boot(agency.url, terminal, image)).toMatchObject({ status: 'rejected', reason: 'fork' })
  })

  test('that went on from an image beyond what the agency has is found by its first record', async () => {
    const { terminal, journal, sender } = await fresh()
    const image = journal.image()
    const one = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })
    await sender.send([one])
    image.write({ lane: 'money', txnId: txnKey(8), version: 1, body: cash(5000) })
    image.write({ lane: 'money', txnId: txnKey(9), version: 1, body: cash(5000) })
    const clone = await startSender(agency.url, terminal, image)
    senders.push(clone)
    await expect(clone.send(image.records)).rejects.toThrow('YB-AGY-302')
    expect(await boot(agency.url, terminal, image)).toMatchObject({ status: 'rejected', reason: 'fork' })
    expect(agency.ledger(terminal).capturedFen).toBe(1000)
  })

  test('with a link that does not fit its neighbour is a fork', async () => {
    const { terminal, journal, sender } = await fresh()
    const image = journal.image()
    image.write({ lane: 'audit', txnId: txnKey(7), version: 1, kind: 'visitStarted' })
    const strange = image.write({ lane: 'money', txnId: txnKey(8), version: 1, body: cash(5000) })
    const one = journal.write({ lane: 'audit', txnId: txnKey(1), version: 1, kind: 'visitStarted' })
    await sender.send([one])
    const clone = await startSender(agency.url, terminal, image)
    senders.push(clone)
    await expect(clone.send([strange])).rejects.toThrow('YB-AGY-302')
    expect(agency.ledger(terminal).capturedFen).toBe(0)
  })

  test('of a new epoch is taken, an older epoch is not', async () => {
    const { terminal, journal, sender } = await fresh()
    await sender.send([journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })])
    const next = memoryJournal({ terminal, epoch: 2 })
    const sender2 = await startSender(agency.url, terminal, next)
    senders.push(sender2)
    await sender2.send([next.write({ lane: 'money', txnId: txnKey(2), version: 1, body: cash(2000) })])
    expect(agency.ledger(terminal)).toMatchObject({ capturedFen: 3000, journal: { epoch: 2, acks: { money: 1 } } })
    expect(await boot(agency.url, terminal, journal)).toMatchObject({ status: 'rejected', reason: 'fork' })
  })

  test('with another key in the same epoch is refused', async () => {
    const { terminal, journal } = await fresh()
    const other = memoryJournal({ terminal, key: makeJournalKey(), records: journal.records })
    expect(await boot(agency.url, terminal, other)).toMatchObject({ status: 'rejected', reason: 'keyChanged' })
  })
})

test('what an older session still sends is not taken', async () => {
  const { terminal, journal, sender } = await fresh()
  const one = journal.write({ lane: 'money', txnId: txnKey(1), version: 1, body: cash(1000) })
  const newer = await startSender(agency.url, terminal, journal)
  senders.push(newer)
  sender.sendBlind([one])
  await expect(sender.send([one])).rejects.toThrow()
  expect(agency.ledger(terminal).accepted).toBe(0)
  expect((await newer.send([one])).ack).toBe(1)
})
