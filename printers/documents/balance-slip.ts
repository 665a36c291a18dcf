/** F1 余额查询凭条: what is in the personal account. */
import { beijingDateTime } from '../../src/domain/beijing-time.ts'
import type { ParticipationStatus } from '../../src/domain/insurance.ts'
import { cardTail, maskName } from '../../src/domain/mask.ts'
import { type Fen, formatYuan } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import type { DocumentBlock, DocumentStyle, DocumentTree } from './tree.ts'

export interface BalanceSlipFacts {
  readonly frame: PaperFrame
  /** Masked here, by rule; callers hand over the full name and number. */
  readonly member: { readonly name: string; readonly cardNo: string }
  /** When the agency computed the balance, ms since 1970. */
  readonly asOf: number
  /** One entry per insurance type with a personal account; the first is the headline. */
  readonly accounts: readonly { readonly insuranceType: string; readonly balance: Fen }[]
  /** Of the insurance type in the headline. */
  readonly status?: ParticipationStatus
}

export const balanceSlip = (facts: BalanceSlipFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const [main, ...others] = facts.accounts
  const asOf = texts('paper.balanceSlip.asOf', { time: beijingDateTime(facts.asOf).slice(0, 16) })
  const headline: DocumentBlock =
    main === undefined
      ? {
          block: 'headline',
          label: texts('paper.balanceSlip.balance'),
          text: texts('paper.balanceSlip.noAccount'),
          below: texts('paper.balanceSlip.noAccountBelow'),
        }
      : {
          block: 'headline',
          label: texts('paper.balanceSlip.balance'),
          text: formatYuan(main.balance),
          unit: texts('paper.common.yuan'),
          below: asOf,
        }
  return framed('balanceSlip', style, texts, facts.frame, [
    headline,
    {
      block: 'facts',
      rows: [
        { label: texts('paper.common.member'), text: maskName(facts.member.name) },
        {
          label: texts('paper.common.card'),
          text: texts('paper.common.cardTail', { tail: cardTail(facts.member.cardNo) }),
        },
        ...(main === undefined
          ? []
          : [{ label: texts('paper.common.insuranceType'), text: texts(`insuranceType.${main.insuranceType}`) }]),
        ...(facts.status === undefined
          ? []
          : [{ label: texts('paper.common.status'), text: texts(`participationStatus.${facts.status}`) }]),
        ...others.map(({ insuranceType, balance }) => ({
          label: texts('paper.balanceSlip.otherBalance', { insurance: texts(`insuranceType.${insuranceType}`) }),
          text: `${formatYuan(balance)} ${texts('paper.common.yuan')}`,
        })),
      ],
    },
  ])
}
