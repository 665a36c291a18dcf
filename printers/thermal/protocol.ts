/**
 * The confirming protocol with one printer, as a pure reducer: `(state, input) → (state, outputs)`. Outputs are carried
 * out in order; `sending` (the intent, on disk) must be answered by `intended` before the first byte of a picture leaves.
 */
import { type Fault, makeFault } from '../../src/domain/result.ts'
import { askStatus, clearBuffer, enableAutomaticStatus, flushBand } from './commands.ts'
import { type Condition, conditionFromAnswers, conditionFromAutomatic, faultOf } from './condition.ts'
import { JobDraft } from './protocol-job.ts'
import type { ProtocolInput, ProtocolOutput, ProtocolState, RunningJob, TimerName } from './protocol-state.ts'
import { emptyReplyParser, parseReplies, type Reply } from './replies.ts'

const questions = [1, 2, 3, 4] as const

export interface Step {
  readonly state: ProtocolState
  readonly outputs: readonly ProtocolOutput[]
}

/** @param at when the input came, in ms of the monotonic clock */
export const step = (state: ProtocolState, input: ProtocolInput, at: number): Step => {
  const draft = new Draft(state, at)
  draft.take(input)
  return { state: draft.state, outputs: draft.outputs }
}

/** One step in the making; lives for one call only. */
class Draft extends JobDraft {
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
      case 'intended':
        this.intended()
        return
      case 'intentFailed':
        if (this.state.job !== null) this.settle({ result: 'notStarted', fault: makeFault(input.code) })
        return
      case 'abandon':
        if (this.state.job?.jobId === input.jobId) this.abandon()
    }
  }

  // ---- the line

  protected override open(): void {
    if (this.state.link !== 'closed' || this.state.stopping) return
    this.set({ link: 'opening' })
    this.put({ output: 'cancel', timer: 'reconnect' })
    this.put({ output: 'timer', timer: 'connect', ms: this.state.times.connectMs })
    this.put({ output: 'open' })
  }

  protected opened(): void {
    this.put({ output: 'cancel', timer: 'connect' })
    this.set({ link: 'up', replies: emptyReplyParser })
    this.log('printer.opened')
    if (this.state.uncertain) {
      // It had the settling time to finish what it held. What is left now would come out before the next paper, or
      // swallow its first bytes as the rest of a picture.
      this.put({ output: 'write', bytes: this.state.profile.realTimeClear ? clearBuffer : flushBand })
      this.set({ unfinished: true })
    }
    if (this.state.profile.tier === 'C') {
      this.set({ failure: null, attempts: 0, uncertain: false })
      if (this.state.job?.phase === 'checking') this.begin()
    } else this.ask()
  }

  protected closed(reason: string): void {
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

  protected lostInJob(job: RunningJob, reason: string): void {
    this.set({ uncertain: true, unfinished: true })
    // It had stopped and did not have all of it: this paper cannot become whole any more.
    const broken = job.phase === 'clearing' || (job.phase === 'stopped' && job.next < job.pieces.length)
    const fault = job.fault ?? makeFault('YB-PRN-202', { reason })
    if (broken) this.settle({ result: 'stopped', fault, rowsDone: job.rowsDone })
    else this.settle({ result: 'unknown', fault: makeFault('YB-PRN-202', { reason, rowsDone: job.rowsDone }) })
  }

  protected unreachable(failure: Fault): void {
    const { times, uncertain, attempts } = this.state
    this.set({ failure, attempts: attempts + 1, condition: null })
    this.put({ output: 'timer', timer: 'reconnect', ms: uncertain ? times.settleMs : times.reconnectMs })
  }

  /** Gives the line up from this side. */
  protected override drop(failure: Fault): void {
    this.put({ output: 'close' })
    for (const timer of ['connect', 'answer', 'poll', 'progress', 'clear'] as const)
      this.put({ output: 'cancel', timer })
    this.set({ link: 'closed', asking: null })
    this.unreachable(failure)
  }

  protected stop(): void {
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

  protected override ask(): void {
    if (this.state.link !== 'up' || this.state.asking !== null || this.state.profile.tier === 'C') return
    this.set({ asking: { index: 0, answers: {} } })
    this.put({ output: 'cancel', timer: 'poll' })
    // All four at once: they are answered in order, and a slow line is crossed once.
    this.put({ output: 'write', bytes: Buffer.concat(questions.map(askStatus)) })
    this.put({ output: 'timer', timer: 'answer', ms: this.state.times.answerMs })
  }

  protected received(bytes: Uint8Array): void {
    const { parser, replies } = parseReplies(this.state.replies, bytes)
    this.set({ replies: parser })
    for (const reply of replies) this.reply(reply)
  }

  protected reply(reply: Reply): void {
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

  protected answered(value: number): void {
    const { asking } = this.state
    if (asking === null) {
      this.log('printer.stray', { byte: value })
      return
    }
    const answers = { ...asking.answers, [questions[asking.index]!]: value }
    if (asking.index + 1 < questions.length) {
      this.set({ asking: { index: asking.index + 1, answers } })
      return
    }
    this.put({ output: 'cancel', timer: 'answer' })
    const fresh = this.state.condition === null
    this.set({ asking: null, attempts: 0, failure: null, uncertain: false })
    this.setJob({ misses: 0 })
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

  protected override schedulePoll(): void {
    const { job, profile, times } = this.state
    const often = job !== null && !profile.automaticStatus
    this.put({ output: 'timer', timer: 'poll', ms: often ? Math.min(500, times.idleMs) : times.idleMs })
  }

  protected condition(condition: Condition): void {
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

  protected timer(timer: TimerName): void {
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

  protected unanswered(): void {
    const { job } = this.state
    this.set({ asking: null })
    const fault = makeFault('YB-PRN-002')
    if (job !== null && job.phase !== 'checking') {
      // A printer that burns dots may be slow to answer once. A pulled network cable never says that it is out: silence
      // is all one hears of it.
      this.log('printer.unanswered')
      this.setJob({ misses: job.misses + 1 })
      if (job.misses === 0) this.schedulePoll()
      else if (job.phase === 'printing') this.stalled()
      else {
        this.put({ output: 'close' })
        this.closed('silent')
      }
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
}
