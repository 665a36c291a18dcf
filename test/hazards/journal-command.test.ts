import { spawnSync } from 'node:child_process'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { journalBench } from './journal-fixture.ts'

const bench = journalBench()
afterEach(bench.clear)

const journal = (...words: readonly string[]) => {
  const ran = spawnSync(process.execPath, ['test/support/run-source.mjs', 'src/journal/cli.ts', ...words], {
    encoding: 'utf8',
  })
  return { status: ran.status, out: ran.stdout, complaint: ran.stderr }
}

it('verify, show and export read a journal beside the running terminal', () => {
  const folder = bench.folder()
  const running = bench.must(folder)
  running.visits.record({ kind: 'visitStarted', visit: 'v1' })
  running.signHead()
  expect(journal('verify', '--folder', folder)).toMatchObject({ status: 0, complaint: '' })
  expect(journal('show', '--folder', folder, '--last', '1').out).toContain('3 waiting {"format":"yibao-record-1"')
  const lines = journal('export', '--folder', folder).out.trim().split('\n')
  expect(lines.slice(0, 3).map((line) => (JSON.parse(line) as { seq: number }).seq)).toEqual([1, 2, 3])
  expect(JSON.parse(lines[3] as string)).toHaveProperty('signedHead.signature')
})

it('a person says what became of an unknown act', () => {
  const folder = bench.folder()
  const first = bench.must(folder)
  first.prints.sending({ jobId: 'j1', document: 'balanceSlip', rows: 1 })
  expect(journal('resolve', '--folder', folder, '--txn', 'j1', '--outcome', 'done', '--by', 'attendant')).toMatchObject(
    {
      status: 1,
      complaint: expect.stringContaining('YB-JRN-001'),
    },
  )
  first.close()
  const words = ['resolve', '--folder', folder, '--outcome', 'done', '--by', 'attendant', '--txn']
  expect(journal(...words, 'j1').status).toBe(0)
  expect(journal(...words, 'j1').status).toBe(1)
  expect(bench.must(folder).openIntents()).toEqual([])
})

it('a new epoch needs a clear yes', () => {
  const folder = bench.written(1)
  rmSync(join(folder, 'journal.db'))
  const words = ['new-epoch', '--folder', folder, '--terminal', '0412-07', '--reason', 'lost', '--by', 'attendant']
  expect(journal(...words).status).toBe(2)
  expect(bench.codeOf(folder)).toBe('YB-JRN-006')
  expect(journal(...words, '--yes')).toMatchObject({ status: 0, out: expect.stringContaining('epoch 2 opened') })
  expect(bench.must(folder).head().epoch).toBe(2)
})
