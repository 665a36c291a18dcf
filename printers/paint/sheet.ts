/** The sheet that blocks are laid on: what a mark is, and how a text is set in lines. */
import { cleanText } from './clean-text.ts'
import type { Weight } from './fonts.ts'
import { breakLines } from './line-break.ts'
import type { Measures } from './measures.ts'
import type { QrModules } from './qr-modules.ts'

export type Mark =
  | {
      readonly mark: 'text'
      readonly x: number
      readonly baseline: number
      readonly text: string
      readonly size: number
      readonly weight: Weight
      readonly white?: boolean
    }
  | { readonly mark: 'fill'; readonly x: number; readonly y: number; readonly width: number; readonly height: number }
  | {
      readonly mark: 'box'
      readonly x: number
      readonly y: number
      readonly width: number
      readonly height: number
      readonly radius: number
      readonly line: number
      readonly filled?: boolean
    }
  | { readonly mark: 'dashes'; readonly x: number; readonly y: number; readonly width: number; readonly line: number }
  | {
      readonly mark: 'circle'
      readonly x: number
      readonly y: number
      readonly radius: number
      readonly line: number
    }
  | {
      readonly mark: 'qr'
      readonly x: number
      readonly y: number
      readonly module: number
      readonly modules: QrModules
    }

export type MeasureText = (text: string, weight: Weight, size: number) => number

/** What a block needs to place itself. `y` moves down as marks are added. */
export interface Sheet {
  readonly width: number
  readonly measures: Measures
  readonly measure: MeasureText
  readonly marks: Mark[]
  y: number
}

/** Half of what the sheet keeps free on both sides: the head of a thermal printer is never mounted quite straight. */
export const sideMargin = 4

export const lineHeight = (size: number): number => Math.round(size * 1.4)

/** The baseline that centres an ideograph (0.88 em above, 0.12 em below) in a line of the given height. */
export const baselineIn = (y: number, height: number, size: number): number =>
  Math.round(y + (height - size) / 2 + size * 0.88)

export interface LineOptions {
  readonly x?: number
  readonly width?: number
  readonly white?: boolean
}

/** Sets a text in as many lines as it needs and moves down. */
export const placeLines = (
  sheet: Sheet,
  text: string,
  size: number,
  weight: Weight,
  align: 'left' | 'center' | 'right',
  options: LineOptions = {},
): void => {
  const x = options.x ?? sideMargin
  const width = options.width ?? sheet.width - 2 * sideMargin
  const measure = (piece: string): number => sheet.measure(piece, weight, size)
  const height = lineHeight(size)
  for (const line of breakLines(cleanText(text), width, measure)) {
    const free = width - measure(line) + (align === 'right' ? hanging(line, size) : 0)
    const indent = align === 'left' ? 0 : align === 'right' ? free : free / 2
    sheet.marks.push({
      mark: 'text',
      x: Math.max(0, Math.round(x + indent)),
      baseline: baselineIn(sheet.y, height, size),
      text: line,
      size,
      weight,
      ...(options.white === true ? { white: true } : {}),
    })
    sheet.y += height
  }
}

/** A closing mark fills only the left half of its square; at the right edge the other half is let out. */
const hanging = (line: string, size: number): number =>
  /[）》」』】。，；：]$/.test(line) ? Math.round(size * 0.45) : 0
