/** The real tier: processes, SIGKILL, TCP. As many runs at once as there are cores. */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWatcher, fastFolder } from '../disk/shadow.ts'
import type { RunResult } from '../model/run.ts'
import type { TierOptions } from '../model/tier.ts'
import { failedRun } from '../report.ts'
import { type Schedule, scheduleOf, shrink } from '../schedule.ts'
import { runReal } from './run.ts'

export const runRealTier = async (options: TierOptions): Promise<void> => {
  const library = buildWatcher()
  const folder = mkdtempSync(join(fastFolder() ?? tmpdir(), 'yibao-drill-'))
  let folders = 0
  const run = async (schedule: Schedule): Promise<RunResult> => {
    folders += 1
    const own = join(folder, String(folders))
    const disk = { live: join(own, 'live'), shadow: join(own, 'synced') }
    try {
      return await runReal(schedule, { disk, library, ...(options.root === undefined ? {} : { root: options.root }) })
    } finally {
      rmSync(own, { recursive: true, force: true })
    }
  }
  let [next, stopped] = [0, false]
  const lane = async (): Promise<void> => {
    while (next < options.runs && !stopped) {
      const number = (options.from ?? 0) + next
      next += 1
      const schedule = scheduleOf(options.seed, number)
      const { reached, ...verdict } = await run(schedule)
      const report = { number, ...verdict, reached: [...reached], schedule }
      if (!failedRun(report)) {
        options.onRun(report)
        continue
      }
      if (options.mode === 'first') stopped = true
      // Processes do not meet in the same way twice, so a smaller schedule has to fail only once.
      const smallest =
        options.mode === 'shrink' ? await shrink(schedule, async (one) => failedRun(await run(one)), 12) : undefined
      options.onRun(smallest === undefined ? report : { ...report, smallest })
    }
  }
  try {
    await Promise.all(Array.from({ length: Math.min(availableParallelism(), options.runs) }, lane))
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
