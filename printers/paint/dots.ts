/** Shapes set straight into the bits of a picture. Whatever reaches beyond its edges is left out. */
import type { Glyph } from './glyphs.ts'
import type { Picture } from './picture.ts'

/** Blackens the dots from `from` up to, not including, `to` in a row; both may be anywhere. */
export const setSpan = ({ width, height, bits }: Picture, row: number, from: number, to: number): void => {
  if (row < 0 || row >= height) return
  const start = row * (width >> 3)
  let x = Math.max(0, from)
  const end = Math.min(width, to)
  while (x < end) {
    if ((x & 7) === 0 && end - x >= 8) {
      bits[start + (x >> 3)] = 0xff
      x += 8
    } else {
      bits[start + (x >> 3)]! |= 128 >> (x & 7)
      x++
    }
  }
}

export const setRectangle = (picture: Picture, x: number, y: number, width: number, height: number): void => {
  for (let row = y; row < y + height; row++) setSpan(picture, row, x, x + width)
}

/** @param white takes dots away instead of setting them */
export const setGlyph = (
  { width, height, bits }: Picture,
  glyph: Glyph,
  x: number,
  y: number,
  white: boolean,
): void => {
  const bytes = (glyph.width + 7) >> 3
  const shift = x & 7
  const first = (x - shift) / 8
  for (let row = 0; row < glyph.height; row++) {
    const target = y + row
    if (target < 0 || target >= height) continue
    const start = target * (width >> 3)
    for (let at = 0; at < bytes; at++) {
      const byte = glyph.bits[row * bytes + at]!
      if (byte === 0) continue
      put(bits, start, width >> 3, first + at, byte >> shift, white)
      if (shift > 0) put(bits, start, width >> 3, first + at + 1, (byte << (8 - shift)) & 255, white)
    }
  }
}

const put = (bits: Uint8Array, start: number, rowLength: number, at: number, byte: number, white: boolean): void => {
  if (at < 0 || at >= rowLength) return
  if (white) bits[start + at]! &= ~byte
  else bits[start + at]! |= byte
}

export interface Box {
  readonly x: number
  readonly y: number
  readonly width: number
  readonly height: number
  readonly radius: number
  /** Thickness of the frame. */
  readonly line: number
  readonly filled?: boolean
}

export const setBox = (picture: Picture, box: Box): void => {
  const [x, y, width, height] = [box.x, box.y, box.width, box.height].map(Math.round) as [
    number,
    number,
    number,
    number,
  ]
  const { line, radius } = box
  for (let row = 0; row < height; row++) {
    const outer = cornerInset(row, height, radius)
    if (box.filled === true || row < line || row >= height - line) {
      setSpan(picture, y + row, x + outer, x + width - outer)
      continue
    }
    const inner = line + cornerInset(row - line, height - 2 * line, Math.max(0, radius - line))
    setSpan(picture, y + row, x + outer, x + Math.max(inner, outer + 1))
    setSpan(picture, y + row, x + width - Math.max(inner, outer + 1), x + width - outer)
  }
}

/** How far a rounded corner draws a row in. */
const cornerInset = (row: number, height: number, radius: number): number => {
  const depth = row < radius ? radius - row - 0.5 : row >= height - radius ? row - (height - radius) + 0.5 : 0
  return depth <= 0 ? 0 : Math.round(radius - Math.sqrt(Math.max(0, radius * radius - depth * depth)))
}

/** A ring of dashes, 8 dots each with 6 dots between. */
export const setDashedRing = (picture: Picture, x: number, y: number, radius: number, line: number): void => {
  const reach = Math.ceil(radius + line)
  for (let row = -reach; row <= reach; row++)
    for (let column = -reach; column <= reach; column++) {
      const distance = Math.sqrt(row * row + column * column)
      if (Math.abs(distance - radius) > line / 2) continue
      const along = (Math.atan2(row, column) + Math.PI) * radius
      if (along % 14 < 8) setSpan(picture, Math.round(y) + row, Math.round(x) + column, Math.round(x) + column + 1)
    }
}
