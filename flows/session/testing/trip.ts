/** What a member comes for: balance, slip, contribution records. Part of `session.test.ts`. */
import { beforeEach, describe, expect, it } from 'vitest'
import { failed } from '../../../src/domain/result.ts'
import { settle } from '../../../test/support/simulated-clock.ts'
import { type Bench, goodPin, holderId, holderName, readyPrinter, testBench } from '../../testing/surroundings.ts'

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

  it('are printed after the number of papers was said, one after the other, each with its own number', async () => {
    bench.agency.rows = 45
    await bench.signIn()
    await bench.tap('inquiry', 'contributions', 'print')
    expect(bench.screen()).toBe('confirmPrint')
    expect(bench.session.view().data.title).toBe('confirmPrint.title papers=2')
    await bench.tap('confirm')
    bench.printer.settle({ result: 'printed' })
    await settle()
    expect(bench.screen()).toBe('printing')
    expect(JSON.stringify(bench.session.view().data)).toContain('printing.paperOf number=2 of=2')
    bench.printer.settle({ result: 'printed' })
    await settle()
    expect(bench.screen()).toBe('takePaper')
    expect(bench.printer.jobs.map((job) => job.document.document)).toEqual(['contributionList', 'contributionList'])
    expect(new Set(bench.printer.jobs.map((job) => job.jobId)).size).toBe(2)
    const asked = bench.records.flatMap((entry) => (entry.kind === 'printAsked' ? [entry.slipNo] : []))
    expect(new Set(asked).size).toBe(2)
    await bench.tap('back')
    expect(bench.screen()).toBe('contributions')
  })

  it('a paper of several that cannot start is tried again by itself, not the ones before it', async () => {
    bench.agency.rows = 45
    await bench.signIn()
    await bench.tap('inquiry', 'contributions', 'print', 'confirm')
    bench.printer.settle({ result: 'printed' })
    await settle()
    bench.printer.settle({ result: 'notStarted', fault: { code: 'YB-PRN-101' } })
    await settle()
    await bench.tap('retry')
    expect(JSON.stringify(bench.session.view().data)).toContain('number=2 of=2')
    expect(bench.printer.jobs).toHaveLength(3)
  })

  it('warns before a long print when the paper is low, and prints nothing without paper', async () => {
    bench.agency.rows = 45
    await bench.signIn()
    await bench.tap('inquiry', 'contributions', 'print')
    bench.session.printer({ ...readyPrinter, paper: 'low' })
    await settle()
    expect(JSON.stringify(bench.session.view().data)).toContain('confirmPrint.paperLow')
    bench.session.printer({ ...readyPrinter, paper: 'out', fault: { code: 'YB-PRN-101' } })
    await settle()
    bench.session.tap('confirm')
    await settle()
    expect(bench.printer.jobs).toEqual([])
    await bench.tap('back')
    expect(bench.screen()).toBe('contributions')
  })

  it('that cannot be fetched for the paper are asked for again', async () => {
    await bench.signIn()
    await bench.tap('inquiry', 'contributions')
    bench.agency.answerNext('query', failed({ code: 'YB-LNK-002' }))
    await bench.tap('print')
    expect(bench.screen()).toBe('attention')
    await bench.tap('retry')
    expect(bench.screen()).toBe('contributions')
  })

  it('a member without an account sees a sentence, not an empty page', async () => {
    bench.agency.accounts = []
    await bench.signIn()
    await bench.tap('inquiry', 'balance')
    expect(JSON.stringify(bench.session.view().data)).toContain('balance.noAccount')
  })
})
