import { describe, expect, it } from 'vitest'
import { paperTexts } from '../../printers/golden/papers.ts'
import { samplePapers } from '../../printers/golden/samples.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import { playToEnd } from '../support/printer-play.ts'
import { simulatePrinter } from '../support/printer-simulation.ts'

const fonts = loadPaperFonts()
const slip = samplePapers.balanceSlip(paperTexts(), { size: 'normal' })

describe('a journal that cannot be written', () => {
  it('keeps every dot in the printer: not started, with the journal’s own code', async () => {
    let full = true
    const written: string[] = []
    const simulation = simulatePrinter({
      fonts,
      intents: {
        sending: ({ jobId }) => {
          if (full) throw Object.assign(new Error('disk full'), { code: 'YB-JRN-003' })
          written.push(`sending ${jobId}`)
        },
        settled: ({ jobId, outcome }) => written.push(`settled ${jobId} ${outcome}`),
      },
    })
    const { printer, machine, sheets, until } = simulation
    until(() => printer.status.device === 'online')
    const refused = await playToEnd(simulation, printer.print({ jobId: 'one', document: slip }))
    expect(refused).toEqual({ result: 'notStarted', fault: { code: 'YB-JRN-003' } })
    until(() => machine.idle())
    expect(machine.state().sheetRows).toBe(0)
    full = false
    expect(await playToEnd(simulation, printer.print({ jobId: 'two', document: slip }))).toEqual({ result: 'printed' })
    expect(sheets).toHaveLength(1)
    expect(written).toEqual(['sending two', 'settled two printed'])
  })

  it('that fails after the paper is out leaves the intent open and still tells the member', async () => {
    const simulation = simulatePrinter({
      fonts,
      intents: {
        sending: () => {},
        settled: () => {
          throw new Error('disk full')
        },
      },
    })
    simulation.until(() => simulation.printer.status.device === 'online')
    const outcome = await playToEnd(simulation, simulation.printer.print({ jobId: 'one', document: slip }))
    expect(outcome).toEqual({ result: 'printed' })
  })
})

describe('giving up', () => {
  it('a job that waits in the queue never starts; one that is being printed runs to its end', async () => {
    const simulation = simulatePrinter({ fonts })
    const { printer, until, sheets } = simulation
    until(() => printer.status.device === 'online')
    const first = printer.print({ jobId: 'one', document: slip })
    const second = printer.print({ jobId: 'two', document: slip })
    until(() => printer.status.device === 'deviceBusy')
    second.abandon()
    first.abandon()
    expect(await playToEnd(simulation, second)).toEqual({ result: 'notStarted', fault: { code: 'YB-PRN-203' } })
    expect(['printed', 'notStarted']).toContain((await playToEnd(simulation, first)).result)
    expect(sheets.length).toBeLessThanOrEqual(1)
    await printer.close()
    expect(await playToEnd(simulation, printer.print({ jobId: 'three', document: slip }))).toMatchObject({
      result: 'notStarted',
    })
  })
})
