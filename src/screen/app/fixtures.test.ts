import { describe, expect, test } from 'vitest'
import { viewSchema } from '../../wire/view.ts'
import { fixtures } from './fixtures.ts'

describe('sample views', () => {
  test.each(fixtures.map((fixture) => [fixture.name, fixture] as const))(
    '%s is a view the service may send',
    (_, fixture) => {
      for (const model of ['standing', 'portable'] as const)
        for (const elder of [false, true]) expect(() => viewSchema.parse(fixture.view(model, elder))).not.toThrow()
    },
  )

  test('no two have the same name', () => {
    expect(new Set(fixtures.map(({ name }) => name)).size).toBe(fixtures.length)
  })
})
