/** Every card of the drawer, put into a running terminal through the dock: what it opens, or what it is told. */
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import {
  type DockHand,
  digitsOf,
  dockHand,
  startTerminalProcess,
  type TerminalProcess,
} from '../support/terminal-process.ts'

interface Card {
  readonly card: string
  readonly pin: string
  readonly holder: { readonly name: string; readonly idNumber: string; readonly cardNo: string }
  readonly note: string
  readonly expect?: { readonly balanceFen: number | null }
}

let terminal: TerminalProcess
let dock: DockHand
let cards: Card[]
beforeAll(async () => {
  terminal = await startTerminalProcess(['--demo', '--clock', '2026-10-12T09:00+08:00'])
  dock = dockHand(terminal.url)
  cards = (await dock.call<Card[]>('GET', 'cards')).body
})
afterAll(() => terminal?.dispose())
beforeEach(async () => {
  await dock.pull()
  await dock.until('standby')
})

const card = (name: string) => cards.find((candidate) => candidate.card === name)!
const enterPin = (pin: string) => dock.tap(...digitsOf(pin), 'confirm')
const codeShown = async () => {
  const view = await dock.until('attention')
  const block = view.data.blocks.find((candidate) => candidate.block === 'notice')
  return block?.block === 'notice' ? block.code : undefined
}

it('the drawer holds the cards the bench promises', () => {
  expect(cards.map(({ card: name }) => name)).toEqual(
    expect.arrayContaining(
      (
        'ok-2.0 ok-3.0 no-ssse expired pin-locked pin-initial rare-name other-person id-15 pulled-mid-read le-00 ' +
        'sw-61xx mute lost other-region elder-t c2008-low scheme-d clerk reviewer'
      ).split(' '),
    ),
  )
})

describe.each(['ok-2.0', 'ok-3.0', 'rare-name', 'id-15', 'le-00', 'sw-61xx', 'elder-t', 'c2008-low', 'scheme-d'])(
  'the card %s',
  (name) => {
    it('opens the balance the agency owes its holder to see, and leaves nothing behind', async () => {
      await dock.insert(name)
      expect((await dock.screen()).screen).toBe('pin')
      await enterPin(card(name).pin)
      await dock.until('confirmIdentity')
      const masked = JSON.stringify((await dock.screen()).data)
      expect(masked).not.toContain(card(name).holder.name)
      await dock.tap('confirm')
      await dock.until('home')
      await dock.tap('inquiry', 'balance')
      const { data } = await dock.until('balance')
      const amounts = data.blocks.flatMap((block) => (block.block === 'amount' ? [block.fen] : []))
      const owed = card(name).expect?.balanceFen ?? null
      expect(amounts.length === 0 ? null : amounts.reduce((sum, fen) => sum + fen, 0)).toBe(owed)
      await dock.tap('back', 'contributions')
      await dock.until('contributions')
      await dock.pull()
      const left = JSON.stringify(await dock.until('standby'))
      expect(left).not.toContain(card(name).holder.idNumber.slice(0, 4))
    })
  },
)

describe('cards that open nothing', () => {
  it.each([
    ['no-ssse', 'YB-CRD-201'],
    ['expired', 'YB-CRD-401'],
    ['other-region', 'YB-CRD-402'],
    ['mute', 'YB-CRD-101'],
  ])('%s is told so before any PIN: %s', async (name, code) => {
    await dock.insert(name)
    expect(await codeShown()).toBe(code)
    await dock.tap('finish')
    await dock.until('takeCard')
  })

  it.each([
    ['pin-locked', 'YB-CRD-302'],
    ['pin-initial', 'YB-CRD-303'],
    ['lost', 'YB-AGY-102'],
    ['other-person', 'YB-AGY-104'],
  ])('%s is told so after its PIN: %s', async (name, code) => {
    await dock.insert(name)
    await enterPin(card(name).pin)
    expect(await codeShown()).toBe(code)
  })

  it('a card pulled while it is read is asked for again', async () => {
    await dock.insert('pulled-mid-read')
    expect(await codeShown()).toBe('YB-CRD-102')
    await dock.tap('back', 'back')
    await dock.until('standby')
  })

  it('a wrong PIN costs one try, and the card remembers it when it is put in again', async () => {
    await dock.insert('ok-2.0')
    await enterPin('246802')
    expect(JSON.stringify((await dock.until('pin')).data.blocks)).toContain('5')
    await dock.pull()
    await dock.insert('ok-2.0')
    await enterPin('246802')
    expect(JSON.stringify((await dock.until('pin')).data.blocks)).toContain('4')
    await enterPin(card('ok-2.0').pin)
    await dock.until('confirmIdentity')
  })
})

describe('the interface of the bench', () => {
  it.each([
    ['POST', 'card', { card: 'nobody' }, 404],
    ['POST', 'card', { nonsense: 1 }, 400],
    ['POST', 'tap', { action: 'start', seq: 1 }, 409],
    ['POST', 'tap', { action: 'start' }, 400],
    ['POST', 'fault', { device: 'printer', fault: 'nonsense' }, 400],
    ['POST', 'line', { state: 'sideways' }, 400],
    ['GET', 'sheets/999.png', undefined, 404],
    ['GET', 'nothing', undefined, 404],
  ])('answers %s %s with %s by %s', async (method, path, body, status) => {
    expect((await dock.call(method, path, body)).status).toBe(status)
  })

  it('answers a tap that is repeated with its id once', async () => {
    await dock.insert('ok-2.0')
    const { seq } = await dock.screen()
    const first = await dock.call('POST', 'tap', { action: 'digit:1', seq, tapId: 'same' })
    expect(await dock.call('POST', 'tap', { action: 'digit:1', seq, tapId: 'same' })).toEqual(first)
    expect(JSON.stringify((await dock.screen()).data.blocks)).toContain('"count":1')
  })
})
