/**
 * The faces papers are set in. Shapes must be the Simplified-Chinese ones: a collection file (.ttc) would be opened at
 * its first face, which for Noto CJK is the Japanese (骨 直 刃 令 户 differ), so single-language TrueType files are used.
 */
import { existsSync } from 'node:fs'
import { createRequire } from 'node:module'
import { GlobalFonts } from '@napi-rs/canvas'
import { type Coverage, readCoverage } from './cmap.ts'
import { glyphOf, signsOf } from './glyphs.ts'

export const weights = ['regular', 'medium', 'bold'] as const
export type Weight = (typeof weights)[number]

export interface TextRun {
  readonly text: string
  /** Family name as registered with the drawing library. */
  readonly family: string
}

export interface PaperFonts {
  /** The characters of a text that no installed face can draw, each once. */
  missing(text: string): readonly string[]
  /** Cuts a text into pieces of one face each. Characters nobody can draw stay with the main face. */
  runs(text: string, weight: Weight): readonly TextRun[]
  /** Width in dots. */
  measure(text: string, weight: Weight, size: number): number
}

/** Debian's fonts-hanazono: 88,000 more ideographs, for names the main face lacks (𠮷). */
export const debianFallbackFaces: readonly string[] = [
  '/usr/share/fonts/truetype/hanazono/HanaMinA.ttf',
  '/usr/share/fonts/truetype/hanazono/HanaMinB.ttf',
]

const mainFaces: Readonly<Record<Weight, string>> = {
  regular: '400Regular/NotoSansSC_400Regular.ttf',
  medium: '500Medium/NotoSansSC_500Medium.ttf',
  bold: '700Bold/NotoSansSC_700Bold.ttf',
}

interface Face {
  readonly family: string
  readonly path: string
  readonly coverage: Coverage
  registered: boolean
}

/** @param fallbacks paths of further faces, asked in order; files that do not exist are passed over. */
export const loadPaperFonts = (fallbacks: readonly string[] = debianFallbackFaces): PaperFonts => {
  const require = createRequire(import.meta.url)
  const folder = require.resolve('@expo-google-fonts/noto-sans-sc/package.json').replace(/package\.json$/, '')
  const coverage = readCoverage(`${folder}${mainFaces.regular}`)
  const face = (family: string, path: string, covers: Coverage): Face => ({
    family,
    path,
    coverage: covers,
    registered: false,
  })
  const main: Readonly<Record<Weight, Face>> = {
    regular: face('YibaoPaperRegular', `${folder}${mainFaces.regular}`, coverage),
    medium: face('YibaoPaperMedium', `${folder}${mainFaces.medium}`, coverage),
    bold: face('YibaoPaperBold', `${folder}${mainFaces.bold}`, coverage),
  }
  const others = fallbacks
    .filter((path) => existsSync(path))
    .map((path, index) => face(`YibaoPaperFallback${index}`, path, readCoverage(path)))

  // Faces are opened at their first use: the fallbacks are tens of megabytes and hardly ever needed.
  const family = (chosen: Face): string => {
    if (!chosen.registered && !GlobalFonts.has(chosen.family)) {
      if (GlobalFonts.registerFromPath(chosen.path, chosen.family) === null)
        throw new Error(`${chosen.path} is no face`)
    }
    chosen.registered = true
    return chosen.family
  }
  const faceOf = (codePoint: number, weight: Weight): Face | undefined =>
    coverage.has(codePoint) ? main[weight] : others.find((other) => other.coverage.has(codePoint))

  const runs = (text: string, weight: Weight): TextRun[] => {
    const pieces: { text: string; family: string }[] = []
    for (const sign of text) {
      const last = pieces.at(-1)
      if (last !== undefined && isSelector(sign)) {
        last.text += sign
        continue
      }
      const name = family(faceOf(sign.codePointAt(0)!, weight) ?? main[weight])
      if (last?.family === name) last.text += sign
      else pieces.push({ text: sign, family: name })
    }
    return pieces
  }

  return {
    runs,
    missing: (text) => {
      const lacking = new Set<string>()
      for (const sign of text) {
        // U+FFFD is what a wrong decoding leaves behind; a face can draw it, but no name contains it.
        if (sign === '\ufffd' || (!isSelector(sign) && faceOf(sign.codePointAt(0)!, 'regular') === undefined))
          lacking.add(sign)
      }
      return [...lacking]
    },
    measure: (text, weight, size) => {
      let width = 0
      for (const run of runs(text, weight))
        for (const sign of signsOf(run.text)) width += glyphOf(run.family, size, sign).advance
      return width
    },
  }
}

/** Variation selectors draw nothing of their own; the base character before them decides the face. */
const isSelector = (sign: string): boolean => /^[\ufe00-\ufe0f\u{e0100}-\u{e01ef}]$/u.test(sign)
