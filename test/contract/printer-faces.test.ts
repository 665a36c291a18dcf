/** Serial and USB faces over a pseudo terminal, with the virtual printer at its other end; and what the probe finds. */
import { type ChildProcess, spawn } from 'node:child_process'
import { existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import type { PrinterFace } from '../../printers/face.ts'
import { paperTexts } from '../../printers/golden/papers.ts'
import { samplePapers } from '../../printers/golden/samples.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import type { PrintOutcome } from '../../printers/port.ts'
import { probePrinter } from '../../printers/probe.ts'
import { serialFace } from '../../printers/serial.ts'
import { tcpFace } from '../../printers/tcp.ts'
import { usbFace } from '../../printers/usb.ts'
import type { PrinterFaultName } from '../../printers/virtual/faults.ts'
import { openVirtualPrinter, type VirtualPrinter } from '../../printers/virtual/server.ts'
import { createPrinterBench, machineClock, type PrinterBench, waitUntil } from '../support/printer-bench.ts'

const fonts = loadPaperFonts()
const slip = () => samplePapers.balanceSlip(paperTexts(), { size: 'normal' })
const endings: (() => Promise<void> | void)[] = []
afterEach(async () => {
  for (const end of endings.splice(0).reverse()) await end()
})

const wire = async (port: number): Promise<{ path: string; unplug: () => void }> => {
  const folder = mkdtempSync(join(tmpdir(), 'wire-'))
  const path = join(folder, 'printer')
  const socat: ChildProcess = spawn('socat', [`PTY,link=${path},raw,echo=0`, `TCP:127.0.0.1:${port},nodelay`])
  endings.push(() => {
    socat.kill('SIGKILL')
    rmSync(folder, { recursive: true, force: true })
  })
  await waitUntil(() => existsSync(path))
  return { path, unplug: () => socat.kill('SIGKILL') }
}

const faces: [string, (path: string) => PrinterFace][] = [
  ['serial', (path) => serialFace({ path, baud: 115_200 })],
  ['usb', (path) => usbFace({ path })],
]

describe.each(faces)('over the %s face', (_, faceOf) => {
  const start = async (rowsPerSecond = 20_000): Promise<{ bench: PrinterBench; unplug: () => void }> => {
    let unplug = (): void => {}
    const bench = await createPrinterBench({
      fonts,
      rowsPerSecond,
      face: async (port) => {
        const made = await wire(port)
        unplug = made.unplug
        return faceOf(made.path)
      },
    })
    endings.push(() => bench.close())
    return { bench, unplug: () => unplug() }
  }

  it('a paper is printed and confirmed', async () => {
    const { bench } = await start()
    expect(await bench.printer.print({ jobId: 'one', document: slip() }).outcome).toEqual({ result: 'printed' })
    expect(bench.sheets.map((sheet) => sheet.complete)).toEqual([true])
    expect(bench.problems).toEqual([])
  })

  it('a cable pulled in the middle leaves the outcome unknown', async () => {
    const { bench, unplug } = await start(600)
    const handle = bench.printer.print({ jobId: 'one', document: slip() })
    await new Promise<void>((resolve) => handle.onProgress(() => resolve()))
    unplug()
    expect(await handle.outcome).toMatchObject({
      result: 'unknown',
      fault: { code: 'YB-PRN-202' },
    } satisfies Partial<PrintOutcome>)
  })
})

describe('the probe', () => {
  const probe = async (...faults: PrinterFaultName[]) => {
    const printed: unknown[] = []
    const virtual: VirtualPrinter = await openVirtualPrinter({
      port: 0,
      onSheet: (sheet) => printed.push(sheet),
      onProblem: (what) => printed.push(what),
    })
    endings.push(() => virtual.close())
    for (const fault of faults) virtual.fault(fault)
    const found = await probePrinter({
      face: tcpFace({ host: '127.0.0.1', port: virtual.port }),
      clock: machineClock,
      answerMs: 150,
    })
    expect(printed).toEqual([])
    expect(virtual.machine.state().sheetRows).toBe(0)
    return found
  }

  it('finds a printer that proves: tier A', async () => {
    expect(await probe()).toMatchObject({ ok: true, value: { tier: 'A', automaticStatus: true, realTimeClear: true } })
  })

  it('finds a clone without process ids: tier B', async () => {
    expect(await probe('no-process-id')).toMatchObject({ ok: true, value: { tier: 'B', automaticStatus: true } })
  })

  it('finds a printer that tells nothing by itself', async () => {
    expect(await probe('no-automatic-status')).toMatchObject({ ok: true, value: { tier: 'A', automaticStatus: false } })
  })

  it('finds a printer without a way back: tier C', async () => {
    expect(await probe('silence')).toMatchObject({ ok: true, value: { tier: 'C', condition: null } })
  })

  it('tells what is wrong now', async () => {
    expect(await probe('cover-open')).toMatchObject({ ok: true, value: { condition: { coverOpen: true } } })
  })

  it('says when there is no printer', async () => {
    expect(await probe('link-cut')).toEqual({ ok: false, error: { code: 'YB-PRN-001' } })
  })
})
