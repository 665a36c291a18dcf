/** The card leaves, or the member does. Part of `session.test.ts`. */
import { beforeEach, describe, expect, it } from 'vitest'
import { settle } from '../../../test/support/simulated-clock.ts'
import { type Bench, goodPin, holderId, testBench, testCard } from '../../testing/surroundings.ts'

const digits = (pin: string) => [...pin].map((digit) => `digit:${digit}`)
let bench: Bench
beforeEach(() => {
  bench = testBench()
})

describe('the card leaves', () => {
  const stops: [string, () => Promise<void>][] = [
    ['while the PIN is typed', () => bench.insert().then(() => bench.tap(...digits('135')))],
    ['at the confirmation', () => bench.insert().then(() => bench.tap(...digits(goodPin), 'confirm'))],
    ['on the home screen', () => bench.signIn()],
    ['in the menu', () => bench.signIn().then(() => bench.tap('inquiry'))],
    ['on the balance', () => bench.signIn().then(() => bench.tap('inquiry', 'balance'))],
    ['on the contributions', () => bench.signIn().then(() => bench.tap('inquiry', 'contributions'))],
    ['on a message', () => bench.insert(testCard({ expiresOn: '2020-01-01' }))],
  ]
  it.each(stops)('%s: standby, and nothing personal is left anywhere', async (_, go) => {
    await go()
    await bench.remove()
    expect(bench.screen()).toBe('standby')
    const left = JSON.stringify(bench.session.view())
    for (const secret of ['欧', holderId.slice(0, 4), '5678', '328650', 'P-1']) expect(left).not.toContain(secret)
    await bench.tap('start')
    expect(JSON.stringify(bench.session.view())).not.toContain('欧')
    expect(bench.session.view().actions.map((action) => action.action)).toContain('back')
  })

  it('while it is read: says it was too early and waits for it where the member was', async () => {
    await bench.tap('start', 'inquiry')
    await bench.presence({ state: 'reading', media: 'entering', insertion: 'x' })
    await bench.remove()
    expect(bench.session.view().question).toBe('YB-CRD-102')
    await bench.insert()
    await bench.tap(...digits(goodPin), 'confirm', 'confirm')
    expect(bench.screen()).toBe('inquiryMenu')
  })

  it('too early, and the member goes back or away', async () => {
    await bench.presence({ state: 'reading', media: 'entering', insertion: 'x' })
    await bench.remove()
    await bench.tap('back')
    expect(bench.screen()).toBe('home')
    await bench.presence({ state: 'reading', media: 'entering', insertion: 'x' })
    await bench.remove()
    await bench.clock.advance(120_000)
    expect(bench.screen()).toBe('standby')
  })

  it('while the paper is coming: asks to take it, then standby', async () => {
    await bench.signIn()
    await bench.tap('inquiry', 'balance', 'print')
    await bench.remove()
    expect(bench.screen()).toBe('takePaper')
    expect(JSON.stringify(bench.session.view())).not.toContain('328650')
    bench.printer.settle({ result: 'printed' })
    await settle()
    expect(bench.screen()).toBe('standby')
  })

  it('while the printer waits for paper: the slip of somebody who has left is given up', async () => {
    await bench.signIn()
    await bench.tap('inquiry', 'balance', 'print')
    await bench.remove()
    bench.printer.stopped()
    await settle()
    expect(bench.printer.abandoned).toHaveLength(1)
    expect(bench.screen()).toBe('standby')
  })

  const stoppedPrint = async () => {
    await bench.signIn()
    await bench.tap('inquiry', 'balance', 'print')
    bench.printer.stopped()
    await settle()
  }

  it.each([
    ['the card is pulled', () => bench.remove(), 'standby'],
    ['the member takes the card', () => bench.tap('finish'), 'takeCard'],
    ['nobody touches anything any more', () => bench.clock.advance(300_000), 'takeCard'],
    [
      'the reader is lost',
      () => bench.presence({ state: 'offline', media: 'unknown', fault: { code: 'YB-CRD-001' } }),
      'outOfService',
    ],
  ] as const)('after the printer has stopped (%s): the slip is given up at once', async (_, leave, screen) => {
    await stoppedPrint()
    await leave()
    expect(bench.printer.abandoned.length).toBeGreaterThanOrEqual(1)
    expect(bench.screen()).toBe(screen)
  })

  it('while it proves itself: the session at the agency ends too, and nobody is written down', async () => {
    const held = bench.agency.holdProof()
    await bench.insert()
    await bench.tap(...digits(goodPin), 'confirm')
    await bench.remove()
    held()
    await settle()
    expect(bench.screen()).toBe('standby')
    expect(bench.agency.ended).toEqual(['s-1 cardRemoved'])
    expect(bench.records.map((entry) => entry.kind)).toEqual(['visitStarted', 'visitEnded'])
  })

  it('and another comes while the paper is coming', async () => {
    await bench.signIn()
    await bench.tap('inquiry', 'balance', 'print')
    await bench.remove()
    await bench.insert(testCard({ insertion: 'insertion-2' }))
    expect(bench.screen()).toBe('pin')
  })

  it('without a word, another card being there: a new visit of its own', async () => {
    await bench.signIn()
    await bench.tap('inquiry', 'balance')
    await bench.insert(testCard({ insertion: 'insertion-2' }))
    expect(bench.screen()).toBe('pin')
    expect(bench.agency.ended).toEqual(['s-1 cardRemoved'])
  })
})

