import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { isSlipNumber, slipNumber } from './slip-number.ts'

describe('slip numbers', () => {
  it('carry terminal, date, serial and two check digits', () => {
    expect(slipNumber('0412-07', '2026-10-12', 1)).toMatch(/^0412-07-20261012-0001-\d{2}$/)
    expect(slipNumber('0412-07', '2026-10-12', 12_345)).toMatch(/-12345-\d{2}$/)
  })

  it('find every single wrong digit and every exchange of two neighbours', () => {
    const numbers = fc.nat({ max: 99_999 }).map((serial) => slipNumber('0412-07', '2026-10-12', serial))
    fc.assert(
      fc.property(numbers, fc.nat({ max: 60 }), fc.constantFrom(...'0123456789'), (number, place, digit) => {
        expect(isSlipNumber(number)).toBe(true)
        const at = place % number.length
        if (!/\d/.test(number[at]!)) return
        if (number[at] !== digit) expect(isSlipNumber(number.slice(0, at) + digit + number.slice(at + 1))).toBe(false)
        const next = number[at + 1] ?? ''
        if (/\d/.test(next) && next !== number[at])
          expect(isSlipNumber(number.slice(0, at) + next + number[at] + number.slice(at + 2))).toBe(false)
      }),
      { numRuns: 2000 },
    )
  })
})
