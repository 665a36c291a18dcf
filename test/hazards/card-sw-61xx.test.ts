import { describe, expect, it } from 'vitest'
import { demoCard, inProcessBench, insertAndRead, untilReady } from '../support/card-bench.ts'

describe('a reader that shows every 61xx', () => {
  it('has each answer fetched by GET RESPONSE', async () => {
    const bench = await inProcessBench()
    try {
      await insertAndRead(bench, 'sw-61xx')
      const card = await untilReady(bench)
      expect(card.holder.name).toBe(demoCard('sw-61xx').holder.name)
      expect(await card.verifyPin('135790')).toMatchObject({ ok: true })
      expect(await card.prove(new Uint8Array(16))).toMatchObject({ ok: true })
    } finally {
      await bench.close()
    }
  })
})
