/** What the settings' logo does to papers, from the printer's side. */
import { describe, expect, it } from 'vitest'
import { balanceSlip } from '../../printers/documents/balance-slip.ts'
import { paperTexts } from '../../printers/golden/papers.ts'
import { sampleLogo } from '../../printers/golden/sample-logo.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import { rowsOfLogo } from '../../printers/paint/logo.ts'
import { sampleBalance } from '../support/printer-bench.ts'
import { playToEnd } from '../support/printer-play.ts'
import { type SimulationOptions, simulatePrinter } from '../support/printer-simulation.ts'

const fonts = loadPaperFonts()
const logo = sampleLogo(576)
const slip = balanceSlip(sampleBalance, paperTexts(), { size: 'normal' })

const printed = async (options: Partial<SimulationOptions>) => {
  const simulation = simulatePrinter({ fonts, ...options })
  const outcomes = []
  for (const jobId of ['one', 'two'])
    outcomes.push(await playToEnd(simulation, simulation.printer.print({ jobId, document: slip })))
  simulation.until(() => simulation.machine.idle())
  return { outcomes, papers: simulation.sheets.map((sheet) => Buffer.from(sheet.rows.bits)) }
}

describe('the logo of an agency', () => {
  it('comes out above every paper, and the paper below it is the same', async () => {
    const bare = await printed({})
    const headed = await printed({ logo })
    expect(headed.outcomes).toEqual([{ result: 'printed' }, { result: 'printed' }])
    const added = rowsOfLogo(logo) * 72
    // The first paper of a roll also has what was between head and cutter.
    for (const [index, paper] of headed.papers.entries()) {
      const without = bare.papers[index]!
      expect(paper.length - without.length).toBe(added)
      const lead = paper.indexOf(Buffer.from(logo.bits))
      expect(lead).toBeGreaterThanOrEqual(0)
      expect(paper.subarray(lead + added).equals(without.subarray(lead))).toBe(true)
    }
  })

  it('counts as length of the paper', async () => {
    const simulation = simulatePrinter({ fonts, logo, profile: { maxRows: 100 } })
    expect(await playToEnd(simulation, simulation.printer.print({ jobId: 'one', document: slip }))).toMatchObject({
      result: 'notStarted',
      fault: { code: 'YB-PRN-302' },
    })
  })

  it('of another paper width is an error of the program', () => {
    expect(() => simulatePrinter({ fonts, logo: sampleLogo(384) })).toThrow(/384/)
  })
})
