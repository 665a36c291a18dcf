import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { beforeEach, describe, expect, it } from 'vitest'
import { fault, makeFault, ok, type Result } from '../../src/domain/result.ts'
import { type SimulatedClock, simulatedClock } from '../../test/support/simulated-clock.ts'
import { type CardChannel, type CardLink, createSlotBoard, type Slot } from './link.ts'
import type { CardPresence, CardReader } from './port.ts'
import { createCardReader } from './reader.ts'
import { type DemoCard, loadDemoCards } from './virtual/demo-cards.ts'
import { createInProcessSlot } from './virtual/in-process.ts'
import type { VirtualSlot } from './virtual/slot.ts'

const demo = (name: string): string => readFileSync(new URL(`../../config/demo/${name}`, import.meta.url), 'utf8')
const cards = loadDemoCards(demo('cards.toml'), demo('members.toml'), demo('keys.toml'))
const card = (name: string): DemoCard => cards.find((candidate) => candidate.card === name)!

let clock: SimulatedClock
let slot: VirtualSlot & { readonly link: CardLink }
let reader: CardReader
let seen: string[]
let logged: string[]

const counter = () => {
  let next = 0
  return { uuid: () => `insertion-${++next}` }
}
const word = (presence: CardPresence): string =>
  'fault' in presence ? `${presence.state} ${presence.fault.code}` : presence.state
const readerOn = (link: CardLink): CardReader => {
  const made = createCardReader({
    link,
    clock,
    ids: counter(),
    retry: 2,
    log: (event, fields) => logged.push(JSON.stringify([event, fields])),
  })
  seen = [word(made.presence)]
  made.subscribe((presence) => seen.push(word(presence)))
  return made
}
/** Two seconds in small steps: a reading is a long chain of promises. */
const later = async (): Promise<void> => {
  for (let round = 0; round < 20; round += 1) await clock.advance(100)
}
const insert = async (name: string): Promise<CardPresence> => {
  await slot.insert(card(name))
  await later()
  return reader.presence
}
const ready = () => {
  const { presence } = reader
  if (presence.state !== 'ready') throw new Error(`the reader is ${word(presence)}`)
  return presence.card
}

beforeEach(() => {
  clock = simulatedClock()
  logged = []
  slot = createInProcessSlot({ cards, world: null, clock })
  reader = readerOn(slot.link)
})

