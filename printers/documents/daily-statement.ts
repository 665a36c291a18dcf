/** F14 日结对账单, for the staff: what the box, the terminal and the agency each say, and who counted. */
import { chineseDate } from '../../src/domain/beijing-time.ts'
import { addFen, type Fen, fenOfYuan, formatYuan } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock, yuan } from './phrases.ts'
import type { DocumentStyle, DocumentTree } from './tree.ts'

export interface DailyStatementFacts {
  readonly frame: PaperFrame
  /** ISO date of the day that is closed. */
  readonly date: string
  /** Notes by value in yuan. */
  readonly notes: readonly { readonly note: number; readonly count: number }[]
  readonly trades: { readonly count: number; readonly total: Fen }
  readonly receipts: { readonly first: string; readonly last: string; readonly copies: number; readonly void: number }
  /** 3201 of the agency for this terminal and day. */
  readonly agency: { readonly count: number; readonly total: Fen }
  readonly held: Fen
  /** Box minus agency minus held: zero, or somebody must look. */
  readonly difference: Fen
  readonly readerFaults: number
  readonly printerFaults: number
  readonly acceptorFaults: number
}

export const dailyStatement = (facts: DailyStatementFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const word = (id: string, parameters?: Readonly<Record<string, string | number>>): string =>
    texts(`paper.dailyStatement.${id}`, parameters)
  const box = addFen(...facts.notes.map(({ note, count }) => fenOfYuan(note * count)))
  const times = (count: number): string => word('times', { count })
  return framed('dailyStatement', style, texts, facts.frame, [
    {
      block: 'headline',
      label: word('difference'),
      text: formatYuan(facts.difference),
      unit: texts('paper.common.yuan'),
      below: word(facts.difference === 0 ? 'agrees' : 'differs', { date: chineseDate(facts.date) }),
    },
    { block: 'heading', text: word('box') },
    {
      block: 'table',
      columns: [
        { label: word('note'), align: 'left', share: 3 },
        { label: word('count'), align: 'right', share: 3 },
        { label: word('amount'), align: 'right', share: 5 },
      ],
      rows: facts.notes.map(({ note, count }) => [
        word('yuanNote', { note }),
        String(count),
        formatYuan(fenOfYuan(note * count)),
      ]),
    },
    factsBlock([{ label: word('boxTotal'), text: yuan(texts, box), tone: 'strong' }]),
    { block: 'heading', text: word('compare') },
    factsBlock([
      { label: word('trades', { count: facts.trades.count }), text: yuan(texts, facts.trades.total) },
      { label: word('agency', { count: facts.agency.count }), text: yuan(texts, facts.agency.total) },
      { label: word('held'), text: yuan(texts, facts.held) },
      { label: word('difference'), text: yuan(texts, facts.difference), tone: 'strong' },
    ]),
    { block: 'heading', text: word('papers') },
    factsBlock([
      { label: word('firstReceipt'), text: facts.receipts.first },
      { label: word('lastReceipt'), text: facts.receipts.last },
      { label: word('copies'), text: times(facts.receipts.copies) },
      { label: word('void'), text: times(facts.receipts.void) },
    ]),
    { block: 'heading', text: word('faults') },
    factsBlock([
      { label: word('reader'), text: times(facts.readerFaults) },
      { label: word('printer'), text: times(facts.printerFaults) },
      { label: word('acceptor'), text: times(facts.acceptorFaults) },
    ]),
    { block: 'signature', label: word('countedBy') },
    { block: 'signature', label: word('checkedBy') },
  ])
}
