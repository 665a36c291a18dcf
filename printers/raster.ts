/**
 * A picture as ESC/POS raster bands. White rows become feeds, which halves what goes over the wire; bands stay short, so
 * that a printer with a small buffer starts at once and a status answer never waits behind a long picture.
 */
import { isBlankRow, type Picture, rowBytes } from './paint/picture.ts'

/** `GS v 0` is what every printer of the last twenty years knows; `GS ( L` is for the few that dropped it. */
export type RasterCommand = 'GS v 0' | 'GS ( L'

export interface Band {
  /** Dot rows of the picture that are done when this band is. */
  readonly endRow: number
  readonly bytes: Uint8Array
}

/** Most rows in one band: 128 × 72 bytes is below the 16 kB that small receive buffers hold. */
export const bandRows = 128
/** Fewer white rows than this are cheaper as dots than as a feed of their own. */
const feedFrom = 8

export const rasterBands = (picture: Picture, command: RasterCommand = 'GS v 0'): Band[] => {
  const bands: Band[] = []
  let row = 0
  while (row < picture.height) {
    const blank = blankRun(picture, row, picture.height)
    if (blank >= feedFrom || (blank > 0 && row + blank === picture.height)) {
      bands.push({ endRow: row + blank, bytes: feed(blank) })
      row += blank
      continue
    }
    let end = row
    while (end < picture.height && end - row < bandRows) {
      const white = blankRun(picture, end, Math.min(picture.height, end + feedFrom))
      if (white >= feedFrom) break
      end += Math.max(1, Math.min(white, bandRows - (end - row)))
    }
    bands.push({ endRow: end, bytes: rasterBand(picture, row, end, command) })
    row = end
  }
  return bands
}

const blankRun = (picture: Picture, from: number, limit: number): number => {
  let row = from
  while (row < limit && isBlankRow(picture, row)) row++
  return row - from
}

/** `ESC J n`, n ≤ 255 dots each. Needs `GS P` set to the density of the head, or n counts other units on some heads. */
const feed = (rows: number): Uint8Array => {
  const count = Math.ceil(rows / 255)
  const bytes = new Uint8Array(count * 3)
  for (let index = 0, left = rows; index < count; index++, left -= 255) {
    bytes.set([0x1b, 0x4a, Math.min(left, 255)], index * 3)
  }
  return bytes
}

const rasterBand = (picture: Picture, from: number, to: number, command: RasterCommand): Uint8Array => {
  const width = rowBytes(picture)
  const rows = to - from
  const data = picture.bits.subarray(from * width, to * width)
  const head =
    command === 'GS v 0'
      ? [0x1d, 0x76, 0x30, 0, width & 255, width >> 8, rows & 255, rows >> 8]
      : storeHead(picture.width, rows, data.length)
  // GS ( L stores the picture first; function 50 prints what is stored.
  const tail = command === 'GS v 0' ? [] : [0x1d, 0x28, 0x4c, 2, 0, 0x30, 0x32]
  const bytes = new Uint8Array(head.length + data.length + tail.length)
  bytes.set(head)
  bytes.set(data, head.length)
  breakRealTimeCommands(bytes, head.length, head.length + data.length)
  bytes.set(tail, head.length + data.length)
  return bytes
}

const storeHead = (width: number, rows: number, length: number): number[] => {
  const p = length + 10
  return [
    0x1d,
    0x28,
    0x4c,
    p & 255,
    p >> 8,
    0x30,
    0x70,
    0x30,
    1,
    1,
    0x31,
    width & 255,
    width >> 8,
    rows & 255,
    rows >> 8,
  ]
}

/**
 * Printers look for real-time commands (DLE EOT, DLE ENQ, DLE DC4) in everything they receive, pictures included; a
 * picture could make one answer, clear its buffer or open a drawer. One more dot beside an existing one breaks the
 * sequence, and nobody sees it.
 */
export const breakRealTimeCommands = (bytes: Uint8Array, from: number, to: number): void => {
  for (let at = from; at < to - 1; at++) {
    if (bytes[at] !== 0x10) continue
    const next = bytes[at + 1]
    if (next === 0x04 || next === 0x05 || next === 0x14) bytes[at] = 0x18
  }
}
