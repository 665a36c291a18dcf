/** The printer's own memory on disk: its paper, its buffer, the sheets in the tray. It is the world, not the terminal. */
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CutSheet, MachineMemory } from './machine.ts'
import { recordSheet, type SheetRecord } from './sheets.ts'

interface Stored {
  readonly sheets: readonly SheetRecord[]
  readonly memory:
    | (Omit<MachineMemory, 'strip' | 'buffer'> & { readonly strip: string; readonly buffer: string })
    | null
}

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
  const stored: Stored = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : { sheets: [], memory: null }
  const sheets = [...stored.sheets]
  let memory = stored.memory

  const write = (): void => {
    // Rename is one step: a kill in the middle leaves the old file or the new one, never half of either.
    writeFileSync(`${file}.new`, JSON.stringify({ sheets, memory } satisfies Stored))
    renameSync(`${file}.new`, file)
  }
  return {
    sheets,
    memory:
      memory === null
        ? undefined
        : { ...memory, strip: Buffer.from(memory.strip, 'base64'), buffer: Buffer.from(memory.buffer, 'base64') },
    addSheet: (sheet) => {
      const { record, png } = recordSheet(sheets.length + 1, sheet, dots)
      writeFileSync(join(folder, 'sheets', record.png), png)
      sheets.push(record)
      write()
      return record
    },
    save: (now) => {
      memory = {
        ...now,
        strip: Buffer.from(now.strip).toString('base64'),
        buffer: Buffer.from(now.buffer).toString('base64'),
      }
      write()
    },
  }
}
