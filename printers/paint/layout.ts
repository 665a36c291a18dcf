/**
 * The one layout engine: a document tree becomes marks at dot positions. Pure; how wide a text is, is asked.
 */
import type { DocumentBlock, DocumentTree } from '../documents/tree.ts'
import { cleanText } from './clean-text.ts'
import { layoutFacts, layoutList, layoutRecords, layoutTable } from './layout-rows.ts'
import { breakLines } from './line-break.ts'
import { type Measures, measuresOf, type PaperWidth } from './measures.ts'
import { qrModules } from './qr-modules.ts'
import { baselineIn, lineHeight, type Mark, type MeasureText, placeLines, type Sheet, sideMargin } from './sheet.ts'

export interface Layout {
  readonly width: PaperWidth
  /** Dot rows. */
  readonly height: number
  readonly marks: readonly Mark[]
}

export const layoutDocument = (tree: DocumentTree, width: PaperWidth, measure: MeasureText): Layout => {
  const sheet: Sheet = { width, measures: measuresOf(width, tree.size), measure, marks: [], y: 8 }
  let previous: DocumentBlock | undefined
  for (const block of tree.blocks) {
    if (previous !== undefined) sheet.y += gapBetween(previous, block, sheet.measures)
    layoutBlock(sheet, block)
    previous = block
  }
  return { width, height: Math.ceil(sheet.y) + 8, marks: sheet.marks }
}

/** White space is what makes groups: lines of one kind stand close, a new thing stands apart. */
const gapBetween = (above: DocumentBlock, below: DocumentBlock, measures: Measures): number => {
  const small = Math.round(measures.body * 0.3)
  const plain = Math.round(measures.body * 0.6)
  if (above.block === 'space' || below.block === 'space') return 0
  if (above.block === 'paragraph' && below.block === 'paragraph')
    return Math.round(
      measures.body *
        (above.align !== below.align ? 0.5 : above.align === 'center' || above.tone === below.tone ? 0.15 : 0.4),
    )
  if (above.block === 'title' && below.block === 'paragraph') return small
  if (below.block === 'headline' || above.block === 'headline') return Math.round(measures.body * 0.7)
  if (below.block === 'heading') return Math.round(measures.body * 0.9)
  if (above.block === 'heading') return small
  return plain
}

const layoutBlock = (sheet: Sheet, block: DocumentBlock): void => {
  const { measures } = sheet
  switch (block.block) {
    case 'title':
      if (block.above !== undefined) placeLines(sheet, block.above, measures.above, 'medium', 'center')
      sheet.y += Math.round(measures.above * 0.15)
      placeLines(sheet, block.text, measures.title, 'bold', 'center')
      return
    case 'mark':
      layoutMark(sheet, block.text)
      return
    case 'heading':
      placeLines(sheet, block.text, measures.heading, 'bold', 'left')
      return
    case 'paragraph': {
      const tone = block.tone ?? 'plain'
      const size = tone === 'small' ? measures.small : tone === 'strong' ? measures.strong : measures.body
      placeLines(sheet, block.text, size, tone === 'strong' ? 'bold' : 'regular', block.align ?? 'left')
      return
    }
    case 'headline':
      layoutHeadline(sheet, block)
      return
    case 'facts':
      layoutFacts(sheet, block.rows, block.tone === 'small' ? measures.small : measures.body)
      return
    case 'table':
      layoutTable(sheet, block.columns, block.rows)
      return
    case 'records':
      layoutRecords(sheet, block.rows)
      return
    case 'list':
      layoutList(sheet, block.rows)
      return
    case 'rule':
      layoutRule(sheet, block.style ?? 'solid')
      return
    case 'qr':
      layoutQr(sheet, block.payload)
      if (block.caption !== undefined) placeLines(sheet, block.caption, measures.small, 'regular', 'center')
      return
    case 'seal':
      layoutSeal(sheet, block.text)
      return
    case 'signature':
      layoutSignature(sheet, block.label)
      return
    case 'space':
      sheet.y += block.lines * lineHeight(measures.body)
  }
}

const layoutMark = (sheet: Sheet, text: string): void => {
  const size = sheet.measures.strong
  const inner = sheet.measure(cleanText(text), 'bold', size)
  const width = Math.min(sheet.width - 2 * sideMargin, Math.round(inner + size * 1.6))
  const x = Math.round((sheet.width - width) / 2)
  const height = Math.round(size * 1.6)
  sheet.marks.push({ mark: 'box', x, y: sheet.y, width, height, radius: 8, line: 0, filled: true })
  const top = sheet.y
  sheet.y += (height - lineHeight(size)) / 2
  placeLines(sheet, text, size, 'bold', 'center', { x, width, white: true })
  sheet.y = Math.max(sheet.y, top + height)
}

