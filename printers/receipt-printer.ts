/** The receipt printer flows see: queue, painting, intents, and the confirming protocol over one face. */
import type { Clock } from '../src/domain/clock.ts'
import type { FaultCode } from '../src/domain/faults.ts'
import { makeFault } from '../src/domain/result.ts'
import type { FaceLine, PrinterFace } from './face.ts'
import type { PaperFonts } from './paint/fonts.ts'
import { belowLogo, rowsOfLogo } from './paint/logo.ts'
import { paintDocument } from './paint/paint.ts'
import type { Picture } from './paint/picture.ts'
import type {
  PrinterStatus,
  PrintHandle,
  PrintIntentLog,
  PrintJob,
  PrintOutcome,
  PrintProgress,
  ReceiptPrinter,
} from './port.ts'
import type { PrinterProfile, PrinterTimes } from './profile.ts'
import { composeJob } from './thermal/compose.ts'
import { sameStatus } from './thermal/condition.ts'
import { step } from './thermal/protocol.ts'
import {
  initialState,
  type ProtocolInput,
  type ProtocolOutput,
  type ProtocolState,
  statusOfState,
  type TimerName,
} from './thermal/protocol-state.ts'

export type PrinterLog = (event: string, fields?: Record<string, string | number | boolean>) => void

export interface ReceiptPrinterParts {
  readonly face: PrinterFace
  readonly profile: PrinterProfile
  readonly times: PrinterTimes
  readonly clock: Clock
  readonly fonts: PaperFonts
  readonly intents: PrintIntentLog
  readonly log: PrinterLog
  /** Stands above every paper; exactly as wide as the paper. From `readLogo`. */
  readonly logo?: Picture
  /**
   * The journal knows a job of an earlier process whose end it does not know: its rows may still be in the printer, and
   * must not come out on the next member's paper.
   */
  readonly leftUnfinished?: boolean
  /**
   * Number of the first process id. Start each run elsewhere (the time does), so that a late answer to an earlier run
   * confirms nothing.
   */
  readonly firstId?: number
  /** Runs something in another turn; `setImmediate` unless a test plays time itself. */
  readonly defer?: (run: () => void) => void
}

type Stopped = Extract<PrintOutcome, { result: 'stopped' }>

interface Entry {
  readonly job: PrintJob
  readonly progress: Set<(progress: PrintProgress) => void>
  readonly stopped: Set<(stopped: Stopped) => void>
  /** Set while the printer waits for a person. */
  waiting: Stopped | null
  readonly resolve: (outcome: PrintOutcome) => void
  /** Whether `sending` stands in the journal, so that `settled` must too. */
  intended: boolean
}

