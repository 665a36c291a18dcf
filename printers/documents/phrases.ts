/** Small phrases many papers share. */
import { type Fen, formatYuan } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import type { DocumentBlock, DocumentFact } from './tree.ts'

/** `1,234.56 元` */
export const yuan = (texts: Texts, amount: Fen): string => `${formatYuan(amount)} ${texts('paper.common.yuan')}`

export const insuranceName = (texts: Texts, type: string): string => {
  const id = `insuranceType.${type}`
  // The agency may know a type this edition has no word for: its number is better than no paper.
  return texts.has(id) ? texts(id) : type
}

/** Facts without those that are not known: an empty line on a paper looks like something withheld. */
export const factsBlock = (
  rows: readonly (DocumentFact | null | undefined | false)[],
  tone?: 'plain' | 'small',
): DocumentBlock => ({
  block: 'facts',
  rows: rows.filter((row): row is DocumentFact => row !== null && row !== undefined && row !== false),
  ...(tone === undefined ? {} : { tone }),
})

export const pageNote = (texts: Texts, page: number, pages: number): DocumentBlock => ({
  block: 'paragraph',
  text: texts('paper.common.page', { page, pages }),
  tone: 'strong',
  align: 'center',
})

export const note = (text: string): DocumentBlock => ({ block: 'paragraph', text, tone: 'small' })

/** Cuts rows into pages; an empty list still has one page, which says that it is empty. */
export const pagesOf = <T>(rows: readonly T[], perPage: number): readonly (readonly T[])[] => {
  const pages: T[][] = []
  for (let at = 0; at < Math.max(rows.length, 1); at += perPage) pages.push(rows.slice(at, at + perPage))
  return pages
}
