import { describe, expect, it } from 'vitest'
import { balanceSlip } from '../../printers/documents/balance-slip.ts'
import { paperTexts } from '../../printers/golden/papers.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import type { CutSheet } from '../../printers/virtual/machine.ts'
import { sampleBalance } from '../support/printer-bench.ts'
import { playToEnd } from '../support/printer-play.ts'
import { simulatePrinter } from '../support/printer-simulation.ts'

const fonts = loadPaperFonts()
const slip = balanceSlip(sampleBalance, paperTexts(), { size: 'normal' })

/** Every byte of the first sixty, then steps that share no factor with a row (72 bytes). */
const cuts = [
  ...Array.from({ length: 60 }, (_, index) => index + 1),
  ...Array.from({ length: 52 }, (_, index) => 101 + index * 769),
]

/** Without the white lead that the paper before has left between head and cutter. */
const dots = (sheet: CutSheet): Uint8Array => {
  const first = sheet.rows.bits.findIndex((byte) => byte !== 0)
  return sheet.rows.bits.subarray(first - (first % 72))
}

describe('the line is cut after any number of bytes', () => {
  it('never doubles a paper, never says printed without one, and prints the next one whole', async () => {
    const undisturbed = simulatePrinter({ fonts })
    undisturbed.until(() => undisturbed.printer.status.device === 'online')
    await playToEnd(undisturbed, undisturbed.printer.print({ jobId: 'one', document: slip }))
    const reference = dots(undisturbed.sheets[0]!)
    const verdicts = new Map<string, number>()
    for (const bytes of cuts) {
      const simulation = simulatePrinter({ fonts, rowsPerSecond: 4000 })
      simulation.until(() => simulation.printer.status.device === 'online')
      simulation.cutAfter(bytes)
      const outcome = await playToEnd(simulation, simulation.printer.print({ jobId: 'one', document: slip }))
      simulation.cutAfter(Number.POSITIVE_INFINITY)
      const verdict = outcome.result
      verdicts.set(verdict, (verdicts.get(verdict) ?? 0) + 1)
      simulation.until(() => simulation.printer.status.device === 'online' && simulation.machine.idle())
      const whole = () => simulation.sheets.filter((sheet) => sheet.complete).length
      const before = whole()
      if (verdict === 'printed') expect([bytes, before]).toEqual([bytes, 1])
      else if (verdict === 'notStarted') expect([bytes, simulation.sheets.length]).toEqual([bytes, 0])
      else expect([bytes, verdict, before <= 1]).toEqual([bytes, 'unknown', true])

      const next = await playToEnd(simulation, simulation.printer.print({ jobId: 'two', document: slip }))
      expect([bytes, next]).toEqual([bytes, { result: 'printed' }])
      expect([bytes, whole()]).toEqual([bytes, before + 1])
      // Dot for dot what an undisturbed printer makes: nothing of the first paper stands on it.
      const same = Buffer.compare(dots(simulation.sheets.at(-1)!), reference) === 0
      expect([bytes, same]).toEqual([bytes, true])
    }
    expect(verdicts.get('printed')).toBeGreaterThan(0)
    expect(verdicts.get('unknown')).toBeGreaterThan(50)
  }, 60_000)
})
