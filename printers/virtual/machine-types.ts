/** What a virtual printer is made with, tells, and keeps. */
import type { PrinterFaultName } from './faults.ts'
import type { IdFault } from './id-answers.ts'
import type { Rows } from './line-drawing.ts'

export interface MachineOptions {
  /** Printable dots in a row. */
  readonly dots: 576 | 384
  /** Dot rows a second; 1,200 = 150 mm/s. */
  readonly rowsPerSecond: number
  readonly receiveBufferBytes: number
  /** Dot rows between head and cutter. */
  readonly gapRows: number
  readonly cutMs: number
  readonly overheatMs: number
  /** GB 18030 from power-on, as printers sold in China. */
  readonly chinese: boolean
}

export const standardMachine: MachineOptions = {
  dots: 576,
  rowsPerSecond: 1200,
  receiveBufferBytes: 65_536,
  gapRows: 96,
  cutMs: 250,
  overheatMs: 3000,
  chinese: true,
}

/** A piece of paper that has come off. */
export interface CutSheet {
  /** False when it was torn off, or its printing was broken off. */
  readonly complete: boolean
  readonly rows: Rows
  /** Process ids that were reached on this sheet. */
  readonly ids: readonly string[]
}

export interface MachineEvents {
  /** To everyone on the line. */
  answer(bytes: Uint8Array): void
  sheet(sheet: CutSheet): void
  /** The cable: false = every line is dead and none can be opened. */
  cable(connected: boolean): void
  /** Bytes nobody understands, a symbol that cannot be drawn. */
  problem(what: string): void
}

/** What survives a restart of the program, because in the world it lies in the printer. */
export interface MachineMemory {
  readonly strip: Uint8Array
  readonly buffer: Uint8Array
  /** What the firmware had understood and the mechanics had not done yet. */
  readonly motions: readonly KeptMotion[]
  readonly paperOut: boolean
  readonly paperLow: boolean
  readonly coverOpen: boolean
  readonly broken: boolean
  readonly ids: readonly string[]
}

/** What the mechanics have to do next. */
export type Motion =
  | { readonly kind: 'rows'; readonly rows: Rows; done: number }
  | { readonly kind: 'cut'; readonly full: boolean; left: number }
  | { readonly kind: 'mark'; readonly id: string; readonly told: boolean }

/** A fault that waits for its row. */
export interface Armed {
  readonly fault: PrinterFaultName
  readonly atRow: number
  /** Sheets cut before the one it is meant for. */
  readonly sheet: number
}

/** Nothing wrong with it. */
export const allWell = {
  paperOut: false,
  paperLow: false,
  coverOpen: false,
  cutterError: false,
  overheatLeft: 0,
  silent: false,
  noProcessId: false,
  noAutomatic: false,
  stray: false,
  ids: null as IdFault | null,
  cable: true,
}

export type KeptMotion =
  | { readonly kind: 'rows'; readonly bits: Uint8Array }
  | { readonly kind: 'cut'; readonly full: boolean }
  | { readonly kind: 'mark'; readonly id: string }

export const keptMotion = (motion: Motion): KeptMotion => {
  if (motion.kind === 'cut') return { kind: 'cut', full: motion.full }
  if (motion.kind === 'mark') return { kind: 'mark', id: motion.id }
  const { bits, height } = motion.rows
  return { kind: 'rows', bits: bits.slice((bits.length / height) * motion.done) }
}

/** Marks found again are answered to nobody: the line they came over is gone. */
export const motionAgain = (kept: KeptMotion, rowLength: number, cutMs: number): Motion => {
  if (kept.kind === 'cut') return { kind: 'cut', full: kept.full, left: cutMs }
  if (kept.kind === 'mark') return { kind: 'mark', id: kept.id, told: true }
  return { kind: 'rows', rows: { height: kept.bits.length / rowLength, bits: kept.bits }, done: 0 }
}
