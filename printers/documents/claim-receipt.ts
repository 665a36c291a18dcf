/** F10 零星报销材料清单 / 受理单. The window works with it, so name and number stand in full. */
import { beijingDateTime } from '../../src/domain/beijing-time.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock } from './phrases.ts'
import type { DocumentStyle, DocumentTree } from './tree.ts'

export interface ClaimReceiptFacts {
  readonly frame: PaperFrame
  /** 受理号; absent while it is only the list of what to bring. */
  readonly claimNo?: string
  readonly person: { readonly name: string; readonly idNumber: string }
  readonly kind: string
  readonly papers: readonly { readonly name: string; readonly copies: number }[]
  /** In words, e.g. 20个工作日. */
  readonly timeLimit: string
  /** ms since 1970; set when papers were handed in. */
  readonly acceptedAt?: number
  readonly collectAt: string
}

export const claimReceipt = (facts: ClaimReceiptFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const word = (id: string, parameters?: Readonly<Record<string, string | number>>): string =>
    texts(`paper.claimReceipt.${id}`, parameters)
  const accepted = facts.claimNo !== undefined
  return framed('claimReceipt', style, texts, facts.frame, [
    accepted
      ? { block: 'headline', label: word('claimNo'), text: facts.claimNo ?? '', below: facts.kind }
      : {
          block: 'headline',
          label: word('bring'),
          text: word('count', { count: facts.papers.length }),
          below: facts.kind,
        },
    factsBlock([
      { label: texts('paper.common.member'), text: facts.person.name },
      { label: texts('paper.common.idNumber'), text: facts.person.idNumber },
      facts.acceptedAt !== undefined && {
        label: word('acceptedAt'),
        text: beijingDateTime(facts.acceptedAt).slice(0, 16),
      },
      { label: word('timeLimit'), text: facts.timeLimit, tone: 'strong' },
      { label: word('collectAt'), text: facts.collectAt },
    ]),
    { block: 'heading', text: word(accepted ? 'received' : 'papers') },
    ...(facts.papers.length === 0
      ? [{ block: 'paragraph', text: word('noPapers') } as const]
      : [
          {
            block: 'list',
            rows: facts.papers.map((paper) => word('paper', { name: paper.name, copies: paper.copies })),
          } as const,
        ]),
  ])
}
