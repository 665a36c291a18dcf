/** The agency's data are put back from an older backup: a new agency epoch, and terminals replay what is missing. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { connectTestLine, startTestAgency, type TestAgency, until } from '../support/line.ts'
import { copyFolder, openTestJournal, type TestJournal } from '../support/real-journal.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const allAcked = ({ journal }: TestJournal): boolean => {
  const { audit, money } = journal.outbox.acks()
  return audit + money === journal.head().seq
}
const note = ({ journal }: TestJournal): void => {
  const { txnId } = journal.begin('noteStacking', { noteFen: 1000, capturedFen: 0 })
  journal.add(txnId, 'noteStacked', { noteFen: 1000, capturedFen: 1000 })
}
const lineTo = (agency: TestAgency, held: TestJournal, terminalId: string) => {
  const line = connectTestLine(agency.url, { outbox: held.journal.outbox, terminalId })
  ends.push(() => line.close())
  return line
}

/** One note before the backup, one after it; then the backup is put back on the same port. */
const restore = async (restored: boolean) => {
  const first = await startTestAgency()
  const held = openTestJournal('0412-07')
  ends.push(() => held.end())
  const line = lineTo(first, held, '0412-07')
  note(held)
  await until('acked', () => allAcked(held))
  const db = new Database(join(first.dataFolder, 'agency.db'))
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  const backup = copyFolder(first.dataFolder)
  ends.push(() => rmSync(backup, { recursive: true, force: true }))
  note(held)
  await until('acked', () => allAcked(held))
  expect(first.ledger('0412-07').capturedFen).toBe(2000)
  const { port } = first
  await first.close()
  const second = await startTestAgency({ dataFolder: backup, port, restored })
  ends.push(() => second.close())
  return { held, line, second }
}

test('told so at the start, it begins a new epoch and gets what it lost', async () => {
  const { held, line, second } = await restore(true)
  await until('replayed', () => second.ledger('0412-07').capturedFen === 2000)
  await until('acked', () => allAcked(held))
  expect(second.ledger('0412-07')).toMatchObject({ agencyEpoch: 2, refused: 0, accepted: held.journal.head().seq })
  expect(line.facts.session?.epoch).toBe(2)
})

test('told nothing, it learns it from the first terminal whose acks are ahead', async () => {
  const { held, line, second } = await restore(false)
  await until('replayed', () => second.ledger('0412-07').capturedFen === 2000)
  await until('acked', () => allAcked(held))
  expect(second.ledger('0412-07').agencyEpoch).toBe(2)
  await until('a session of the new epoch', () => line.facts.session?.epoch === 2)
  expect(second.events.filter(({ event }) => event === 'agency.restored')).toHaveLength(1)
})

test('a terminal restored from an image of its disk is refused as a fork and says so', async () => {
  const agency = await startTestAgency()
  ends.push(() => agency.close())
  const held = openTestJournal('0412-07')
  const line = connectTestLine(agency.url, { outbox: held.journal.outbox })
  note(held)
  await until('acked', () => allAcked(held))
  await line.close()
  held.journal.close()
  const image = copyFolder(held.folder)
  const again = openTestJournal('0412-07', held.folder)
  const line2 = connectTestLine(agency.url, { outbox: again.journal.outbox })
  note(again)
  await until('acked', () => allAcked(again))
  await line2.close()
  again.end()

  const restored = openTestJournal('0412-07', image)
  ends.push(() => restored.end())
  const line3 = connectTestLine(agency.url, { outbox: restored.journal.outbox })
  ends.push(() => line3.close())
  await until('refused', () => line3.facts.held !== null)
  expect(line3.facts).toMatchObject({ phase: 'held', held: { status: 'rejected', reason: 'fork' } })
  expect(line3.state).toBe('down')
  expect(agency.ledger('0412-07').capturedFen).toBe(2000)
})
