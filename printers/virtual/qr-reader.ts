/** QR codes read off a sheet as a phone does: from the dots, never from what the sender said. */
import * as jsqrModule from 'jsqr'
import type { Rows } from './typesetter.ts'

type DecodeQr = typeof import('jsqr').default
/** A CommonJS package that calls itself a module: where its function hangs depends on who loads it. */
const jsQR = [jsqrModule, jsqrModule.default, (jsqrModule.default as { default?: unknown } | undefined)?.default].find(
  (candidate): candidate is never => typeof candidate === 'function',
) as unknown as DecodeQr

/** @returns payloads from top to bottom */
export const readQrCodes = (rows: Rows, dots: number): string[] => {
  const found: string[] = []
  for (const [from, to] of finderRegions(rows, dots)) {
    // The decoder finds one code at a time: a found one is painted over, and it is asked again.
    const pixels = pixelsOf(rows, dots, from, to)
    for (let turn = 0; turn < 8 && to > from; turn++) {
      const code = jsQR(new Uint8ClampedArray(pixels), dots, to - from, { inversionAttempts: 'dontInvert' })
      if (code === null || code.data === '') break
      found.push(code.data)
      const { topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner } = code.location
      const corners = [topLeftCorner, topRightCorner, bottomLeftCorner, bottomRightCorner]
      const left = Math.max(0, Math.floor(Math.min(...corners.map((corner) => corner.x))) - 2)
      const right = Math.min(dots, Math.ceil(Math.max(...corners.map((corner) => corner.x))) + 2)
      const top = Math.max(0, Math.floor(Math.min(...corners.map((corner) => corner.y))) - 2)
      const bottom = Math.min(to - from, Math.ceil(Math.max(...corners.map((corner) => corner.y))) + 2)
      for (let row = top; row < bottom; row++) pixels.fill(255, (row * dots + left) * 4, (row * dots + right) * 4)
    }
  }
  return found
}

/**
 * Rows that hold a finder (dark and light in 1:1:3:1:1), with room above and below. The decoder is slow, a sheet is
 * long, and most papers have no code at all.
 */
const finderRegions = (rows: Rows, dots: number): [number, number][] => {
  const hits: { row: number; module: number }[] = []
  for (let row = 0; row < rows.height; row++) {
    const module = finderIn(rows.bits, row * (dots >> 3), dots)
    if (module > 0) hits.push({ row, module })
  }
  const regions: [number, number][] = []
  for (const { row, module } of hits) {
    const last = regions.at(-1)
    const [from, to] = [Math.max(0, row - 12 * module), Math.min(rows.height, row + 12 * module)]
    // The two upper finders and the lower one belong together: at most 177 modules apart, in practice far fewer.
    if (last !== undefined && from - last[1] < 60 * module) last[1] = to
    else regions.push([from, to])
  }
  return regions
}

/** @returns dots a module, 0 when this row holds no finder */
const finderIn = (bits: Uint8Array, start: number, dots: number): number => {
  const runs: number[] = [0]
  let colour = 0
  for (let x = 0; x < dots; x++) {
    const dark = (bits[start + (x >> 3)]! >> (7 - (x & 7))) & 1
    if (dark === colour) runs[runs.length - 1]!++
    else runs.push(1)
    colour = dark
  }
  // Runs at odd places are dark.
  for (let at = 1; at + 4 < runs.length; at += 2) {
    const module = runs[at]!
    if (module < 2) continue
    const near = (run: number, times: number): boolean => Math.abs(run - module * times) <= Math.max(1, module * 0.34)
    if (near(runs[at + 1]!, 1) && near(runs[at + 2]!, 3) && near(runs[at + 3]!, 1) && near(runs[at + 4]!, 1))
      return module
  }
  return 0
}

const pixelsOf = (rows: Rows, dots: number, from: number, to: number): Uint8ClampedArray => {
  const pixels = new Uint8ClampedArray(dots * (to - from) * 4).fill(255)
  const first = from * dots
  for (let at = first; at < to * dots; at++) {
    if (((rows.bits[at >> 3]! >> (7 - (at & 7))) & 1) === 0) continue
    const pixel = (at - first) * 4
    pixels[pixel] = pixels[pixel + 1] = pixels[pixel + 2] = 0
  }
  return pixels
}
