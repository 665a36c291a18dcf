/**
 * The confirming protocol with one printer, as a pure reducer: `(state, input) → (state, outputs)`. Outputs are carried
 * out in order, and `sending` (the intent, on disk) stands before the first byte of a picture.
 */
import type { FaultCode } from '../../src/domain/faults.ts'
import { type Fault, makeFault } from '../../src/domain/result.ts'
import type { PrinterStatus, PrintOutcome } from '../port.ts'
import type { PrinterProfile, PrinterTimes } from '../profile.ts'
import { askStatus, clearBuffer, enableAutomaticStatus, flushBand } from './commands.ts'
import type { Piece } from './compose.ts'
import {
  type Condition,
  conditionFromAnswers,
  conditionFromAutomatic,
  faultOf,
  type StatusAnswers,
  statusOf,
} from './condition.ts'
import { emptyReplyParser, parseReplies, type Reply, type ReplyParser } from './replies.ts'

export type TimerName = 'connect' | 'answer' | 'progress' | 'poll' | 'reconnect' | 'clear'

export interface ProtocolJob {
  readonly jobId: string
  readonly document: string
  readonly rows: number
  readonly pieces: readonly Piece[]
}

export type ProtocolInput =
  | { readonly input: 'start' }
  | { readonly input: 'stop' }
  | { readonly input: 'opened' }
  | { readonly input: 'received'; readonly bytes: Uint8Array }
  | { readonly input: 'drained' }
  | { readonly input: 'closed'; readonly reason: string }
  | { readonly input: 'timer'; readonly timer: TimerName }
  /** Only while no other job runs. */
  | { readonly input: 'job'; readonly job: ProtocolJob }
  /** The journal could not write `sending`: nothing may be printed. */
  | { readonly input: 'intentFailed'; readonly code: FaultCode }
  | { readonly input: 'abandon'; readonly jobId: string }

export type ProtocolOutput =
  | { readonly output: 'open' }
  | { readonly output: 'close' }
  | { readonly output: 'write'; readonly bytes: Uint8Array }
  | { readonly output: 'timer'; readonly timer: TimerName; readonly ms: number }
  | { readonly output: 'cancel'; readonly timer: TimerName }
  | { readonly output: 'sending'; readonly jobId: string; readonly document: string; readonly rows: number }
  | { readonly output: 'settled'; readonly jobId: string; readonly outcome: PrintOutcome }
  | { readonly output: 'progress'; readonly jobId: string; readonly rowsDone: number; readonly rowsTotal: number }
  | { readonly output: 'stopped'; readonly jobId: string; readonly fault: Fault; readonly rowsDone: number }
  | {
      readonly output: 'log'
      readonly event: string
      readonly fields: Readonly<Record<string, string | number | boolean>>
    }

interface RunningJob extends ProtocolJob {
  /** checking: asked, nothing sent. clearing: given up, the printer is forgetting its buffer. */
  readonly phase: 'checking' | 'printing' | 'stopped' | 'clearing'
  readonly next: number
  /** Markers sent and not yet answered, oldest first. */
  readonly waiting: readonly { readonly marker: string; readonly endRow: number; readonly last: boolean }[]
  readonly rowsDone: number
  readonly fault: Fault | null
  /** A second connection, or a second asking, has been tried before giving up. */
  readonly retried: boolean
  readonly abandoned: boolean
  /** The printer answered something that cannot be true. */
  readonly doubt: boolean
}

interface Asking {
  readonly index: number
  readonly answers: StatusAnswers
}

export interface ProtocolState {
  readonly profile: PrinterProfile
  readonly times: PrinterTimes
  readonly link: 'closed' | 'opening' | 'up'
  /** Failed attempts since the printer last answered. */
  readonly attempts: number
  /** Why it cannot be reached; null while it can, and before the first attempt has ended. */
  readonly failure: Fault | null
  readonly condition: Condition | null
  readonly asking: Asking | null
  readonly replies: ReplyParser
  readonly job: RunningJob | null
  /** The last job ended without the printer having said that all is done: its buffer may hold the rest. */
  readonly uncertain: boolean
  /** Rows of an unfinished paper may still hang in the printer; the next job cuts them off first. */
  readonly unfinished: boolean
  readonly stopping: boolean
}

/** Pieces on their way without an answer. More would only grow what a stopped printer holds back. */
const window = 8
const questions = [1, 2, 3, 4] as const

export const initialState = (profile: PrinterProfile, times: PrinterTimes): ProtocolState => ({
  profile,
  times,
  link: 'closed',
  attempts: 0,
  failure: null,
  condition: null,
  asking: null,
  replies: emptyReplyParser,
  job: null,
  uncertain: false,
  unfinished: false,
  stopping: false,
})

