/** F6 结算/购药清单: what a visit or a purchase cost, and who paid which part. */
import { cardTail, maskName } from '../../src/domain/mask.ts'
import { type Fen, formatYuan } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock, insuranceName, pageNote, yuan } from './phrases.ts'
import type { DocumentStyle, DocumentTree } from './tree.ts'

export interface SettlementListFacts {
  readonly frame: PaperFrame
  readonly member: { readonly name: string; readonly cardNo: string }
  /** ISO date. */
  readonly date: string
  readonly provider: string
  readonly insuranceType: string
  /** Special or chronic outpatient treatment, by the agency's name for it. */
  readonly specialMark?: string
  readonly items: readonly {
    readonly name: string
    readonly spec: string
    /** With its unit: `2 盒`. */
    readonly quantity: string
    readonly amount: Fen
    /** 甲 / 乙 / 自费 as the catalogue says. */
    readonly itemClass?: string
  }[]
  readonly total: Fen
  /** 医保费用: the part within the insurance's scope. */
  readonly insuredCost: Fen
  /** 自理: first share of class B. */
  readonly selfCare: Fen
  /** 自付: own share within the scope. */
  readonly copay: Fen
  /** 自费: outside the scope. */
  readonly selfPaid: Fen
  /** What each segment paid, by name: pool fund, large-sum, second compensation. */
  readonly segments: readonly { readonly name: string; readonly amount: Fen }[]
  /** What the member paid in all, from account and in cash. */
  readonly ownTotal: Fen
  readonly accountPaid: Fen
  readonly accountBalance: Fen
  readonly pharmacist?: string
  readonly page: number
  readonly pages: number
}

export const settlementList = (facts: SettlementListFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const word = (id: string): string => texts(`paper.settlementList.${id}`)
  return framed('settlementList', style, texts, facts.frame, [
    {
      block: 'headline',
      label: word('ownTotal'),
      text: formatYuan(facts.ownTotal),
      unit: texts('paper.common.yuan'),
      below: `${facts.provider}　${facts.date}`,
    },
    factsBlock([
      { label: texts('paper.common.member'), text: maskName(facts.member.name) },
      {
        label: texts('paper.common.card'),
        text: texts('paper.common.cardTail', { tail: cardTail(facts.member.cardNo) }),
      },
      { label: texts('paper.common.insuranceType'), text: insuranceName(texts, facts.insuranceType) },
      facts.specialMark !== undefined && { label: word('special'), text: facts.specialMark, tone: 'strong' },
    ]),
    { block: 'rule' },
    ...(facts.items.length === 0
      ? [{ block: 'paragraph', text: word('empty'), align: 'center' } as const]
      : [
          {
            block: 'records',
            rows: facts.items.map((item) => ({
              title: item.name,
              right: formatYuan(item.amount),
              facts: [
                { label: '', text: item.spec },
                {
                  label: '',
                  text: item.itemClass === undefined ? item.quantity : `${item.quantity}　${item.itemClass}`,
                },
              ],
            })),
          } as const,
        ]),
    { block: 'rule' },
    ...(facts.pages > 1 ? [pageNote(texts, facts.page, facts.pages)] : []),
    factsBlock([
      { label: word('total'), text: yuan(texts, facts.total), tone: 'strong' },
      { label: word('insuredCost'), text: yuan(texts, facts.insuredCost) },
      ...facts.segments.map((segment) => ({ label: segment.name, text: yuan(texts, segment.amount) })),
      { label: word('selfCare'), text: yuan(texts, facts.selfCare) },
      { label: word('copay'), text: yuan(texts, facts.copay) },
      { label: word('selfPaid'), text: yuan(texts, facts.selfPaid) },
      { label: word('accountPaid'), text: yuan(texts, facts.accountPaid) },
      { label: word('accountBalance'), text: yuan(texts, facts.accountBalance), tone: 'strong' },
      facts.pharmacist !== undefined && { label: word('pharmacist'), text: facts.pharmacist },
    ]),
  ])
}
