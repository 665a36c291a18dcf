/** Draws a layout, dot by dot. */
import { fault, ok, type Result } from '../../src/domain/result.ts'
import type { DocumentTree } from '../documents/tree.ts'
import { cleanText } from './clean-text.ts'
import { setBox, setDashedRing, setGlyph, setRectangle } from './dots.ts'
import type { PaperFonts } from './fonts.ts'
import { glyphOf, signsOf } from './glyphs.ts'
import { type Layout, layoutDocument } from './layout.ts'
import type { PaperWidth } from './measures.ts'
import type { Picture } from './picture.ts'
import type { Mark } from './sheet.ts'

export interface PaintLimits {
  /** Longest paper in dot rows; 8 rows = 1 mm. */
  readonly maxRows: number
}

/** Faults: YB-PRN-301 a character no face can draw, YB-PRN-302 too long. */
export const paintDocument = (
  tree: DocumentTree,
  width: PaperWidth,
  fonts: PaperFonts,
  limits: PaintLimits,
): Result<Picture> => {
  const missing = fonts.missing(cleanText(textsOf(tree).join('')))
  if (missing.length > 0) {
    // The code points are not personal by themselves, and the attendant needs them to find a face.
    const characters = missing.map((sign) => `U+${sign.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`)
    return fault('YB-PRN-301', { characters: characters.slice(0, 8).join(' ') })
  }
  const layout = layoutDocument(tree, width, fonts.measure)
  if (layout.height > limits.maxRows) return fault('YB-PRN-302', { rows: layout.height, maxRows: limits.maxRows })
  return ok(paintLayout(layout, fonts))
}

/** Every text of a tree, in reading order. */
export const textsOf = (tree: DocumentTree): string[] => {
  const found: string[] = []
  const walk = (value: unknown, key: string): void => {
    if (typeof value === 'string') {
      if (!structural.has(key)) found.push(value)
    } else if (Array.isArray(value)) for (const entry of value) walk(entry, key)
    else if (value !== null && typeof value === 'object')
      for (const [name, entry] of Object.entries(value)) walk(entry, name)
  }
  walk(tree.blocks, 'blocks')
  return found
}
/** Keys whose strings are never drawn as text. */
const structural = new Set(['block', 'tone', 'align', 'style', 'payload'])

export const paintLayout = (layout: Layout, fonts: PaperFonts): Picture => {
  const picture: Picture = {
    width: layout.width,
    height: layout.height,
    bits: new Uint8Array((layout.width >> 3) * layout.height),
  }
  for (const mark of layout.marks) setMark(picture, mark, fonts)
  return picture
}

const setMark = (picture: Picture, mark: Mark, fonts: PaperFonts): void => {
  switch (mark.mark) {
    case 'text':
      setText(picture, mark, fonts)
      return
    case 'fill':
      setRectangle(picture, Math.round(mark.x), Math.round(mark.y), Math.round(mark.width), Math.round(mark.height))
      return
    case 'box':
      setBox(picture, mark)
      return
    case 'dashes':
      for (let x = mark.x; x < mark.x + mark.width; x += 12)
        setRectangle(picture, x, mark.y, Math.min(7, mark.x + mark.width - x), mark.line)
      return
    case 'circle':
      setDashedRing(picture, mark.x, mark.y, mark.radius, mark.line)
      return
    case 'qr':
      for (let row = 0; row < mark.modules.size; row++)
        for (let column = 0; column < mark.modules.size; column++)
          if (mark.modules.isDark(row, column))
            setRectangle(picture, mark.x + column * mark.module, mark.y + row * mark.module, mark.module, mark.module)
  }
}

/** Every character stands on a whole dot: half dots are grey, and a head knows no grey. */
const setText = (picture: Picture, mark: Extract<Mark, { mark: 'text' }>, fonts: PaperFonts): void => {
  let pen = mark.x
  for (const run of fonts.runs(mark.text, mark.weight))
    for (const sign of signsOf(run.text)) {
      const glyph = glyphOf(run.family, mark.size, sign)
      setGlyph(picture, glyph, Math.round(pen) + glyph.left, mark.baseline - glyph.up, mark.white === true)
      pen += glyph.advance
    }
}
