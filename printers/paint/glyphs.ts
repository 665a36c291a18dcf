/**
 * Characters as dots, each drawn once. A paper sets the same few hundred characters again and again; drawing whole lines
 * and reading their pixels back costs a hundred times the memory and most of the time (measured: 40 ms a receipt against
 * under 2).
 */
import { createCanvas, type SKRSContext2D } from '@napi-rs/canvas'

export interface Glyph {
  /** Dots from the pen to the left edge of `bits`, and from the baseline up to its upper edge. */
  readonly left: number
  readonly up: number
  /** Dots; rows are padded to whole bytes. */
  readonly width: number
  readonly height: number
  readonly bits: Uint8Array
  /** Dots the pen moves on; not rounded. */
  readonly advance: number
}

/** A little above the middle of grey, so that the thin strokes of the regular weight do not break. */
const threshold = 150
/** More than every character of a year's papers; names make it grow slowly, and then it begins anew. */
const mostGlyphs = 8000

const store = new Map<string, Glyph>()
const contexts = new Map<number, SKRSContext2D>()

/** @param sign one character with the marks that belong to it */
export const glyphOf = (family: string, size: number, sign: string): Glyph => {
  const key = `${family} ${size} ${sign}`
  const known = store.get(key)
  if (known !== undefined) return known
  const glyph = drawGlyph(family, size, sign)
  if (store.size >= mostGlyphs) store.clear()
  store.set(key, glyph)
  return glyph
}

const drawGlyph = (family: string, size: number, sign: string): Glyph => {
  const edge = size * 2
  let context = contexts.get(edge)
  if (context === undefined) {
    context = createCanvas(edge, edge).getContext('2d')
    contexts.set(edge, context)
  }
  const pen = Math.round(size * 0.4)
  const baseline = Math.round(size * 1.4)
  context.fillStyle = '#fff'
  context.fillRect(0, 0, edge, edge)
  context.fillStyle = '#000'
  context.font = `${size}px ${family}`
  context.fillText(sign, pen, baseline)
  const advance = context.measureText(sign).width
  const pixels = context.getImageData(0, 0, edge, edge).data
  let [top, bottom, left, right] = [edge, 0, edge, 0]
  for (let y = 0; y < edge; y++)
    for (let x = 0; x < edge; x++)
      if (pixels[(y * edge + x) * 4 + 1]! < threshold) {
        top = Math.min(top, y)
        bottom = Math.max(bottom, y + 1)
        left = Math.min(left, x)
        right = Math.max(right, x + 1)
      }
  if (right <= left) return { left: 0, up: 0, width: 0, height: 0, bits: new Uint8Array(0), advance }
  const [width, height] = [right - left, bottom - top]
  const bytes = (width + 7) >> 3
  const bits = new Uint8Array(bytes * height)
  for (let y = 0; y < height; y++)
    for (let x = 0; x < width; x++)
      if (pixels[((top + y) * edge + left + x) * 4 + 1]! < threshold) bits[y * bytes + (x >> 3)]! |= 128 >> (x & 7)
  return { left: left - pen, up: baseline - top, width, height, bits, advance }
}

/** Characters with the marks that cling to them: variation selectors, combining accents. */
export const signsOf = (text: string): string[] => text.match(/.\p{M}*/gsu) ?? []
