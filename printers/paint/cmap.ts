/**
 * Which characters a TrueType face can draw, read from its `cmap` table. The drawing library never tells: a character
 * without a glyph comes out as a silent box, so this is asked before anything is printed.
 */
import { closeSync, openSync, readSync } from 'node:fs'

export interface Coverage {
  has(codePoint: number): boolean
  /** Number of characters covered. */
  readonly count: number
}

const highest = 0x40000

/** @param face path of a TrueType or OpenType file. Throws when it is none. */
export const readCoverage = (face: string): Coverage => coverageOf(readTable(face, 'cmap'))

const readTable = (path: string, tag: string): Buffer => {
  const file = openSync(path, 'r')
  try {
    const read = (position: number, length: number): Buffer => {
      const bytes = Buffer.alloc(length)
      if (readSync(file, bytes, 0, length, position) !== length) throw new Error(`${path} is cut short`)
      return bytes
    }
    const count = read(0, 12).readUInt16BE(4)
    const directory = read(12, count * 16)
    for (let entry = 0; entry < count; entry++) {
      const at = entry * 16
      if (directory.toString('latin1', at, at + 4) === tag)
        return read(directory.readUInt32BE(at + 8), directory.readUInt32BE(at + 12))
    }
    throw new Error(`${path} has no ${tag} table`)
  } finally {
    closeSync(file)
  }
}

const coverageOf = (table: Buffer): Coverage => {
  const bits = new Uint8Array(highest / 8)
  let count = 0
  const add = (codePoint: number): void => {
    const index = codePoint >> 3
    const bit = 1 << (codePoint & 7)
    if (index >= bits.length || (bits[index]! & bit) !== 0) return
    bits[index]! |= bit
    count++
  }
  const seen = new Set<number>()
  for (let entry = 0; entry < table.readUInt16BE(2); entry++) {
    const offset = table.readUInt32BE(4 + entry * 8 + 4)
    if (seen.has(offset)) continue
    seen.add(offset)
    const format = table.readUInt16BE(offset)
    if (format === 4) addSegments(table, offset, add)
    else if (format === 12) addGroups(table, offset, add)
  }
  return { count, has: (codePoint) => ((bits[codePoint >> 3] ?? 0) & (1 << (codePoint & 7))) !== 0 }
}

/** Format 4: the Basic Multilingual Plane in segments. */
const addSegments = (table: Buffer, offset: number, add: (codePoint: number) => void): void => {
  const double = table.readUInt16BE(offset + 6)
  const ends = offset + 14
  const starts = ends + double + 2
  const deltas = starts + double
  const ranges = deltas + double
  for (let at = 0; at < double; at += 2) {
    const start = table.readUInt16BE(starts + at)
    const end = table.readUInt16BE(ends + at)
    const delta = table.readUInt16BE(deltas + at)
    const range = table.readUInt16BE(ranges + at)
    for (let codePoint = start; codePoint <= end && codePoint !== 0xffff; codePoint++) {
      const glyph = range === 0 ? codePoint : table.readUInt16BE(ranges + at + range + (codePoint - start) * 2)
      if (glyph !== 0 && ((glyph + delta) & 0xffff) !== 0) add(codePoint)
    }
  }
}

/** Format 12: all planes in groups. */
const addGroups = (table: Buffer, offset: number, add: (codePoint: number) => void): void => {
  const groups = table.readUInt32BE(offset + 12)
  for (let group = 0; group < groups; group++) {
    const at = offset + 16 + group * 12
    const start = table.readUInt32BE(at)
    const end = Math.min(table.readUInt32BE(at + 4), highest - 1)
    const firstGlyph = table.readUInt32BE(at + 8)
    for (let codePoint = start; codePoint <= end; codePoint++) if (firstGlyph + codePoint - start !== 0) add(codePoint)
  }
}
