import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createPcscLink } from '../../drivers/card/pcsc.ts'
import { systemClock } from '../../src/system.ts'
import {
  type CardBench,
  demoCard,
  insertAndRead,
  pcscBench,
  readerOn,
  until,
  untilReady,
  untilWord,
} from '../support/card-bench.ts'

describe('a card reader unplugged', () => {
  let bench: CardBench
  beforeEach(async () => {
    bench = await pcscBench()
  })
  afterEach(() => bench.close())

  it('is missed by its name, and found again', async () => {
    await insertAndRead(bench, 'ok-2.0')
    const card = await untilReady(bench)
    await bench.slot.fault('unplug')
    await untilWord(bench, 'offline YB-CRD-001')
    expect(bench.reader.device).toBe('noDevice')
    expect((await card.prove(new Uint8Array(16))).ok).toBe(false)
    await bench.slot.clearFaults()
    await untilReady(bench)
  })

  it('and a card changed meanwhile: the new card is read', async () => {
    await insertAndRead(bench, 'ok-2.0')
    await untilReady(bench)
    await bench.slot.fault('unplug')
    await untilWord(bench, 'offline YB-CRD-001')
    await bench.slot.insert(demoCard('ok-3.0'))
    await bench.slot.clearFaults()
    expect((await untilReady(bench)).holder.name).toBe(demoCard('ok-3.0').holder.name)
  })

  it('is not mistaken for another reader of the machine', async () => {
    const other = createPcscLink({ reader: 'No Such Reader', clock: systemClock(), lookMs: 100 })
    const missing = readerOn(other)
    try {
      await untilWord(missing, 'offline YB-CRD-001')
      await insertAndRead(bench, 'ok-2.0')
      expect(missing.reader.presence.state).toBe('offline')
    } finally {
      await missing.reader.close()
    }
  })

  it('that was there first is chosen when the settings name none', async () => {
    const any = createPcscLink({ reader: '', clock: systemClock(), lookMs: 100 })
    const first = readerOn(any)
    try {
      await until(first, ({ state }) => state === 'empty')
    } finally {
      await first.reader.close()
    }
  })
})
