/**
 * Carries the records of the journal to the agency: does what the drain reducer decides. It makes no keys and changes no
 * record; the journal learns an answer only after the agency has given it.
 */
import type { Clock } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import type { Result } from '../domain/result.ts'
import type { AnswerOf, RequestOf } from '../wire/messages.ts'
import { batchLimit, type Lane, lanes, type RecordAnswer } from '../wire/record.ts'
import {
  type DrainInput,
  type DrainOutput,
  type DrainTimer,
  type DrainTimes,
  initialDrain,
  stepDrain,
} from './drainer.ts'
import type { FinalAnswer, Outbox, OutboxBatch } from './outbox.ts'

export interface DrainParts {
  readonly outbox: Outbox
  readonly resume: (request: RequestOf<'Resume'>) => Promise<Result<AnswerOf<'Resume'>>>
  readonly record: (request: RequestOf<'Record'>) => Promise<Result<AnswerOf<'Record'>>>
  readonly times: DrainTimes
  readonly clock: Clock
  /** In [0, 1). */
  readonly roll: () => number
  readonly log: Log
}

export interface Drain {
  /** The line has been accepted. */
  up(): void
  down(): void
  close(): void
}

/** Answers in their places, or null when the agency answered something else than was asked. */
const inPlace = (batch: OutboxBatch, answers: readonly RecordAnswer[]): readonly RecordAnswer[] | null =>
  answers.length === batch.records.length && answers.every((answer, n) => answer.laneSeq === batch.records[n]?.laneSeq)
    ? answers
    : null

export const startDrain = (parts: DrainParts): Drain => {
  const { outbox, clock, log } = parts
  const timers = new Map<DrainTimer, unknown>()
  let state = initialDrain
  /** Agency epoch of the last comparison that was carried through on our side. */
  let agencyEpoch: number | null = null

  const dispatch = (input: DrainInput): void => {
    const [next, outputs] = stepDrain(state, input, parts.times)
    state = next
    for (const output of outputs) carryOut(output)
  }

  const carryOut = (output: DrainOutput): void => {
    switch (output.type) {
      case 'resume':
        void resume(output.generation)
        return
      case 'drain':
        void drainLane(output.lane, output.generation, output.waiting)
        return
      case 'timer':
        cancel(output.name)
        timers.set(
          output.name,
          clock.setTimeout(() => {
            timers.delete(output.name)
            dispatch({ type: 'timer', name: output.name })
          }, output.ms),
        )
        return
      case 'cancelAll':
        for (const name of [...timers.keys()]) cancel(name)
    }
  }

  const cancel = (name: DrainTimer): void => {
    if (timers.has(name)) clock.clearTimeout(timers.get(name))
    timers.delete(name)
  }

  /** A journal that cannot be written or read right now is tried again like a line that is down. */
  const guarded = <T>(what: string, work: () => T): { readonly value: T } | null => {
    try {
      return { value: work() }
    } catch (error) {
      log('drain.journalFailed', { what, error: (error as Error).name })
      return null
    }
  }

  const resume = async (generation: number): Promise<void> => {
    const request = { epoch: outbox.head().epoch, acks: outbox.acks() }
    const answer = await parts.resume(agencyEpoch === null ? request : { ...request, agencyEpoch })
    if (generation !== state.generation) return
    const took =
      answer.ok &&
      guarded('resume', () => {
        // Another epoch, or a process that knows of none: what was acked may be gone from the agency.
        const afresh = answer.value.agencyEpoch !== agencyEpoch
        for (const lane of lanes) {
          const gone = outbox.resume(lane, answer.value.acks[lane], afresh)
          if (gone > 0) log('drain.replayLost', { lane, records: gone })
        }
      })
    if (!answer.ok || !took) {
      if (!answer.ok) log('drain.resumeFailed', { code: answer.error.code })
      dispatch({ type: 'resumeFailed', generation, roll: parts.roll() })
      return
    }
    agencyEpoch = answer.value.agencyEpoch
    dispatch({ type: 'resumed', generation })
  }

  const drainLane = async (lane: Lane, generation: number, waiting: ReadonlySet<string>): Promise<void> => {
    const failed = (): void => dispatch({ type: 'failed', lane, generation, roll: parts.roll() })
    const found = guarded('pending', () => outbox.pending(lane, batchLimit, waiting))
    if (found === null) return failed()
    const batch = found.value
    if (batch === null) return dispatch({ type: 'nothing', lane, generation })
    const records = batch.records.map(({ seq, laneSeq, text }) => ({ seq, laneSeq, text }))
    const outcome = await parts.record({ lane, records, head: batch.head })
    // An answer counts whatever has become of the connection since: it was given after commit.
    if (!outcome.ok) {
      log('drain.failed', { lane, code: outcome.error.code })
      return failed()
    }
    const answers = inPlace(batch, outcome.value.answers)
    if (answers === null) {
      log('drain.failed', { lane, code: 'YB-LNK-004' })
      return failed()
    }
    const settled = guarded('settle', () => settle(lane, answers))
    if (settled === null) return failed()
    const later = batch.records.filter((_, n) => answers[n]?.outcome === 'retry').map(({ txnId }) => txnId)
    dispatch({ type: 'answered', lane, generation, later: [...new Set(later)], roll: parts.roll() })
  }

  const settle = (lane: Lane, answers: readonly RecordAnswer[]): void => {
    const accepted = answers.flatMap(({ laneSeq, outcome }): FinalAnswer[] =>
      outcome === 'accepted' ? [{ laneSeq, outcome }] : [],
    )
    if (accepted.length > 0) outbox.settle(lane, accepted)
    for (const { laneSeq, outcome, code } of answers) {
      if (outcome !== 'refused') continue
      log('drain.needsReview', { lane, laneSeq, code: code ?? '' })
      outbox.park(lane, laneSeq, code ?? 'YB-AGY-305')
    }
  }

  // Not inside the journal's own call: whoever wrote the record is about to act on it.
  const unsubscribe = outbox.subscribe((lane) => queueMicrotask(() => dispatch({ type: 'written', lane })))
  return {
    up: () => dispatch({ type: 'up' }),
    down: () => dispatch({ type: 'down' }),
    close: () => {
      unsubscribe()
      dispatch({ type: 'down' })
    },
  }
}
