/** What one run says to the one who counts, as a line of JSON. */
import type { Cell, Schedule } from './schedule.ts'

export interface RunReport {
  readonly number: number
  readonly lost: number
  readonly doubled: number
  readonly unknownUnresolved: number
  readonly reasons: readonly string[]
  readonly reached: readonly Cell[]
  readonly schedule: Schedule
  /** The smallest schedule that still fails, of a run that failed. */
  readonly smallest?: Schedule
}

export const failedRun = (report: Pick<RunReport, 'lost' | 'doubled' | 'unknownUnresolved'>): boolean =>
  report.lost > 0 || report.doubled > 0 || report.unknownUnresolved > 0
