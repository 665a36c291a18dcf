import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import {
  type CardBench,
  demoCard,
  insertAndRead,
  pcscBench,
  until,
  untilReady,
  untilWord,
} from '../support/card-bench.ts'

describe('pcscd restarted', () => {
  let bench: CardBench
  beforeEach(async () => {
    bench = await pcscBench()
  })
  afterEach(() => bench.close())

  it('with an empty slot: offline, then back, and a card is read', async () => {
    await bench.pcscd!.stop()
    await untilWord(bench, 'offline YB-CRD-002')
    expect(bench.reader.device).toBe('offline')
    await bench.pcscd!.restart()
    await untilWord(bench, 'empty')
    await insertAndRead(bench, 'ok-2.0')
    await untilReady(bench)
  })

  it('again and again with a card in the slot: each time the card is read anew', async () => {
    await insertAndRead(bench, 'ok-2.0')
    let { insertion } = await untilReady(bench)
    for (let round = 0; round < 3; round += 1) {
      await bench.pcscd!.restart()
      await until(bench, (presence) => presence.state === 'ready' && presence.insertion !== insertion)
      const card = await untilReady(bench)
      expect(await card.verifyPin('135790')).toMatchObject({ ok: true })
      insertion = card.insertion
    }
  })

  it('while a card is being read: offline, then read anew', async () => {
    await bench.slot.insert(demoCard('ok-2.0'))
    await until(bench, ({ state }) => state === 'reading')
    await bench.pcscd!.stop()
    await until(bench, ({ state }) => state === 'offline')
    await bench.pcscd!.restart()
    await untilReady(bench)
    expect(bench.seen.filter((word) => word.startsWith('refused'))).toEqual([])
  })

  it('between the reading and the PIN: the old card answers a fault, never a success', async () => {
    await insertAndRead(bench, 'ok-2.0')
    const card = await untilReady(bench)
    await bench.pcscd!.stop()
    expect((await card.verifyPin('135790')).ok).toBe(false)
    await bench.pcscd!.restart()
    await until(bench, (presence) => presence.state === 'ready' && presence.insertion !== card.insertion)
    expect(await card.verifyPin('135790')).toMatchObject({ ok: false, error: { code: 'YB-CRD-102' } })
  })
})
