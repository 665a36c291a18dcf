/** Type sizes in dots (8 dots = 1 mm). Below 24 dots strokes of dense characters run together on a thermal head. */
import type { DocumentSize } from '../documents/tree.ts'

/** Printable width in dots: 576 = 72 mm on 80 mm paper, 384 = 48 mm on 58 mm paper. */
export type PaperWidth = 576 | 384

export interface Measures {
  readonly body: number
  readonly small: number
  readonly strong: number
  readonly heading: number
  readonly title: number
  readonly above: number
  readonly headline: number
  readonly headlineLabel: number
  /** Edge of a QR code in dots, at least, as far as the paper allows. */
  readonly qr: number
}

const table: Readonly<Record<PaperWidth, Readonly<Record<DocumentSize, Measures>>>> = {
  576: {
    normal: {
      body: 28,
      small: 24,
      strong: 32,
      heading: 32,
      title: 48,
      above: 28,
      headline: 84,
      headlineLabel: 30,
      qr: 240,
    },
    elder: {
      body: 36,
      small: 28,
      strong: 42,
      heading: 40,
      title: 60,
      above: 34,
      headline: 108,
      headlineLabel: 40,
      qr: 280,
    },
  },
  384: {
    normal: {
      body: 26,
      small: 24,
      strong: 30,
      heading: 28,
      title: 40,
      above: 26,
      headline: 62,
      headlineLabel: 26,
      qr: 220,
    },
    elder: {
      body: 32,
      small: 26,
      strong: 36,
      heading: 34,
      title: 46,
      above: 28,
      headline: 76,
      headlineLabel: 34,
      qr: 240,
    },
  },
}

export const measuresOf = (width: PaperWidth, size: DocumentSize): Measures => table[width][size]
