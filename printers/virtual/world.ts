/** The printer's own memory on disk: its paper, its buffer, the sheets in the tray. It is the world, not the terminal. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CutSheet, MachineMemory } from './machine.ts'
import { recordSheet, type SheetRecord } from './sheets.ts'

interface Stored {
  readonly sheets: readonly SheetRecord[]
  /** Bytes as base64. */
  readonly memory: unknown
}

/** Bytes in a value as `{ base64 }`, and back. */
const written = (_: string, value: unknown): unknown =>
  value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value
const read = (_: string, value: unknown): unknown =>
  value !== null && typeof value === 'object' && 'base64' in value && typeof value.base64 === 'string'
    ? new Uint8Array(Buffer.from(value.base64, 'base64'))
    : value

export interface PrinterWorld {
  readonly memory: MachineMemory | undefined
  readonly sheets: readonly SheetRecord[]
  addSheet(sheet: CutSheet): SheetRecord
  save(memory: MachineMemory): void
}

/** @param folder made when missing */
export const openPrinterWorld = (folder: string, dots: number): PrinterWorld => {
  mkdirSync(join(folder, 'sheets'), { recursive: true })
  const file = join(folder, 'printer.json')
  const stored: Stored = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8'), read) : { sheets: [], memory: null }
  const sheets = [...stored.sheets]
  let memory = stored.memory as MachineMemory | null

  const write = (): void => {
    // Rename is one step: a kill in the middle leaves the old file or the new one, never half of either.
    writeFileSync(`${file}.new`, JSON.stringify({ sheets, memory } satisfies Stored, written))
    renameSync(`${file}.new`, file)
  }
  return {
    sheets,
    memory: memory ?? undefined,
    addSheet: (sheet) => {
      const { record, png } = recordSheet(sheets.length + 1, sheet, dots)
      writeFileSync(join(folder, 'sheets', record.png), png)
      sheets.push(record)
      write()
      return record
    },
    save: (now) => {
      memory = now
      write()
    },
  }
}
