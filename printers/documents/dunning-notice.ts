/** F4 催缴(缴费)通知书. Served on a person or a unit, so name and number stand in full. */
import { chineseDate } from '../../src/domain/beijing-time.ts'
import { type Fen, formatYuan } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock, insuranceName, note, yuan } from './phrases.ts'
import type { DocumentStyle, DocumentTree } from './tree.ts'

export interface DunningNoticeFacts {
  readonly frame: PaperFrame
  readonly noticeNo: string
  readonly addressee: { readonly kind: 'person' | 'unit'; readonly name: string; readonly number: string }
  readonly insuranceType: string
  /** What is owed, one entry per period. */
  readonly debts: readonly { readonly period: string; readonly amount: Fen }[]
  readonly total: Fen
  /** ISO dates. The day of service is not counted: last day = service + 10. */
  readonly servedOn: string
  readonly lastDay: string
  readonly lateFee: {
    /** As the law writes it, e.g. 2‰. */
    readonly rate: string
    readonly perDay: Fen
    /** Day from which it is counted. */
    readonly from: string
    readonly legalBasis: string
  }
  readonly waysToPay: readonly string[]
  readonly appeal: string
}

export const dunningNotice = (facts: DunningNoticeFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const word = (id: string, parameters?: Readonly<Record<string, string | number>>): string =>
    texts(`paper.dunningNotice.${id}`, parameters)
  const { addressee, lateFee } = facts
  return framed('dunningNotice', style, texts, facts.frame, [
    { block: 'paragraph', text: word('noticeNo', { number: facts.noticeNo }), align: 'center' },
    { block: 'paragraph', text: word('addressee', { name: addressee.name }), tone: 'strong' },
    {
      block: 'headline',
      label: word('total'),
      text: formatYuan(facts.total),
      unit: texts('paper.common.yuan'),
      below: word('payBy', { date: chineseDate(facts.lastDay) }),
    },
    factsBlock([
      { label: word(addressee.kind === 'person' ? 'idNumber' : 'unitNumber'), text: addressee.number },
      { label: texts('paper.common.insuranceType'), text: insuranceName(texts, facts.insuranceType) },
      ...facts.debts.map((debt) => ({ label: word('debt', { period: debt.period }), text: yuan(texts, debt.amount) })),
      { label: word('servedOn'), text: chineseDate(facts.servedOn) },
      { label: word('lastDay'), text: chineseDate(facts.lastDay), tone: 'strong' },
    ]),
    { block: 'heading', text: word('lateFeeTitle') },
    {
      block: 'paragraph',
      text: word('lateFee', {
        from: chineseDate(lateFee.from),
        rate: lateFee.rate,
        perDay: formatYuan(lateFee.perDay),
      }),
    },
    note(word('legalBasis', { basis: lateFee.legalBasis })),
    { block: 'heading', text: word('waysTitle') },
    { block: 'list', rows: facts.waysToPay },
    { block: 'heading', text: word('appealTitle') },
    { block: 'paragraph', text: facts.appeal },
    { block: 'seal', text: texts('paper.common.seal') },
  ])
}