export const statusOfState = (state: ProtocolState): PrinterStatus => {
  const blind = state.profile.tier === 'C'
  if (state.failure !== null)
    return { device: 'offline', paper: blind ? null : 'unknown', cover: blind ? null : 'unknown', fault: state.failure }
  if (blind)
    return {
      device: state.link === 'up' ? (state.job ? 'deviceBusy' : 'online') : 'starting',
      paper: null,
      cover: null,
    }
  if (state.condition === null) return { device: 'starting', paper: 'unknown', cover: 'unknown' }
  return statusOf(state.condition, state.job !== null)
}

export interface Step {
  readonly state: ProtocolState
  readonly outputs: readonly ProtocolOutput[]
}

export const step = (state: ProtocolState, input: ProtocolInput): Step => {
  const draft = new Draft(state)
  draft.take(input)
  return { state: draft.state, outputs: draft.outputs }
}

/** One step in the making; lives for one call only. */
class Draft {
  state: ProtocolState
  readonly outputs: ProtocolOutput[] = []

  constructor(state: ProtocolState) {
    this.state = state
  }

  take(input: ProtocolInput): void {
    switch (input.input) {
      case 'start':
        this.open()
        return
      case 'stop':
        this.stop()
        return
      case 'opened':
        this.opened()
        return
      case 'closed':
        this.closed(input.reason)
        return
      case 'received':
        this.received(input.bytes)
        return
      case 'drained':
        this.drained()
        return
      case 'timer':
        this.timer(input.timer)
        return
      case 'job':
        this.job(input.job)
        return
      case 'intentFailed':
        if (this.state.job !== null) this.settle({ result: 'notStarted', fault: makeFault(input.code) })
        return
      case 'abandon':
        if (this.state.job?.jobId === input.jobId) this.abandon()
    }
  }

  private put(output: ProtocolOutput): void {
    this.outputs.push(output)
  }

  private set(change: Partial<ProtocolState>): void {
    this.state = { ...this.state, ...change }
  }

  private setJob(change: Partial<RunningJob>): void {
    if (this.state.job !== null) this.set({ job: { ...this.state.job, ...change } })
  }

  private log(event: string, fields: Readonly<Record<string, string | number | boolean>> = {}): void {
    this.put({ output: 'log', event, fields })
  }

  // ---- the line

  private open(): void {
    if (this.state.link !== 'closed' || this.state.stopping) return
    this.set({ link: 'opening' })
    this.put({ output: 'cancel', timer: 'reconnect' })
    this.put({ output: 'timer', timer: 'connect', ms: this.state.times.connectMs })
    this.put({ output: 'open' })
  }

  private opened(): void {
    this.put({ output: 'cancel', timer: 'connect' })
    this.set({ link: 'up', replies: emptyReplyParser })
    this.log('printer.opened')
    if (this.state.uncertain) {
      // It had the settling time to finish what it held. What is left now would come out before the next paper, or
      // swallow its first bytes as the rest of a picture.
      this.put({ output: 'write', bytes: this.state.profile.realTimeClear ? clearBuffer : flushBand })
      this.set({ uncertain: false, unfinished: true })
    }
    if (this.state.profile.tier === 'C') {
      this.set({ failure: null, attempts: 0 })
      if (this.state.job?.phase === 'checking') this.begin()
    } else this.ask()
  }

  private closed(reason: string): void {
    const was = this.state.link
    this.set({ link: 'closed', asking: null })
    for (const timer of ['connect', 'answer', 'poll', 'progress', 'clear'] as const)
      this.put({ output: 'cancel', timer })
    this.log('printer.closed', { reason })
    if (this.state.stopping) return
    const { job } = this.state
    if (job?.phase === 'checking') {
      if (was === 'up' && !job.retried) {
        // Printers drop idle lines without telling; nothing of this job is out, so a fresh line may be tried once.
        this.setJob({ retried: true })
        this.open()
        return
      }
      this.unreachable(makeFault('YB-PRN-001', { reason }))
      this.settle({ result: 'notStarted', fault: makeFault('YB-PRN-001', { reason }) })
      return
    }
    if (job !== null) this.lostInJob(job, reason)
    if (was === 'up' && this.state.attempts === 0 && !this.state.uncertain) {
      this.set({ attempts: 1 })
      this.open()
      return
    }
    this.unreachable(makeFault('YB-PRN-001', { reason }))
  }

