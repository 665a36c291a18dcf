/** Status bits as words. */
import { type Fault, makeFault } from '../../src/domain/result.ts'
import type { PaperState, PrinterStatus } from '../port.ts'

export interface Condition {
  readonly offline: boolean
  readonly coverOpen: boolean
  readonly paperOut: boolean
  readonly paperLow: boolean
  readonly cutterError: boolean
  /** Only service can clear it. */
  readonly unrecoverable: boolean
  /** Clears by a person, then `DLE ENQ` or power. */
  readonly recoverable: boolean
  /** The head pauses and goes on by itself. */
  readonly overheated: boolean
}

const bit = (value: number, mask: number): boolean => (value & mask) !== 0

/** From the four bytes a printer sends by itself (`GS a`). */
export const conditionFromAutomatic = (bytes: readonly [number, number, number, number]): Condition => ({
  offline: bit(bytes[0], 0x08),
  coverOpen: bit(bytes[0], 0x20),
  recoverable: bit(bytes[1], 0x04),
  cutterError: bit(bytes[1], 0x08),
  unrecoverable: bit(bytes[1], 0x20),
  overheated: bit(bytes[1], 0x40),
  paperLow: bit(bytes[2], 0x03),
  paperOut: bit(bytes[2], 0x0c),
})

export interface StatusAnswers {
  readonly 1?: number
  readonly 2?: number
  readonly 3?: number
  readonly 4?: number
}

/** From the answers to `DLE EOT` 1 to 4. */
export const conditionFromAnswers = (answers: StatusAnswers): Condition => ({
  offline: bit(answers[1] ?? 0, 0x08),
  coverOpen: bit(answers[2] ?? 0, 0x04),
  recoverable: bit(answers[3] ?? 0, 0x04),
  cutterError: bit(answers[3] ?? 0, 0x08),
  unrecoverable: bit(answers[3] ?? 0, 0x20),
  overheated: bit(answers[3] ?? 0, 0x40),
  paperLow: bit(answers[4] ?? 0, 0x0c),
  paperOut: bit(answers[4] ?? 0, 0x60) || bit(answers[2] ?? 0, 0x20),
})

/** Why nothing can be printed in this condition; the one a person must clear first comes first. */
export const faultOf = (condition: Condition): Fault | undefined => {
  if (condition.unrecoverable) return makeFault('YB-PRN-105')
  if (condition.cutterError) return makeFault('YB-PRN-103')
  if (condition.coverOpen) return makeFault('YB-PRN-102')
  if (condition.paperOut) return makeFault('YB-PRN-101')
  if (condition.overheated) return makeFault('YB-PRN-104')
  if (condition.recoverable || condition.offline) return makeFault('YB-PRN-105', { offline: condition.offline })
  return undefined
}

const paperOf = (condition: Condition): PaperState => (condition.paperOut ? 'out' : condition.paperLow ? 'low' : 'full')

export const statusOf = (condition: Condition, printing: boolean): PrinterStatus => {
  const fault = faultOf(condition)
  const hardware = condition.unrecoverable || condition.cutterError || condition.recoverable
  return {
    device: fault === undefined ? (printing ? 'deviceBusy' : 'online') : hardware ? 'hardwareError' : 'userError',
    paper: paperOf(condition),
    cover: condition.coverOpen ? 'open' : 'closed',
    ...(fault === undefined ? {} : { fault }),
  }
}

export const sameStatus = (a: PrinterStatus, b: PrinterStatus): boolean =>
  a.device === b.device && a.paper === b.paper && a.cover === b.cover && a.fault?.code === b.fault?.code
