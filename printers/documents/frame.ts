/** What every paper has at its head and foot, so that any slip found in a drawer tells where it came from and whom to call. */
import { beijingDateTime } from '../../src/domain/beijing-time.ts'
import type { Texts } from '../../src/domain/texts.ts'
import type { DocumentBlock, DocumentName, DocumentStyle, DocumentTree } from './tree.ts'

export interface PaperFrame {
  readonly agency: string
  readonly site: string
  readonly terminalId: string
  /** Service phone. */
  readonly phone: string
  /** From `slipNumber`; a copy carries the number of the first paper. */
  readonly slipNo: string
  /** ms since 1970. */
  readonly printedAt: number
  /** Set on every paper after the first: which copy this is, counted from 1. */
  readonly copy?: { readonly number: number }
}

/** Puts head and foot around a body. `foot` are lines this document must carry above the common foot. */
export const framed = (
  document: DocumentName,
  style: DocumentStyle,
  texts: Texts,
  frame: PaperFrame,
  body: readonly DocumentBlock[],
  foot: readonly string[] = [],
): DocumentTree => ({
  document,
  size: style.size,
  blocks: [
    { block: 'title', above: frame.agency, text: texts(`paper.${document}.title`) },
    ...(frame.copy === undefined
      ? []
      : [{ block: 'mark', text: texts('paper.common.copy', { number: frame.copy.number }) } as const]),
    {
      block: 'paragraph',
      text: `${frame.site}　${texts('paper.common.terminal', { terminal: frame.terminalId })}`,
      tone: 'small',
      align: 'center',
    },
    ...body,
    { block: 'rule', style: 'dashed' },
    {
      block: 'facts',
      tone: 'small',
      rows: [
        { label: texts('paper.common.slipNo'), text: frame.slipNo },
        { label: texts('paper.common.printedAt'), text: beijingDateTime(frame.printedAt) },
      ],
    },
    { block: 'rule', style: 'dashed' },
    ...foot.map((text) => ({ block: 'paragraph', text, tone: 'small', align: 'center' }) as const),
    { block: 'paragraph', text: texts('paper.common.authoritative'), tone: 'small', align: 'center' },
    { block: 'paragraph', text: texts('paper.common.phone', { phone: frame.phone }), tone: 'strong', align: 'center' },
    { block: 'paragraph', text: texts('paper.common.closing'), tone: 'small', align: 'center' },
  ],
})
