/** `worker SEED FIRST COUNT STRIDE ROOT [shrink|first]`: its share of the model runs, one line of JSON each. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { failedRun, type RunReport } from '../report.ts'
import { type Schedule, scheduleOf, shrink } from '../schedule.ts'
import { type RunResult, runModel } from './run.ts'

const [, , seed = '1', first = '0', count = '0', stride = '1', root = '', mode = ''] = process.argv

let folders = 0
const run = async (schedule: Schedule): Promise<RunResult> => {
  folders += 1
  const disk = { live: join(root, 'live', String(folders)), shadow: join(root, 'synced', String(folders)) }
  for (const side of [disk.live, disk.shadow]) mkdirSync(side, { recursive: true })
  try {
    return await runModel(schedule, disk)
  } catch (error) {
    return { lost: 1, doubled: 0, unknownUnresolved: 0, reasons: [String((error as Error).stack)], reached: new Set() }
  }
}

for (let n = 0; n < Number(count); n += 1) {
  const number = Number(first) + n * Number(stride)
  const schedule = scheduleOf(Number(seed), number)
  const { reached, ...verdict } = await run(schedule)
  let report: RunReport = { number, ...verdict, reached: [...reached], schedule }
  if (failedRun(report) && mode === 'shrink') {
    const smallest = await shrink(schedule, async (candidate) => failedRun(await run(candidate)))
    report = { ...report, smallest }
  }
  process.stdout.write(`${JSON.stringify(report)}\n`)
  if (failedRun(report) && mode === 'first') break
}
process.exit(0)
