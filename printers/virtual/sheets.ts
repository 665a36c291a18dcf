/** Sheets as they lie in the tray: a picture each, and what can be read off it. */
import type { DocumentName } from '../documents/tree.ts'
import { encodePng } from '../paint/png.ts'
import { documentOfProcessId } from '../thermal/process-id.ts'
import type { CutSheet } from './machine.ts'
import { readQrCodes } from './qr-reader.ts'

/** In the form of the dock. */
export interface SheetRecord {
  readonly n: number
  /** From the process ids on this sheet, which name the document; null when the sender uses none. */
  readonly document: DocumentName | null
  readonly complete: boolean
  /** Dot rows. */
  readonly rows: number
  /** Payloads of the QR codes, decoded from the picture. */
  readonly qr: readonly string[]
  /** File name in the sheet folder. */
  readonly png: string
}

export const recordSheet = (n: number, sheet: CutSheet, dots: number): { record: SheetRecord; png: Buffer } => {
  const id = sheet.ids.at(-1)
  return {
    record: {
      n,
      document: id === undefined ? null : documentOfProcessId(id),
      complete: sheet.complete,
      rows: sheet.rows.height,
      qr: readQrCodes(sheet.rows, dots),
      png: `${n}.png`,
    },
    png: encodePng({ width: dots, height: sheet.rows.height, bits: sheet.rows.bits }, 16),
  }
}
