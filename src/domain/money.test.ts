import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { addFen, amountInWords, fen, fenOfYuan, formatYuan, subtractFen } from './money.ts'

/** Reads an amount in words back; an independent reading, so that both directions check each other. */
const readBack = (words: string): number => {
  const figures = '零壹贰叁肆伍陆柒捌玖'
  let sum = 0
  let section = 0
  let figure = 0
  const negative = words.startsWith('负')
  for (const sign of words.replace(/^负/, '').replace(/整$/, '')) {
    const value = figures.indexOf(sign)
    if (value >= 0) figure = value
    else if ('拾佰仟'.includes(sign)) {
      section += figure * 10 ** ('拾佰仟'.indexOf(sign) + 1)
      figure = 0
    } else if ('万亿兆元'.includes(sign)) {
      const scale = { 万: 1e4, 亿: 1e8, 兆: 1e12, 元: 1 }[sign]!
      sum += (section + figure) * scale * 100
      section = 0
      figure = 0
    } else if (sign === '角') {
      sum += figure * 10
      figure = 0
    } else if (sign === '分') {
      sum += figure
      figure = 0
    } else throw new Error(`unexpected ${sign}`)
  }
  return negative ? -sum : sum
}

const amounts = fc.integer({ min: -9_999_999_999, max: 9_999_999_999 }).map(fen)

describe('money', () => {
  it('refuses what is not a whole number of fen', () => {
    for (const value of [0.1, Number.NaN, Number.POSITIVE_INFINITY, 2 ** 53])
      expect(() => fen(value)).toThrow(RangeError)
  })

  it('has no negative zero', () => {
    expect(Object.is(fen(-0), 0)).toBe(true)
    expect(formatYuan(fen(-0))).toBe('0.00')
  })

  it('adds and subtracts in fen', () => {
    expect(addFen(fen(1), fen(2), fenOfYuan(3))).toBe(303)
    expect(subtractFen(fen(1), fen(2))).toBe(-1)
  })

  it.each([
    [0, '0.00'],
    [5, '0.05'],
    [50, '0.50'],
    [100, '1.00'],
    [123456, '1,234.56'],
    [9_999_999_999, '99,999,999.99'],
    [-123456, '-1,234.56'],
  ])('writes %d fen as %s', (amount, text) => expect(formatYuan(fen(amount))).toBe(text))

  it.each([
    [0, '零元整'],
    [1, '壹分'],
    [10, '壹角整'],
    [105, '壹元零伍分'],
    [150, '壹元伍角整'],
    [1000, '壹拾元整'],
    [10000, '壹佰元整'],
    [22000, '贰佰贰拾元整'],
    [32504, '叁佰贰拾伍元零肆分'],
    [140950, '壹仟肆佰零玖元伍角整'],
    [168032, '壹仟陆佰捌拾元叁角贰分'],
    [600714, '陆仟零柒元壹角肆分'],
    [1640902, '壹万陆仟肆佰零玖元零贰分'],
    [10_000_500, '壹拾万零伍元整'],
    [10_700_053, '壹拾万柒仟元伍角叁分'],
    [1_000_000_000_000, '壹佰亿元整'],
    [10_000_000_100, '壹亿零壹元整'],
    [9_999_999_999, '玖仟玖佰玖拾玖万玖仟玖佰玖拾玖元玖角玖分'],
    [-5000, '负伍拾元整'],
  ])('says %d fen as %s', (amount, words) => expect(amountInWords(fen(amount))).toBe(words))

  it('figures and words both read back to the same fen', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        expect(Math.round(Number(formatYuan(amount).replaceAll(',', '')) * 100)).toBe(amount)
        expect(readBack(amountInWords(amount))).toBe(amount)
      }),
    )
  })

  it('never writes two 零 in a row, nor 零 before a unit', () => {
    fc.assert(
      fc.property(amounts, (amount) => {
        if (amount !== 0) expect(amountInWords(amount)).not.toMatch(/零零|零[拾佰仟万亿元角分整]/)
      }),
    )
  })
})
