/** The line is cut at any byte, either way, by any kind of cut: every record has one effect, and both sides agree. */
import { afterEach, beforeEach, expect, test } from 'vitest'
import { type Cable, type CutMode, createCable, type Direction } from '../../src/dock/cable.ts'
import { systemClock } from '../../src/system.ts'
import { connectTestLine, startTestAgency, type TestAgency, type TestLine, until } from '../support/line.ts'
import { openTestJournal, type TestJournal } from '../support/real-journal.ts'

let agency: TestAgency
let cable: Cable
let line: TestLine
let held: TestJournal

beforeEach(async () => {
  agency = await startTestAgency({ settings: { line: { pingMs: 200 } } })
  cable = await createCable({ targetPort: agency.port, clock: systemClock() })
  held = openTestJournal('0412-07')
  line = connectTestLine(`ws://127.0.0.1:${cable.port}/terminal`, {
    outbox: held.journal.outbox,
    settings: { replyMs: 400, pingMs: 150, backoffMinMs: 5, backoffMaxMs: 30 },
  })
})
afterEach(async () => {
  await line.close()
  await cable.close()
  await agency.close()
  held.end()
})

const allAcked = (): boolean => {
  const { audit, money } = held.journal.outbox.acks()
  return audit + money === held.journal.head().seq
}

const agree = (): void => {
  const ledger = agency.ledger('0412-07')
  expect(ledger.journal?.acks).toEqual(held.journal.outbox.acks())
  expect(ledger.accepted).toBe(held.journal.head().seq)
  expect(ledger.refused).toBe(0)
  expect(ledger.capturedFen).toBe(held.journal.capturedFen())
  expect(held.journal.needsReview()).toEqual([])
}

const takeNotes = (n: number): void => {
  const { txnId } = held.journal.begin('noteStacking', { noteFen: 1000, capturedFen: 0 })
  held.journal.add(txnId, 'noteStacked', { noteFen: 1000, capturedFen: 1000 })
  for (let note = 2; note <= n; note++) {
    held.journal.add(txnId, 'noteStacking', { noteFen: 1000, capturedFen: (note - 1) * 1000 })
    held.journal.add(txnId, 'noteStacked', { noteFen: 1000, capturedFen: note * 1000 })
  }
}

test.each<[CutMode, Direction]>([
  ['reset', 'toAgency'],
  ['reset', 'toTerminal'],
  ['close', 'toAgency'],
  ['close', 'toTerminal'],
])('cut by %s after any number of bytes %s', async (mode, direction) => {
  // Places from the first byte of the upgrade to beyond the answer to a batch.
  for (const bytes of [0, 1, 90, 250, 400, 700, 1100, 1700, 2600]) {
    cable.cutAfter(direction, bytes, mode)
    takeNotes(2)
    await until('cut, or all through before it', () => cable.state !== 'up' || allAcked())
    cable.up()
    await until('all acked', allAcked)
    agree()
  }
})

test('a black hole swallows the answers: they are asked for again and are the stored ones', async () => {
  await until('all acked', allAcked)
  cable.faults.swallow.add('toTerminal')
  takeNotes(3)
  await until('the agency has them', () => agency.ledger('0412-07').capturedFen === 3000)
  expect(allAcked()).toBe(false)
  cable.up()
  await until('all acked', allAcked)
  agree()
})

test('what was written while the line was down goes out when it is up', async () => {
  await until('all acked', allAcked)
  cable.cut('reset')
  await until('down', () => line.state === 'down')
  for (let n = 0; n < 60; n++) takeNotes(3)
  cable.up()
  await until('all acked', allAcked)
  agree()
  expect(agency.ledger('0412-07').capturedFen).toBe(180_000)
})

test('an agency that was restarted goes on where it was', async () => {
  await until('all acked', allAcked)
  const { dataFolder, port } = agency
  const first = agency
  // Keep its data: the next one finds them.
  const { copyFolder } = await import('../support/real-journal.ts')
  cable.cut('reset')
  await until('noticed', () => first.counts().connections === 0)
  const copy = copyFolder(dataFolder)
  await first.close()
  takeNotes(2)
  agency = await startTestAgency({ dataFolder: copy, port })
  cable.up()
  await until('all acked', allAcked)
  agree()
  expect(agency.ledger('0412-07').agencyEpoch).toBe(1)
})
