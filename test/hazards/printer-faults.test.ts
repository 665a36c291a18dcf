import { existsSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import { printingDocument } from '../docs/printing.ts'
import { playScenario } from './play-scenario.ts'
import { printerScenarios } from './printer-scenarios.ts'

const fonts = loadPaperFonts()

describe('a printer fault leads to its verdict and to the right number of papers', () => {
  for (const scenario of printerScenarios) {
    it(`${scenario.what}: ${scenario.verdict}`, async () => {
      const played = await playScenario(scenario, fonts)
      expect(played.outcome).toMatchObject({ result: scenario.verdict })
      expect('fault' in played.outcome ? played.outcome.fault.code : undefined).toBe(scenario.code)
      expect(played.journal).toBe(scenario.verdict === 'notStarted' ? 0 : 2)
      expect(played.problems).toEqual([])
      expect({ whole: played.whole, parts: played.parts }).toEqual({ whole: scenario.whole, parts: scenario.parts })
      // Whatever happened, the next paper is whole and by itself.
      expect(played.next).toEqual({ result: { A: 'printed', B: 'probablyPrinted', C: 'sent' }[played.tier] })
    })
  }

  it('stands in docs/printing.md as it was played (if not: npm run docs)', async () => {
    const text = existsSync('docs/printing.md') ? readFileSync('docs/printing.md', 'utf8') : ''
    expect(text).toBe(await printingDocument())
  }, 60_000)
})
