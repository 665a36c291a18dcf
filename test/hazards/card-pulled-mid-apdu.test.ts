import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { demoCard, inProcessBench, insertAndRead, until, untilReady, untilWord } from '../support/card-bench.ts'

/** APDUs of a whole reading of an ordinary card, its answers to be fetched included. */
const apdusOfAReading = 17

describe('a card pulled in the middle of an APDU', () => {
  it('leaves an empty slot, at whichever APDU it happens, and the next card is read', async () => {
    const ordinary = demoCard('ok-2.0')
    const bench = await inProcessBench()
    try {
      for (let at = 1; at <= apdusOfAReading; at += 1) {
        await bench.slot.insert({ ...ordinary, pulledAtApdu: at })
        await until(bench, ({ state }) => state === 'reading' || state === 'empty')
        await untilWord(bench, 'empty')
        expect(bench.slot.inserted).toBeNull()
      }
      await insertAndRead(bench, 'ok-2.0')
      await untilReady(bench)
      expect(bench.seen.filter((word) => word === 'ready')).toHaveLength(1)
      expect(bench.seen.filter((word) => word.startsWith('refused'))).toEqual([])
    } finally {
      await bench.close()
    }
  })

  it('during VERIFY answers YB-CRD-102, and the try counts on the card that counted it', async () => {
    const bench = await inProcessBench()
    try {
      await insertAndRead(bench, { ...demoCard('ok-2.0'), pulledAtApdu: apdusOfAReading + 1 })
      const card = await untilReady(bench)
      expect(await card.verifyPin('111111')).toMatchObject({ ok: false, error: { code: 'YB-CRD-102' } })
      expect(bench.slot.inserted).toBeNull()
      await insertAndRead(bench, 'ok-2.0')
      const again = await untilReady(bench)
      expect(await again.verifyPin('111111')).toMatchObject({ ok: false, error: { code: 'YB-CRD-301', triesLeft: 4 } })
    } finally {
      await bench.close()
    }
  })

  it('is one of the cards of the drawer', () => {
    const cards = readFileSync(new URL('../../config/demo/cards.toml', import.meta.url), 'utf8')
    expect(cards).toContain('pulled_at_apdu')
    expect(demoCard('pulled-mid-read').pulledAtApdu).toBeLessThan(apdusOfAReading)
  })
})
