/**
 * A document as a tree: what stands on the paper, not how. Documents are pure functions `(facts, texts) → DocumentTree`;
 * one layout engine draws them all, in the normal and in the elder size, for 80 mm (576 dots) and 58 mm (384 dots).
 */
export interface DocumentTree {
  /** F1 … F14 of the field's list, and the plain name used in journals and in the dock. */
  readonly document: DocumentName
  readonly size: 'normal' | 'elder'
  readonly blocks: readonly DocumentBlock[]
}

export const documentNames = ['balanceSlip'] as const
export type DocumentName = (typeof documentNames)[number]

export type DocumentBlock =
  | { readonly block: 'title'; readonly text: string; readonly above?: string }
  | { readonly block: 'heading'; readonly text: string }
  | { readonly block: 'paragraph'; readonly text: string; readonly tone?: 'plain' | 'small' | 'strong' }
  /** The fact the member came for: the biggest thing on the paper. */
  | { readonly block: 'headline'; readonly label: string; readonly text: string; readonly below?: string }
  | { readonly block: 'facts'; readonly rows: readonly { readonly label: string; readonly text: string }[] }
  | { readonly block: 'table'; readonly columns: readonly TableColumn[]; readonly rows: readonly (readonly string[])[] }
  | { readonly block: 'rule'; readonly style?: 'solid' | 'dashed' }
  | { readonly block: 'qr'; readonly payload: string; readonly caption?: string }
  | { readonly block: 'seal'; readonly text: string }
  | { readonly block: 'space'; readonly lines: number }

export interface TableColumn {
  readonly label: string
  readonly align: 'left' | 'right'
  /** Share of the width, relative to the other columns. */
  readonly share: number
}
