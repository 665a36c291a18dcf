import { afterAll, beforeEach, describe, expect, it } from 'vitest'
import { failed } from '../../src/domain/result.ts'
import { settle } from '../../test/support/simulated-clock.ts'
import { inquiryMachine } from '../inquiry/machine.ts'
import { printingMachine } from '../printing/machine.ts'
import {
  type Bench,
  goodPin,
  holderId,
  holderName,
  readyPrinter,
  testBench,
  testCard,
} from '../testing/surroundings.ts'
import { sessionMachine } from './machine.ts'

/** Both sides of every guard must be seen by the tests of this file. */
const seen = new Set<string>()
for (const machine of [sessionMachine, inquiryMachine, printingMachine]) {
  const guards = machine.implementations.guards as Record<string, (...input: never[]) => boolean>
  for (const [name, guard] of Object.entries(guards)) {
    guards[name] = (...input) => {
      const held = guard(...input)
      seen.add(`${machine.id}.${name}:${held}`)
      return held
    }
  }
}
afterAll(() => {
  const wanted = [sessionMachine, inquiryMachine, printingMachine].flatMap((machine) =>
    Object.keys(machine.implementations.guards).flatMap((name) =>
      [true, false].map((held) => `${machine.id}.${name}:${held}`),
    ),
  )
  expect(
    wanted.filter((side) => !seen.has(side)),
    'sides of guards no test has taken',
  ).toEqual([])
})

const digits = (pin: string) => [...pin].map((digit) => `digit:${digit}`)
let bench: Bench
beforeEach(() => {
  bench = testBench()
})

const everything = () => JSON.stringify([bench.session.view(), bench.records, bench.calls])

