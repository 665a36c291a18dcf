import { beforeEach, describe, expect, it } from 'vitest'
import { type Bench, goodPin, testBench, testCard } from '../../flows/testing/surroundings.ts'
import { settle } from '../../test/support/simulated-clock.ts'
import type { View } from '../wire/view.ts'
import { createPresenter, type Presenter } from './presenter.ts'

const frame = {
  agencyName: '某某市医疗保障局',
  siteName: '银州',
  terminalId: '0412-07',
  phone: '12393',
  model: 'standing',
  language: 'zh-CN',
} as const

let bench: Bench
let presenter: Presenter
let pushed: View[]
let notices: string[]
const press = (action: string, tapId?: string) =>
  presenter.tap({ action, seq: presenter.current().seq, ...(tapId === undefined ? {} : { tapId }) })
const digitCount = () => {
  const block = presenter.current().data.blocks.find((candidate) => candidate.block === 'pin')
  return block?.block === 'pin' ? block.count : null
}

beforeEach(() => {
  bench = testBench()
  notices = []
  pushed = []
  presenter = createPresenter({
    session: bench.session,
    frame,
    notices: () => notices,
    texts: Object.assign((id: string) => id, { has: () => true }),
    clock: bench.clock,
  })
  presenter.subscribe((view) => pushed.push(view))
})

describe('seq', () => {
  it('grows with the screen and refuses taps made on the one before', () => {
    const before = presenter.current().seq
    expect(press('start')).toEqual({ ok: true, seq: before + 1 })
    expect(presenter.tap({ action: 'inquiry', seq: before })).toEqual({ ok: false, seq: before + 1, code: 'stale' })
    expect(presenter.current().screen).toBe('home')
  })

  it('does not grow while a PIN is typed, nor when the warning appears: six digits, none lost, none doubled', async () => {
    await bench.insert()
    const { seq } = presenter.current()
    for (const digit of goodPin.slice(0, 3)) expect(presenter.tap({ action: `digit:${digit}`, seq }).ok).toBe(true)
    await bench.clock.advance(45_000)
    expect(presenter.current().data.warning).toMatchObject({ totalMs: 20_000 })
    for (const digit of goodPin.slice(3)) expect(presenter.tap({ action: `digit:${digit}`, seq }).ok).toBe(true)
    expect(presenter.current().seq).toBe(seq)
    expect(digitCount()).toBe(6)
    expect(presenter.tap({ action: 'confirm', seq }).ok).toBe(true)
    await settle()
    expect(presenter.current().screen).toBe('confirmIdentity')
  })

  it('grows with a new PIN entry on the same screen, so that no digit of the old one gets into it', async () => {
    await bench.insert()
    const { seq } = presenter.current()
    for (const digit of '246802') presenter.tap({ action: `digit:${digit}`, seq })
    presenter.tap({ action: 'confirm', seq })
    await settle()
    expect(presenter.current().screen).toBe('pin')
    expect(presenter.tap({ action: 'digit:9', seq })).toMatchObject({ ok: false, code: 'stale' })
    expect(digitCount()).toBe(0)
  })

  it('does not grow with the time, a notice or the progress of printing', async () => {
    await bench.signIn()
    await bench.tap('inquiry', 'balance', 'print')
    const { seq } = presenter.current()
    bench.printer.progress({ rowsDone: 100, rowsTotal: 400 })
    notices = ['frame.lineDown']
    await bench.clock.advance(60_000)
    expect(presenter.current()).toMatchObject({ screen: 'printing', seq })
    expect(pushed.at(-1)?.data.frame.notices).toEqual(['frame.lineDown'])
  })
})

describe('a tap', () => {
  it('that is repeated with its id has no second effect and gets the same answer', async () => {
    await bench.insert()
    const first = press('digit:1', 'tap-1')
    expect(presenter.tap({ action: 'digit:1', seq: presenter.current().seq, tapId: 'tap-1' })).toEqual(first)
    expect(digitCount()).toBe(1)
    press('digit:1', 'tap-2')
    expect(digitCount()).toBe(2)
  })

  it('on what is not there or not enabled does nothing and says so', async () => {
    expect(press('digit:1')).toMatchObject({ ok: false, code: 'invalid' })
    expect(press('constructor')).toMatchObject({ ok: false, code: 'invalid' })
    await bench.insert()
    expect(press('confirm')).toMatchObject({ ok: false, code: 'disabled' })
  })
})

describe('views', () => {
  it('are pushed on change only, and once for what happens together', async () => {
    const before = pushed.length
    bench.session.line('up')
    await settle()
    expect(pushed.length).toBe(before)
    await bench.insert(testCard())
    expect(pushed.map((view) => view.screen)).toEqual(['readingCard', 'pin'])
  })

  it('count the warning down for whoever connects now', async () => {
    await bench.insert()
    await bench.clock.advance(45_000)
    await bench.clock.advance(5000)
    expect(presenter.current().data.warning?.remainingMs).toBe(15_000)
  })

  it('carry the minute of Beijing and push when it changes', async () => {
    expect(presenter.current().data.frame.time).toBe('09:00')
    await bench.clock.advance(60_000)
    expect(pushed.at(-1)?.data.frame.time).toBe('09:01')
  })

  it('never hold a digit of the PIN', async () => {
    await bench.insert()
    for (const digit of '975310') press(`digit:${digit}`)
    expect(JSON.stringify(pushed.map((view) => view.data))).not.toMatch(/9753/)
  })
})
