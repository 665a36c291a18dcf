/** F9 一次性告知单: everything a service needs, told once (first-asked responsibility). No personal data. */
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock, note } from './phrases.ts'
import type { DocumentStyle, DocumentTree } from './tree.ts'

export interface OneTimeNoticeFacts {
  readonly frame: PaperFrame
  readonly service: string
  readonly legalBasis: string
  readonly papers: readonly string[]
  readonly steps: readonly string[]
  readonly timeLimit: string
  readonly fee: string
  readonly address: string
  readonly hours?: string
  readonly phone: string
}

export const oneTimeNotice = (facts: OneTimeNoticeFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const word = (id: string): string => texts(`paper.oneTimeNotice.${id}`)
  return framed('oneTimeNotice', style, texts, facts.frame, [
    { block: 'headline', label: word('service'), text: facts.service },
    { block: 'heading', text: word('papers') },
    ...(facts.papers.length === 0
      ? [{ block: 'paragraph', text: word('noPapers') } as const]
      : [{ block: 'list', rows: facts.papers } as const]),
    { block: 'heading', text: word('steps') },
    { block: 'list', rows: facts.steps },
    { block: 'rule', style: 'dashed' },
    factsBlock([
      { label: word('timeLimit'), text: facts.timeLimit, tone: 'strong' },
      { label: word('fee'), text: facts.fee },
      { label: word('address'), text: facts.address },
      facts.hours !== undefined && { label: word('hours'), text: facts.hours },
      { label: word('phone'), text: facts.phone, tone: 'strong' },
    ]),
    note(texts('paper.oneTimeNotice.basis', { basis: facts.legalBasis })),
  ])
}
