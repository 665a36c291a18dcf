/** F7 挂失/解挂回执 and F8 密码修改回执. */
import { beijingDateTime } from '../../src/domain/beijing-time.ts'
import { cardTail, maskName } from '../../src/domain/mask.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock } from './phrases.ts'
import type { DocumentStyle, DocumentTree } from './tree.ts'

export interface LossReceiptFacts {
  readonly frame: PaperFrame
  readonly kind: 'temporary' | 'formal' | 'released'
  readonly member: { readonly name: string; readonly cardNo: string }
  /** ms since 1970. */
  readonly at: number
  /** End of a temporary loss report, ms since 1970. */
  readonly validUntil?: number
}

export const lossReceipt = (facts: LossReceiptFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const word = (id: string, parameters?: Readonly<Record<string, string | number>>): string =>
    texts(`paper.lossReceipt.${id}`, parameters)
  const until = facts.validUntil
  return framed('lossReceipt', style, texts, facts.frame, [
    {
      block: 'headline',
      label: word('result'),
      text: word(facts.kind),
      ...(until === undefined ? {} : { below: word('until', { time: beijingDateTime(until).slice(0, 16) }) }),
    },
    factsBlock([
      { label: texts('paper.common.member'), text: maskName(facts.member.name) },
      {
        label: texts('paper.common.card'),
        text: texts('paper.common.cardTail', { tail: cardTail(facts.member.cardNo) }),
      },
      { label: word('at'), text: beijingDateTime(facts.at).slice(0, 16) },
    ]),
    { block: 'heading', text: word('nextTitle') },
    { block: 'list', rows: [word(`${facts.kind}Next`), word('bank')] },
  ])
}

export interface PinChangeReceiptFacts {
  readonly frame: PaperFrame
  readonly member: { readonly name: string; readonly cardNo: string }
  /** ms since 1970. */
  readonly at: number
}

/** Never a digit of the PIN, nor how many tries it took. */
export const pinChangeReceipt = (facts: PinChangeReceiptFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const word = (id: string): string => texts(`paper.pinChangeReceipt.${id}`)
  return framed('pinChangeReceipt', style, texts, facts.frame, [
    { block: 'headline', label: word('result'), text: word('changed') },
    factsBlock([
      { label: texts('paper.common.member'), text: maskName(facts.member.name) },
      {
        label: texts('paper.common.card'),
        text: texts('paper.common.cardTail', { tail: cardTail(facts.member.cardNo) }),
      },
      { label: word('at'), text: beijingDateTime(facts.at).slice(0, 16) },
    ]),
    { block: 'paragraph', text: word('which') },
    { block: 'paragraph', text: word('advice') },
  ])
}
