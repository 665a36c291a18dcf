import { describe, expect, test } from 'vitest'
import { type MemoryJournal, memoryJournal, txnKey } from '../../test/support/memory-journal.ts'
import { settle, simulatedClock } from '../../test/support/simulated-clock.ts'
import { fault, ok, type Result } from '../domain/result.ts'
import type { AnswerOf, RequestOf } from '../wire/messages.ts'
import type { Lane, RecordAnswer } from '../wire/record.ts'
import { startDrain } from './drain.ts'

type RecordCall = RequestOf<'Record'>

/** A drain over a journal in memory and an agency that answers what the test says. */
const bench = (answer: (call: RecordCall) => Promise<Result<AnswerOf<'Record'>>>, journal = memoryJournal()) => {
  const clock = simulatedClock()
  const sent: RecordCall[] = []
  const events: string[] = []
  let resumes = 0
  const drain = startDrain({
    outbox: journal,
    resume: async () => {
      resumes += 1
      return ok({ agencyEpoch: 1, acks: journal.acks() })
    },
    record: (call) => {
      sent.push(call)
      return answer(call)
    },
    times: { backoffMinMs: 500, backoffMaxMs: 30_000 },
    clock,
    roll: () => 0.5,
    log: (event) => events.push(event),
  })
  return { clock, sent, events, drain, journal, resumes: () => resumes }
}

const all = (call: RecordCall, outcome: RecordAnswer['outcome'], code?: string): Result<AnswerOf<'Record'>> =>
  ok({
    answers: call.records.map(({ laneSeq }) =>
      code === undefined ? { laneSeq, outcome } : { laneSeq, outcome, code },
    ),
    ack: 0,
  })
const write = (journal: MemoryJournal, lane: Lane, n: number, version = 1) =>
  journal.write({ lane, txnId: txnKey(n), version })
const states = (journal: MemoryJournal): string[] => journal.records.map(({ state }) => state)

describe('the drain', () => {
  test('sends nothing before the agency has said what it has', async () => {
    const { drain, journal, sent, resumes } = bench(async (call) => all(call, 'accepted'))
    write(journal, 'money', 1)
    await settle()
    expect(sent).toHaveLength(0)
    drain.up()
    await settle()
    expect(resumes()).toBe(1)
    expect(states(journal)).toEqual(['accepted'])
  })

  test('sends batches of at most 64, one at a time in a lane', async () => {
    let open = 0
    let most = 0
    const { drain, journal, sent } = bench(async (call) => {
      open += 1
      most = Math.max(most, open)
      await Promise.resolve()
      open -= 1
      return all(call, 'accepted')
    })
    for (let n = 0; n < 150; n++) write(journal, 'audit', n)
    drain.up()
    await settle(400)
    expect(sent.map(({ records }) => records.length)).toEqual([64, 64, 22])
    expect(most).toBe(1)
  })

  test('does not let a lane that is stuck hold up another', async () => {
    const { drain, journal } = bench((call) =>
      call.lane === 'audit' ? new Promise(() => {}) : Promise.resolve(all(call, 'accepted')),
    )
    write(journal, 'audit', 1)
    write(journal, 'money', 2)
    drain.up()
    await settle()
    expect(states(journal)).toEqual(['waiting', 'accepted'])
  })

  test('parks what is refused for good and goes on behind it', async () => {
    const { drain, journal, events } = bench(async (call) =>
      ok({
        answers: call.records.map(({ laneSeq }) =>
          laneSeq === 1
            ? ({ laneSeq, outcome: 'refused', code: 'YB-AGY-304' } as const)
            : ({ laneSeq, outcome: 'accepted' } as const),
        ),
        ack: 2,
      }),
    )
    write(journal, 'money', 1)
    write(journal, 'money', 2)
    drain.up()
    await settle()
    expect(states(journal)).toEqual(['needsReview', 'accepted'])
    expect(journal.records[0]?.code).toBe('YB-AGY-304')
    expect(events).toContain('drain.needsReview')
  })

  test('keeps back only the transaction that must wait, and asks again for ever', async () => {
    let ready = false
    const { drain, journal, clock, sent } = bench(async (call) =>
      ok({
        answers: call.records.map(({ laneSeq }) =>
          laneSeq === 1 && !ready
            ? ({ laneSeq, outcome: 'retry', code: 'YB-AGY-004' } as const)
            : ({ laneSeq, outcome: 'accepted' } as const),
        ),
        ack: 0,
      }),
    )
    write(journal, 'money', 1)
    write(journal, 'money', 2)
    drain.up()
    await settle()
    expect(states(journal)).toEqual(['waiting', 'accepted'])
    write(journal, 'money', 3)
    await settle()
    expect(states(journal)).toEqual(['waiting', 'accepted', 'accepted'])
    await clock.advance(3_600_000)
    const asked = sent.length
    expect(asked).toBeGreaterThan(100)
    expect(asked).toBeLessThan(400)
    ready = true
    await clock.advance(60_000)
    expect(states(journal)).toEqual(['accepted', 'accepted', 'accepted'])
  })

  test('sends a batch again when the call failed, with growing waits', async () => {
    const { drain, journal, clock, sent } = bench(async () => fault('YB-LNK-002'))
    write(journal, 'money', 1)
    drain.up()
    await settle()
    expect(sent).toHaveLength(1)
    await clock.advance(400)
    expect(sent).toHaveLength(2)
    await clock.advance(400)
    expect(sent).toHaveLength(2)
    await clock.advance(3_600_000)
    expect(sent.length).toBeGreaterThan(100)
    expect(new Set(sent.map(({ records }) => records[0]?.text)).size).toBe(1)
  })

  test('takes no answer that is not one to what it sent', async () => {
    const { drain, journal } = bench(async () => ok({ answers: [{ laneSeq: 9, outcome: 'accepted' }], ack: 9 }))
    write(journal, 'money', 1)
    drain.up()
    await settle()
    expect(states(journal)).toEqual(['waiting'])
  })

  test('keeps trying when the journal cannot be written just now', async () => {
    const journal = memoryJournal()
    const works = journal.settle
    let full = true
    journal.settle = (lane, answers) => {
      if (full) throw new Error('disk full')
      works(lane, answers)
    }
    const { drain, clock, events } = bench(async (call) => all(call, 'accepted'), journal)
    write(journal, 'money', 1)
    drain.up()
    await settle()
    expect(events).toContain('drain.journalFailed')
    full = false
    await clock.advance(5000)
    expect(states(journal)).toEqual(['accepted'])
  })

  test('begins again with the comparison after every connect, and forgets old waits', async () => {
    const { drain, journal, clock, sent, resumes } = bench(async () => fault('YB-LNK-001'))
    write(journal, 'money', 1)
    drain.up()
    await settle()
    drain.down()
    await clock.advance(3_600_000)
    expect(sent).toHaveLength(1)
    drain.up()
    await settle()
    expect(resumes()).toBe(2)
    expect(sent).toHaveLength(2)
  })
})
