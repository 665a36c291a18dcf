/** F2 缴费记录清单: what was paid, by whom, and what is missing. */
import { chineseMonth } from '../../src/domain/beijing-time.ts'
import { cardTail, maskName } from '../../src/domain/mask.ts'
import { addFen, type Fen, formatYuan } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock, insuranceName, note, pageNote, pagesOf, yuan } from './phrases.ts'
import type { DocumentRecord, DocumentStyle, DocumentTree } from './tree.ts'

export interface ContributionRow {
  /** `yyyy` for a yearly premium, `yyyy-mm` for a monthly one. */
  readonly period: string
  readonly insuranceType: string
  readonly state: 'paid' | 'due' | 'arrears'
  readonly base?: Fen
  readonly own: Fen
  readonly unit: Fen
  readonly subsidy: Fen
  /** ISO date. */
  readonly paidOn?: string
  /** Where it was paid, in the agency's words. */
  readonly channel?: string
}

export interface ContributionListFacts {
  readonly frame: PaperFrame
  readonly member: { readonly name: string; readonly cardNo: string }
  /** First and last period asked for. */
  readonly from: string
  readonly to: string
  readonly rows: readonly ContributionRow[]
  /** Of the whole list, over all its pages. */
  readonly totals: { readonly count: number; readonly own: Fen; readonly unpaid: readonly string[] }
  /** From 1. */
  readonly page: number
  readonly pages: number
}

/** Entries of one paper: about 60 cm in the normal size. */
export const contributionsPerPage = 40

/** The whole list as the papers it takes; how many that is, is said before printing. */
export const contributionPages = (
  facts: Omit<ContributionListFacts, 'page' | 'pages' | 'totals'>,
  perPage = contributionsPerPage,
): readonly ContributionListFacts[] => {
  const pages = pagesOf(facts.rows, perPage)
  const paid = facts.rows.filter((row) => row.state === 'paid')
  const totals = {
    count: facts.rows.length,
    own: addFen(...paid.map((row) => row.own)),
    unpaid: facts.rows.filter((row) => row.state !== 'paid').map((row) => row.period),
  }
  return pages.map((rows, index) => ({ ...facts, rows, totals, page: index + 1, pages: pages.length }))
}

export const contributionList = (facts: ContributionListFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const { totals } = facts
  const types = [...new Set(facts.rows.map((row) => row.insuranceType))]
  const period =
    facts.from === facts.to
      ? periodName(texts, facts.from)
      : `${periodName(texts, facts.from)} – ${periodName(texts, facts.to)}`
  return framed('contributionList', style, texts, facts.frame, [
    {
      block: 'headline',
      label: texts('paper.contributionList.ownTotal'),
      text: formatYuan(totals.own),
      unit: texts('paper.common.yuan'),
      below: period,
    },
    factsBlock([
      { label: texts('paper.common.member'), text: maskName(facts.member.name) },
      {
        label: texts('paper.common.card'),
        text: texts('paper.common.cardTail', { tail: cardTail(facts.member.cardNo) }),
      },
      types.length === 1 && { label: texts('paper.common.insuranceType'), text: insuranceName(texts, types[0]!) },
      { label: texts('paper.contributionList.count'), text: texts('paper.common.entries', { count: totals.count }) },
      totals.unpaid.length > 0 && {
        label: texts('paper.contributionList.unpaid'),
        text: unpaidNames(texts, totals.unpaid),
        tone: 'strong',
      },
    ]),
    { block: 'rule' },
    ...(facts.rows.length === 0
      ? [{ block: 'paragraph', text: texts('paper.contributionList.empty'), align: 'center' } as const]
      : [{ block: 'records', rows: facts.rows.map((row) => recordOf(texts, row, types.length > 1)) } as const]),
    { block: 'rule' },
    ...(facts.pages > 1 ? [pageNote(texts, facts.page, facts.pages)] : []),
    ...(totals.unpaid.length > 0 ? [note(texts('paper.contributionList.unpaidNote'))] : []),
  ])
}

const periodName = (texts: Texts, period: string): string =>
  period.length === 4 ? texts('paper.common.year', { year: period }) : chineseMonth(period)

/** A dozen names can be read; more are only counted. */
const unpaidNames = (texts: Texts, periods: readonly string[]): string =>
  periods.length <= 6
    ? periods.map((period) => periodName(texts, period)).join('、')
    : texts('paper.common.entries', { count: periods.length })

const recordOf = (texts: Texts, row: ContributionRow, withType: boolean): DocumentRecord => {
  const amount = (id: string, value: Fen) => ({ label: texts(`paper.contributionList.${id}`), text: formatYuan(value) })
  const paid = row.state === 'paid'
  return {
    title: periodName(texts, row.period),
    right: paid ? yuan(texts, row.own) : texts(`paper.contributionList.${row.state}`),
    facts: [
      ...(withType ? [{ label: '', text: insuranceName(texts, row.insuranceType) }] : []),
      ...(paid ? [] : [amount('own', row.own)]),
      ...(row.base === undefined ? [] : [amount('base', row.base)]),
      ...(row.unit > 0 ? [amount('unit', row.unit)] : []),
      ...(row.subsidy > 0 ? [amount('subsidy', row.subsidy)] : []),
      ...(row.paidOn === undefined ? [] : [{ label: texts('paper.contributionList.paidOn'), text: row.paidOn }]),
      ...(row.channel === undefined ? [] : [{ label: texts('paper.contributionList.channel'), text: row.channel }]),
    ],
  }
}
