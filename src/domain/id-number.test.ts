import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { birthDateOf, genderOf, idCheckCharacter, normaliseIdNumber, parseIdNumber } from './id-number.ts'

describe('an ID number', () => {
  it.each(['11010519491231002X', '440524188001010014', '34052419800101001X'])(
    '%s of the standard is valid',
    (number) => {
      expect(parseIdNumber(number)).toBe(number)
    },
  )

  it('may be written with a small x and full-width digits', () => {
    expect(parseIdNumber('11010519491231002x')).toBe('11010519491231002X')
    expect(parseIdNumber('１１０１０５１９４９１２３１００２Ｘ')).toBe('11010519491231002X')
    expect(normaliseIdNumber(' 3405２4x ')).toBe('340524X')
  })

  it('of 15 digits gets its century and check character', () => {
    expect(parseIdNumber('110105491231002')).toBe('11010519491231002X')
    expect(parseIdNumber('110105491331002')).toBeNull()
  })

  it.each([
    ['a wrong check character', '340524198001010011'],
    ['an impossible month', '340524198013010015'],
    ['30 February', `34052419800230001${idCheckCharacter('34052419800230001')}`],
    ['29 February of a common year', `34052419810229001${idCheckCharacter('34052419810229001')}`],
    ['17 characters', '34052419800101001'],
    ['letters', '34052419800101OO1X'],
    ['nothing', ''],
  ])('with %s is refused', (_, number) => {
    expect(parseIdNumber(number)).toBeNull()
  })

  it('tells birth date and gender', () => {
    expect(birthDateOf('34052419800101001X')).toBe('1980-01-01')
    expect(genderOf('34052419800101001X')).toBe('male')
    expect(genderOf('11010519491231002X')).toBe('female')
  })

  it('is refused after any single digit was changed', () => {
    const digitAt = fc.record({ at: fc.integer({ min: 0, max: 16 }), by: fc.integer({ min: 1, max: 9 }) })
    fc.assert(
      fc.property(digitAt, ({ at, by }) => {
        const number = '34052419800101001X'
        const digit = (Number(number[at]) + by) % 10
        expect(parseIdNumber(number.slice(0, at) + digit + number.slice(at + 1))).toBeNull()
      }),
    )
  })
})
