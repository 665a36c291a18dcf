/** The agency's data are put back from an older backup: a new agency epoch, and terminals replay what is missing. */
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, test } from 'vitest'
import { bootFacts, connectTestLine, startTestAgency, type TestAgency, until } from '../support/line.ts'
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
const bootOf = ({ journal }: TestJournal) => ({
  ...bootFacts,
  journal: { ...journal.head(), ...journal.outbox.key() },
})
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

/** An agency that fails on every record of one transaction, as a broken effect would. */
const failOn = (dataFolder: string, txnId: string): void => {
  const db = new Database(join(dataFolder, 'agency.db'))
  db.exec(`CREATE TRIGGER broken BEFORE INSERT ON record WHEN NEW.txn_id = '${txnId}'
    BEGIN SELECT RAISE(ABORT, 'broken effect'); END`)
  db.close()
}

/** One record the agency cannot take, three notes accepted behind it, then the backup from before all of them. */
const restoreBehindStuck = async (terminalRestarts: boolean) => {
  let agency = await startTestAgency()
  const { port } = agency
  const ended = agency
  let held = openTestJournal('0412-07')
  ends.push(() => held.end())
  let line = lineTo(agency, held, '0412-07')
  await until('acked', () => allAcked(held))
  const db = new Database(join(agency.dataFolder, 'agency.db'))
  db.pragma('wal_checkpoint(TRUNCATE)')
  db.close()
  const backup = copyFolder(agency.dataFolder)
  ends.push(() => rmSync(backup, { recursive: true, force: true }))
  const stuck = held.journal.begin('noteStacking', { noteFen: 777, capturedFen: 0 })
  failOn(agency.dataFolder, stuck.txnId)
  for (let n = 0; n < 3; n++) note(held)
  await until('all others accepted', () => held.journal.unanswered() === 1)
  expect(agency.ledger('0412-07').capturedFen).toBe(3000)
  await ended.close()
  if (terminalRestarts) {
    await line.close()
    held.journal.close()
    held = openTestJournal('0412-07', held.folder)
  }
  agency = await startTestAgency({ dataFolder: backup, port, restored: true })
  ends.push(() => agency.close())
  if (terminalRestarts) line = lineTo(agency, held, '0412-07')
  await until('drained', () => held.journal.unanswered() === 0)
  return { agency, held }
}

test.each([
  ['goes on', false],
  ['has restarted', true],
])('what was accepted behind a record that waits is replayed too; the terminal %s', async (_, terminalRestarts) => {
  const { agency, held } = await restoreBehindStuck(terminalRestarts)
  expect(agency.ledger('0412-07')).toMatchObject({ capturedFen: 3000, refused: 0, accepted: held.journal.head().seq })
  expect(agency.ledger('0412-07').agencyEpoch).toBe(2)
  expect(agency.events.filter(({ event }) => event === 'agency.restored')).toHaveLength(1)
})

test('a terminal that dies before it has read what a new epoch lost is no sign of a second restore', async () => {
  const first = await startTestAgency()
  const held = openTestJournal('0412-07')
  ends.push(() => held.end())
  note(held)
  const line = lineTo(first, held, '0412-07')
  await until('acked', () => allAcked(held))
  await line.close()
  await first.close()
  const second = await startTestAgency({ restored: true })
  ends.push(() => second.close())
  const acks = held.journal.outbox.acks()
  const { epoch } = held.journal.head()
  const dying = connectTestLine(second.url, { boot: () => bootOf(held) })
  await until('up', () => dying.state === 'up')
  expect(await dying.call('Resume', { epoch, acks, agencyEpoch: 1 })).toMatchObject({ ok: true })
  await dying.close()
  lineTo(second, held, '0412-07')
  await until('replayed', () => allAcked(held) && second.ledger('0412-07').accepted === held.journal.head().seq)
  expect(second.ledger('0412-07').agencyEpoch).toBe(2)
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

test('a disk restored from an image is a fork also when it has written past the head told at the last boot', async () => {
  const agency = await startTestAgency()
  ends.push(() => agency.close())
  const held = openTestJournal('0412-07')
  const line = connectTestLine(agency.url, { outbox: held.journal.outbox })
  await until('acked', () => allAcked(held))
  await line.close()
  held.journal.close()
  const image = copyFolder(held.folder)
  const again = openTestJournal('0412-07', held.folder)
  note(again)
  // Boot goes through, and the line is cut before the first record.
  const cut = connectTestLine(agency.url, { boot: () => bootOf(again) })
  await until('booted', () => cut.state === 'up')
  await cut.close()
  again.end()

  const restored = openTestJournal('0412-07', image)
  ends.push(() => restored.end())
  for (let n = 0; n < 6; n++) restored.journal.begin('visitStarted', {})
  const after = connectTestLine(agency.url, { outbox: restored.journal.outbox })
  ends.push(() => after.close())
  await until('refused', () => after.facts.held !== null)
  expect(after.facts.held).toMatchObject({ status: 'rejected', reason: 'fork' })
  expect(agency.events.filter(({ event }) => event === 'agency.fork')).toHaveLength(1)
})
