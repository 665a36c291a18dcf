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

it('SIGKILL releases the lock, and every record that was written is there', async () => {
  const folder = bench.folder()
  const first = bench.spawn([program, 'hold', folder, '25'])
  await firstLine(first)
  const gone = new Promise((resolve) => first.once('exit', resolve))
  first.kill('SIGKILL')
  await gone
  expect(bench.must(folder).head().seq).toBe(28)
})
