import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { firstLine, journalBench } from './journal-fixture.ts'

const bench = journalBench()
afterEach(bench.clear)

/** A real file system of one MiB, mounted in a namespace of its own that ends with the process. */
const onSmallDisk = (folder: string, kib: number) => [
  'unshare',
  '--user',
  '--map-root-user',
  '--mount',
  'sh',
  '-c',
  `mount -t tmpfs -o size=${kib}k tmpfs "${folder}" && exec "$@"`,
  'sh',
]

it('a disk that fills up stops writing with YB-JRN-003, loses nothing, and goes on when space is free', async () => {
  const folder = bench.folder()
  const child = bench.spawn(
    ['test/support/journal-program.ts', 'fill', join(folder, 'journal')],
    onSmallDisk(folder, 1024),
  )
  const told = await firstLine(child)
  expect(told).toMatchObject({ code: 'YB-JRN-003', state: 'YB-JRN-003', fault: null })
  const written = told.written as number
  expect(written).toBeGreaterThan(20)
  expect((told.atFailure as { seq: number }).seq).toBe(written + 2)
  expect((told.head as { seq: number }).seq).toBe(written + 3)
  expect(told.reopened).toBe(written + 4)
})

it('a disk that is full at start is told with YB-JRN-003', async () => {
  const folder = bench.folder()
  const child = bench.spawn(
    ['test/support/journal-program.ts', 'hold', join(folder, 'journal')],
    onSmallDisk(folder, 28),
  )
  expect(await firstLine(child)).toEqual({ refused: 'YB-JRN-003' })
})

it('too little space for a day counts as full before anything is written', () => {
  const folder = join(bench.folder(), 'journal')
  mkdirSync(folder)
  expect(bench.codeOf(folder, { minFreeBytes: Number.MAX_SAFE_INTEGER })).toBe('YB-JRN-003')
})
