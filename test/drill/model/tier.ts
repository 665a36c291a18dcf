/** The model tier: its runs shared out to as many processes as there are cores. */
import { mkdtempSync, rmSync } from 'node:fs'
import { availableParallelism, tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWatcher, fastFolder, watched } from '../disk/shadow.ts'
import { linesOf, startProgram } from '../program.ts'
import type { RunReport } from '../report.ts'

export interface TierOptions {
  readonly seed: number
  readonly runs: number
  /** Number of the first run. */
  readonly from?: number
  /** shrink: make failing schedules small. first: stop at the first failure. */
  readonly mode: 'shrink' | 'first'
  /** Installation whose sources run; this one when left out. */
  readonly root?: string
  readonly onRun: (report: RunReport) => void
}

export const runModelTier = async (options: TierOptions): Promise<void> => {
  const library = buildWatcher()
  const shares = Math.max(1, Math.min(availableParallelism(), options.runs))
  await Promise.all(
    Array.from({ length: shares }, async (_, share) => {
      const folder = mkdtempSync(join(fastFolder() ?? tmpdir(), 'yibao-drill-'))
      const count = Math.ceil((options.runs - share) / shares)
      const words = [options.seed, (options.from ?? 0) + share, count, shares, folder, options.mode].map(String)
      try {
        const child = startProgram('model/worker', words, {
          environment: watched({ live: join(folder, 'live'), shadow: join(folder, 'synced') }, library),
          ...(options.root === undefined ? {} : { root: options.root }),
        })
        await linesOf(child, (value) => options.onRun(value as RunReport))
      } finally {
        rmSync(folder, { recursive: true, force: true })
      }
    }),
  )
}
