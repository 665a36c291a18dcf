/** What every card reader must do, whatever link and slot stand behind it. */
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { type DemoCard, demoCardMaster } from '../../drivers/card/virtual/demo-cards.ts'
import { cardAlgorithmOf, computeCardProof, diversifyCardKey } from '../../src/domain/card-proof.ts'
import {
  type CardBench,
  demoCard,
  demoCards,
  demoKeys,
  insertAndRead,
  until,
  untilReady,
  untilWord,
} from '../support/card-bench.ts'

const isReadable = ({ mute, pulledAtApdu, member }: DemoCard): boolean =>
  !mute && pulledAtApdu === null && member !== null

export const everyCard = demoCards.map(({ card }) => card)
/** One card of every kind of chip, for benches where a reading takes seconds. */
export const oneCardOfEachKind = [
  ...['ok-2.0', 'ok-3.0', 'id-15', 'rare-name', 'le-00', 'sw-61xx'],
  ...['no-ssse', 'mute', 'pulled-mid-read', 'pin-locked', 'scheme-d'],
]

/** @param cards names of the cards this bench has; what needs another is left out */
export const cardContract = (place: string, cards: readonly string[], open: () => Promise<CardBench>): void => {
  const owned = (...names: string[]): string[] => names.filter((name) => cards.includes(name))
  const withCards = (...names: string[]) => it.runIf(owned(...names).length === names.length)
  const readable = demoCards.filter((card) => isReadable(card) && cards.includes(card.card)).map(({ card }) => card)

  describe(`the card reader ${place}`, () => {
    let bench: CardBench
    beforeAll(async () => {
      bench = await open()
    })
    afterEach(async () => {
      await bench.slot.remove()
      await untilWord(bench, 'empty')
    })
    afterAll(() => bench?.close())

    it.each(readable)('reads %s as it was personalised', async (name) => {
      await insertAndRead(bench, name)
      const { holder, issuer } = await untilReady(bench)
      const printed = demoCard(name).holder
      expect(holder.name).toBe(printed.name)
      expect(issuer.cardNo).toBe(printed.cardNo)
      if (printed.idNumber.length === 18) expect(holder.idNumber).toBe(printed.idNumber)
      else expect(holder.idNumber.slice(8, 17)).toBe(printed.idNumber.slice(6))
      expect(holder.birthDate.replaceAll('-', '')).toBe(holder.idNumber.slice(6, 14))
    })

    it.each(owned('no-ssse', 'mute'))('refuses %s', async (name) => {
      await insertAndRead(bench, name)
      await untilWord(bench, name === 'mute' ? 'refused YB-CRD-101' : 'refused YB-CRD-201')
      expect(bench.slot.inserted).toBe(name)
    })

    withCards('pulled-mid-read', 'ok-2.0')(
      'has an empty slot after a card was pulled while it was being read, and reads the next',
      async () => {
        await bench.slot.insert(demoCard('pulled-mid-read'))
        await until(bench, ({ state }) => state === 'reading')
        await untilWord(bench, 'empty')
        await vi.waitFor(() => expect(bench.slot.inserted).toBeNull())
        await insertAndRead(bench, 'ok-2.0')
        await untilReady(bench)
      },
    )

    withCards('scheme-d')('verifies the PIN, and counts what was wrong beyond the removal of the card', async () => {
      await insertAndRead(bench, 'scheme-d')
      const card = await untilReady(bench)
      expect(await card.verifyPin('111111')).toMatchObject({ ok: false, error: { code: 'YB-CRD-301', triesLeft: 5 } })
      await bench.slot.remove()
      await untilWord(bench, 'empty')
      expect(await card.verifyPin('135790')).toMatchObject({ ok: false, error: { code: 'YB-CRD-102' } })
      await insertAndRead(bench, 'scheme-d')
      const again = await untilReady(bench)
      expect(again.insertion).not.toBe(card.insertion)
      expect(await again.verifyPin('111111')).toMatchObject({ ok: false, error: { code: 'YB-CRD-301', triesLeft: 4 } })
      expect(await again.verifyPin('135790')).toEqual({ ok: true, value: undefined })
      expect(await again.verifyPin('111111')).toMatchObject({ ok: false, error: { code: 'YB-CRD-301', triesLeft: 5 } })
    })

    withCards('pin-locked')('says that a PIN is locked', async () => {
      await insertAndRead(bench, 'pin-locked')
      const card = await untilReady(bench)
      expect(await card.verifyPin('135790')).toMatchObject({ ok: false, error: { code: 'YB-CRD-302', triesLeft: 0 } })
    })

    it.each(owned('ok-2.0', 'ok-3.0', 'sw-61xx', 'le-00'))('lets %s prove itself to the agency', async (name) => {
      await insertAndRead(bench, name)
      const card = await untilReady(bench)
      const challenge = Uint8Array.from({ length: 16 }, (_, index) => index * 7)
      const { cardSn, specVersion } = card.issuer
      const irk = diversifyCardKey(demoCardMaster(demoKeys()), cardSn)
      const expected = computeCardProof(cardAlgorithmOf(specVersion), irk, challenge)
      const proof = await card.prove(challenge)
      expect(proof.ok && Buffer.from(proof.value).toString('hex')).toBe(expected.toString('hex'))
    })

    withCards('ok-2.0')('keeps answers apart when they are asked for at once', async () => {
      await insertAndRead(bench, 'ok-2.0')
      const card = await untilReady(bench)
      const challenge = new Uint8Array(16)
      const [first, pin, second] = await Promise.all([
        card.prove(challenge),
        card.verifyPin('135790'),
        card.prove(challenge),
      ])
      expect(pin.ok).toBe(true)
      expect(first.ok).toBe(true)
      expect(first).toEqual(second)
    })

    withCards('ok-2.0')(
      'goes offline when it is unplugged, and reads the card that still lies there when it is back',
      async () => {
        await insertAndRead(bench, 'ok-2.0')
        const { insertion } = await untilReady(bench)
        await bench.slot.fault('unplug')
        await untilWord(bench, 'offline YB-CRD-001')
        expect(bench.reader.device).toBe('noDevice')
        await bench.slot.clearFaults()
        expect((await untilReady(bench)).insertion).not.toBe(insertion)
        expect(bench.reader.device).toBe('online')
      },
    )

    withCards('ok-2.0')('survives a restart of the service below it', async () => {
      await insertAndRead(bench, 'ok-2.0')
      const { insertion } = await untilReady(bench)
      await bench.slot.fault('daemon-restart')
      await until(bench, (presence) => presence.state === 'ready' && presence.insertion !== insertion)
    })
  })
}
