import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { cardTail, maskCardNumber, maskIdNumber, maskName } from './mask.ts'

describe('masking', () => {
  it.each([
    ['李建国', '李*'],
    ['欧阳娜娜', '欧*'],
    ['阿卜杜拉·买买提', '阿*'],
    ['𠮷田', '𠮷*'],
    ['葛\u{E0100}城', '葛\u{E0100}*'],
    ['李', '李*'],
    ['', '*'],
  ])('shows of the name %s only %s', (name, masked) => expect(maskName(name)).toBe(masked))

  it('shows the first and last four of an ID number', () => {
    expect(maskIdNumber('34052419800101001X')).toBe('3405**********001X')
    expect(maskIdNumber('340524800101001')).toBe('3405*******1001')
  })

  it('shows the last four of a card number', () => {
    expect(maskCardNumber('A12345678')).toBe('*****5678')
    expect(cardTail('A12345678')).toBe('5678')
    expect(cardTail('123')).toBe('***')
  })

  it('never shows more than four characters at either end, nor a number that is all ends', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[0-9X]{0,24}$/), (number) => {
        const masked = maskIdNumber(number)
        expect(masked).toHaveLength(number.length)
        expect([...masked].filter((sign) => sign !== '*').length).toBeLessThanOrEqual(8)
        if (number.length > 0) expect(masked).toContain('*')
      }),
    )
  })

  it('tells nothing about the length of a name', () => {
    const given = fc.string({ unit: fc.constantFrom('小', '建', '𠮷', '·', 'a'), minLength: 0, maxLength: 60 })
    fc.assert(fc.property(given, (rest) => maskName(`王${rest}`) === '王*'))
  })
})
