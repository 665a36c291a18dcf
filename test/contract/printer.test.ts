/**
 * The contract of the receipt printer port, against the virtual printer always, and against a real one when
 * YIBAO_PRINTER names it (host:port). On real paper the tests that need a fault are left out.
 */
import { afterEach, describe, expect, it } from 'vitest'
import { balanceSlip } from '../../printers/documents/balance-slip.ts'
import { paperTexts } from '../../printers/golden/papers.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import type { PrintOutcome } from '../../printers/port.ts'
import { standardProfile } from '../../printers/profile.ts'
import { createPrinterBench, type PrinterBench, sampleBalance, waitUntil } from '../support/printer-bench.ts'

const fonts = loadPaperFonts()
const slip = () => balanceSlip(sampleBalance, paperTexts(), { size: 'normal' })
const real = process.env['YIBAO_PRINTER']

let bench: PrinterBench | undefined
afterEach(async () => {
  await bench?.close()
  bench = undefined
})

describe.skipIf(real === undefined)('a real printer', () => {
  it('confirms a paper as printed', async () => {
    const [host, port] = real!.split(':')
    bench = await createPrinterBench({ fonts, real: { host: host!, port: Number(port) } })
    expect(await bench.printer.print({ jobId: 'real-1', document: slip() }).outcome).toEqual({ result: 'printed' })
  }, 60_000)
})

describe('the receipt printer', () => {
  it('says printed only when the paper is out, with progress on the way', async () => {
    bench = await createPrinterBench({ fonts, rowsPerSecond: 4000 })
    const seen: number[] = []
    const handle = bench.printer.print({ jobId: 'one', document: slip() })
    let total = 0
    handle.onProgress(({ rowsDone, rowsTotal }) => {
      seen.push(rowsDone)
      total = rowsTotal
    })
    expect(await handle.outcome).toEqual({ result: 'printed' })
    expect(seen.length).toBeGreaterThan(2)
    expect(seen).toEqual([...seen].sort((a, b) => a - b))
    expect(seen.at(-1)).toBe(total)
    expect(bench.sheets.map(({ complete, document }) => ({ complete, document }))).toEqual([
      { complete: true, document: 'balanceSlip' },
    ])
  })

  it('believes a printer of 150 mm/s by the limit that holds for real ones', async () => {
    bench = await createPrinterBench({ fonts, rowsPerSecond: 1200, cutMs: 250, profile: standardProfile })
    expect(await bench.printer.print({ jobId: 'one', document: slip() }).outcome).toEqual({ result: 'printed' })
    expect(bench.logged.filter((line) => line.startsWith('printer.idTooSoon'))).toEqual([])
  })

  it('does not believe the same printer when it confirms everything at once', async () => {
    bench = await createPrinterBench({ fonts, rowsPerSecond: 1200, cutMs: 250, profile: standardProfile })
    bench.virtual.fault('instant-ids')
    const outcome = await bench.printer.print({ jobId: 'one', document: slip() }).outcome
    expect(outcome).toEqual({ result: 'probablyPrinted' })
    expect(bench.sheets).toEqual([])
    expect(bench.logged.filter((line) => line.startsWith('printer.idTooSoon'))).toHaveLength(1)
    expect(bench.journal.at(-1)).toBe('settled one probablyPrinted')
  })

  it('writes the intent before the first dot and the outcome after the last', async () => {
    bench = await createPrinterBench({ fonts, rowsPerSecond: 20_000 })
    await bench.printer.print({ jobId: 'one', document: slip() }).outcome
    expect(bench.journal).toEqual(['sending one balanceSlip', 'settled one printed'])
    expect(bench.bytesAtIntent).toBeLessThan(64)
  })

  it('prints one job after the other and each once', async () => {
    bench = await createPrinterBench({ fonts, rowsPerSecond: 20_000 })
    const { printer } = bench
    const outcomes = await Promise.all(
      [1, 2, 3].map((number) => printer.print({ jobId: `job-${number}`, document: slip() }).outcome),
    )
    expect(outcomes).toEqual([{ result: 'printed' }, { result: 'printed' }, { result: 'printed' }])
    expect(bench.sheets.filter((sheet) => sheet.complete)).toHaveLength(3)
    expect(() => printer.print({ jobId: 'job-1', document: slip() })).toThrow(/printed before/)
  })

  it('does not start without paper', async () => {
    bench = await createPrinterBench({ fonts })
    bench.virtual.fault('paper-out')
    await waitUntil(() => bench!.printer.status.paper === 'out')
    const outcome = await bench.printer.print({ jobId: 'one', document: slip() }).outcome
    expect(outcome).toEqual({ result: 'notStarted', fault: { code: 'YB-PRN-101' } })
    expect(bench.sheets).toEqual([])
    expect(bench.journal).toEqual([])
  })

  it('stops when the paper ends in the middle and finishes after the new roll: one whole paper', async () => {
    bench = await createPrinterBench({ fonts, rowsPerSecond: 8000 })
    bench.virtual.fault('paper-out', 300)
    const handle = bench.printer.print({ jobId: 'one', document: slip() })
    const stopped = await new Promise<PrintOutcome>((resolve) => handle.onStopped(resolve))
    expect(stopped).toMatchObject({ result: 'stopped', fault: { code: 'YB-PRN-101' } })
    bench.virtual.clearFaults()
    expect(await handle.outcome).toEqual({ result: 'printed' })
    expect(bench.sheets.map((sheet) => sheet.complete)).toEqual([false, true])
  })
})