  private lostInJob(job: RunningJob, reason: string): void {
    this.set({ uncertain: true, unfinished: true })
    // It had stopped and did not have all of it: this paper cannot become whole any more.
    const broken = job.phase === 'clearing' || (job.phase === 'stopped' && job.next < job.pieces.length)
    const fault = job.fault ?? makeFault('YB-PRN-202', { reason })
    if (broken) this.settle({ result: 'stopped', fault, rowsDone: job.rowsDone })
    else this.settle({ result: 'unknown', fault: makeFault('YB-PRN-202', { reason, rowsDone: job.rowsDone }) })
  }

  private unreachable(failure: Fault): void {
    const { times, uncertain, attempts } = this.state
    this.set({ failure, attempts: attempts + 1, condition: null })
    this.put({ output: 'timer', timer: 'reconnect', ms: uncertain ? times.settleMs : times.reconnectMs })
  }

  /** Gives the line up from this side. */
  private drop(failure: Fault): void {
    this.put({ output: 'close' })
    for (const timer of ['connect', 'answer', 'poll', 'progress', 'clear'] as const)
      this.put({ output: 'cancel', timer })
    this.set({ link: 'closed', asking: null })
    this.unreachable(failure)
  }

  private stop(): void {
    this.set({ stopping: true })
    const { job } = this.state
    if (job?.phase === 'checking') this.settle({ result: 'notStarted', fault: makeFault('YB-PRN-203') })
    else if (job !== null) this.settle({ result: 'unknown', fault: makeFault('YB-PRN-202', { reason: 'closing' }) })
    for (const timer of ['connect', 'answer', 'progress', 'poll', 'reconnect', 'clear'] as const)
      this.put({ output: 'cancel', timer })
    this.put({ output: 'close' })
    this.set({ link: 'closed' })
  }

  // ---- questions and answers

  private ask(): void {
    if (this.state.link !== 'up' || this.state.asking !== null || this.state.profile.tier === 'C') return
    this.set({ asking: { index: 0, answers: {} } })
    this.put({ output: 'cancel', timer: 'poll' })
    this.question(0)
  }

  private question(index: number): void {
    this.put({ output: 'write', bytes: askStatus(questions[index]!) })
    this.put({ output: 'timer', timer: 'answer', ms: this.state.times.answerMs })
  }

  private received(bytes: Uint8Array): void {
    const { parser, replies } = parseReplies(this.state.replies, bytes)
    this.set({ replies: parser })
    for (const reply of replies) this.reply(reply)
  }

  private reply(reply: Reply): void {
    switch (reply.reply) {
      case 'realTime':
        this.answered(reply.value)
        return
      case 'automatic':
        this.condition(conditionFromAutomatic(reply.bytes))
        return
      case 'processId':
        this.confirmed(reply.id)
        return
      case 'paper':
        this.paperStatus(reply.value)
        return
      case 'cleared':
        if (this.state.job?.phase === 'clearing') this.cleared(true)
        return
      case 'stray':
        this.log('printer.stray', { byte: reply.value })
    }
  }

  private answered(value: number): void {
    const { asking } = this.state
    if (asking === null) {
      this.log('printer.stray', { byte: value })
      return
    }
    const answers = { ...asking.answers, [questions[asking.index]!]: value }
    if (asking.index + 1 < questions.length) {
      this.set({ asking: { index: asking.index + 1, answers } })
      this.question(asking.index + 1)
      return
    }
    this.put({ output: 'cancel', timer: 'answer' })
    const fresh = this.state.condition === null
    this.set({ asking: null, attempts: 0, failure: null })
    if (fresh && this.state.profile.automaticStatus) this.put({ output: 'write', bytes: enableAutomaticStatus })
    this.schedulePoll()
    this.condition(conditionFromAnswers(answers))
    const { job } = this.state
    if (job?.phase !== 'checking') return
    const fault = faultOf(conditionFromAnswers(answers))
    if (fault === undefined) {
      this.begin()
      return
    }
    if (job.retried) {
      this.settle({ result: 'notStarted', fault })
      return
    }
    // A stray byte shifts the answers by one: a bad verdict must be heard twice.
    this.setJob({ retried: true })
    this.ask()
  }

  private schedulePoll(): void {
    const { job, profile, times } = this.state
    const often = job !== null && !profile.automaticStatus
    this.put({ output: 'timer', timer: 'poll', ms: often ? Math.min(500, times.idleMs) : times.idleMs })
  }

  private condition(condition: Condition): void {
    this.set({ condition })
    const { job } = this.state
    if (job === null || (job.phase !== 'printing' && job.phase !== 'stopped')) return
    const fault = faultOf(condition)
    if (fault === undefined) {
      if (job.phase !== 'stopped') return
      this.log('printer.resumed', { rowsDone: job.rowsDone })
      this.setJob({ phase: 'printing', fault: null })
      this.watchProgress()
      this.sendMore()
      return
    }
    if (job.phase === 'stopped' && job.fault?.code === fault.code) return
    this.put({ output: 'cancel', timer: 'progress' })
    this.setJob({ phase: 'stopped', fault })
    if (job.abandoned) {
      this.abandon()
      return
    }
    this.put({ output: 'stopped', jobId: job.jobId, fault, rowsDone: job.rowsDone })
  }

