import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, it } from 'vitest'
import { firstLine, journalBench } from './journal-fixture.ts'

const bench = journalBench()
afterEach(bench.clear)

const program = 'test/support/journal-program.ts'

it('the second process is refused with YB-JRN-001 and the first goes on', async () => {
  const folder = bench.folder()
  const first = bench.spawn([program, 'hold', folder, '3'])
  expect(await firstLine(first)).toMatchObject({ head: { seq: 5 } })
  expect(await firstLine(bench.spawn([program, 'hold', folder]))).toEqual({ refused: 'YB-JRN-001' })
  expect(bench.codeOf(folder)).toBe('YB-JRN-001')
  expect(first.exitCode).toBeNull()
})

it('a lock that somebody else holds on the database refuses a write with YB-JRN-001, and the next one goes on', () => {
  const folder = bench.folder()
  const journal = bench.must(folder)
  const { seq } = journal.head()
  const faults: (string | undefined)[] = []
  journal.onFault((fault) => faults.push(fault?.code))
  const other = new Database(join(folder, 'journal.db'))
  other.exec('BEGIN IMMEDIATE')
  try {
    expect(() => journal.begin('visitStarted', {})).toThrow('YB-JRN-001')
  } finally {
    other.exec('ROLLBACK')
    other.close()
  }
  expect(journal.fault()?.code).toBe('YB-JRN-001')
  expect(journal.begin('visitStarted', {}).seq).toBe(seq + 1)
  expect(faults).toEqual(['YB-JRN-001', undefined])
}, 20_000)

it('SIGKILL releases the lock, and every record that was written is there', async () => {
  const folder = bench.folder()
  const first = bench.spawn([program, 'hold', folder, '25'])
  await firstLine(first)
  const gone = new Promise((resolve) => first.once('exit', resolve))
  first.kill('SIGKILL')
  await gone
  expect(bench.must(folder).head().seq).toBe(28)
})
