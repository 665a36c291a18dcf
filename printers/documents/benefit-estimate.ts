/** F12 待遇测算单: a calculated example, with its steps, so that it can be checked by hand. */
import { maskName } from '../../src/domain/mask.ts'
import { type Fen, formatYuan } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock, insuranceName, yuan } from './phrases.ts'
import type { DocumentStyle, DocumentTree } from './tree.ts'

export interface BenefitEstimateFacts {
  readonly frame: PaperFrame
  /** Absent when calculated without a card. */
  readonly member?: { readonly name: string }
  readonly insuranceType: string
  /** Level of the hospital in the scheme's words. */
  readonly level: string
  readonly cost: Fen
  readonly deductible: Fen
  /** Per cent, before the bonus. */
  readonly ratio: number
  /** Percentage points for continuous payment. */
  readonly bonus: number
  readonly cap: Fen
  readonly fundPays: Fen
  readonly ownPays: Fen
  /** The calculation in lines, e.g. `(8,000.00 − 300.00) × 52%`. */
  readonly steps: readonly { readonly label: string; readonly text: string }[]
}

export const benefitEstimate = (facts: BenefitEstimateFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const word = (id: string, parameters?: Readonly<Record<string, string | number>>): string =>
    texts(`paper.benefitEstimate.${id}`, parameters)
  return framed(
    'benefitEstimate',
    style,
    texts,
    facts.frame,
    [
      {
        block: 'headline',
        label: word('fundPays'),
        text: formatYuan(facts.fundPays),
        unit: texts('paper.common.yuan'),
        below: word('ownPays', { amount: formatYuan(facts.ownPays) }),
      },
      factsBlock([
        facts.member !== undefined && { label: texts('paper.common.member'), text: maskName(facts.member.name) },
        { label: texts('paper.common.insuranceType'), text: insuranceName(texts, facts.insuranceType) },
        { label: word('level'), text: facts.level },
        { label: word('cost'), text: yuan(texts, facts.cost) },
        { label: word('deductible'), text: yuan(texts, facts.deductible) },
        { label: word('ratio'), text: `${facts.ratio}%` },
        facts.bonus > 0 && { label: word('bonus'), text: `+${facts.bonus}%` },
        { label: word('cap'), text: yuan(texts, facts.cap) },
      ]),
      { block: 'heading', text: word('steps') },
      factsBlock(facts.steps),
    ],
    [word('disclaimer')],
  )
}