describe('a card', () => {
  it('is read as soon as it lies in the slot', async () => {
    await insert('ok-2.0')
    expect(seen).toEqual(['empty', 'reading', 'ready'])
    expect(ready().issuer).toEqual({
      cardSn: '211200D156000005A1420B37C225EB7D',
      specVersion: '2.00',
      issuerCode: '915600000211200000000000',
      issuedOn: '2019-08-01',
      expiresOn: '2029-08-01',
      cardNo: 'A12345678',
    })
    expect(ready().holder).toEqual({
      idNumber: '34052419800101001X',
      name: '李建国',
      gender: 'male',
      ethnicity: '01',
      birthPlace: '340524',
      birthDate: '1980-01-01',
    })
  })

  it('gets a new insertion id every time it is put in', async () => {
    await insert('ok-2.0')
    const first = ready().insertion
    await slot.remove()
    await insert('ok-2.0')
    expect(ready().insertion).not.toBe(first)
  })

  it('that is changed for another has left in between', async () => {
    await insert('ok-2.0')
    await insert('ok-3.0')
    expect(seen).toEqual(['empty', 'reading', 'ready', 'empty', 'reading', 'ready'])
    expect(ready().holder.name).toBe('王秀兰')
  })

  it('that has left answers YB-CRD-102 and is not held by the reader any more', async () => {
    await insert('ok-2.0')
    const left = ready()
    await slot.remove()
    expect(reader.presence).toEqual({ state: 'empty', media: 'notPresent' })
    expect(await left.verifyPin('135790')).toEqual({ ok: false, error: { code: 'YB-CRD-102', triesLeft: null } })
    expect(await left.prove(new Uint8Array(16))).toEqual(fault('YB-CRD-102'))
  })

  it('that has left can be collected with all it told', async () => {
    setFlagsFromString('--expose-gc')
    const collect = runInNewContext('gc') as () => void
    await insert('ok-2.0')
    const holder = new WeakRef(ready().holder)
    await slot.remove()
    for (let round = 0; round < 20 && holder.deref() !== undefined; round += 1) {
      await new Promise((resolve) => setImmediate(resolve))
      collect()
    }
    expect(holder.deref()).toBeUndefined()
  })

  it('leaves nothing personal in the log', async () => {
    await insert('ok-2.0')
    await ready().verifyPin('246802')
    await slot.remove()
    await insert('id-15')
    const all = logged.join()
    expect(all).toContain('card.ready')
    for (const secret of ['李建国', '340524', '211202550310123', '陈建成', 'A12345678', '211200D1', '246802'])
      expect(all).not.toContain(secret)
  })

  it('with a 15-digit ID number tells the 18-digit one', async () => {
    await insert('id-15')
    expect(ready().holder.idNumber).toBe('211202195503101230')
    expect(ready().issuer.specVersion).toBe('1.00')
  })

  it('with a rare name tells it whole, across the border of its two records', async () => {
    await insert('rare-name')
    expect(ready().holder.name).toBe(card('rare-name').holder.name)
  })

  it.each(['le-00', 'sw-61xx'])('with the manners of %s is read like any other', async (name) => {
    await insert(name)
    expect(ready().holder.name).toBe('李建国')
  })

  it.each([
    ['no-ssse', 'refused YB-CRD-201'],
    ['mute', 'refused YB-CRD-101'],
  ])('%s is %s and, once taken out, leaves the reader as it was', async (name, state) => {
    expect(word(await insert(name))).toBe(state)
    await slot.remove()
    await insert('ok-2.0')
    expect(ready().holder.name).toBe('李建国')
  })

  it('pulled while it is being read leaves an empty slot behind', async () => {
    expect(word(await insert('pulled-mid-read'))).toBe('empty')
    expect(seen).toEqual(['empty', 'reading', 'empty'])
  })
})

describe('the PIN', () => {
  it('is verified by the card, which tells the tries left and locks itself', async () => {
    await insert('ok-2.0')
    expect(await ready().verifyPin('111111')).toMatchObject({ error: { code: 'YB-CRD-301', triesLeft: 5 } })
    expect(await ready().verifyPin('135790')).toEqual(ok(undefined))
    for (const triesLeft of [5, 4, 3, 2, 1])
      expect(await ready().verifyPin('111111')).toMatchObject({ error: { code: 'YB-CRD-301', triesLeft } })
    expect(await ready().verifyPin('111111')).toMatchObject({ error: { code: 'YB-CRD-302', triesLeft: 0 } })
    await slot.remove()
    await insert('ok-2.0')
    expect(await ready().verifyPin('135790')).toMatchObject({ error: { code: 'YB-CRD-302', triesLeft: 0 } })
  })

  it('of a locked card is refused at once', async () => {
    await insert('pin-locked')
    expect(await ready().verifyPin('135790')).toMatchObject({ error: { code: 'YB-CRD-302' } })
  })

  it('of other than six digits is a programming error', async () => {
    await insert('ok-2.0')
    await expect(ready().verifyPin('12345')).rejects.toThrow(RangeError)
    expect(await ready().verifyPin('135790')).toEqual(ok(undefined))
  })
})

describe('a reader', () => {
  it('that is unplugged and plugged in again reads the card that still lies there as a new one', async () => {
    await insert('ok-2.0')
    const before = ready()
    await slot.fault('unplug')
    expect(reader.presence).toMatchObject({ state: 'offline', media: 'unknown', fault: { code: 'YB-CRD-001' } })
    expect(reader.device).toBe('noDevice')
    expect((await before.verifyPin('135790')).ok).toBe(false)
    await slot.clearFaults()
    await later()
    expect(reader.device).toBe('online')
    expect(ready().insertion).not.toBe(before.insertion)
  })

  it('comes back by itself after its service was restarted', async () => {
    await insert('ok-2.0')
    await slot.fault('daemon-restart')
    expect(word(reader.presence)).toBe('offline YB-CRD-002')
    expect(reader.device).toBe('offline')
    await later()
    expect(word(reader.presence)).toBe('ready')
  })

  it('tells nobody anything once it is closed', async () => {
    await reader.close()
    seen = []
    await slot.insert(card('ok-2.0'))
    await later()
    expect(seen).toEqual([])
  })
})

