import { describe, expect, test } from 'vitest'
import { splitAmount } from './amount.ts'

describe('splitting an amount for drawing', () => {
  test.each([
    ['3,286.50 元', '', '3,286.50', '元'],
    ['-0.05 元', '', '-0.05', '元'],
    ['¥ 220', '¥', '220', ''],
    ['还要放 100 元', '还要放', '100', '元'],
    ['无', '', '无', ''],
  ])('%s', (text, before, number, after) => {
    expect(splitAmount(text)).toEqual({ before, number, after })
  })
})
