/**
 * Driver and virtual printer in one process and one played time: a whole hazard takes a millisecond, and the same seed
 * gives the same day.
 */
import type { FaceEvents, PrinterFace } from '../../printers/face.ts'
import type { PaperFonts } from '../../printers/paint/fonts.ts'
import type { Picture } from '../../printers/paint/picture.ts'
import type { PrintIntentLog, ReceiptPrinter } from '../../printers/port.ts'
import { type PrinterProfile, type PrinterTimes, standardProfile, standardTimes } from '../../printers/profile.ts'
import { createReceiptPrinter } from '../../printers/receipt-printer.ts'
import {
  type CutSheet,
  createPrinterMachine,
  type MachineOptions,
  type PrinterMachine,
  standardMachine,
} from '../../printers/virtual/machine.ts'
import type { Clock } from '../../src/domain/clock.ts'

export interface SimulatedClock extends Clock {
  /** Runs everything due in the next `ms`. */
  pass(ms: number): void
}

export const createSimulatedClock = (start = Date.UTC(2026, 9, 12, 1, 0, 0)): SimulatedClock => {
  let now = 0
  let serial = 0
  const due = new Map<number, { at: number; run: () => void }>()
  return {
    now: () => start + now,
    monotonic: () => now,
    setTimeout: (run, ms) => {
      due.set(++serial, { at: now + Math.max(0, ms), run })
      return serial
    },
    clearTimeout: (handle) => void due.delete(handle as number),
    pass: (ms) => {
      const end = now + ms
      for (;;) {
        let first: [number, { at: number; run: () => void }] | undefined
        for (const entry of due)
          if (entry[1].at <= end && (first === undefined || entry[1].at < first[1].at)) first = entry
        if (first === undefined) break
        due.delete(first[0])
        now = Math.max(now, first[1].at)
        first[1].run()
      }
      now = end
    },
  }
}

export interface PrinterSimulation {
  readonly printer: ReceiptPrinter
  readonly machine: PrinterMachine
  readonly sheets: CutSheet[]
  readonly problems: string[]
  readonly journal: string[]
  readonly clock: SimulatedClock
  /** The line dies when that many bytes have left the driver; it can be opened again at once. */
  cutAfter(bytes: number): void
  /** Plays one short step of time. */
  pass(): void
  /** Plays time until the condition holds. Throws after `ms` of played time. */
  until(condition: () => boolean, ms?: number): void
}

export interface SimulationOptions extends Partial<MachineOptions> {
  readonly fonts: PaperFonts
  readonly profile?: Partial<PrinterProfile>
  readonly times?: Partial<PrinterTimes>
  readonly intents?: PrintIntentLog
  readonly logo?: Picture
}

const tickMs = 5

export const simulatePrinter = (options: SimulationOptions): PrinterSimulation => {
  const { fonts, profile, times, intents, logo, ...machineOptions } = options
  const clock = createSimulatedClock()
  const sheets: CutSheet[] = []
  const problems: string[] = []
  const journal: string[] = []
  const dots = machineOptions.dots ?? 576
  let connected = true
  let line: { readonly events: FaceEvents; over: boolean } | undefined
  let left = Number.POSITIVE_INFINITY
  let held: Uint8Array[] = []

  const later = (run: () => void): void => void clock.setTimeout(run, 0)
  const dropLine = (reason: string): void => {
    const dropped = line
    line = undefined
    held = []
    if (dropped === undefined || dropped.over) return
    dropped.over = true
    later(() => dropped.events.closed(reason))
  }
  const machine = createPrinterMachine(
    { ...standardMachine, ...machineOptions },
    {
      answer: (bytes) => {
        const target = line
        if (target !== undefined) later(() => target.over || target.events.received(bytes))
      },
      sheet: (sheet) => sheets.push(sheet),
      problem: (what) => problems.push(what),
      cable: (now) => {
        connected = now
        if (!now) dropLine('ECONNRESET')
      },
    },
  )
  const feedHeld = (): void => {
    while (held.length > 0 && machine.room() > 0) {
      const chunk = held.shift()!
      const room = machine.room()
      if (chunk.length > room) held.unshift(chunk.subarray(room))
      machine.receive(chunk.subarray(0, room))
    }
    if (held.length === 0 && line !== undefined) line.events.drained()
  }
  const face: PrinterFace = {
    name: 'simulated',
    open: (events) => {
      const own = { events, over: false }
      later(() => {
        if (own.over) return
        if (!connected) {
          own.over = true
          events.closed('ECONNREFUSED')
          return
        }
        line = own
        events.opened()
      })
      return {
        write: (bytes) => {
          if (line !== own) return false
          const part = bytes.subarray(0, Math.max(0, Math.min(bytes.length, left)))
          left -= bytes.length
          held.push(part)
          const cut = left <= 0
          if (cut) left = Number.POSITIVE_INFINITY
          while (held.length > 0 && machine.room() > 0) {
            const chunk = held.shift()!
            const room = machine.room()
            if (chunk.length > room) held.unshift(chunk.subarray(room))
            machine.receive(chunk.subarray(0, room))
          }
          if (cut) dropLine('ECONNRESET')
          return held.length === 0
        },
        close: () => {
          own.over = true
          if (line === own) {
            line = undefined
            held = []
          }
        },
      }
    },
  }
  const printer = createReceiptPrinter({
    face,
    profile: {
      ...standardProfile,
      dots,
      // Tests may play a printer that is quicker than any real one.
      fastestRowsPerSecond: Math.max(standardProfile.fastestRowsPerSecond, 2 * (machineOptions.rowsPerSecond ?? 0)),
      ...profile,
    },
    times: { ...standardTimes, ...times },
    clock,
    fonts,
    ...(logo === undefined ? {} : { logo }),
    intents: intents ?? {
      sending: (job) => journal.push(`sending ${job.jobId}`),
      settled: (job) =>
        journal.push(`settled ${job.jobId} ${job.outcome}${job.code === undefined ? '' : ` ${job.code}`}`),
    },
    log: () => {},
    defer: later,
  })
  const pass = (): void => {
    clock.pass(tickMs)
    machine.advance(clock.monotonic())
    if (held.length > 0) feedHeld()
  }
  const until = (condition: () => boolean, ms = 120_000): void => {
    const end = clock.monotonic() + ms
    while (!condition()) {
      if (clock.monotonic() > end) throw new Error(`not true after ${ms} ms of played time: ${condition}`)
      pass()
    }
  }
  return {
    printer,
    machine,
    sheets,
    problems,
    journal,
    clock,
    cutAfter: (bytes) => {
      left = bytes
    },
    pass,
    until,
  }
}
