/** Draws a layout. The canvas is one slice high and is used again, so that a long list costs no more memory than a slip. */
import { type Canvas, createCanvas, type SKRSContext2D } from '@napi-rs/canvas'
import { fault, ok, type Result } from '../../src/domain/result.ts'
import type { DocumentTree } from '../documents/tree.ts'
import { cleanText } from './clean-text.ts'
import type { PaperFonts } from './fonts.ts'
import { type Layout, layoutDocument } from './layout.ts'
import type { PaperWidth } from './measures.ts'
import { type Picture, packRows } from './picture.ts'
import type { Mark } from './sheet.ts'

/**
 * Rows drawn at a time. Reading pixels back costs thirty times more per row as soon as the copy is larger than what the
 * allocator keeps at hand (measured: 64 rows 0.3 ms, 128 rows 6 ms for 512 rows).
 */
const sliceRows = 64

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

let slice: { readonly canvas: Canvas; readonly context: SKRSContext2D } | undefined

export const paintLayout = (layout: Layout, fonts: PaperFonts): Picture => {
  if (slice === undefined || slice.canvas.width !== layout.width) {
    const canvas = createCanvas(layout.width, sliceRows)
    slice = { canvas, context: canvas.getContext('2d') }
  }
  const { context } = slice
  const bits = new Uint8Array((layout.width >> 3) * layout.height)
  for (let top = 0; top < layout.height; top += sliceRows) {
    const rows = Math.min(sliceRows, layout.height - top)
    context.setTransform(1, 0, 0, 1, 0, 0)
    context.fillStyle = '#fff'
    context.fillRect(0, 0, layout.width, sliceRows)
    context.setTransform(1, 0, 0, 1, 0, -top)
    const reached = layout.marks.filter((mark) => reaches(mark, top, top + rows))
    if (reached.length === 0) continue
    for (const mark of reached) drawMark(context, mark, fonts)
    packRows(context.getImageData(0, 0, layout.width, rows).data, layout.width, rows, bits, top)
  }
  return { width: layout.width, height: layout.height, bits }
}

const reaches = (mark: Mark, top: number, bottom: number): boolean => {
  const [from, to] = extent(mark)
  return from < bottom && to > top
}

const extent = (mark: Mark): [number, number] => {
  switch (mark.mark) {
    case 'text':
      return [mark.baseline - mark.size * 1.3, mark.baseline + mark.size * 0.5]
    case 'circle':
      return [mark.y - mark.radius - mark.line, mark.y + mark.radius + mark.line]
    case 'qr':
      return [mark.y, mark.y + mark.modules.size * mark.module]
    case 'dashes':
      return [mark.y, mark.y + mark.line]
    default:
      return [mark.y, mark.y + mark.height]
  }
}

const drawMark = (context: SKRSContext2D, mark: Mark, fonts: PaperFonts): void => {
  context.fillStyle = '#000'
  context.strokeStyle = '#000'
  switch (mark.mark) {
    case 'text': {
      if (mark.white === true) context.fillStyle = '#fff'
      let x = mark.x
      const runs = fonts.runs(mark.text, mark.weight)
      for (const run of runs) {
        context.font = `${mark.size}px ${run.family}`
        context.fillText(run.text, x, mark.baseline)
        if (runs.length > 1) x += context.measureText(run.text).width
      }
      return
    }
    case 'fill':
      context.fillRect(mark.x, mark.y, mark.width, mark.height)
      return
    case 'box':
      context.beginPath()
      if (mark.filled === true) {
        context.roundRect(mark.x, mark.y, mark.width, mark.height, mark.radius)
        context.fill()
      } else {
        const inset = mark.line / 2
        context.lineWidth = mark.line
        context.roundRect(mark.x + inset, mark.y + inset, mark.width - mark.line, mark.height - mark.line, mark.radius)
        context.stroke()
      }
      return
    case 'dashes':
      for (let x = mark.x; x < mark.x + mark.width; x += 12)
        context.fillRect(x, mark.y, Math.min(7, mark.x + mark.width - x), mark.line)
      return
    case 'circle':
      context.beginPath()
      context.lineWidth = mark.line
      context.setLineDash([8, 6])
      context.arc(mark.x, mark.y, mark.radius, 0, 2 * Math.PI)
      context.stroke()
      context.setLineDash([])
      return
    case 'qr':
      for (let row = 0; row < mark.modules.size; row++)
        for (let column = 0; column < mark.modules.size; column++)
          if (mark.modules.isDark(row, column))
            context.fillRect(mark.x + column * mark.module, mark.y + row * mark.module, mark.module, mark.module)
  }
}
