import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { closeCodes } from '../wire/messages.ts'
import {
  backoffMs,
  type Connection,
  type ConnectionInput,
  type ConnectionOutput,
  initialConnection,
  stepConnection,
} from './connection.ts'

const times = { replyMs: 8000, pingMs: 5000, backoffMinMs: 500, backoffMaxMs: 30_000, maxBadFrames: 3 }

const run = (inputs: readonly ConnectionInput[], from: Connection = initialConnection) => {
  let state = from
  const outputs: ConnectionOutput[] = []
  for (const input of inputs) {
    const [next, more] = stepConnection(state, input, times)
    state = next
    outputs.push(...more)
  }
  return { state, outputs }
}

const accepted = {
  type: 'bootAnswered',
  answer: { status: 'accepted', serverTime: 0, heartbeatMs: 60_000, session: { epoch: 1, n: 7 }, replaced: false },
} as const
const closed = (code = 1006, reason = '', roll = 0.5) => ({ type: 'closed', code, reason, roll }) as const
const upWith = run([{ type: 'start' }, { type: 'opened' }, accepted]).state
const waitOf = (outputs: readonly ConnectionOutput[]): number | undefined =>
  outputs.flatMap((output) => (output.type === 'timer' && output.name === 'reconnect' ? [output.ms] : []))[0]

describe('the connection', () => {
  test('boots before anything else', () => {
    const { state, outputs } = run([{ type: 'start' }, { type: 'opened' }])
    expect(state.phase).toBe('booting')
    expect(outputs.filter(({ type }) => type === 'boot')).toHaveLength(1)
    expect(outputs.some(({ type }) => type === 'heartbeat')).toBe(false)
    expect(upWith.phase).toBe('up')
    expect(upWith.session).toEqual({ epoch: 1, n: 7 })
  })

  test('asks again after pending and after a rejection, and is not up meanwhile', () => {
    const pending = { type: 'bootAnswered', answer: { status: 'pending', serverTime: 0, retryAfterMs: 9000 } } as const
    const { state, outputs } = run([{ type: 'start' }, { type: 'opened' }, pending])
    expect(state).toMatchObject({ phase: 'held', held: { status: 'pending' } })
    expect(outputs.at(-1)).toEqual({ type: 'timer', name: 'boot', ms: 9000 })
    expect(run([{ type: 'timer', name: 'boot' }], state).outputs).toEqual([{ type: 'boot' }])
  })

  test('waits longer with every failure, spread, and never longer than the limit', () => {
    for (const attempt of [0, 1, 5, 50]) {
      const [least, most] = [backoffMs(times, attempt, 0), backoffMs(times, attempt, 0.999)]
      expect(least).toBeGreaterThanOrEqual(250)
      expect(most).toBeLessThanOrEqual(30_000)
      expect(most).toBeGreaterThan(least)
    }
    let state = upWith
    const waits: number[] = []
    for (let n = 0; n < 8; n++) {
      const step = run([closed(), { type: 'timer', name: 'reconnect' }], state)
      state = step.state
      waits.push(waitOf(step.outputs) ?? 0)
    }
    expect([...waits].sort((a, b) => a - b)).toEqual(waits)
  })

  test('comes back when the agency says, not when it would itself', () => {
    expect(waitOf(run([closed(closeCodes.comeBack, '12345')], upWith).outputs)).toBe(12_345)
    expect(waitOf(run([{ ...closed(), retryAfterMs: 7000 }], upWith).outputs)).toBe(7000)
    expect(waitOf(run([closed(closeCodes.comeBack, '999999999')], upWith).outputs)).toBe(3_600_000)
    expect(waitOf(run([closed(closeCodes.comeBack, 'soon')], upWith).outputs)).toBeLessThanOrEqual(500)
  })

  test('does not fight over its identity', () => {
    expect(waitOf(run([closed(closeCodes.replaced)], upWith).outputs)).toBeGreaterThanOrEqual(15_000)
  })

  test('gives up a link whose pings stay unanswered, however much comes in', () => {
    const ping = { type: 'timer', name: 'ping' } as const
    expect(run([ping, ping, ping], upWith).outputs.at(-1)).toMatchObject({ type: 'terminate', why: 'halfOpen' })
    expect(run([ping, ping, { type: 'pong' }, ping], upWith).outputs.some(({ type }) => type === 'terminate')).toBe(
      false,
    )
  })

  test('sends a heartbeat when a call got lost, and leaves when that is lost too', () => {
    expect(run([{ type: 'callLost' }], upWith).outputs).toEqual([{ type: 'heartbeat' }])
    expect(run([{ type: 'heartbeatLost' }], upWith).outputs).toEqual([{ type: 'terminate', why: 'agencyStuck' }])
  })

  test('whatever happens, it is stopped, waiting with a timer, or has a socket', () => {
    const input = fc.oneof(
      fc.constantFrom<ConnectionInput>(
        { type: 'start' },
        { type: 'opened' },
        closed(),
        closed(closeCodes.replaced),
        accepted,
        { type: 'bootFailed' },
        { type: 'pong' },
        { type: 'badFrame' },
        { type: 'callLost' },
        { type: 'heartbeatLost' },
        { type: 'stop' },
      ),
      fc
        .constantFrom('reconnect', 'connect', 'ping', 'heartbeat', 'boot')
        .map((name) => ({ type: 'timer', name }) as const),
    )
    fc.assert(
      fc.property(fc.array(input, { maxLength: 60 }), (inputs) => {
        let state = initialConnection
        const timers = new Set<string>()
        let socket = false
        for (const next of inputs) {
          if (next.type === 'timer' && !timers.delete(next.name)) continue
          if (next.type === 'opened' && !(socket && state.phase === 'connecting')) continue
          if (next.type === 'closed') {
            if (!socket) continue
            socket = false
          }
          const [after, outputs] = stepConnection(state, next, times)
          state = after
          for (const output of outputs) {
            if (output.type === 'connect') {
              expect(socket).toBe(false)
              socket = true
            } else if (output.type === 'timer') timers.add(output.name)
            else if (output.type === 'cancel') timers.delete(output.name)
            else if (output.type === 'cancelAll') timers.clear()
            else if (output.type === 'close' || output.type === 'terminate') {
              if (state.phase === 'stopped') socket = false
            }
          }
          if (state.phase === 'waiting') expect(timers.has('reconnect')).toBe(true)
          else if (state.phase !== 'stopped') expect(socket).toBe(true)
        }
      }),
      { numRuns: 2000 },
    )
  })
})
