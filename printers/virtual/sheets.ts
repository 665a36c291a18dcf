/** Sheets as they lie in the tray: a picture each, and what can be read off it. */
import * as jsqrModule from 'jsqr'
import type { DocumentName } from '../documents/tree.ts'
import { encodePng } from '../paint/png.ts'
import { documentOfProcessId } from '../thermal/process-id.ts'
import type { CutSheet } from './machine.ts'

type DecodeQr = typeof import('jsqr').default
/** A CommonJS package that calls itself a module: where its function hangs depends on who loads it. */
const jsQR = [jsqrModule, jsqrModule.default, (jsqrModule.default as { default?: unknown } | undefined)?.default].find(
  (candidate): candidate is never => typeof candidate === 'function',
) as unknown as DecodeQr

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
      qr: decodeQrCodes(sheet, dots),
      png: `${n}.png`,
    },
    png: encodePng({ width: dots, height: sheet.rows.height, bits: sheet.rows.bits }, 16),
  }
}

/** The decoder finds one code at a time: each found one is painted over, and it is asked again. */
export const decodeQrCodes = (sheet: CutSheet, dots: number): string[] => {
  const { height, bits } = sheet.rows
  const found: string[] = []
  if (height === 0) return found
  // A quarter of the dots is enough for the decoder and saves it from fine print; small codes need them all.
  const pixels = new Uint8ClampedArray(dots * height * 4).fill(255)
  for (let at = 0; at < dots * height; at++) {
    if (((bits[at >> 3]! >> (7 - (at & 7))) & 1) === 1) pixels[at * 4] = pixels[at * 4 + 1] = pixels[at * 4 + 2] = 0
  }
  const sliceRows = 1600
  for (let top = 0; top < height; top += sliceRows / 2) {
    const rows = Math.min(sliceRows, height - top)
    for (let turn = 0; turn < 8; turn++) {
      const view = pixels.subarray(top * dots * 4, (top + rows) * dots * 4)
      const code = jsQR(new Uint8ClampedArray(view), dots, rows, { inversionAttempts: 'dontInvert' })
      if (code === null || code.data === '') break
      found.push(code.data)
      const { topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner } = code.location
      const corners = [topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner]
      const from = Math.max(0, Math.floor(Math.min(...corners.map((corner) => corner.y))) - 4)
      const to = Math.min(rows, Math.ceil(Math.max(...corners.map((corner) => corner.y))) + 4)
      view.fill(255, from * dots * 4, to * dots * 4)
    }
  }
  return found
}
