/** What is known of one printer: found by the doctor, kept in the settings of the terminal. */
import type { PaperWidth } from './paint/measures.ts'
import type { PrinterTier } from './port.ts'
import type { RasterCommand } from './raster.ts'

export interface PrinterProfile {
  readonly tier: PrinterTier
  /** Printable dots in a row. */
  readonly dots: PaperWidth
  /** Dots an inch along the paper; feeds are counted in it. */
  readonly density: number
  readonly raster: RasterCommand
  /** Sends its status by itself when it changes (`GS a`). Without it the driver asks twice a second during a job. */
  readonly automaticStatus: boolean
  /** Knows the real-time command that clears its buffer (`DLE DC4` 8). */
  readonly realTimeClear: boolean
  readonly cut: 'partial' | 'full'
  /**
   * Rows a second no head of this kind reaches; 8 rows are 1 mm. Paper that is confirmed sooner is not confirmed. The
   * quickest receipt printers are sold with 350 to 500 mm/s.
   */
  readonly fastestRowsPerSecond: number
  /** Longest paper in dot rows. */
  readonly maxRows: number
}

export const standardProfile: PrinterProfile = {
  tier: 'A',
  dots: 576,
  density: 203,
  raster: 'GS v 0',
  automaticStatus: true,
  realTimeClear: true,
  cut: 'partial',
  fastestRowsPerSecond: 4000,
  maxRows: 24_000,
}

/** Waiting times in ms; from `[printer]` of the settings. */
export interface PrinterTimes {
  /** Longest wait for the connection. */
  readonly connectMs: number
  /** Longest wait for a status answer. */
  readonly answerMs: number
  /** Longest wait without any progress in a job before its outcome is unknown. */
  readonly jobMs: number
  /** Wait before connecting again. */
  readonly reconnectMs: number
  /** Interval of questions to an idle printer. */
  readonly idleMs: number
  /** How long a printer whose job ended uncertainly may finish from its buffer before that is cleared. */
  readonly settleMs: number
}

export const standardTimes: PrinterTimes = {
  connectMs: 3000,
  answerMs: 3000,
  jobMs: 40_000,
  reconnectMs: 2000,
  idleMs: 5000,
  settleMs: 3000,
}

/** A profile from what the probe has found; everything else as standard. */
export const profileWith = (
  found: Pick<PrinterProfile, 'tier' | 'automaticStatus' | 'realTimeClear'>,
  dots: PaperWidth,
): PrinterProfile => ({
  ...standardProfile,
  dots,
  tier: found.tier,
  automaticStatus: found.automaticStatus,
  realTimeClear: found.realTimeClear,
})
