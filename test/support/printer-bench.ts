/** A receipt printer over the virtual one, both in this process, with everything a test wants to look at. */

import type { BalanceSlipFacts } from '../../printers/documents/balance-slip.ts'
import type { DocumentName } from '../../printers/documents/tree.ts'
import type { PrinterFace } from '../../printers/face.ts'
import type { PaperFonts } from '../../printers/paint/fonts.ts'
import type { Picture } from '../../printers/paint/picture.ts'
import type { ReceiptPrinter } from '../../printers/port.ts'
import { type PrinterProfile, type PrinterTimes, standardProfile, standardTimes } from '../../printers/profile.ts'
import { createReceiptPrinter } from '../../printers/receipt-printer.ts'
import { tcpFace } from '../../printers/tcp.ts'
import { documentOfProcessId } from '../../printers/thermal/process-id.ts'
import type { MachineOptions } from '../../printers/virtual/machine.ts'
import { readQrCodes } from '../../printers/virtual/qr-reader.ts'
import { openVirtualPrinter, type VirtualPrinter } from '../../printers/virtual/server.ts'
import type { Clock } from '../../src/domain/clock.ts'
import { fen } from '../../src/domain/money.ts'

export const sampleFrame = {
  agency: '某某市医疗保障局',
  site: '银州街道社区服务站',
  terminalId: '0412-07',
  phone: '12393',
  slipNo: '0412-07-20261012-0001-66',
  printedAt: Date.UTC(2026, 9, 12, 1, 5, 7),
}

export const sampleBalance: BalanceSlipFacts = {
  frame: sampleFrame,
  member: { name: '李建国', cardNo: 'A12345678' },
  asOf: Date.UTC(2026, 9, 12, 1, 5),
  accounts: [{ insuranceType: '310', balance: fen(328650) }],
  status: 'normal',
}

/** For virtual printers that are set quicker than any real one, so that nobody waits for paper. */
export const quickProfile: PrinterProfile = { ...standardProfile, fastestRowsPerSecond: Number.POSITIVE_INFINITY }

/** Time as the machine has it: real daemons are waited for by condition, never by sleeping. */
export const machineClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
}

export const waitUntil = async (condition: () => boolean, ms = 10_000): Promise<void> => {
  const end = performance.now() + ms
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not true after ${ms} ms: ${condition}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export interface BenchSheet {
  readonly complete: boolean
  readonly document: DocumentName | null
  readonly ids: readonly string[]
  readonly picture: Picture
  readonly qr: readonly string[]
}

export interface PrinterBench {
  readonly printer: ReceiptPrinter
  readonly virtual: VirtualPrinter
  readonly sheets: BenchSheet[]
  readonly problems: string[]
  readonly journal: string[]
  readonly logged: string[]
  /** Bytes the virtual printer held or had obeyed when the intent was written. */
  readonly bytesAtIntent: number
  close(): Promise<void>
}

export interface BenchOptions extends Partial<MachineOptions> {
  readonly fonts: PaperFonts
  readonly profile?: Partial<PrinterProfile>
  readonly times?: Partial<PrinterTimes>
  readonly real?: { readonly host: string; readonly port: number }
  readonly onIntent?: () => void
  /** Another face than TCP, to the port of the virtual printer. */
  readonly face?: (port: number) => Promise<PrinterFace>
}

export const createPrinterBench = async (options: BenchOptions): Promise<PrinterBench> => {
  const { fonts, profile, times, real, onIntent, face: otherFace, ...machine } = options
  const sheets: BenchSheet[] = []
  const problems: string[] = []
  const journal: string[] = []
  const logged: string[] = []
  const dots = machine.dots ?? 576
  const virtual = await openVirtualPrinter({
    port: 0,
    machine: { rowsPerSecond: 20_000, cutMs: 20, ...machine },
    onSheet: (sheet) => {
      const id = sheet.ids.at(-1)
      sheets.push({
        complete: sheet.complete,
        document: id === undefined ? null : documentOfProcessId(id),
        ids: sheet.ids,
        picture: { width: dots, ...sheet.rows },
        qr: readQrCodes(sheet.rows, dots),
      })
    },
    onProblem: (what) => problems.push(what),
  })
  let bytesAtIntent = -1
  let written = 0
  const face = (await otherFace?.(virtual.port)) ?? tcpFace(real ?? { host: '127.0.0.1', port: virtual.port })
  const printer = createReceiptPrinter({
    face: {
      name: face.name,
      open: (events) => {
        const line = face.open(events)
        return {
          write: (bytes) => {
            written += bytes.length
            return line.write(bytes)
          },
          close: () => line.close(),
        }
      },
    },
    profile: { ...quickProfile, dots, ...profile },
    times: { ...standardTimes, answerMs: 500, jobMs: 3000, reconnectMs: 100, settleMs: 300, idleMs: 200, ...times },
    clock: machineClock,
    fonts,
    intents: {
      sending: (job) => {
        bytesAtIntent = written
        onIntent?.()
        journal.push(`sending ${job.jobId} ${job.document}`)
      },
      settled: (job) =>
        journal.push(`settled ${job.jobId} ${job.outcome}${job.code === undefined ? '' : ` ${job.code}`}`),
    },
    log: (event, fields) => logged.push(`${event} ${JSON.stringify(fields ?? {})}`),
  })
  await waitUntil(() => printer.status.device !== 'starting' || printer.status.fault !== undefined)
  return {
    printer,
    virtual,
    sheets,
    problems,
    journal,
    logged,
    get bytesAtIntent() {
      return bytesAtIntent
    },
    close: async () => {
      await printer.close()
      await virtual.close()
    },
  }
}
