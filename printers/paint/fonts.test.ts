import { existsSync } from 'node:fs'
import { createCanvas, GlobalFonts } from '@napi-rs/canvas'
import { describe, expect, it } from 'vitest'
import type { DocumentTree } from '../documents/tree.ts'
import { debianFallbackFaces, loadPaperFonts } from './fonts.ts'
import { paintDocument } from './paint.ts'
import { type Picture, packRows } from './picture.ts'

const fonts = loadPaperFonts()
const tree = (text: string): DocumentTree => ({
  document: 'enrolmentCertificate',
  size: 'normal',
  blocks: [{ block: 'paragraph', text }],
})
const paint = (text: string) => paintDocument(tree(text), 576, fonts, { maxRows: 8000 })

/** The shape of one character as its own face draws it. */
const shape = (sign: string, family: string): string => {
  const canvas = createCanvas(32, 40)
  const context = canvas.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, 32, 40)
  context.fillStyle = '#000'
  context.font = `28px ${family}`
  context.fillText(sign, 0, 31)
  const bits = new Uint8Array(4 * 40)
  packRows(context.getImageData(0, 0, 32, 40).data, 32, 40, bits, 0)
  return Buffer.from(bits).toString('hex')
}

/** Cuts a square out of a picture at any dot. */
const cutOut = (picture: Picture, x: number, y: number): string => {
  const bits = new Uint8Array(4 * 40)
  for (let row = 0; row < 40; row++)
    for (let column = 0; column < 32; column++) {
      const at = (y + row) * (picture.width >> 3) + ((x + column) >> 3)
      if (((picture.bits[at]! >> (7 - ((x + column) & 7))) & 1) === 1)
        bits[row * 4 + (column >> 3)]! |= 128 >> (column & 7)
    }
  return Buffer.from(bits).toString('hex')
}

describe('the faces of papers', () => {
  const rare = [...'㛃䶮𠮷堃喆㑇𬭎']

  it('print rare characters in the very shape of a face, none as a box', () => {
    const printed = paint(rare.join('　'))
    if (!printed.ok) throw new Error(JSON.stringify(printed.error))
    const box = shape('\u{3fffd}', 'YibaoPaperRegular')
    const seen = new Set<string>()
    rare.forEach((sign, index) => {
      const [run] = fonts.runs(sign, 'regular')
      // Body text: 28 dots, margin 4, its baseline 38 dots down; a wide space between two.
      const found = cutOut(printed.value, 4 + index * 56, 7)
      expect(found).toBe(shape(sign, run!.family))
      expect(found).not.toBe(box)
      seen.add(found)
    })
    expect(seen.size).toBe(rare.length)
  })

  it.skipIf(!debianFallbackFaces.every(existsSync))(
    'fetch 𠮷 from a fallback face and the rest from the main one',
    () => {
      const families = rare.map((sign) => fonts.runs(sign, 'bold')[0]!.family)
      expect(families.filter((family) => family === 'YibaoPaperBold')).toHaveLength(6)
      expect(families[2]).toMatch(/^YibaoPaperFallback/)
      expect(fonts.runs('张𠮷强', 'bold').map((run) => run.text)).toEqual(['张', '𠮷', '强'])
    },
  )

  it('refuse a paper with a character nobody can draw, and say which', () => {
    const poor = loadPaperFonts([])
    const refused = paintDocument(tree('张𠮷'), 576, poor, { maxRows: 8000 })
    expect(refused).toEqual({ ok: false, error: { code: 'YB-PRN-301', detail: { characters: 'U+20BB7' } } })
    expect(paint('张\ufffd')).toMatchObject({ ok: false, error: { code: 'YB-PRN-301' } })
    expect(paint('张\ue815')).toMatchObject({ ok: false, error: { code: 'YB-PRN-301' } })
  })

  it('have Simplified-Chinese shapes: 骨 turns its corner to the left', () => {
    // In the Japanese shape the inner corner of the upper part stands on the right.
    const left = columnsOfCorner('骨', 'left')
    const right = columnsOfCorner('骨', 'right')
    expect(left).toBeGreaterThan(right)
    expect(GlobalFonts.has('YibaoPaperRegular')).toBe(true)
  })
})

/** Dots of the small horizontal stroke inside the upper part of 骨, in its left and right half. */
const columnsOfCorner = (sign: string, side: 'left' | 'right'): number => {
  const canvas = createCanvas(200, 200)
  const context = canvas.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, 200, 200)
  context.fillStyle = '#000'
  context.font = `200px ${fonts.runs(sign, 'regular')[0]!.family}`
  context.fillText(sign, 0, 176)
  const data = context.getImageData(0, 0, 200, 200).data
  let dots = 0
  const [from, to] = side === 'left' ? [62, 88] : [112, 138]
  for (let y = 38; y < 62; y++) for (let x = from; x < to; x++) if (data[(y * 200 + x) * 4]! < 128) dots++
  return dots
}
