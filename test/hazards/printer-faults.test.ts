import { describe, expect, it } from 'vitest'
import { balanceSlip } from '../../printers/documents/balance-slip.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import { paperTexts } from '../support/paper-texts.ts'
import { sampleBalance } from '../support/printer-bench.ts'
import { playToEnd } from '../support/printer-play.ts'
import { simulatePrinter } from '../support/printer-simulation.ts'
import { printerScenarios } from './printer-scenarios.ts'

const fonts = loadPaperFonts()
const slip = balanceSlip(sampleBalance, paperTexts(), { size: 'normal' })

describe('a printer fault leads to its verdict and to the right number of papers', () => {
  for (const scenario of printerScenarios) {
    it(`${scenario.what}: ${scenario.verdict}`, async () => {
      const simulation = simulatePrinter({
        fonts,
        ...(scenario.profile === undefined ? {} : { profile: scenario.profile }),
      })
      const { printer, machine, sheets, until } = simulation
      until(() => printer.status.device === 'online')
      if (scenario.profile?.automaticStatus === false) machine.fault('no-automatic-status')
      machine.fault(scenario.fault, scenario.atRow)
      const handle = printer.print({ jobId: 'one', document: slip })
      let stopped = false
      handle.onStopped(() => {
        stopped = true
      })
      if (scenario.person !== undefined) {
        until(() => stopped)
        if (scenario.person === 'clear') machine.clearFaults()
        else if (scenario.person === 'abandon') handle.abandon()
        else machine.fault('power-cycle')
      }
      const outcome = await playToEnd(simulation, handle)
      expect(outcome).toMatchObject({ result: scenario.verdict })
      expect('fault' in outcome ? outcome.fault.code : undefined).toBe(scenario.code)
      expect(simulation.journal).toHaveLength(scenario.verdict === 'notStarted' ? 0 : 2)

      // Whatever happened, the next paper is whole and by itself.
      machine.clearFaults()
      until(() => printer.status.fault === undefined)
      const next = await playToEnd(simulation, printer.print({ jobId: 'two', document: slip }))
      expect(next).toEqual({ result: { A: 'printed', B: 'probablyPrinted', C: 'sent' }[printer.tier] })
      until(() => machine.idle())
      expect(simulation.problems).toEqual([])
      expect(sheets.filter((sheet) => sheet.complete)).toHaveLength(scenario.whole + 1)
      expect(sheets.filter((sheet) => !sheet.complete)).toHaveLength(scenario.parts)
    })
  }
})
