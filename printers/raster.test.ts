import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Picture } from './paint/picture.ts'
import { bandRows, rasterBands } from './raster.ts'

/** Reads bands back into dots; knows `ESC J`, `GS v 0` and `GS ( L` and nothing else. */
const readBack = (bytes: Uint8Array, width: number): number[] => {
  const rows: number[] = []
  let at = 0
  while (at < bytes.length) {
    if (bytes[at] === 0x1b && bytes[at + 1] === 0x4a) {
      for (let index = 0; index < bytes[at + 2]! * width; index++) rows.push(0)
      at += 3
    } else if (bytes[at] === 0x1d && bytes[at + 1] === 0x76) {
      const length = (bytes[at + 4]! + bytes[at + 5]! * 256) * (bytes[at + 6]! + bytes[at + 7]! * 256)
      rows.push(...bytes.subarray(at + 8, at + 8 + length))
      at += 8 + length
    } else if (bytes[at] === 0x1d && bytes[at + 1] === 0x28 && bytes[at + 2] === 0x4c) {
      const length = bytes[at + 3]! + bytes[at + 4]! * 256
      if (bytes[at + 6] === 0x70) rows.push(...bytes.subarray(at + 15, at + 5 + length))
      at += 5 + length
    } else throw new Error(`byte ${bytes[at]} at ${at}`)
  }
  return rows
}

const joined = (picture: Picture, command?: 'GS v 0' | 'GS ( L'): Uint8Array =>
  Buffer.concat(rasterBands(picture, command).map((band) => band.bytes))

/** Pictures with long white parts and with the bytes that look like commands. */
const pictures = fc
  .array(
    fc.oneof(
      fc.record({ rows: fc.integer({ min: 1, max: 600 }), fill: fc.constant<number[]>([]) }),
      fc.record({
        rows: fc.integer({ min: 1, max: 200 }),
        fill: fc.array(fc.constantFrom(0, 0x10, 0x04, 0x05, 0x14, 0x01, 0x80, 0xff), { minLength: 3, maxLength: 17 }),
      }),
    ),
    { minLength: 1, maxLength: 8 },
  )
  .map((parts): Picture => {
    const width = 4
    const bits = new Uint8Array(parts.reduce((sum, part) => sum + part.rows, 0) * width)
    let at = 0
    for (const part of parts)
      for (let index = 0; index < part.rows * width; index++)
        bits[at++] = part.fill.length === 0 ? 0 : part.fill[index % part.fill.length]!
    return { width: width * 8, height: bits.length / width, bits }
  })

describe('raster bands', () => {
  it.each(['GS v 0', 'GS ( L'] as const)(
    'carry every dot of a picture by %s, and at most one more a byte',
    (command) => {
      fc.assert(
        fc.property(pictures, (picture) => {
          const back = readBack(joined(picture, command), 4)
          expect(back.length).toBe(picture.bits.length)
          // Plain comparisons: a matcher for each of a hundred thousand bytes takes seconds.
          const wrong = back.findIndex((byte, index) => {
            const wanted = picture.bits[index]!
            return byte !== wanted && !(wanted === 0x10 && byte === 0x18)
          })
          expect(wrong).toBe(-1)
        }),
        { numRuns: 60 },
      )
    },
  )

  it('never hold a real-time command, whatever the picture', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const bytes = Buffer.from(joined(picture))
        for (const command of [0x04, 0x05, 0x14]) expect(bytes.includes(Buffer.from([0x10, command]))).toBe(false)
      }),
      { numRuns: 60 },
    )
  })

  it('are short, count their rows and end with the picture', () => {
    fc.assert(
      fc.property(pictures, (picture) => {
        const bands = rasterBands(picture)
        let before = 0
        for (const band of bands) {
          if (band.bytes[0] === 0x1d) expect(band.endRow - before).toBeLessThanOrEqual(bandRows)
          expect(band.endRow).toBeGreaterThan(before)
          before = band.endRow
        }
        expect(before).toBe(picture.height)
      }),
      { numRuns: 60 },
    )
  })

  it('send white paper as a feed', () => {
    const picture: Picture = { width: 576, height: 1000, bits: new Uint8Array(72_000) }
    expect(joined(picture).length).toBe(4 * 3)
  })
})
