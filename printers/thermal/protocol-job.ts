/** The part of the protocol that carries one job: from the intent to the outcome. */
import { type Fault, makeFault } from '../../src/domain/result.ts'
import type { PrintOutcome } from '../port.ts'
import { clearBuffer } from './commands.ts'
import type { ProtocolJob, ProtocolOutput, ProtocolState, RunningJob } from './protocol-state.ts'

/** Pieces on their way without an answer. More would only grow what a stopped printer holds back. */
const window = 8

/** One step in the making; lives for one call only. The line below it is given by `protocol.ts`. */
export abstract class JobDraft {
  state: ProtocolState
  readonly outputs: ProtocolOutput[] = []

  /** ms of the monotonic clock */
  protected readonly at: number

  constructor(state: ProtocolState, at: number) {
    this.state = state
    this.at = at
  }

  protected abstract open(): void
  protected abstract drop(failure: Fault): void
  protected abstract ask(): void
  protected abstract schedulePoll(): void

  protected put(output: ProtocolOutput): void {
    this.outputs.push(output)
  }

  protected set(change: Partial<ProtocolState>): void {
    this.state = { ...this.state, ...change }
  }

  protected setJob(change: Partial<RunningJob>): void {
    if (this.state.job !== null) this.set({ job: { ...this.state.job, ...change } })
  }

  protected log(event: string, fields: Readonly<Record<string, string | number | boolean>> = {}): void {
    this.put({ output: 'log', event, fields })
  }

  protected job(job: ProtocolJob): void {
    if (this.state.job !== null) throw new Error('one job at a time')
    this.set({
      job: {
        ...job,
        phase: 'checking',
        next: 0,
        waiting: [],
        rowsDone: 0,
        fault: null,
        retried: false,
        abandoned: false,
        misses: 0,
        doubt: false,
        early: false,
        begunAt: null,
      },
    })
    if (this.state.link === 'closed') {
      this.open()
      return
    }
    if (this.state.link !== 'up') return
    if (this.state.profile.tier === 'C') {
      this.begin()
      return
    }
    if (this.state.asking !== null) {
      // Answers that are on their way tell of a moment before this job; they are good enough.
      return
    }
    this.ask()
  }

  protected begin(): void {
    const { job } = this.state
    if (job === null) return
    if (job.abandoned) {
      this.settle({ result: 'notStarted', fault: makeFault('YB-PRN-203') })
      return
    }
    // Nothing leaves before `intended` says that this is on disk.
    this.put({ output: 'sending', jobId: job.jobId, document: job.document, rows: job.rows })
  }

  protected intended(): void {
    if (this.state.job?.phase !== 'checking') return
    this.setJob({ phase: 'printing', begunAt: this.at })
    this.watchProgress()
    if (!this.state.profile.automaticStatus) this.schedulePoll()
    this.sendMore()
  }

  protected watchProgress(): void {
    this.put({ output: 'timer', timer: 'progress', ms: this.state.times.jobMs })
  }

  protected sendMore(): void {
    const blind = this.state.profile.tier === 'C'
    for (;;) {
      const { job } = this.state
      if (job?.phase !== 'printing' || job.next >= job.pieces.length || job.waiting.length >= window) return
      const piece = job.pieces[job.next]!
      const last = job.next + 1 === job.pieces.length
      this.setJob({
        next: job.next + 1,
        ...(piece.marker === null
          ? {}
          : { waiting: [...job.waiting, { marker: piece.marker, endRow: piece.endRow, last }] }),
      })
      this.put({ output: 'write', bytes: piece.bytes })
      if (blind) return
    }
  }

  protected drained(): void {
    const { job, profile } = this.state
    if (profile.tier !== 'C' || job?.phase !== 'printing') return
    const done = job.pieces[job.next - 1]
    if (done !== undefined) this.advance(done.endRow)
    this.set({ unfinished: false })
    if (job.next >= job.pieces.length) {
      this.settle({ result: 'sent' })
      return
    }
    this.sendMore()
  }

