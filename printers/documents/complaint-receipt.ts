/** F11 投诉建议回执: that it was received, when it will be answered, and what one can do then. */
import { beijingDateTime, chineseDate } from '../../src/domain/beijing-time.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock, note } from './phrases.ts'
import type { DocumentStyle, DocumentTree } from './tree.ts'

export interface ComplaintReceiptFacts {
  readonly frame: PaperFrame
  readonly number: string
  readonly kind: 'complaint' | 'suggestion' | 'report'
  /** ms since 1970. */
  readonly at: number
  /** ISO date. */
  readonly promisedOn: string
  readonly appeal: string
}

export const complaintReceipt = (facts: ComplaintReceiptFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const word = (id: string, parameters?: Readonly<Record<string, string | number>>): string =>
    texts(`paper.complaintReceipt.${id}`, parameters)
  return framed('complaintReceipt', style, texts, facts.frame, [
    {
      block: 'headline',
      label: word('promised'),
      text: chineseDate(facts.promisedOn),
      below: word('promisedBelow'),
    },
    factsBlock([
      { label: word('number'), text: facts.number, tone: 'strong' },
      { label: word('kind'), text: word(facts.kind) },
      { label: word('at'), text: beijingDateTime(facts.at).slice(0, 16) },
    ]),
    { block: 'heading', text: word('appealTitle') },
    { block: 'paragraph', text: facts.appeal },
    note(word('secrecy')),
  ])
}