export const createReceiptPrinter = (parts: ReceiptPrinterParts): ReceiptPrinter => {
  const { face, profile, clock, intents, log, logo } = parts
  if (logo !== undefined && logo.width !== profile.dots)
    throw new Error(`a logo of ${logo.width} dots on a paper of ${profile.dots}`)
  let state: ProtocolState = initialState(profile, parts.times, parts.leftUnfinished ?? false)
  let status: PrinterStatus = statusOfState(state)
  let sequence = parts.firstId ?? clock.now() % 830_584
  let line: FaceLine | undefined
  let generation = 0
  let running: Entry | undefined
  let closing: Promise<void> | undefined
  const defer = parts.defer ?? ((run: () => void) => void setImmediate(run))
  let turnScheduled = false
  const queue: Entry[] = []
  const known = new Set<string>()
  const listeners = new Set<(status: PrinterStatus) => void>()
  const timers = new Map<TimerName, unknown>()

  // Inputs that arise while outputs are carried out wait their turn: the order of a step is never mixed.
  const inputs: ProtocolInput[] = []
  let working = false
  const feed = (input: ProtocolInput): void => {
    inputs.push(input)
    if (working) return
    working = true
    try {
      for (let next = inputs.shift(); next !== undefined; next = inputs.shift()) {
        const result = step(state, next, clock.monotonic())
        state = result.state
        for (const output of result.outputs) if (!carryOut(output)) break
      }
    } finally {
      working = false
    }
    tell()
  }

  const tell = (): void => {
    const now = statusOfState(state)
    if (sameStatus(now, status)) return
    status = now
    log('printer.status', { device: now.device, paper: now.paper ?? 'none', code: now.fault?.code ?? 'none' })
    for (const listener of [...listeners]) listener(now)
  }

  /** @returns false when the rest of the step must not happen. */
  const carryOut = (output: ProtocolOutput): boolean => {
    switch (output.output) {
      case 'open':
        openLine()
        return true
      case 'close':
        generation++
        line?.close()
        line = undefined
        return true
      case 'write':
        if (line?.write(output.bytes) === true) inputs.push({ input: 'drained' })
        return true
      case 'timer':
        setTimer(output.timer, output.ms)
        return true
      case 'cancel':
        clock.clearTimeout(timers.get(output.timer))
        timers.delete(output.timer)
        return true
      case 'sending':
        return writeIntent(output)
      case 'settled':
        settle(output.outcome)
        return true
      case 'progress':
        if (running !== undefined) running.waiting = null
        for (const listener of [...(running?.progress ?? [])])
          listener({ rowsDone: output.rowsDone, rowsTotal: output.rowsTotal })
        return true
      case 'stopped':
        log('printer.stopped', { jobId: output.jobId, code: output.fault.code, rowsDone: output.rowsDone })
        if (running !== undefined) {
          running.waiting = { result: 'stopped', fault: output.fault, rowsDone: output.rowsDone }
          for (const listener of [...running.stopped]) listener(running.waiting)
        }
        return true
      case 'log':
        log(output.event, { ...output.fields })
        return true
    }
  }

  const writeIntent = (intent: Extract<ProtocolOutput, { output: 'sending' }>): boolean => {
    try {
      intents.sending({ jobId: intent.jobId, document: intent.document, rows: intent.rows })
      if (running !== undefined) running.intended = true
      inputs.unshift({ input: 'intended' })
      return true
    } catch (error) {
      const code = codeOf(error)
      log('printer.intentFailed', { jobId: intent.jobId, code })
      inputs.unshift({ input: 'intentFailed', code })
      return false
    }
  }

  const setTimer = (timer: TimerName, ms: number): void => {
    clock.clearTimeout(timers.get(timer))
    timers.set(
      timer,
      clock.setTimeout(() => {
        timers.delete(timer)
        feed({ input: 'timer', timer })
      }, ms),
    )
  }

  const openLine = (): void => {
    // Events of a line that was given up must not reach the one that followed it.
    const own = ++generation
    const guarded = (input: ProtocolInput): void => {
      if (own === generation) feed(input)
    }
    line = face.open({
      opened: () => guarded({ input: 'opened' }),
      received: (bytes) => guarded({ input: 'received', bytes }),
      drained: () => guarded({ input: 'drained' }),
      closed: (reason) => guarded({ input: 'closed', reason }),
    })
  }

  const settle = (outcome: PrintOutcome): void => {
    const entry = running
    if (entry === undefined) return
    running = undefined
    finish(entry, outcome)
    // The next job waits for another turn: painting and packing in one go would starve the line and hold every picture.
    scheduleTurn()
  }

  const finish = (entry: Entry, outcome: PrintOutcome): void => {
    const fault = 'fault' in outcome ? outcome.fault : undefined
    log('printer.settled', { jobId: entry.job.jobId, result: outcome.result, code: fault?.code ?? 'none' })
    if (entry.intended) {
      try {
        intents.settled({
          jobId: entry.job.jobId,
          outcome: outcome.result,
          ...(fault === undefined ? {} : { code: fault.code }),
        })
      } catch (error) {
        // The intent stays open and is found unknown at the next start: that is the safe side.
        log('printer.settledUnwritten', { jobId: entry.job.jobId, code: codeOf(error) })
      }
    }
    entry.progress.clear()
    entry.stopped.clear()
    entry.waiting = null
    entry.resolve(outcome)
  }

  const scheduleTurn = (): void => {
    if (turnScheduled || running !== undefined || queue.length === 0 || closing !== undefined) return
    turnScheduled = true
    defer(turn)
  }

  const turn = (): void => {
    turnScheduled = false
    const entry = queue.shift()
    if (entry === undefined || running !== undefined || closing !== undefined) return
    const { document } = entry.job
    const painted = paintDocument(document, profile.dots, parts.fonts, {
      maxRows: profile.maxRows - rowsOfLogo(logo),
    })
    if (!painted.ok) {
      finish(entry, { result: 'notStarted', fault: painted.error })
      scheduleTurn()
      return
    }
    const picture = belowLogo(painted.value, logo)
    const pieces = composeJob(picture, document.document, profile, sequence, state.unfinished)
    sequence += pieces.length
    running = entry
    feed({
      input: 'job',
      job: { jobId: entry.job.jobId, document: document.document, rows: picture.height, pieces },
    })
  }

  const print = (job: PrintJob): PrintHandle => {
    if (known.has(job.jobId)) throw new Error(`job ${job.jobId} was printed before`)
    known.add(job.jobId)
    const { promise, resolve } = withResolver<PrintOutcome>()
    const entry: Entry = { job, progress: new Set(), stopped: new Set(), waiting: null, resolve, intended: false }
    if (closing === undefined) {
      queue.push(entry)
      scheduleTurn()
    } else finish(entry, { result: 'notStarted', fault: makeFault('YB-PRN-203') })
    return {
      outcome: promise,
      onProgress: (listener) => subscribeTo(entry.progress, listener),
      onStopped: (listener) => {
        const unsubscribe = subscribeTo(entry.stopped, listener)
        // Whoever comes late must know too: a member may leave after the printer has stopped.
        if (entry.waiting !== null) listener(entry.waiting)
        return unsubscribe
      },
      abandon: () => {
        const waiting = queue.indexOf(entry)
        if (waiting >= 0) {
          queue.splice(waiting, 1)
          finish(entry, { result: 'notStarted', fault: makeFault('YB-PRN-203') })
        } else if (running === entry) feed({ input: 'abandon', jobId: job.jobId })
      },
    }
  }

  feed({ input: 'start' })
  return {
    tier: profile.tier,
    get status() {
      return status
    },
    subscribe: (listener) => subscribeTo(listeners, listener),
    print,
    close: () => {
      closing ??= (async () => {
        for (const entry of queue.splice(0)) finish(entry, { result: 'notStarted', fault: makeFault('YB-PRN-203') })
        feed({ input: 'stop' })
      })()
      return closing
    },
  }
}

const subscribeTo = <L>(set: Set<L>, listener: L): (() => void) => {
  set.add(listener)
  return () => set.delete(listener)
}

/** A journal that cannot write says which of its codes it is; anything else counts as not writable. */
const codeOf = (error: unknown): FaultCode => {
  const code = (error as { code?: unknown } | null)?.code
  return code === 'YB-JRN-003' ? 'YB-JRN-003' : 'YB-JRN-004'
}

const withResolver = <T>(): { promise: Promise<T>; resolve: (value: T) => void } => {
  let resolve!: (value: T) => void
  const promise = new Promise<T>((settle) => {
    resolve = settle
  })
  return { promise, resolve }
}