/** Sizes shrink until the fact stands in one line: an amount that breaks is an amount that is misread. */
const layoutHeadline = (sheet: Sheet, block: Extract<DocumentBlock, { block: 'headline' }>): void => {
  const { measures } = sheet
  const padding = Math.round(measures.body * 0.6)
  const inside = sheet.width - 2 * (sideMargin + padding)
  const text = cleanText(block.text)
  const unit = block.unit === undefined ? '' : cleanText(block.unit)
  let size = measures.headline
  const unitSize = (): number => Math.max(measures.body, Math.round(size * 0.45))
  const unitGap = (): number => (unit === '' ? 0 : Math.round(size * 0.12))
  const total = (): number =>
    sheet.measure(text, 'bold', size) + (unit === '' ? 0 : unitGap() + sheet.measure(unit, 'medium', unitSize()))
  while (total() > inside && size > measures.strong) size -= 2
  const top = sheet.y
  sheet.y += Math.round(padding * 0.8)
  placeLines(sheet, block.label, measures.headlineLabel, 'regular', 'center', {
    x: sideMargin + padding,
    width: inside,
  })
  if (total() <= inside) {
    const height = Math.round(size * 1.3)
    const baseline = baselineIn(sheet.y, height, size)
    const x = Math.round((sheet.width - total()) / 2)
    sheet.marks.push({ mark: 'text', x, baseline, text, size, weight: 'bold' })
    if (unit !== '')
      sheet.marks.push({
        mark: 'text',
        x: Math.round(x + sheet.measure(text, 'bold', size) + unitGap()),
        baseline,
        text: unit,
        size: unitSize(),
        weight: 'medium',
      })
    sheet.y += height
  } else placeLines(sheet, text + unit, size, 'bold', 'center', { x: sideMargin + padding, width: inside })
  if (block.below !== undefined) {
    const fits = sheet.measure(cleanText(block.below), 'regular', measures.body) <= inside
    const belowSize = fits ? measures.body : measures.small
    placeLines(sheet, block.below, belowSize, 'regular', 'center', { x: sideMargin + padding, width: inside })
  }
  sheet.y += padding
  sheet.marks.push({
    mark: 'box',
    x: sideMargin,
    y: top,
    width: sheet.width - 2 * sideMargin,
    height: sheet.y - top,
    radius: 14,
    line: 3,
  })
}

const layoutRule = (sheet: Sheet, style: 'solid' | 'dashed'): void => {
  const width = sheet.width - 2 * sideMargin
  if (style === 'solid') sheet.marks.push({ mark: 'fill', x: sideMargin, y: Math.round(sheet.y), width, height: 2 })
  else sheet.marks.push({ mark: 'dashes', x: sideMargin, y: Math.round(sheet.y), width, line: 2 })
  sheet.y += 2
}

const layoutQr = (sheet: Sheet, payload: string): void => {
  const modules = qrModules(payload)
  // The quiet zone of four modules is white paper; beside it stands nothing.
  const edge = modules.size + 8
  const module = Math.max(3, Math.min(Math.ceil(sheet.measures.qr / modules.size), Math.floor(sheet.width / edge)))
  const quiet = 2 * module
  sheet.marks.push({
    mark: 'qr',
    x: Math.round((sheet.width - modules.size * module) / 2),
    y: Math.round(sheet.y + quiet),
    module,
    modules,
  })
  sheet.y += modules.size * module + 2 * quiet
}

const layoutSeal = (sheet: Sheet, text: string): void => {
  const radius = Math.round(sheet.measures.body * 4)
  const x = sheet.width - sideMargin - radius - 8
  const y = Math.round(sheet.y + radius)
  sheet.marks.push({ mark: 'circle', x, y, radius, line: 2 })
  const size = sheet.measures.small
  const width = Math.round(radius * 1.3)
  const lines = breakLines(cleanText(text), width, (piece) => sheet.measure(piece, 'regular', size)).length
  const bottom = sheet.y + 2 * radius
  sheet.y = y - (lines * lineHeight(size)) / 2
  placeLines(sheet, text, size, 'regular', 'center', { x: x - width / 2, width })
  sheet.y = bottom + 2
}

const layoutSignature = (sheet: Sheet, label: string): void => {
  const size = sheet.measures.body
  const text = cleanText(label)
  const room = Math.round(size * 1.6)
  sheet.y += room
  const top = sheet.y
  placeLines(sheet, text, size, 'regular', 'left')
  const x = Math.round(sideMargin + sheet.measure(text, 'regular', size) + size * 0.5)
  sheet.marks.push({
    mark: 'fill',
    x,
    y: Math.round(top + lineHeight(size) - 4),
    width: Math.max(0, sheet.width - sideMargin - x),
    height: 2,
  })
}