  private timer(timer: TimerName): void {
    switch (timer) {
      case 'reconnect':
        this.open()
        return
      case 'connect':
        this.put({ output: 'close' })
        this.closed('timeout')
        return
      case 'poll':
        this.ask()
        return
      case 'answer':
        this.unanswered()
        return
      case 'progress':
        this.stalled()
        return
      case 'clear':
        if (this.state.job?.phase === 'clearing') this.cleared(false)
    }
  }

  private unanswered(): void {
    const { job } = this.state
    this.set({ asking: null })
    const fault = makeFault('YB-PRN-002')
    if (job !== null && job.phase !== 'checking') {
      // In a job the progress decides; a printer that burns dots may be slow to answer.
      this.log('printer.unanswered')
      this.schedulePoll()
      return
    }
    if (job?.phase === 'checking') {
      if (!job.retried) {
        this.setJob({ retried: true })
        this.put({ output: 'close' })
        this.set({ link: 'closed' })
        this.open()
        return
      }
      this.drop(fault)
      this.settle({ result: 'notStarted', fault })
      return
    }
    this.drop(fault)
  }

  // ---- the job

  private job(job: ProtocolJob): void {
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
        doubt: false,
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

  private begin(): void {
    const { job } = this.state
    if (job === null) return
    if (job.abandoned) {
      this.settle({ result: 'notStarted', fault: makeFault('YB-PRN-203') })
      return
    }
    this.put({ output: 'sending', jobId: job.jobId, document: job.document, rows: job.rows })
    this.setJob({ phase: 'printing' })
    this.watchProgress()
    if (!this.state.profile.automaticStatus) this.schedulePoll()
    this.sendMore()
  }

  private watchProgress(): void {
    this.put({ output: 'timer', timer: 'progress', ms: this.state.times.jobMs })
  }

  private sendMore(): void {
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

  private drained(): void {
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

  private advance(rowsDone: number): void {
    const { job } = this.state
    if (job === null || rowsDone <= job.rowsDone) return
    this.setJob({ rowsDone })
    this.put({ output: 'progress', jobId: job.jobId, rowsDone, rowsTotal: job.rows })
  }

  private confirmed(id: string): void {
    const { job } = this.state
    const index = job === null ? -1 : job.waiting.findIndex((entry) => entry.marker === id)
    if (job === null || index < 0) {
      this.log('printer.strayId')
      return
    }
    const entry = job.waiting[index]!
    // Ids come back in the order they were sent; one that overtakes others is not what the standard promises.
    const doubt = job.doubt || index > 0
    this.setJob({ waiting: job.waiting.slice(index + 1), doubt })
    this.confirm(
      entry,
      doubt ? { result: 'unknown', fault: makeFault('YB-PRN-201', { reason: 'order' }) } : { result: 'printed' },
    )
  }

  private paperStatus(value: number): void {
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

  private confirm(entry: { readonly endRow: number; readonly last: boolean }, final: PrintOutcome): void {
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

  private stalled(): void {
    const { job } = this.state
    if (job?.phase !== 'printing') return
    const fault = makeFault('YB-PRN-201', { reason: 'noProgress', rowsDone: job.rowsDone })
    this.set({ uncertain: true, unfinished: true })
    this.settle({ result: 'unknown', fault })
    this.drop(makeFault('YB-PRN-002'))
  }

  private abandon(): void {
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

  private cleared(heard: boolean): void {
    const { job } = this.state
    if (job === null) return
    this.put({ output: 'cancel', timer: 'clear' })
    this.set({ unfinished: true, uncertain: !heard })
    this.settle({ result: 'stopped', fault: job.fault ?? makeFault('YB-PRN-203'), rowsDone: job.rowsDone })
    // Without its word the old bytes may still be there: only a fresh line, after the settling time, starts clean.
    if (!heard && this.state.link === 'up') this.drop(makeFault('YB-PRN-002'))
  }

  private settle(outcome: PrintOutcome): void {
    const { job } = this.state
    if (job === null) return
    this.set({ job: null })
    this.put({ output: 'cancel', timer: 'progress' })
    this.put({ output: 'settled', jobId: job.jobId, outcome })
    if (this.state.link === 'up' && this.state.asking === null && this.state.profile.tier !== 'C') this.schedulePoll()
  }
}
