/**
 * A document as a tree: what stands on the paper, not how. Documents are pure functions
 * `(facts, texts, style) → DocumentTree`; one layout engine draws them all, in the normal and in the elder size, for
 * 80 mm (576 dots) and 58 mm (384 dots).
 */
export interface DocumentTree {
  /** F1 … F14 of the field's list, by the plain name used in journals and in the dock. */
  readonly document: DocumentName
  readonly size: DocumentSize
  readonly blocks: readonly DocumentBlock[]
}

export type DocumentSize = 'normal' | 'elder'

/** What the member chose, not what the paper is: the same tree is drawn on 80 and on 58 mm. */
export interface DocumentStyle {
  readonly size: DocumentSize
}

/** In the order F1 … F14; the position is printed nowhere, but names the document in the printer's process ids. */
export const documentNames = [
  'balanceSlip',
  'contributionList',
  'paymentReceipt',
  'dunningNotice',
  'enrolmentCertificate',
  'settlementList',
  'lossReceipt',
  'pinChangeReceipt',
  'oneTimeNotice',
  'claimReceipt',
  'complaintReceipt',
  'benefitEstimate',
  'incidentVoucher',
  'dailyStatement',
] as const
export type DocumentName = (typeof documentNames)[number]

export type DocumentBlock =
  | { readonly block: 'title'; readonly text: string; readonly above?: string }
  /** A word that must not be overlooked, white on black: 补打, void. */
  | { readonly block: 'mark'; readonly text: string }
  | { readonly block: 'heading'; readonly text: string }
  | {
      readonly block: 'paragraph'
      readonly text: string
      readonly tone?: 'plain' | 'small' | 'strong'
      readonly align?: 'left' | 'center' | 'right'
    }
  /** The fact the member came for: the biggest thing on the paper. `unit` follows the text in a smaller size. */
  | {
      readonly block: 'headline'
      readonly label: string
      readonly text: string
      readonly unit?: string
      readonly below?: string
    }
  | { readonly block: 'facts'; readonly rows: readonly DocumentFact[]; readonly tone?: 'plain' | 'small' }
  | { readonly block: 'table'; readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly string[])[] }
  /** A list whose entries have more to say than a table row of this paper can hold. */
  | { readonly block: 'records'; readonly rows: readonly DocumentRecord[] }
  /** Numbered steps or papers to bring. */
  | { readonly block: 'list'; readonly rows: readonly string[] }
  | { readonly block: 'rule'; readonly style?: 'solid' | 'dashed' }
  | { readonly block: 'qr'; readonly payload: string; readonly caption?: string }
  /** The place where the agency puts its seal; the terminal prints none. */
  | { readonly block: 'seal'; readonly text: string }
  /** A line to sign on, with what it is for. */
  | { readonly block: 'signature'; readonly label: string }
  | { readonly block: 'space'; readonly lines: number }

export interface DocumentFact {
  readonly label: string
  readonly text: string
  readonly tone?: 'plain' | 'strong'
}

export interface DocumentRecord {
  readonly title: string
  readonly right?: string
  /** Small lines below, each label and text side by side. */
  readonly facts?: readonly DocumentFact[]
}

export interface TableColumn {
  readonly label: string
  readonly align: 'left' | 'right'
  /** Share of the width, relative to the other columns. */
  readonly share: number
}
