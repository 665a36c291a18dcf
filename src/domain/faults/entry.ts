import type { OperatorAction } from '../device.ts'

/** One line of the catalogue. English here is for operators and engineers; members read `config/texts`. */
export interface FaultEntry {
  /** Short name in camelCase, unique in its file. */
  readonly name: string
  /** What happened, one sentence. */
  readonly what: string
  /** What the operator or engineer does next, one sentence. */
  readonly next: string
  readonly action: OperatorAction
}

export const entries = <T extends Record<`YB-${string}`, FaultEntry>>(list: T): T => list
