import { spawn } from 'node:child_process'
import { existsSync } from 'node:fs'
import { afterEach, expect, test } from 'vitest'

interface Left {
  readonly id: number
  readonly words: string
}
interface Leftovers {
  processesOf(mark: string, grace?: number): Promise<readonly Left[]>
  endProcesses(found: readonly Left[]): void
}
// The runner is plain JavaScript, because it runs before anything is built.
const { processesOf, endProcesses } = (await import(new URL('../leftovers.mjs', import.meta.url).href)) as Leftovers

const mark = `leftovers-test-${process.pid}`
afterEach(async () => endProcesses(await processesOf(mark)))

test.runIf(existsSync('/proc/self/environ'))(
  'a process in a session of its own is found by its mark, and ended',
  async () => {
    const child = spawn('sleep', ['60'], {
      detached: true,
      stdio: 'ignore',
      env: { ...process.env, YIBAO_TEST_RUN: mark },
    })
    await new Promise((started) => child.once('spawn', started))
    const found = await processesOf(mark)
    expect(found).toEqual([{ id: child.pid, words: 'sleep 60' }])
    endProcesses(found)
    expect(await processesOf(mark, 3000)).toEqual([])
  },
)

test('processes without the mark are nobody’s business here', async () => {
  expect(await processesOf(`${mark}-of-nobody`)).toEqual([])
})
