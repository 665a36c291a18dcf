/**
 * When to connect, boot, ping, wait and give up: a pure reducer, `(state, input) → (state, outputs)`. It knows no
 * socket and no clock; `line.ts` carries its outputs out.
 */
import type { AnswerOf, SessionNumber } from '../wire/messages.ts'
import { closeCodes } from '../wire/messages.ts'

export type BootAnswer = AnswerOf<'Boot'>

export interface ConnectionTimes {
  readonly replyMs: number
  readonly pingMs: number
  readonly backoffMinMs: number
  readonly backoffMaxMs: number
  readonly maxBadFrames: number
}

/**
 * stopped: not wanted. waiting: until the next attempt. connecting: the socket is opening. booting: `Boot` is out.
 * held: connected, but the agency has said pending or rejected. up: accepted; calls may flow.
 */
export type Phase = 'stopped' | 'waiting' | 'connecting' | 'booting' | 'held' | 'up'

export type Held = { readonly status: 'pending' } | { readonly status: 'rejected'; readonly reason: string }

export interface Connection {
  readonly phase: Phase
  /** Attempts since the agency last accepted us. */
  readonly attempt: number
  /** Pings sent and not answered. Only a pong counts: data coming in does not show that ours gets out. */
  readonly unansweredPings: number
  readonly badFrames: number
  readonly heartbeatMs: number
  readonly session: SessionNumber | null
  readonly held: Held | null
}

export type TimerName = 'reconnect' | 'connect' | 'ping' | 'heartbeat' | 'boot'

export type ConnectionInput =
  | { readonly type: 'start' }
  | { readonly type: 'stop' }
  | { readonly type: 'opened' }
  /** `roll` in [0, 1) spreads the wait; `retryAfterMs` is what an HTTP refusal asked for. */
  | {
      readonly type: 'closed'
      readonly code: number
      readonly reason: string
      readonly roll: number
      readonly retryAfterMs?: number
    }
  | { readonly type: 'bootAnswered'; readonly answer: BootAnswer }
  | { readonly type: 'bootFailed' }
  | { readonly type: 'pong' }
  | { readonly type: 'badFrame' }
  /** Some call got no answer in time; the application behind a healthy ping may be stuck. */
  | { readonly type: 'callLost' }
  | { readonly type: 'heartbeatLost' }
  | { readonly type: 'timer'; readonly name: TimerName }

export type ConnectionOutput =
  | { readonly type: 'connect' }
  | { readonly type: 'boot' }
  | { readonly type: 'ping' }
  | { readonly type: 'heartbeat' }
  /** Close politely with a code. */
  | { readonly type: 'close'; readonly code: number }
  /** Drop the socket at once; a half-open peer would not answer a close. */
  | { readonly type: 'terminate'; readonly why: string }
  | { readonly type: 'timer'; readonly name: TimerName; readonly ms: number }
  | { readonly type: 'cancel'; readonly name: TimerName }
  | { readonly type: 'cancelAll' }

export type Step = readonly [Connection, readonly ConnectionOutput[]]

/** Longest wait an agency can direct: a typing error there must not silence a terminal for days. */
const longestDirectedMs = 3_600_000
/** Two pings stay unanswered, the third interval ends: at the 5 s of the settings a half-open link is found in 15 s. */
const unansweredLimit = 2

export const initialConnection: Connection = {
  phase: 'stopped',
  attempt: 0,
  unansweredPings: 0,
  badFrames: 0,
  heartbeatMs: 60_000,
  session: null,
  held: null,
}

/** Exponential with equal jitter: half is certain, half is spread, so that a thousand terminals do not come in step. */
export const backoffMs = (times: ConnectionTimes, attempt: number, roll: number): number => {
  const full = Math.min(times.backoffMaxMs, times.backoffMinMs * 2 ** Math.min(attempt, 20))
  return Math.round(full / 2 + (full / 2) * roll)
}

const directedMs = (input: Extract<ConnectionInput, { type: 'closed' }>): number | null => {
  if (input.retryAfterMs !== undefined) return Math.min(longestDirectedMs, input.retryAfterMs)
  if (input.code === closeCodes.comeBack && /^\d{1,9}$/.test(input.reason)) {
    return Math.min(longestDirectedMs, Number(input.reason))
  }
  return null
}

const stay = (connection: Connection): Step => [connection, []]

