/** F13 异常凭证: money was taken and the outcome is not certain. It must never promise more than is known. */
import { beijingDateTime } from '../../src/domain/beijing-time.ts'
import { amountInWords, type Fen, formatYuan } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock } from './phrases.ts'
import type { DocumentStyle, DocumentTree } from './tree.ts'

export const incidentKinds = ['noteJam', 'powerLoss', 'outcomeUnknown', 'heldAmount'] as const

export interface IncidentVoucherFacts {
  readonly frame: PaperFrame
  readonly kind: (typeof incidentKinds)[number]
  readonly tradeNo: string
  /** What the payment was for. */
  readonly amount: Fen
  /** Cash that is certainly in the box. */
  readonly cashCounted: Fen
  /** A note whose place is not known, in yuan. */
  readonly noteInDoubt?: number
  /** ms since 1970. */
  readonly at: number
  /** Code the member can read to the hotline. */
  readonly code?: string
}

export const incidentVoucher = (facts: IncidentVoucherFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const word = (id: string, parameters?: Readonly<Record<string, string | number>>): string =>
    texts(`paper.incidentVoucher.${id}`, parameters)
  return framed('incidentVoucher', style, texts, facts.frame, [
    {
      block: 'headline',
      label: word('cashCounted'),
      text: formatYuan(facts.cashCounted),
      unit: texts('paper.common.yuan'),
      below: word('inWords', { words: amountInWords(facts.cashCounted) }),
    },
    { block: 'paragraph', text: word(facts.kind), tone: 'strong' },
    factsBlock([
      { label: word('tradeNo'), text: facts.tradeNo, tone: 'strong' },
      { label: word('amount'), text: `${formatYuan(facts.amount)} ${texts('paper.common.yuan')}` },
      facts.noteInDoubt !== undefined && {
        label: word('noteInDoubt'),
        text: word('note', { note: facts.noteInDoubt }),
        tone: 'strong',
      },
      { label: word('at'), text: beijingDateTime(facts.at) },
      facts.code !== undefined && { label: word('code'), text: facts.code },
    ]),
    { block: 'heading', text: word('nextTitle') },
    { block: 'list', rows: [word('keep'), word('checked'), word('contact', { phone: facts.frame.phone })] },
  ])
}
