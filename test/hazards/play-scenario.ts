/** Plays one printer scenario to its end, and one more paper after it. */
import { balanceSlip } from '../../printers/documents/balance-slip.ts'
import { paperTexts } from '../../printers/golden/papers.ts'
import type { PaperFonts } from '../../printers/paint/fonts.ts'
import type { PrinterTier, PrintOutcome } from '../../printers/port.ts'
import { sampleBalance } from '../support/printer-bench.ts'
import { playToEnd } from '../support/printer-play.ts'
import { simulatePrinter } from '../support/printer-simulation.ts'
import type { PrinterScenario } from './printer-scenarios.ts'

export interface PlayedScenario {
  readonly outcome: PrintOutcome
  /** Played time from `print()` to the verdict, ms. */
  readonly verdictMs: number
  /** The paper printed after everything was put right again. */
  readonly next: PrintOutcome
  readonly tier: PrinterTier
  readonly journal: number
  readonly problems: readonly string[]
  /** Whole papers of the disturbed job, and parts of it. */
  readonly whole: number
  readonly parts: number
}

export const playScenario = async (scenario: PrinterScenario, fonts: PaperFonts): Promise<PlayedScenario> => {
  const slip = balanceSlip(sampleBalance, paperTexts(), { size: 'normal' })
  const simulation = simulatePrinter({
    fonts,
    ...(scenario.profile === undefined ? {} : { profile: scenario.profile }),
  })
  const { printer, machine, sheets, until, clock } = simulation
  until(() => printer.status.device === 'online')
  if (scenario.profile?.automaticStatus === false) machine.fault('no-automatic-status')
  machine.fault(scenario.fault, scenario.atRow)
  const asked = clock.monotonic()
  const handle = printer.print({ jobId: 'one', document: slip })
  let stopped = false
  handle.onStopped(() => {
    stopped = true
  })
  if (scenario.person !== undefined) {
    until(() => stopped)
    if (scenario.person === 'clear') machine.clearFaults()
    else if (scenario.person === 'abandon') handle.abandon()
    else machine.fault(scenario.person === 'unplug' ? 'silence' : 'power-cycle')
  }
  const outcome = await playToEnd(simulation, handle)
  const verdictMs = clock.monotonic() - asked
  const journal = simulation.journal.length

  machine.clearFaults()
  until(() => printer.status.fault === undefined)
  const next = await playToEnd(simulation, printer.print({ jobId: 'two', document: slip }))
  until(() => machine.idle())
  return {
    outcome,
    verdictMs,
    next,
    tier: printer.tier,
    journal,
    problems: simulation.problems,
    whole: sheets.filter((sheet) => sheet.complete).length - 1,
    parts: sheets.filter((sheet) => !sheet.complete).length,
  }
}
