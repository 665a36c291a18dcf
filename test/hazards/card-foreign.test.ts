import { describe, expect, it } from 'vitest'
import type { ChipProfile } from '../../drivers/card/virtual/chip.ts'
import { demoCard, inProcessBench, insertAndRead, presenceWord } from '../support/card-bench.ts'

const social = demoCard('ok-2.0')

describe('a card of another kind', () => {
  it.each<[string, Partial<ChipProfile>, string]>([
    ['a bank card', { application: null }, 'refused YB-CRD-201'],
    [
      'a card whose issuer blocked the application',
      { application: { ...social.profile.application!, blocked: true } },
      'refused YB-CRD-205',
    ],
    [
      'a card with an empty application',
      { application: { ...social.profile.application!, files: {} } },
      'refused YB-CRD-204',
    ],
  ])('%s is refused with its own code', async (_, change, word) => {
    const bench = await inProcessBench()
    try {
      const card = { ...social, profile: { ...social.profile, ...change } }
      expect(presenceWord(await insertAndRead(bench, card))).toBe(word)
    } finally {
      await bench.close()
    }
  })
})