describe('time', () => {
  it('warns first, is extended by any touch, and ends at «take your card»', async () => {
    await bench.signIn()
    await bench.tap('inquiry')
    await bench.clock.advance(60_000)
    expect(bench.session.view().warning).toMatchObject({ totalMs: 20_000 })
    for (let times = 0; times < 12; times += 1) {
      await bench.tap('extend')
      expect(bench.session.view().warning).toBeNull()
      await bench.clock.advance(79_999)
      expect(bench.screen()).toBe('inquiryMenu')
      expect(bench.session.view().warning).not.toBeNull()
    }
    await bench.clock.advance(1)
    expect(bench.screen()).toBe('takeCard')
    expect(bench.agency.ended).toEqual(['s-1 timeout'])
    expect(bench.records.at(-1)).toMatchObject({ kind: 'visitEnded', reason: 'timeout' })
  })

  it('gives elders twice as long', async () => {
    await bench.tap('elder')
    await bench.signIn()
    expect(bench.session.view().elder).toBe(true)
    await bench.tap('inquiry')
    await bench.clock.advance(119_999)
    expect(bench.session.view().warning).toBeNull()
  })

  it('runs out on the first page without a card, and from there no alarm follows', async () => {
    await bench.tap('start')
    await bench.clock.advance(50_000)
    expect(bench.screen()).toBe('standby')
    expect(bench.calls).toEqual([])
  })

  it('runs out for who chose a service and brought no card', async () => {
    await bench.tap('start', 'inquiry')
    await bench.clock.advance(80_000)
    expect(bench.screen()).toBe('standby')
  })

  it.each([
    ['the PIN', () => bench.insert()],
    ['the confirmation', () => bench.insert().then(() => bench.tap(...digits(goodPin), 'confirm'))],
    ['the home screen', () => bench.signIn()],
    ['the balance', () => bench.signIn().then(() => bench.tap('inquiry', 'balance'))],
    ['a message', () => bench.insert(testCard({ expiresOn: '2020-01-01' }))],
  ])('runs out on %s', async (_, go) => {
    await go()
    await bench.clock.advance(300_000)
    expect(bench.screen()).toBe('takeCard')
  })

  it('a card left in the slot is called out twice', async () => {
    await bench.signIn()
    await bench.tap('finish')
    await bench.clock.advance(15_000)
    expect(bench.calls).toEqual(['cardLeft 1'])
    expect(JSON.stringify(bench.session.view().data)).toContain('takeCard.forgotten')
    await bench.clock.advance(15_000)
    expect(bench.calls).toEqual(['cardLeft 1', 'cardLeft 2'])
    await bench.remove()
    expect(bench.screen()).toBe('standby')
  })

  it('elder mode and a call for help end with the visit', async () => {
    await bench.tap('elder')
    await bench.signIn()
    await bench.tap('help', 'finish')
    expect(bench.calls).toEqual(['attendant'])
    await bench.remove()
    expect(bench.session.view()).toMatchObject({ elder: false, helpCalled: false })
  })
})
