import { describe, expect, it } from 'vitest'
import { demoCard, inProcessBench, insertAndRead, untilReady } from '../support/card-bench.ts'

describe('a reader that lets every Le arrive as 00', () => {
  it('makes the card tell each length first (6Cxx), and is read all the same', async () => {
    const bench = await inProcessBench()
    try {
      await insertAndRead(bench, 'le-00')
      const card = await untilReady(bench)
      expect(card.holder.name).toBe(demoCard('le-00').holder.name)
      expect(await card.verifyPin('135790')).toMatchObject({ ok: true })
      expect(await card.prove(new Uint8Array(16))).toMatchObject({ ok: true })
    } finally {
      await bench.close()
    }
  })
})
