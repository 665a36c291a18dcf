/** Line, printer, reader and journal fail and come back. Part of `session.test.ts`. */
import { beforeEach, describe, expect, it } from 'vitest'
import { failed } from '../../../src/domain/result.ts'
import { settle } from '../../../test/support/simulated-clock.ts'
import { type Bench, goodPin, readyPrinter, testBench } from '../../testing/surroundings.ts'

const digits = (pin: string) => [...pin].map((digit) => `digit:${digit}`)
let bench: Bench
beforeEach(() => {
  bench = testBench()
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

  it('when an identification cannot be written: the session at the agency ends', async () => {
    await bench.insert()
    bench.failJournal('YB-JRN-004')
    await bench.tap(...[...goodPin].map((digit) => `digit:${digit}`), 'confirm')
    expect(bench.screen()).toBe('outOfService')
    expect(bench.agency.ended).toEqual(['s-1 finished'])
  })

  it('with reader and journal failing together: it does not offer itself before the reader is back', async () => {
    await bench.signIn()
    bench.failJournal('YB-JRN-003')
    await bench.presence({ state: 'offline', media: 'unknown', fault: { code: 'YB-CRD-001' } })
    await bench.clock.advance(60_000)
    expect(bench.screen()).toBe('outOfService')
    bench.failJournal(null)
    await bench.presence({ state: 'empty', media: 'notPresent' })
    expect(bench.screen()).toBe('standby')
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
