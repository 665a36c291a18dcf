/** The PIN, and cards that open nothing. Part of `session.test.ts`. */
import { beforeEach, describe, expect, it } from 'vitest'
import { failed } from '../../../src/domain/result.ts'
import { settle } from '../../../test/support/simulated-clock.ts'
import { type Bench, goodPin, testBench, testCard } from '../../testing/surroundings.ts'

const digits = (pin: string) => [...pin].map((digit) => `digit:${digit}`)
let bench: Bench
beforeEach(() => {
  bench = testBench()
})

describe('the PIN', () => {
  beforeEach(async () => {
    await bench.insert()
  })

  it('goes to the chip only when six digits were confirmed', async () => {
    const card = testCard({ insertion: 'insertion-2' })
    await bench.insert(card)
    await bench.tap(...digits('13579'))
    bench.session.tap('confirm')
    await settle()
    expect(card.pins).toEqual([])
    await bench.tap('delete', ...digits('90'), 'confirm')
    expect(card.pins).toEqual(['135790'])
  })

  it('is never part of a view: only the count of its digits is', async () => {
    await bench.tap(...digits('135'))
    const view = JSON.stringify(bench.session.view().data)
    expect(view).toContain('"count":3')
    expect(view).not.toContain('135')
  })

  it('starts a new entry and tells the tries left when it was wrong', async () => {
    const before = bench.session.view().question
    await bench.tap(...digits('246802'), 'confirm')
    expect(bench.screen()).toBe('pin')
    expect(bench.session.view().question).not.toBe(before)
    expect(JSON.stringify(bench.session.view().data)).toContain('pin.wrong tries=5')
    expect(JSON.stringify(bench.session.view().data)).toContain('"count":0')
  })

  it('says so without a number when the card does not tell the tries left', async () => {
    await bench.insert(testCard({ insertion: 'insertion-3', tries: null }))
    await bench.tap(...digits('246802'), 'confirm')
    expect(JSON.stringify(bench.session.view().data)).toContain('pin.wrongUnknown')
  })

  it('sends the holder of a locked card to the window', async () => {
    await bench.insert(testCard({ insertion: 'insertion-3', tries: 1 }))
    await bench.tap(...digits('246802'), 'confirm')
    expect(bench.screen()).toBe('attention')
    expect(bench.session.view().question).toBe('YB-CRD-302')
    await bench.tap('finish')
    expect(bench.screen()).toBe('takeCard')
  })

  it('opens no service while it is still the initial one', async () => {
    await bench.insert(testCard({ insertion: 'insertion-3', pin: '123456' }))
    await bench.tap(...digits('123456'), 'confirm')
    expect(bench.session.view().question).toBe('YB-CRD-303')
    expect(bench.agency.asked).toEqual([])
  })

  it('is dropped when the member gives up', async () => {
    await bench.tap(...digits('1357'), 'cancel')
    expect(bench.screen()).toBe('takeCard')
    await bench.remove()
    await bench.insert(testCard({ insertion: 'insertion-4' }))
    expect(JSON.stringify(bench.session.view().data)).toContain('"count":0')
  })
})

describe('cards that open nothing', () => {
  it.each([
    ['expired', { expiresOn: '2026-10-11' }, 'YB-CRD-401'],
    ['of another region', { cardSn: '330100D156000005A1420B37C225EB7D' }, 'YB-CRD-402'],
    ['not valid yet', { issuedOn: '2026-10-13' }, 'YB-CRD-403'],
  ])('a card %s is told so before the PIN', async (_, options, code) => {
    await bench.insert(testCard(options))
    expect(bench.screen()).toBe('attention')
    expect(bench.session.view().question).toBe(code)
    await bench.remove()
    expect(bench.screen()).toBe('standby')
  })

  it('a card is valid on its last day', async () => {
    await bench.insert(testCard({ expiresOn: '2026-10-12' }))
    expect(bench.screen()).toBe('pin')
  })

  it('a card the reader refuses is told what to do', async () => {
    await bench.presence({ state: 'reading', media: 'entering', insertion: 'x' })
    await bench.presence({ state: 'refused', media: 'present', insertion: 'x', fault: { code: 'YB-CRD-101' } })
    expect(bench.session.view().question).toBe('YB-CRD-101')
  })

  it('a lost card and a copied card are refused by the agency', async () => {
    bench.agency.answerNext('identifyBegin', failed({ code: 'YB-AGY-102' }))
    await bench.insert()
    await bench.tap(...digits(goodPin), 'confirm')
    expect(bench.session.view().question).toBe('YB-AGY-102')
    expect(bench.session.view().actions.map((action) => action.action)).not.toContain('retry')
    expect(bench.records).toContainEqual(expect.objectContaining({ kind: 'identificationRefused', code: 'YB-AGY-102' }))
    bench.session.tap('retry')
    await settle()
    expect(bench.screen()).toBe('attention')
  })
})
