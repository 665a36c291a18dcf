import { describe, expect, it } from 'vitest'
import { standardProfile, standardTimes } from '../profile.ts'
import { step } from './protocol.ts'
import { initialState, type ProtocolInput, type ProtocolOutput } from './protocol-state.ts'

/** Three pieces of 400 rows each: at 4,000 rows a second none can be on paper sooner than 100 ms after the one before. */
const job = {
  jobId: 'one',
  document: 'balanceSlip',
  rows: 1200,
  pieces: ['A!!!', 'A!!"', 'A!!#'].map((marker, index) => ({
    bytes: Uint8Array.of(index),
    endRow: (index + 1) * 400,
    marker,
  })),
}
const answerAllWell = Uint8Array.of(0x16, 0x12, 0x12, 0x12)
const idBytes = (id: string): Uint8Array =>
  Buffer.concat([Uint8Array.of(0x37, 0x22), Buffer.from(id), Uint8Array.of(0)])

/** A line that is open, with the job's intent on disk at 1,000 ms. */
const printing = () => {
  let state = initialState(standardProfile, standardTimes)
  const outputs: ProtocolOutput[] = []
  const feed = (input: ProtocolInput, at: number): void => {
    const result = step(state, input, at)
    state = result.state
    outputs.push(...result.outputs)
  }
  feed({ input: 'start' }, 0)
  feed({ input: 'opened' }, 0)
  feed({ input: 'received', bytes: answerAllWell }, 0)
  feed({ input: 'job', job }, 900)
  feed({ input: 'received', bytes: answerAllWell }, 900)
  const beforeIntent = outputs.filter((output) => output.output === 'write' && output.bytes.length === 1).length
  feed({ input: 'intended' }, 1000)
  return {
    beforeIntent,
    say: (id: string, at: number) => feed({ input: 'received', bytes: idBytes(id) }, at),
    outcomes: () => outputs.flatMap((output) => (output.output === 'settled' ? [output.outcome] : [])),
    events: () => outputs.flatMap((output) => (output.output === 'log' ? [output.event] : [])),
    pieces: () => outputs.filter((output) => output.output === 'write' && output.bytes.length === 1).length,
    rows: () => outputs.flatMap((output) => (output.output === 'progress' ? [output.rowsDone] : [])),
  }
}

describe('the process ids of a printer', () => {
  it('are waited for only after the intent is on disk', () => {
    const { beforeIntent, pieces } = printing()
    expect(beforeIntent).toBe(0)
    expect(pieces()).toBe(3)
  })

  it('prove a paper that comes in order and no quicker than a head can be', () => {
    const { say, outcomes, events, rows } = printing()
    say('A!!!', 1100)
    say('A!!"', 1200)
    expect(outcomes()).toEqual([])
    say('A!!#', 1300)
    expect(outcomes()).toEqual([{ result: 'printed' }])
    expect(rows()).toEqual([400, 800, 1200])
    expect(events()).not.toContain('printer.idTooSoon')
  })

  it('prove nothing when the whole paper is confirmed quicker than any head can be', () => {
    const { say, outcomes, events } = printing()
    say('A!!!', 1000)
    say('A!!"', 1000)
    say('A!!#', 1001)
    expect(outcomes()).toEqual([{ result: 'probablyPrinted' }])
    expect(events()).toContain('printer.idTooSoon')
  })

  it('prove nothing when one of them came too soon and the others in time: they mean something else', () => {
    const { say, outcomes, events } = printing()
    say('A!!!', 1099)
    say('A!!"', 2000)
    say('A!!#', 3000)
    expect(outcomes()).toEqual([{ result: 'probablyPrinted' }])
    expect(events().filter((event) => event === 'printer.idTooSoon')).toHaveLength(1)
  })

  it('leave the outcome unknown when one overtakes another', () => {
    const { say, outcomes, events } = printing()
    say('A!!"', 2000)
    say('A!!!', 2000)
    expect(events()).toContain('printer.strayId')
    say('A!!#', 3000)
    expect(outcomes()).toEqual([{ result: 'unknown', fault: { code: 'YB-PRN-201', detail: { reason: 'order' } } }])
  })

  it('count once when they are given back twice', () => {
    const { say, outcomes, rows, events } = printing()
    for (const [index, { marker }] of job.pieces.entries()) {
      say(marker, 2000 + index * 1000)
      say(marker, 2000 + index * 1000)
    }
    expect(rows()).toEqual([400, 800, 1200])
    expect(outcomes()).toEqual([{ result: 'printed' }])
    expect(events().filter((event) => event === 'printer.strayId')).toHaveLength(3)
  })

  it('confirm nothing when no job has sent them', () => {
    const { say, outcomes, rows, events } = printing()
    say('B!!!', 2000)
    say('A!!$', 2000)
    expect(rows()).toEqual([])
    expect(outcomes()).toEqual([])
    expect(events().filter((event) => event === 'printer.strayId')).toHaveLength(2)
  })
})