describe('the first trip', () => {
  it('goes from the card to the balance, the slip and back to standby', async () => {
    expect(bench.screen()).toBe('standby')
    await bench.insert()
    expect(bench.screen()).toBe('pin')
    await bench.tap(...digits(goodPin), 'confirm')
    expect(bench.screen()).toBe('confirmIdentity')
    await bench.tap('confirm')
    expect(bench.screen()).toBe('home')
    await bench.tap('inquiry')
    expect(bench.screen()).toBe('inquiryMenu')
    await bench.tap('balance')
    expect(bench.screen()).toBe('balance')
    expect(JSON.stringify(bench.session.view().data)).toContain('328650')
    await bench.tap('print')
    expect(bench.screen()).toBe('printing')
    bench.printer.progress({ rowsDone: 100, rowsTotal: 400 })
    await settle()
    expect(bench.session.view().data.blocks).toContainEqual({ block: 'progress', done: 100, total: 400 })
    bench.printer.settle({ result: 'printed' })
    await settle()
    expect(bench.screen()).toBe('takePaper')
    await bench.tap('finish')
    expect(bench.screen()).toBe('takeCard')
    await bench.remove()
    expect(bench.screen()).toBe('standby')
    expect(bench.records.map((entry) => entry.kind)).toEqual([
      'visitStarted',
      'memberIdentified',
      'recordShown',
      'recordShown',
      'printAsked',
      'visitEnded',
    ])
    expect(bench.agency.ended).toEqual(['s-1 finished'])
  })

  it('goes straight to the service that was chosen before the card', async () => {
    await bench.tap('start', 'inquiry')
    expect(bench.screen()).toBe('insertCard')
    await bench.insert()
    await bench.tap(...digits(goodPin), 'confirm', 'confirm')
    expect(bench.screen()).toBe('inquiryMenu')
    await bench.tap('back')
    expect(bench.screen()).toBe('home')
  })

  it('shows name and number masked and keeps the full ones out of view, journal and calls', async () => {
    await bench.insert()
    await bench.tap(...digits(goodPin), 'confirm')
    expect(everything()).toContain('欧*')
    await bench.tap('confirm', 'inquiry', 'balance')
    expect(everything()).not.toContain(holderName)
    expect(everything()).not.toContain(holderId)
    expect(everything()).not.toContain(goodPin)
  })
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

describe('the line', () => {
  it('down: nothing that needs it is offered, and it comes back by itself', async () => {
    bench.session.line('down')
    await bench.tap('start')
    const inquiry = () => bench.session.view().actions.find((action) => action.action === 'inquiry')
    expect(inquiry()?.enabled).toBe(false)
    bench.session.line('up')
    expect(inquiry()?.enabled).toBe(true)
  })

  it('lost while the member is identified: says so and tries again without the PIN', async () => {
    bench.agency.answerNext('identifyBegin', failed({ code: 'YB-LNK-001' }))
    await bench.insert()
    await bench.tap(...digits(goodPin), 'confirm')
    expect(bench.session.view().question).toBe('YB-LNK-001')
    await bench.tap('retry')
    expect(bench.screen()).toBe('confirmIdentity')
  })

  it('lost during a question: says so, keeps the session, asks again', async () => {
    await bench.signIn()
    bench.agency.answerNext('query', failed({ code: 'YB-LNK-002' }))
    await bench.tap('inquiry', 'balance')
    expect(bench.screen()).toBe('attention')
    await bench.tap('retry')
    expect(bench.screen()).toBe('balance')
    await bench.tap('back')
    bench.agency.answerNext('query', failed({ code: 'YB-LNK-002' }))
    await bench.tap('contributions')
    expect(bench.screen()).toBe('attention')
    await bench.tap('back')
    expect(bench.screen()).toBe('inquiryMenu')
  })

  it('cut and back meanwhile: the card proves itself again and the answer comes', async () => {
    await bench.signIn()
    bench.agency.answerNext('query', failed({ code: 'YB-AGY-201' }))
    await bench.tap('inquiry', 'balance')
    expect(bench.screen()).toBe('balance')
    expect(bench.agency.asked).toEqual(['s-1 participation', 's-2 participation', 's-2 balance'])
  })
})

describe('the printer', () => {
  const atBalance = async () => {
    await bench.signIn()
    await bench.tap('inquiry', 'balance')
  }

  it('without paper: printing is not offered, the balance still is', async () => {
    await atBalance()
    bench.session.printer({ ...readyPrinter, paper: 'out', fault: { code: 'YB-PRN-101' } })
    await settle()
    expect(bench.session.view().actions.find((action) => action.action === 'print')?.enabled).toBe(false)
    bench.session.tap('print')
    await settle()
    expect(bench.printer.jobs).toEqual([])
    bench.session.printer(readyPrinter)
    await bench.tap('print')
    expect(bench.printer.jobs).toHaveLength(1)
  })

  it('not started: says why, and prints anew under a new job and number', async () => {
    await atBalance()
    await bench.tap('print')
    bench.printer.settle({ result: 'notStarted', fault: { code: 'YB-PRN-001' } })
    await settle()
    expect(bench.session.view().question).toBe('YB-PRN-001')
    await bench.tap('retry')
    bench.printer.settle({ result: 'printed' })
    await settle()
    expect(bench.screen()).toBe('takePaper')
    const [first, second] = bench.printer.jobs
    expect(first?.jobId).not.toBe(second?.jobId)
    await bench.tap('back')
    expect(bench.screen()).toBe('balance')
  })

  it('stopped: never called printed; goes on after the roll change', async () => {
    await atBalance()
    await bench.tap('print')
    bench.printer.stopped()
    await settle()
    expect(bench.session.view().question).toBe('YB-PRN-101')
    bench.printer.progress({ rowsDone: 300, rowsTotal: 400 })
    await settle()
    expect(bench.screen()).toBe('printing')
    bench.printer.settle({ result: 'printed' })
    await settle()
    expect(bench.screen()).toBe('takePaper')
  })

  it('stopped and the member leaves: the card comes back at once', async () => {
    await atBalance()
    await bench.tap('print')
    bench.printer.stopped()
    await settle()
    await bench.tap('finish')
    expect(bench.screen()).toBe('takeCard')
  })

  it.each([
    ['unknown', { result: 'unknown', fault: { code: 'YB-PRN-201' } }],
    ['merely sent', { result: 'sent' }],
  ] as const)('outcome %s: not called printed, and not sent again by itself', async (_, outcome) => {
    await atBalance()
    await bench.tap('print')
    bench.printer.settle(outcome)
    await settle()
    expect(bench.session.view().question).toBe('YB-PRN-201')
    expect(bench.session.view().actions.map((action) => action.action)).not.toContain('retry')
    expect(bench.printer.jobs).toHaveLength(1)
  })
})

describe('contribution records', () => {
  it('are paged both ways and each page is its own question', async () => {
    bench.agency.pages = 2
    await bench.signIn()
    await bench.tap('inquiry', 'contributions')
    const first = bench.session.view().question
    await bench.tap('next')
    expect(bench.session.view().question).not.toBe(first)
    bench.session.tap('next')
    await settle()
    expect(bench.session.view().question).toBe(1)
    await bench.tap('back')
    expect(bench.session.view().question).toBe(0)
    await bench.tap('back')
    expect(bench.screen()).toBe('inquiryMenu')
  })

  it('come in pages that the screen shows whole, fewer rows in large type', async () => {
    await bench.signIn()
    await bench.tap('inquiry', 'contributions')
    expect(bench.agency.parameters).toEqual({ page: 0, rows: 12 })
    await bench.tap('back', 'back', 'elder', 'inquiry', 'contributions')
    expect(bench.agency.parameters).toEqual({ page: 0, rows: 7 })
  })

  it('a member without an account sees a sentence, not an empty page', async () => {
    bench.agency.accounts = []
    await bench.signIn()
    await bench.tap('inquiry', 'balance')
    expect(JSON.stringify(bench.session.view().data)).toContain('balance.noAccount')
  })
})

describe('out of service', () => {
  it('when the reader is lost, with the code; and back when it is there again', async () => {
    await bench.signIn()
    await bench.presence({ state: 'offline', media: 'unknown', fault: { code: 'YB-CRD-002' } })
    expect(bench.screen()).toBe('outOfService')
    expect(bench.session.view().question).toBe('YB-CRD-002')
    expect(bench.agency.ended).toEqual(['s-1 readerLost'])
    await bench.clock.advance(60_000)
    expect(bench.screen()).toBe('outOfService')
    await bench.presence({ state: 'empty', media: 'notPresent' })
    expect(bench.screen()).toBe('standby')
  })

  it('and a card lying in the reader when it is back is read anew', async () => {
    await bench.presence({ state: 'offline', media: 'unknown', fault: { code: 'YB-CRD-001' } })
    await bench.insert()
    expect(bench.screen()).toBe('pin')
  })

  it('when the journal cannot be written: nothing personal is shown that is not written down', async () => {
    await bench.signIn()
    await bench.tap('inquiry')
    bench.failJournal('YB-JRN-003')
    await bench.tap('balance')
    expect(bench.screen()).toBe('outOfService')
    expect(bench.session.view().question).toBe('YB-JRN-003')
    expect(JSON.stringify(bench.session.view())).not.toContain('328650')
    bench.failJournal(null)
    await bench.clock.advance(10_000)
    expect(bench.screen()).toBe('takeCard')
    expect(bench.calls).toEqual(['failed'])
    await bench.remove()
    expect(bench.screen()).toBe('standby')
  })

  it('and the card taken meanwhile: standby as soon as the terminal works again', async () => {
    await bench.signIn()
    bench.failJournal('YB-JRN-003')
    await bench.tap('inquiry', 'balance')
    expect(JSON.stringify(bench.session.view().data)).toContain('takeCard.title')
    await bench.remove()
    expect(JSON.stringify(bench.session.view().data)).not.toContain('takeCard.title')
    await bench.clock.advance(10_000)
    expect(bench.screen()).toBe('standby')
  })

  it.each([['YB-JRN-003'], ['ENOSPC']])('when a visit cannot even begin (%s)', async (code) => {
    bench.failJournal(code)
    await bench.insert()
    expect(bench.screen()).toBe('outOfService')
    await bench.remove()
    expect(bench.screen()).toBe('outOfService')
  })

  it('when a print intent cannot be written: no paper', async () => {
    await bench.signIn()
    await bench.tap('inquiry', 'balance')
    bench.failJournal('YB-JRN-004')
    await bench.tap('print')
    expect(bench.screen()).toBe('outOfService')
    expect(bench.printer.jobs).toEqual([])
  })
})
