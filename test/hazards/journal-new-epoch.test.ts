import { readdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { openNewEpoch } from '../../src/journal/new-epoch.ts'
import { journalSettings } from '../../src/journal/settings.ts'
import { parseRecord } from '../../src/wire/record.ts'
import { journalBench } from './journal-fixture.ts'

const bench = journalBench()
afterEach(bench.clear)

const newEpoch = (folder: string, after?: number) =>
  openNewEpoch({
    folder,
    clock: bench.clock,
    ids: bench.ids,
    settings: journalSettings('0412-07', { minFreeBytes: 0 }),
    log: () => {},
    reason: 'lost',
    by: 'attendant',
    ...(after === undefined ? {} : { after }),
  })

it('a new epoch starts at record 1 under the next number and says who opened it and why', () => {
  const folder = bench.written(5)
  rmSync(join(folder, 'journal.db'))
  expect(newEpoch(folder)).toMatchObject({ ok: true, value: { epoch: 2, unsent: undefined } })
  const journal = bench.must(folder)
  expect(journal.head()).toMatchObject({ epoch: 2, seq: 2 })
  const first = journal.outbox.pending('audit', 1, new Set())?.records[0]
  expect(parseRecord(first?.text ?? '')).toMatchObject({
    epoch: 2,
    seq: 1,
    kind: 'epochOpened',
    body: { reason: 'lost', previousEpoch: 1, by: 'attendant' },
  })
})

it('the old files are set aside untouched and counted on, however often it happens', () => {
  const folder = bench.written(5)
  expect(newEpoch(folder)).toMatchObject({ ok: true, value: { epoch: 2, unsent: 7 } })
  bench.must(folder).close()
  expect(newEpoch(folder)).toMatchObject({ ok: true, value: { epoch: 3 } })
  rmSync(join(folder, 'journal.db'))
  rmSync(join(folder, 'journal.mark'))
  // Nothing on the disk tells of epoch 3 any more; the agency does when it refuses the terminal.
  expect(newEpoch(folder, 3)).toMatchObject({ ok: true, value: { epoch: 4 } })
  expect(readdirSync(join(folder, 'kept')).map((name) => name.slice(0, 8))).toEqual(['epoch-1-', 'epoch-2-'])
})

it('a whole folder that is lost takes the number the agency knows', () => {
  expect(newEpoch(bench.folder(), 6)).toMatchObject({ ok: true, value: { epoch: 7 } })
})

it('is refused while the terminal is running', () => {
  const folder = bench.written(1)
  bench.must(folder)
  expect(newEpoch(folder)).toMatchObject({ ok: false, error: { code: 'YB-JRN-001' } })
})

it('papers of the day cannot repeat a number of the lost journal', () => {
  const folder = bench.written(1)
  const journal = bench.must(folder)
  expect(journal.visits.nextSlip('2026-10-12')).toBe(1)
  journal.close()
  newEpoch(folder)
  expect(bench.must(folder).visits.nextSlip('2026-10-12')).toBe(1001)
})
