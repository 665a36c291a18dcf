import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { loadPaperFonts } from '../paint/fonts.ts'
import { decodePng } from '../paint/png.ts'
import { differenceOf, drawDifference } from './difference.ts'
import { paintVariant, paperTexts, paperVariants, variantFile } from './papers.ts'

const fonts = loadPaperFonts()
const texts = paperTexts()
/**
 * Drawing libraries of other processors round the edges of letters otherwise here and there. A wrong letter changes
 * hundreds of dots, a moved line thousands.
 */
const tolerance = 60

describe('papers look as they were approved', () => {
  it.each(paperVariants.map((variant) => [variantFile(variant), variant] as const))('%s', async (name, variant) => {
    const file = join('printers/golden', name)
    expect(existsSync(file), `${file} is missing: run npm run papers -- --golden and look at it`).toBe(true)
    const golden = await decodePng(readFileSync(file))
    const now = paintVariant(variant, texts, fonts)
    const { dots, firstRow } = differenceOf(golden, now)
    if (dots > tolerance) {
      const picture = join('.cache/paper-differences', name)
      mkdirSync('.cache/paper-differences', { recursive: true })
      writeFileSync(picture, drawDifference(golden, now))
      expect.fail(
        `${dots} dots differ from row ${firstRow} on (${golden.height} rows before, ${now.height} now): look at ${picture}`,
      )
    }
  })

  it('a changed amount is a difference, and the picture shows it', async () => {
    const variant = paperVariants[0]!
    const now = paintVariant(variant, texts, fonts)
    const other = { ...now, bits: now.bits.slice() }
    other.bits.fill(0xff, 300 * 72, 310 * 72)
    const { dots, firstRow } = differenceOf(now, other)
    expect(dots).toBeGreaterThan(tolerance)
    expect(firstRow).toBe(300)
    const picture = await decodePng(drawDifference(now, other))
    expect(picture.width).toBe((3 * 576 + 4 * 24) & ~7)
  })
})
