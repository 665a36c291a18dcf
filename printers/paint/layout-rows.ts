/** Blocks made of rows: facts, tables, records, numbered lists. */
import type { DocumentFact, DocumentRecord, TableColumn } from '../documents/tree.ts'
import { cleanText } from './clean-text.ts'
import type { Weight } from './fonts.ts'
import { breakLines } from './line-break.ts'
import { placeLines, type Sheet, sideMargin } from './sheet.ts'

/** Label left, text right; a text too long for one line stands below its label over the whole width. */
export const layoutFacts = (sheet: Sheet, rows: readonly DocumentFact[], size: number): void => {
  const width = sheet.width - 2 * sideMargin
  const gap = Math.round(size * 0.6)
  for (const row of rows) {
    const weight: Weight = row.tone === 'strong' ? 'bold' : 'medium'
    const label = sheet.measure(cleanText(row.label), 'regular', size)
    const text = sheet.measure(cleanText(row.text), weight, size)
    const top = sheet.y
    if (label + gap + text <= width) {
      placeLines(sheet, row.label, size, 'regular', 'left')
      const next = sheet.y
      sheet.y = top
      placeLines(sheet, row.text, size, weight, 'right')
      sheet.y = next
      continue
    }
    const beside = width - label - gap
    const oneWord = !/[^\x21-\x7e]/.test(row.text) && text <= width
    if (!oneWord && label <= width * 0.4 && beside >= size * 6) {
      // Room enough beside the label: the lines of the text stand under each other there.
      placeLines(sheet, row.label, size, 'regular', 'left')
      const next = sheet.y
      sheet.y = top
      placeLines(sheet, row.text, size, weight, 'left', { x: sideMargin + label + gap, width: beside })
      sheet.y = Math.max(sheet.y, next)
    } else {
      placeLines(sheet, row.label, size, 'regular', 'left')
      placeLines(sheet, row.text, size, weight, 'right')
    }
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

/** Small facts, two beside each other where both fit in half the width. */
const layoutPairs = (sheet: Sheet, facts: readonly DocumentFact[], size: number): void => {
  const width = sheet.width - 2 * sideMargin
  const half = Math.floor((width - size) / 2)
  const phrase = (fact: DocumentFact): string => cleanText(fact.label === '' ? fact.text : `${fact.label} ${fact.text}`)
  const fits = (fact: DocumentFact | undefined): fact is DocumentFact =>
    fact !== undefined && sheet.measure(phrase(fact), 'regular', size) <= half
  for (let index = 0; index < facts.length; index++) {
    const first = facts[index]!
    const second = facts[index + 1]
    if (fits(first) && fits(second)) {
      const top = sheet.y
      placeLines(sheet, phrase(first), size, 'regular', 'left')
      const next = sheet.y
      sheet.y = top
      placeLines(sheet, phrase(second), size, 'regular', 'left', { x: sideMargin + half + size, width: half })
      sheet.y = next
      index++
    } else placeLines(sheet, phrase(first), size, 'regular', 'left')
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
