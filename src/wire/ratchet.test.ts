import fc from 'fast-check'
import { expect, test } from 'vitest'
import { applyRatchet, type Known, nothingKnown } from './ratchet.ts'
import type { Lane, RecordBody } from './record.ts'

/** Field at which the ratchet stops, or what is known in the end. */
const run = (lane: Lane, ...bodies: readonly RecordBody[]): string | RecordBody => {
  let known: Known = nothingKnown
  for (const body of bodies) {
    const outcome = applyRatchet(lane, known, body)
    if (!outcome.ok) return outcome.field
    known = outcome.known
  }
  return known.fields
}

test('money that was taken only grows', () => {
  expect(run('money', { capturedFen: 1000 }, { capturedFen: 1000 }, { capturedFen: 6000 })).toEqual({
    capturedFen: 6000,
  })
  expect(run('money', { capturedFen: 1000 }, { capturedFen: 999 })).toBe('capturedFen')
  expect(run('money', { capturedFen: 1000 }, { capturedFen: '1000' })).toBe('capturedFen')
})

test('what identifies the payment never changes', () => {
  expect(run('money', { insured: 'P1' }, { insured: 'P2' })).toBe('insured')
  expect(run('money', { insured: 'P1' }, { capturedFen: 5 }, { insured: 'P1' })).toEqual({
    insured: 'P1',
    capturedFen: 5,
  })
})

test('an outcome is decided once', () => {
  expect(run('certificate', { outcome: 'printed' }, { outcome: 'printed' })).toEqual({ outcome: 'printed' })
  expect(run('certificate', { outcome: 'unknown' }, { outcome: 'printed' })).toEqual({ outcome: 'printed' })
  expect(run('certificate', { outcome: 'unknown' }, { outcome: 'printed' }, { outcome: 'void' })).toBe('outcome')
})

test('each note of a payment has its own value and its own end', () => {
  const bodies = [
    { noteFen: 1000, capturedFen: 1000 },
    { noteFen: 5000, lastStep: 'stacking' },
    { noteFen: 5000, outcome: 'notDone', by: 'attendant', capturedFen: 1000 },
    { noteFen: 2000, outcome: 'done', by: 'attendant', capturedFen: 3000 },
    { noteFen: 2000, outcome: 'notDone', by: 'attendant', capturedFen: 3000 },
  ]
  expect(run('money', ...bodies)).toEqual({ capturedFen: 3000 })
})

test('the audit lane is bound to nothing', () => {
  expect(run('audit', { capturedFen: 5 }, { capturedFen: 1 })).toEqual({})
})

test('field names that objects already have are fields like others', () => {
  expect(run('money', { constructor: 'a' }, { constructor: 'a' })).toEqual({ constructor: 'a' })
  expect(run('money', { toString: 'a' }, { toString: 'b' })).toBe('toString')
})

test('whatever is said, the money known never goes down', () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 10_000 }), { maxLength: 20 }), (sums) => {
      let known: Known = nothingKnown
      let most = 0
      for (const capturedFen of sums) {
        const outcome = applyRatchet('money', known, { capturedFen })
        if (outcome.ok) known = outcome.known
        expect(outcome.ok).toBe(capturedFen >= most)
        most = Math.max(most, Number(known.fields.capturedFen ?? 0))
      }
      expect(known.fields.capturedFen ?? 0).toBe(most)
    }),
  )
})