  protected advance(rowsDone: number): void {
    const { job } = this.state
    if (job === null || rowsDone <= job.rowsDone) return
    this.setJob({ rowsDone, misses: 0 })
    this.put({ output: 'progress', jobId: job.jobId, rowsDone, rowsTotal: job.rows })
  }

  protected confirmed(id: string): void {
    const { job } = this.state
    const index = job === null ? -1 : job.waiting.findIndex((entry) => entry.marker === id)
    if (job === null || index < 0) {
      this.log('printer.strayId')
      return
    }
    const entry = job.waiting[index]!
    // Ids come back in the order they were sent; one that overtakes others is not what the standard promises.
    const doubt = job.doubt || index > 0
    const early = job.early || this.tooSoon(job, entry.endRow)
    this.setJob({ waiting: job.waiting.slice(index + 1), doubt, early })
    if (doubt) this.confirm(entry, { result: 'unknown', fault: makeFault('YB-PRN-201', { reason: 'order' }) })
    else this.confirm(entry, { result: early ? 'probablyPrinted' : 'printed' })
  }

  /** An id that is quicker than any head was given back for reading the question, and so were the others, perhaps. */
  protected tooSoon(job: RunningJob, rows: number): boolean {
    const ms = this.at - (job.begunAt ?? this.at)
    const early = ms * this.state.profile.fastestRowsPerSecond < rows * 1000
    if (early) this.log('printer.idTooSoon', { rows, ms: Math.round(ms) })
    return early
  }

  protected paperStatus(value: number): void {
    const { job, profile } = this.state
    const entry = job?.waiting[0]
    if (profile.tier !== 'B' || job === null || entry === undefined) {
      this.log('printer.stray', { byte: value })
      return
    }
    this.setJob({ waiting: job.waiting.slice(1) })
    const paperOut = (value & 0x0c) !== 0
    this.confirm(
      entry,
      paperOut
        ? { result: 'unknown', fault: makeFault('YB-PRN-201', { reason: 'paperOut' }) }
        : { result: 'probablyPrinted' },
    )
  }

  protected confirm(entry: { readonly endRow: number; readonly last: boolean }, final: PrintOutcome): void {
    this.advance(entry.endRow)
    // The first piece began by cutting off what hung there.
    this.set({ unfinished: false })
    if (entry.last) {
      this.settle(final)
      return
    }
    if (this.state.job?.phase === 'printing') this.watchProgress()
    this.sendMore()
  }

  protected stalled(): void {
    const { job } = this.state
    if (job?.phase !== 'printing') return
    const fault = makeFault('YB-PRN-201', { reason: 'noProgress', rowsDone: job.rowsDone })
    this.set({ uncertain: true, unfinished: true })
    this.settle({ result: 'unknown', fault })
    this.drop(makeFault('YB-PRN-002'))
  }

  protected abandon(): void {
    const { job, profile, times } = this.state
    if (job === null || job.phase === 'clearing') return
    if (job.phase !== 'stopped') {
      this.setJob({ abandoned: true })
      return
    }
    this.setJob({ phase: 'clearing' })
    if (!profile.realTimeClear || this.state.link !== 'up') {
      this.cleared(false)
      return
    }
    this.put({ output: 'write', bytes: clearBuffer })
    this.put({ output: 'timer', timer: 'clear', ms: times.answerMs })
  }

  protected cleared(heard: boolean): void {
    const { job } = this.state
    if (job === null) return
    this.put({ output: 'cancel', timer: 'clear' })
    this.set({ unfinished: true, uncertain: !heard })
    this.settle({ result: 'stopped', fault: job.fault ?? makeFault('YB-PRN-203'), rowsDone: job.rowsDone })
    // Without its word the old bytes may still be there: only a fresh line, after the settling time, starts clean.
    if (!heard && this.state.link === 'up') this.drop(makeFault('YB-PRN-002'))
  }

  protected settle(outcome: PrintOutcome): void {
    const { job } = this.state
    if (job === null) return
    this.set({ job: null })
    this.put({ output: 'cancel', timer: 'progress' })
    this.put({ output: 'settled', jobId: job.jobId, outcome })
    if (this.state.link === 'up' && this.state.asking === null && this.state.profile.tier !== 'C') this.schedulePoll()
  }
}
