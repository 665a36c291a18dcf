/** What the confirming protocol hears, says and remembers. */
import type { FaultCode } from '../../src/domain/faults.ts'
import type { Fault } from '../../src/domain/result.ts'
import type { PrinterStatus, PrintOutcome } from '../port.ts'
import type { PrinterProfile, PrinterTimes } from '../profile.ts'
import type { Piece } from './compose.ts'
import { type Condition, type StatusAnswers, statusOf } from './condition.ts'
import { emptyReplyParser, type ReplyParser } from './replies.ts'

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
  /** `sending` is on disk; the first byte may leave. */
  | { readonly input: 'intended' }
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

export interface RunningJob extends ProtocolJob {
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
  /** Questions in a row that were not answered, with no progress between them. */
  readonly misses: number
  /** Ids came back out of order: which of them are true cannot be told. */
  readonly doubt: boolean
  /** An id came back before paper can have moved so far. */
  readonly early: boolean
  /** When the first byte of the picture left, in ms of the monotonic clock; null before. */
  readonly begunAt: number | null
}

export interface Asking {
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

/** @param leftUnfinished an earlier process died in mid-job: its rows may still be in the printer, or hang out of it */
export const initialState = (profile: PrinterProfile, times: PrinterTimes, leftUnfinished = false): ProtocolState => ({
  profile,
  times,
  link: 'closed',
  attempts: 0,
  failure: null,
  condition: null,
  asking: null,
  replies: emptyReplyParser,
  job: null,
  uncertain: leftUnfinished,
  unfinished: leftUnfinished,
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
