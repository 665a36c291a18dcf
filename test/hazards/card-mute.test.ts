import { describe, expect, it } from 'vitest'
import { inProcessBench, insertAndRead, presenceWord, untilReady } from '../support/card-bench.ts'

describe('a card the wrong way round', () => {
  it('is told apart from a foreign card and from an empty slot', async () => {
    const bench = await inProcessBench()
    try {
      expect(presenceWord(await insertAndRead(bench, 'mute'))).toBe('refused YB-CRD-101')
      expect(bench.reader.presence.media).toBe('present')
      expect(bench.reader.device).toBe('online')
      await bench.slot.remove()
      expect(presenceWord(bench.reader.presence)).toBe('empty')
    } finally {
      await bench.close()
    }
  })

  it('is read as soon as it is turned', async () => {
    const bench = await inProcessBench()
    try {
      await insertAndRead(bench, 'mute')
      await bench.slot.remove()
      await insertAndRead(bench, 'ok-2.0')
      expect((await untilReady(bench)).holder.name).toBe('李建国')
    } finally {
      await bench.close()
    }
  })
})
