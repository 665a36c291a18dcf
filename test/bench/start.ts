/**
 * `npm run bench -- start`: from the command to «ready», beside `node -e 0` in the same rounds; then memory and processor
 * time of the idle terminal. Measured on the demo, which carries agency and dock in the same process: a real terminal
 * has less to load. Goal: ready at most 2 s after the floor, idle RSS at most 150 MB, CPU at most 1 %.
 */
import { spawn } from 'node:child_process'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startTerminalProcess } from '../support/terminal-process.ts'
import { type Bench, median } from './bench.ts'

const rounds = 7
const idleMs = 10_000

const bareNode = async (): Promise<number> => {
  const began = performance.now()
  const child = spawn(process.execPath, ['-e', '0'], { stdio: 'ignore' })
  await new Promise((resolve) => child.once('exit', resolve))
  return performance.now() - began
}

/** Clock ticks of user and system time, from /proc. */
const ticks = async (pid: number): Promise<number> => {
  const stat = await readFile(`/proc/${pid}/stat`, 'utf8')
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ')
  return Number(fields[11]) + Number(fields[12])
}

const residentMb = async (pid: number): Promise<number> => {
  const status = await readFile(`/proc/${pid}/status`, 'utf8')
  return Number(/VmRSS:\s+(\d+) kB/.exec(status)?.[1] ?? 0) / 1024
}

export const bench: Bench = async ({ say }) => {
  const ready: number[] = []
  const floor: number[] = []
  let idleRssMb = 0
  let idleCpuPercent = 0
  for (let round = 0; round < rounds; round += 1) {
    floor.push(await bareNode())
    const data = await mkdtemp(join(tmpdir(), 'start-'))
    const began = performance.now()
    const terminal = await startTerminalProcess(['--demo'], data)
    ready.push(performance.now() - began)
    if (round === rounds - 1) {
      await new Promise((resolve) => setTimeout(resolve, 3000))
      const before = await ticks(terminal.pid)
      await new Promise((resolve) => setTimeout(resolve, idleMs))
      idleCpuPercent = ((await ticks(terminal.pid)) - before) / (idleMs / 1000)
      idleRssMb = await residentMb(terminal.pid)
    }
    await terminal.stop()
    await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
  }
  const ours = median(ready)
  const least = median(floor)
  const afterFloorMs = ours - least
  say(
    `ready ${ours.toFixed(0)} ms, node -e 0 ${least.toFixed(0)} ms, difference ${afterFloorMs.toFixed(0)} ms (goal 2000)`,
  )
  say(`idle: ${idleRssMb.toFixed(0)} MB resident (goal 150), ${idleCpuPercent.toFixed(1)} % of a processor (goal 1)`)
  return {
    ours,
    floor: least,
    peer: null,
    ratio: ours / least,
    unit: 'ms',
    rounds,
    afterFloorMs,
    idleRssMb,
    idleCpuPercent,
    good: afterFloorMs <= 2000 && idleRssMb <= 150 && idleCpuPercent <= 1,
  }
}
