/** What the tests of the card reader share: the demo's cards, waiting for a presence, a reader on a link. */
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'
import type { CardLink, Slot } from '../../drivers/card/link.ts'
import { createPcscLink } from '../../drivers/card/pcsc.ts'
import type { CardPresence, CardReader, SocialCard } from '../../drivers/card/port.ts'
import { createCardReader } from '../../drivers/card/reader.ts'
import { type DemoCard, loadDemoCards } from '../../drivers/card/virtual/demo-cards.ts'
import { createInProcessSlot } from '../../drivers/card/virtual/in-process.ts'
import { openPcscSlot, type PcscSlotParts } from '../../drivers/card/virtual/pcsc-slot.ts'
import type { VirtualPcscd } from '../../drivers/card/virtual/pcscd.ts'
import type { VirtualSlot } from '../../drivers/card/virtual/slot.ts'
import { systemClock, systemIds } from '../../src/system.ts'

const clock = systemClock()
const demo = (name: string): string => readFileSync(new URL(`../../config/demo/${name}`, import.meta.url), 'utf8')

export const demoKeys = (): string => demo('keys.toml')
export const demoCards = loadDemoCards(demo('cards.toml'), demo('members.toml'), demoKeys())

export const demoCard = (name: string): DemoCard => {
  const found = demoCards.find(({ card }) => card === name)
  if (found === undefined) throw new Error(`there is no card ${name}`)
  return found
}

export interface CardBench {
  readonly slot: VirtualSlot
  readonly link: CardLink
  readonly reader: CardReader
  /** Every presence since the bench was set up, as words: «empty», «refused YB-CRD-101». */
  readonly seen: string[]
  readonly pcscd?: VirtualPcscd
  close(): Promise<void>
}

export const presenceWord = (presence: CardPresence): string =>
  'fault' in presence ? `${presence.state} ${presence.fault.code}` : presence.state

export const readerOn = (
  link: CardLink,
  settings: { settleMs?: number } = {},
): { reader: CardReader; seen: string[] } => {
  const reader = createCardReader({ link, clock, ids: systemIds(clock), retry: 2, ...settings })
  const seen = [presenceWord(reader.presence)]
  reader.subscribe((presence) => seen.push(presenceWord(presence)))
  return { reader, seen }
}

export const inProcessBench = async (cards = demoCards): Promise<CardBench> => {
  const slot = createInProcessSlot({ cards, world: null, clock })
  const { reader, seen } = readerOn(slot.link)
  return {
    slot,
    link: slot.link,
    reader,
    seen,
    async close() {
      await reader.close()
      await slot.close()
    },
  }
}

/** Node 20 starts no TypeScript in a thread; built files (the benches) find their own. */
const path = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
const sourceWorker: Pick<PcscSlotParts, 'worker'> = import.meta.url.endsWith('.ts')
  ? { worker: [path('./run-source.mjs'), path('../../drivers/card/virtual/vpcd-worker.ts')] }
  : {}

/** The virtual card behind a real pcscd of its own. */
export const pcscBench = async (cards = demoCards, world: string | null = null): Promise<CardBench> => {
  const slot = await openPcscSlot({ cards, world, clock, lookMs: 100, ...sourceWorker })
  const { link, pcscd } = slot
  const { reader, seen } = readerOn(link)
  const close = async (): Promise<void> => {
    await reader.close()
    await slot.close()
  }
  const bench = { slot, link, reader, seen, pcscd, close }
  try {
    await until(bench, ({ state }) => state !== 'offline')
  } catch (error) {
    await close()
    throw error
  }
  return bench
}

/** Waits for a presence; fails with what was seen when it does not come in time. */
export const until = async <P extends CardPresence>(
  { reader, seen }: Pick<CardBench, 'reader' | 'seen'>,
  wanted: ((presence: CardPresence) => boolean) | ((presence: CardPresence) => presence is P),
  deadlineMs = 8000,
): Promise<CardPresence> =>
  new Promise((resolve, reject) => {
    const look = (presence: CardPresence): void => {
      if (!wanted(presence)) return
      clearTimeout(late)
      unsubscribe()
      resolve(presence)
    }
    const unsubscribe = reader.subscribe(look)
    const late = setTimeout(() => {
      unsubscribe()
      reject(new Error(`not within ${deadlineMs} ms; seen: ${seen.join(', ')}`))
    }, deadlineMs)
    look(reader.presence)
  })

export const untilWord = (bench: Pick<CardBench, 'reader' | 'seen'>, word: string, deadlineMs?: number) =>
  until(bench, (presence) => presenceWord(presence) === word, deadlineMs)

export const untilReady = async (
  bench: Pick<CardBench, 'reader' | 'seen'>,
  deadlineMs?: number,
): Promise<SocialCard> => {
  const presence = await until(bench, ({ state }) => state === 'ready', deadlineMs)
  if (presence.state !== 'ready') throw new Error('not ready')
  return presence.card
}

/** Puts a card in and waits until the reader has made up its mind about it. */
export const insertAndRead = async (bench: CardBench, card: DemoCard | string): Promise<CardPresence> => {
  await bench.slot.insert(typeof card === 'string' ? demoCard(card) : card)
  await until(bench, ({ state }) => state === 'reading')
  return until(bench, ({ state }) => state !== 'reading')
}

/** Test cards at hand, by their names in config/demo/cards.toml. */
export const cardsByHand = (): string[] => (process.env.YIBAO_CARDS ?? 'ok-2.0').split(',').map((name) => name.trim())

/** A real reader on the machine's own pcscd, and a person who does what the lines ask for. */
export const handBench = async (readerName: string): Promise<CardBench> => {
  const link = createPcscLink({ reader: readerName, clock, lookMs: 300 })
  const { reader, seen } = readerOn(link)
  let inserted: string | null = null
  const ask = (line: string): void => void process.stderr.write(`\n>>> ${line}\n`)
  const slotIs = async (state: Slot['state']): Promise<void> => {
    const end = performance.now() + 50_000
    while (link.slot.state !== state) {
      if (performance.now() > end) throw new Error(`the slot is ${link.slot.state}, not ${state}`)
      await new Promise((resolve) => setTimeout(resolve, 50))
    }
  }
  const slot: VirtualSlot = {
    get inserted() {
      return inserted
    },
    async insert(card) {
      if (link.slot.state === 'occupied') await slot.remove()
      ask(`put in the card ${card.card}: ${card.note}`)
      await slotIs('occupied')
      inserted = card.card
    },
    async remove() {
      inserted = null
      if (link.slot.state !== 'occupied') return
      ask('take the card out')
      await slotIs('empty')
    },
    async fault(name) {
      ask(name === 'unplug' ? 'unplug the reader' : 'restart pcscd')
    },
    async clearFaults() {
      ask('plug the reader in again')
    },
    async close() {},
  }
  return { slot, link, reader, seen, close: () => reader.close() }
}
