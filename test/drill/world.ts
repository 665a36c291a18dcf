/** The physical world of a drill: what happened in it has happened, whatever becomes of the programs. */
export type NotePlace = 'none' | 'escrow' | 'stacked' | 'returned'

export interface World {
  /** The member feeds a note; it stands in escrow. */
  insert(payment: string, fen: number): Promise<void>
  stack(): Promise<void>
  giveBack(): Promise<void>
  /** What the acceptor says of the newest note when it is asked after a restart. */
  place(): Promise<NotePlace>
  /** Dots on paper; a sheet is complete when its last rows and the cut came. */
  print(receipt: string, part: 'begin' | 'end'): Promise<void>
}

export interface WorldTruth {
  /** Fen in the box by payment. */
  readonly box: Readonly<Record<string, number>>
  /** Complete papers by receipt. */
  readonly papers: Readonly<Record<string, number>>
}

export interface OpenWorld extends World {
  readonly truth: WorldTruth
}

export const makeWorld = (): OpenWorld => {
  const box: Record<string, number> = {}
  const papers: Record<string, number> = {}
  let newest: { readonly payment: string; readonly fen: number; place: NotePlace } | undefined
  return {
    truth: { box, papers },
    async insert(payment, fen) {
      newest = { payment, fen, place: 'escrow' }
    },
    async stack() {
      if (newest?.place !== 'escrow') return
      newest.place = 'stacked'
      box[newest.payment] = (box[newest.payment] ?? 0) + newest.fen
    },
    async giveBack() {
      if (newest?.place === 'escrow') newest.place = 'returned'
    },
    place: async () => newest?.place ?? 'none',
    async print(receipt, part) {
      if (part === 'end') papers[receipt] = (papers[receipt] ?? 0) + 1
    },
  }
}
