/**
 * When records go out: a pure reducer over three lanes that do not wait for one another. One batch a lane is in flight;
 * what is not answered for good is sent again for ever, with growing waits; a transaction that must wait holds up only
 * itself.
 */
import { type Lane, lanes } from '../wire/record.ts'

export interface DrainTimes {
  readonly backoffMinMs: number
  readonly backoffMaxMs: number
}

export interface LaneState {
  /** A batch is out, or a wait after a failed one is running. */
  readonly busy: boolean
  /** Failed batches in a row. */
  readonly attempt: number
  /** Transactions whose records the agency wants later. */
  readonly waiting: ReadonlySet<string>
  /** Batches with such records in a row. */
  readonly waitAttempt: number
}

export interface DrainState {
  readonly phase: 'down' | 'resuming' | 'open'
  /** Counts connects; what belongs to an earlier one is out of date. */
  readonly generation: number
  readonly resumeAttempt: number
  readonly lanes: Readonly<Record<Lane, LaneState>>
}

export type DrainTimer = 'resume' | `lane.${Lane}` | `wait.${Lane}`

export type DrainInput =
  | { readonly type: 'up' }
  | { readonly type: 'down' }
  | { readonly type: 'resumed'; readonly generation: number }
  | { readonly type: 'resumeFailed'; readonly generation: number; readonly roll: number }
  | { readonly type: 'written'; readonly lane: Lane }
  /** The journal has nothing to send in this lane. */
  | { readonly type: 'nothing'; readonly lane: Lane; readonly generation: number }
  /** The batch was answered; `later`: transactions with a record that is to be sent again. */
  | {
      readonly type: 'answered'
      readonly lane: Lane
      readonly generation: number
      readonly later: readonly string[]
      readonly roll: number
    }
  | { readonly type: 'failed'; readonly lane: Lane; readonly generation: number; readonly roll: number }
  | { readonly type: 'timer'; readonly name: DrainTimer }

export type DrainOutput =
  | { readonly type: 'resume'; readonly generation: number }
  | {
      readonly type: 'drain'
      readonly lane: Lane
      readonly generation: number
      readonly waiting: ReadonlySet<string>
    }
  | { readonly type: 'timer'; readonly name: DrainTimer; readonly ms: number }
  | { readonly type: 'cancelAll' }

export type DrainStep = readonly [DrainState, readonly DrainOutput[]]

const idleLane: LaneState = { busy: false, attempt: 0, waiting: new Set(), waitAttempt: 0 }

export const initialDrain: DrainState = {
  phase: 'down',
  generation: 0,
  resumeAttempt: 0,
  lanes: { money: idleLane, certificate: idleLane, audit: idleLane },
}

export const drainBackoffMs = (times: DrainTimes, attempt: number, roll: number): number => {
  const full = Math.min(times.backoffMaxMs, times.backoffMinMs * 2 ** Math.min(attempt, 20))
  return Math.round(full / 2 + (full / 2) * roll)
}

const withLane = (state: DrainState, lane: Lane, change: Partial<LaneState>): DrainState => ({
  ...state,
  lanes: { ...state.lanes, [lane]: { ...state.lanes[lane], ...change } },
})

const stay = (state: DrainState): DrainStep => [state, []]

const drain = (state: DrainState, lane: Lane): DrainStep => {
  if (state.phase !== 'open' || state.lanes[lane].busy) return stay(state)
  const { generation } = state
  const { waiting } = state.lanes[lane]
  return [withLane(state, lane, { busy: true }), [{ type: 'drain', lane, generation, waiting }]]
}

const onAnswered = (
  state: DrainState,
  input: Extract<DrainInput, { type: 'answered' }>,
  times: DrainTimes,
): DrainStep => {
  const { lane, later } = input
  const before = state.lanes[lane]
  if (later.length === 0) return drain(withLane(state, lane, { busy: false, attempt: 0, waitAttempt: 0 }), lane)
  const waiting = new Set([...before.waiting, ...later])
  const next = withLane(state, lane, { busy: false, attempt: 0, waiting, waitAttempt: before.waitAttempt + 1 })
  const [drained, outputs] = drain(next, lane)
  const ms = drainBackoffMs(times, before.waitAttempt, input.roll)
  return [drained, [{ type: 'timer', name: `wait.${lane}`, ms }, ...outputs]]
}

const onTimer = (state: DrainState, name: DrainTimer): DrainStep => {
  if (name === 'resume') {
    return state.phase === 'resuming' ? [state, [{ type: 'resume', generation: state.generation }]] : stay(state)
  }
  const [kind, lane] = name.split('.') as ['lane' | 'wait', Lane]
  return kind === 'lane'
    ? drain(withLane(state, lane, { busy: false }), lane)
    : drain(withLane(state, lane, { waiting: new Set() }), lane)
}

export const stepDrain = (state: DrainState, input: DrainInput, times: DrainTimes): DrainStep => {
  if ('generation' in input && input.generation !== state.generation) return stay(state)
  switch (input.type) {
    case 'up': {
      const generation = state.generation + 1
      return [
        { ...initialDrain, phase: 'resuming', generation },
        [{ type: 'cancelAll' }, { type: 'resume', generation }],
      ]
    }
    case 'down':
      return [{ ...state, phase: 'down', generation: state.generation + 1 }, [{ type: 'cancelAll' }]]
    case 'resumed': {
      let next: DrainState = { ...state, phase: 'open', resumeAttempt: 0 }
      const outputs: DrainOutput[] = []
      for (const lane of lanes) {
        const [drained, more] = drain(next, lane)
        next = drained
        outputs.push(...more)
      }
      return [next, outputs]
    }
    case 'resumeFailed':
      return [
        { ...state, resumeAttempt: state.resumeAttempt + 1 },
        [{ type: 'timer', name: 'resume', ms: drainBackoffMs(times, state.resumeAttempt, input.roll) }],
      ]
    case 'written':
      return drain(state, input.lane)
    case 'nothing':
      return stay(withLane(state, input.lane, { busy: false }))
    case 'answered':
      return onAnswered(state, input, times)
    case 'failed': {
      const { attempt } = state.lanes[input.lane]
      return [
        withLane(state, input.lane, { busy: true, attempt: attempt + 1 }),
        [{ type: 'timer', name: `lane.${input.lane}`, ms: drainBackoffMs(times, attempt, input.roll) }],
      ]
    }
    case 'timer':
      return onTimer(state, input.name)
  }
}
