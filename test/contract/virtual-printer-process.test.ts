/** The virtual printer as a process of its own: what lies in the world stays there. Runs the built program. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { paperTexts } from '../../printers/golden/papers.ts'
import { samplePapers } from '../../printers/golden/samples.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import { standardTimes } from '../../printers/profile.ts'
import { createReceiptPrinter } from '../../printers/receipt-printer.ts'
import { tcpFace } from '../../printers/tcp.ts'
import { startVirtualPrinter } from '../../printers/virtual/process.ts'
import { machineClock, quickProfile } from '../support/printer-bench.ts'

const fonts = loadPaperFonts()
const folders: string[] = []
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true })
})

const driverAt = (port: number) =>
  createReceiptPrinter({
    face: tcpFace({ host: '127.0.0.1', port }),
    profile: quickProfile,
    times: standardTimes,
    clock: machineClock,
    fonts,
    intents: { sending: () => {}, settled: () => {} },
    log: () => {},
  })
const certificate = () => samplePapers.enrolmentCertificate(paperTexts(), { size: 'normal' })

/** Short enough to be in the printer's buffer as a whole. */
const slip = () => samplePapers.balanceSlip(paperTexts(), { size: 'normal' })

describe('the virtual printer in its own process', () => {
  it('shows its sheets with document, picture and QR, and finds them again after a restart', async () => {
    const world = mkdtempSync(join(tmpdir(), 'world-'))
    folders.push(world)
    const first = await startVirtualPrinter({ world, rowsPerSecond: 20_000, cutMs: 10 })
    const printer = driverAt(first.port)
    expect(await printer.print({ jobId: 'one', document: certificate() }).outcome).toEqual({ result: 'printed' })
    const [sheet] = await first.sheets()
    expect(sheet).toMatchObject({ n: 1, document: 'enrolmentCertificate', complete: true, png: '1.png' })
    expect(sheet?.qr).toEqual(['http://127.0.0.1:8700/verify?n=2112002026000318&c=7K2M94QX'])
    expect((await first.png(1)).subarray(1, 4).toString()).toBe('PNG')
    await expect(first.png(2)).rejects.toThrow()
    await printer.close()
    await first.close()
    const second = await startVirtualPrinter({ world })
    expect(await second.sheets()).toEqual([sheet])
    await second.close()
  }, 30_000)

  it('keeps paper that has run out, and the rest of its buffer, until somebody puts in a roll', async () => {
    const world = mkdtempSync(join(tmpdir(), 'world-'))
    folders.push(world)
    const first = await startVirtualPrinter({ world, rowsPerSecond: 20_000, cutMs: 10 })
    await first.fault('paper-out', 300)
    const printer = driverAt(first.port)
    const handle = printer.print({ jobId: 'one', document: slip() })
    await new Promise<void>((resolve) => handle.onStopped(() => resolve()))
    // The terminal and its dock die; the printer stands there with half a paper.
    await first.close()
    await printer.close()
    const second = await startVirtualPrinter({ world, rowsPerSecond: 20_000, cutMs: 10 })
    expect(await second.state()).toMatchObject({ paperOut: true })
    expect(await second.sheets()).toEqual([])
    await second.clearFaults()
    let sheets = await second.sheets()
    for (let turn = 0; turn < 200 && sheets.length < 2; turn++) {
      await new Promise((resolve) => setTimeout(resolve, 20))
      sheets = await second.sheets()
    }
    expect(sheets.map(({ complete }) => complete)).toEqual([false, true])
    await second.close()
  }, 30_000)
})
