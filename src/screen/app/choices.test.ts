import { describe, expect, test } from 'vitest'
import { choiceGrid } from './choices.ts'

describe('laying out the cards of a menu', () => {
  test('large type on the upright panel has one card a row', () => {
    for (const count of [1, 2, 3, 4, 5, 6]) expect(choiceGrid(count, 'standing', true).columns).toBe(1)
  })

  test('four choices are a square of two by two on either panel', () => {
    expect(choiceGrid(4, 'standing', false)).toEqual({ columns: 2, shape: 'above' })
    expect(choiceGrid(4, 'portable', false)).toEqual({ columns: 2, shape: 'beside' })
  })

  test('the low panel never needs more than two rows', () => {
    for (const elder of [true, false])
      for (const count of [1, 2, 3, 4, 5, 6])
        expect(Math.ceil(count / choiceGrid(count, 'portable', elder).columns)).toBeLessThanOrEqual(2)
  })
})