/** A slot whose chip does what a test says. */
const staged = (transmit: (command: Uint8Array) => Promise<Result<Uint8Array>>, connects: string[] = []) => {
  const board = createSlotBoard({ state: 'empty' })
  const calls = { reset: 0, disconnect: 0, connect: 0 }
  const channel: CardChannel = {
    transmit,
    async reset() {
      calls.reset += 1
      return ok(undefined)
    },
    async disconnect() {
      calls.disconnect += 1
    },
  }
  const link: CardLink = {
    get slot(): Slot {
      return board.slot
    },
    subscribe: board.subscribe,
    async connect() {
      calls.connect += 1
      return connects.shift() === 'mute' ? fault('YB-CRD-101') : ok(channel)
    },
    close: async () => {},
  }
  return { link, board, calls }
}

describe('the ladder of a reading', () => {
  it('repeats, resets the chip and begins again, and only then gives up', async () => {
    let sent = 0
    const stage = staged(async () => {
      sent += 1
      return fault('YB-CRD-103')
    })
    reader = readerOn(stage.link)
    stage.board.show({ state: 'occupied', sequence: 1 })
    await later()
    expect(word(reader.presence)).toBe('refused YB-CRD-103')
    expect(sent).toBe(6)
    expect(stage.calls.reset).toBe(1)
  })

  it('gives a chip that is silent at first, because contacts slide into place, another chance', async () => {
    const stage = staged(async () => ok(Uint8Array.of(0x6a, 0x82)), ['mute', 'mute'])
    reader = readerOn(stage.link)
    stage.board.show({ state: 'occupied', sequence: 1 })
    await later()
    expect(stage.calls.connect).toBe(3)
    expect(word(reader.presence)).toBe('refused YB-CRD-201')
  })

  it('takes a bad transmission for a pulled card when the slot says so shortly after', async () => {
    const stage = staged(async () => fault('YB-CRD-103'))
    reader = readerOn(stage.link)
    stage.board.show({ state: 'occupied', sequence: 1 })
    await clock.advance(400)
    stage.board.show({ state: 'empty' })
    await later()
    expect(seen).toEqual(['empty', 'reading', 'empty'])
    expect(stage.calls.disconnect).toBe(1)
  })

  it('waits for no answer longer than its time, and sends nothing more to a reader that hangs', async () => {
    let sent = 0
    const stage = staged(() => {
      sent += 1
      return new Promise(() => {})
    })
    reader = readerOn(stage.link)
    stage.board.show({ state: 'occupied', sequence: 1 })
    await clock.advance(7000)
    expect(reader.presence).toMatchObject({ state: 'refused', fault: makeFault('YB-CRD-103', { reason: 'noAnswer' }) })
    expect(sent).toBe(1)
  })
})

describe('the world', () => {
  it('tells a slot made anew which card lies in it', async () => {
    await slot.close()
    const world = mkdtempSync(join(tmpdir(), 'card-world-'))
    try {
      const before = createInProcessSlot({ cards, world, clock })
      reader = readerOn(before.link)
      await before.insert(card('ok-2.0'))
      await later()
      await ready().verifyPin('111111')
      const after = createInProcessSlot({ cards, world, clock })
      expect(after.inserted).toBe('ok-2.0')
      reader = readerOn(after.link)
      await later()
      expect(await ready().verifyPin('111111')).toMatchObject({ error: { triesLeft: 4 } })
      await after.remove()
      expect(createInProcessSlot({ cards, world, clock }).inserted).toBeNull()
    } finally {
      rmSync(world, { recursive: true })
    }
  })
})