const onClosed = (
  connection: Connection,
  input: Extract<ConnectionInput, { type: 'closed' }>,
  times: ConnectionTimes,
): Step => {
  if (connection.phase === 'stopped' || connection.phase === 'waiting') return stay(connection)
  const directed = directedMs(input)
  // Someone else has our identity: fighting over it quickly would put both out of service.
  const wait =
    directed ??
    (input.code === closeCodes.replaced
      ? Math.round(times.backoffMaxMs / 2 + (times.backoffMaxMs / 2) * input.roll)
      : backoffMs(times, connection.attempt, input.roll))
  return [
    { ...connection, phase: 'waiting', attempt: connection.attempt + 1, session: null },
    [{ type: 'cancelAll' }, { type: 'timer', name: 'reconnect', ms: wait }],
  ]
}

const onBootAnswered = (connection: Connection, answer: BootAnswer): Step => {
  if (connection.phase !== 'booting') return stay(connection)
  if (answer.status === 'accepted') {
    return [
      {
        ...connection,
        phase: 'up',
        attempt: 0,
        heartbeatMs: answer.heartbeatMs,
        session: answer.session,
        held: null,
      },
      [{ type: 'timer', name: 'heartbeat', ms: answer.heartbeatMs }],
    ]
  }
  const held: Held = answer.status === 'pending' ? { status: 'pending' } : { status: 'rejected', reason: answer.reason }
  return [
    { ...connection, phase: 'held', held },
    [{ type: 'timer', name: 'boot', ms: Math.min(longestDirectedMs, Math.max(1000, answer.retryAfterMs)) }],
  ]
}

const onTimer = (connection: Connection, name: TimerName, times: ConnectionTimes): Step => {
  switch (name) {
    case 'reconnect':
      if (connection.phase !== 'waiting') return stay(connection)
      return [
        { ...connection, phase: 'connecting', unansweredPings: 0, badFrames: 0 },
        [{ type: 'connect' }, { type: 'timer', name: 'connect', ms: times.replyMs }],
      ]
    case 'connect':
      if (connection.phase !== 'connecting') return stay(connection)
      return [connection, [{ type: 'terminate', why: 'connectTimeout' }]]
    case 'boot':
      if (connection.phase !== 'held') return stay(connection)
      return [{ ...connection, phase: 'booting' }, [{ type: 'boot' }]]
    case 'ping':
      if (connection.unansweredPings >= unansweredLimit) return [connection, [{ type: 'terminate', why: 'halfOpen' }]]
      return [
        { ...connection, unansweredPings: connection.unansweredPings + 1 },
        [{ type: 'ping' }, { type: 'timer', name: 'ping', ms: times.pingMs }],
      ]
    case 'heartbeat':
      if (connection.phase !== 'up') return stay(connection)
      return [connection, [{ type: 'heartbeat' }, { type: 'timer', name: 'heartbeat', ms: connection.heartbeatMs }]]
  }
}

export const stepConnection = (connection: Connection, input: ConnectionInput, times: ConnectionTimes): Step => {
  switch (input.type) {
    case 'start':
      if (connection.phase !== 'stopped') return stay(connection)
      return [
        { ...initialConnection, phase: 'connecting' },
        [{ type: 'connect' }, { type: 'timer', name: 'connect', ms: times.replyMs }],
      ]
    case 'stop':
      return [{ ...initialConnection }, [{ type: 'cancelAll' }, { type: 'close', code: 1000 }]]
    case 'opened':
      if (connection.phase !== 'connecting') return stay(connection)
      return [
        { ...connection, phase: 'booting', unansweredPings: 0, badFrames: 0 },
        [{ type: 'cancel', name: 'connect' }, { type: 'boot' }, { type: 'timer', name: 'ping', ms: times.pingMs }],
      ]
    case 'closed':
      return onClosed(connection, input, times)
    case 'bootAnswered':
      return onBootAnswered(connection, input.answer)
    case 'bootFailed':
      return connection.phase === 'booting'
        ? [connection, [{ type: 'terminate', why: 'bootFailed' }]]
        : stay(connection)
    case 'pong':
      return stay({ ...connection, unansweredPings: 0 })
    case 'badFrame': {
      const badFrames = connection.badFrames + 1
      const next = { ...connection, badFrames }
      return badFrames >= times.maxBadFrames ? [next, [{ type: 'close', code: closeCodes.badFrames }]] : stay(next)
    }
    case 'callLost':
      return connection.phase === 'up' ? [connection, [{ type: 'heartbeat' }]] : stay(connection)
    case 'heartbeatLost':
      return connection.phase === 'up' ? [connection, [{ type: 'terminate', why: 'agencyStuck' }]] : stay(connection)
    case 'timer':
      return onTimer(connection, input.name, times)
  }
}
