/** Blocks made of rows: facts, tables, records, numbered lists. */
import type { DocumentFact, DocumentRecord, TableColumn } from '../documents/tree.ts'
import { cleanText } from './clean-text.ts'
import type { Weight } from './fonts.ts'
import { breakLines } from './line-break.ts'
import { lineHeight, placeLines, type Sheet, sideMargin } from './sheet.ts'

/** A text may get this much smaller before it is broken: a date or a number in one piece is worth more than two dots. */
const smallest = 0.82

/** The size at which a text fits into the width, no smaller than it may become; 0 when none does. */
const fittingSize = (sheet: Sheet, text: string, weight: Weight, size: number, width: number): number => {
  for (let tried = size; tried >= Math.max(24, size * smallest); tried--)
    if (sheet.measure(text, weight, tried) <= width) return tried
  return 0
}

/** Label left, text right; a text too long for one line beside its label stands below it, whole if it can. */
export const layoutFacts = (sheet: Sheet, rows: readonly DocumentFact[], size: number): void => {
  const width = sheet.width - 2 * sideMargin
  const gap = Math.round(size * 0.5)
  for (const row of rows) {
    const weight: Weight = row.tone === 'strong' ? 'bold' : 'medium'
    const text = cleanText(row.text)
    const label = Math.ceil(sheet.measure(cleanText(row.label), 'regular', size))
    const beside = width - label - gap
    const height = lineHeight(size)
    const place = (at: number, indent: number, used: number): void => {
      // Smaller letters stand on the same line as the label.
      sheet.y = at + (height - lineHeight(used)) / 2
      placeLines(sheet, text, used, weight, 'right', { x: sideMargin + indent, width: width - indent })
      sheet.y = at + height
    }
    const top = sheet.y
    const fitting = fittingSize(sheet, text, weight, size, beside)
    placeLines(sheet, row.label, size, 'regular', 'left')
    if (fitting > 0) {
      place(top, label + gap, fitting)
      continue
    }
    const below = fittingSize(sheet, text, weight, size, width)
    if (below > 0) {
      place(sheet.y, 0, below)
      continue
    }
    if (label > width * 0.4) {
      placeLines(sheet, text, size, weight, 'left')
      continue
    }
    // Several lines stand under each other beside the label.
    sheet.y = top
    placeLines(sheet, text, size, weight, 'left', { x: sideMargin + label + gap, width: beside })
  }
}

export const layoutTable = (
  sheet: Sheet,
  columns: readonly TableColumn[],
  rows: readonly (readonly string[])[],
): void => {
  const size = sheet.measures.small
  const gap = Math.round(size * 0.5)
  const shares = columns.reduce((sum, column) => sum + column.share, 0)
  const room = sheet.width - 2 * sideMargin - gap * (columns.length - 1)
  let x = sideMargin
  const places = columns.map((column) => {
    const width = Math.floor((room * column.share) / shares)
    const place = { x, width, align: column.align }
    x += width + gap
    return place
  })
  const row = (cells: readonly string[], weight: Weight): void => {
    const top = sheet.y
    let bottom = top
    places.forEach((place, index) => {
      sheet.y = top
      placeLines(sheet, cells[index] ?? '', size, weight, place.align, { x: place.x, width: place.width })
      bottom = Math.max(bottom, sheet.y)
    })
    sheet.y = bottom
  }
  row(
    columns.map((column) => column.label),
    'medium',
  )
  sheet.y += 2
  sheet.marks.push({
    mark: 'fill',
    x: sideMargin,
    y: Math.round(sheet.y),
    width: sheet.width - 2 * sideMargin,
    height: 2,
  })
  sheet.y += 6
  for (const cells of rows) row(cells, 'regular')
}

/** Title and amount large, the rest small below, a fine line between two records. */
export const layoutRecords = (sheet: Sheet, rows: readonly DocumentRecord[]): void => {
  const { body, small } = sheet.measures
  rows.forEach((record, index) => {
    if (index > 0) {
      sheet.y += Math.round(body * 0.25)
      sheet.marks.push({
        mark: 'dashes',
        x: sideMargin,
        y: Math.round(sheet.y),
        width: sheet.width - 2 * sideMargin,
        line: 1,
      })
      sheet.y += Math.round(body * 0.25)
    }
    const top = sheet.y
    const width = sheet.width - 2 * sideMargin
    const right = record.right === undefined ? 0 : sheet.measure(cleanText(record.right), 'bold', body) + body * 0.6
    const titleWidth = Math.max(width - right, width * 0.4)
    placeLines(sheet, record.title, body, 'medium', 'left', { width: titleWidth })
    if (record.right !== undefined) {
      const next = sheet.y
      sheet.y = top
      placeLines(sheet, record.right, body, 'bold', 'right')
      sheet.y = next
    }
    if (record.facts !== undefined) layoutPairs(sheet, record.facts, small)
  })
}

/** Small facts, two beside each other where both fit. */
const layoutPairs = (sheet: Sheet, facts: readonly DocumentFact[], size: number): void => {
  const width = sheet.width - 2 * sideMargin
  const half = Math.floor((width - size) / 2)
  const phrase = (fact: DocumentFact): string => cleanText(fact.label === '' ? fact.text : `${fact.label} ${fact.text}`)
  const widthOf = (fact: DocumentFact): number => sheet.measure(phrase(fact), 'regular', size)
  for (let index = 0; index < facts.length; index++) {
    const first = facts[index]!
    const second = facts[index + 1]
    const left = Math.max(half + size, widthOf(first) + size)
    const top = sheet.y
    placeLines(sheet, phrase(first), size, 'regular', 'left')
    if (second === undefined || left + widthOf(second) > width) continue
    const next = sheet.y
    sheet.y = top
    placeLines(sheet, phrase(second), size, 'regular', 'left', { x: sideMargin + left, width: width - left + size })
    sheet.y = next
    index++
  }
}

export const layoutList = (sheet: Sheet, rows: readonly string[]): void => {
  const size = sheet.measures.body
  const indent = Math.round(sheet.measure(`${rows.length}. `, 'medium', size) + 4)
  rows.forEach((text, index) => {
    const top = sheet.y
    placeLines(sheet, `${index + 1}.`, size, 'medium', 'left')
    sheet.y = top
    const width = sheet.width - 2 * sideMargin - indent
    placeLines(sheet, text, size, 'regular', 'left', { x: sideMargin + indent, width })
    if (breakLines(cleanText(text), width, (piece) => sheet.measure(piece, 'regular', size)).length > 1)
      sheet.y += Math.round(size * 0.15)
  })
}
