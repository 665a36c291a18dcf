/** The service dies without a word while the world stays as it is; the next start finds the world and settles what was open. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { readPicture } from '../support/read-picture.ts'
import {
  type DockHand,
  digitsOf,
  dockHand,
  startTerminalProcess,
  type TerminalProcess,
} from '../support/terminal-process.ts'

interface Truth {
  readonly sheets: number
  readonly open: number
  readonly unknown: number
}

let data: string
let terminal: TerminalProcess
let dock: DockHand
const start = async () => {
  terminal = await startTerminalProcess(['--demo', '--clock', '2026-10-12T09:00+08:00'], data)
  dock = dockHand(terminal.url)
}
const truth = async () => (await dock.call<Truth>('GET', 'truth')).body
beforeEach(async () => {
  data = await mkdtemp(join(tmpdir(), 'killed-'))
  await start()
})
afterEach(async () => {
  await terminal.stop()
  await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
})

const toBalance = async () => {
  await dock.insert('ok-2.0')
  await dock.tap(...digitsOf('135790'), 'confirm')
  await dock.until('confirmIdentity')
  await dock.tap('confirm', 'inquiry', 'balance')
  await dock.until('balance')
}

it('with a card in the slot: the card is found, but only its PIN opens anything again', async () => {
  await toBalance()
  await terminal.stop('SIGKILL')
  await start()
  const view = await dock.until('pin')
  expect(JSON.stringify(view.data)).not.toContain('328650')
  await dock.pull()
  await dock.until('standby')
})

it('in the middle of a print: the outcome is unknown, goes to a person, and nothing is printed twice', async () => {
  await toBalance()
  await dock.call('POST', 'fault', { device: 'printer', fault: 'paper-out', at: 300 })
  await dock.tap('print')
  await dock.until('attention')
  expect(await truth()).toMatchObject({ open: 1, unknown: 0 })
  await terminal.stop('SIGKILL')
  await start()
  expect(await truth()).toMatchObject({ open: 0, unknown: 1 })
  await dock.call('DELETE', 'fault')
  await new Promise((resolve) => setTimeout(resolve, 1500))
  const { body: sheets } = await dock.call<{ complete: boolean }[]>('GET', 'sheets')
  expect(sheets.filter((sheet) => sheet.complete).length).toBeLessThanOrEqual(1)
  expect(await truth()).toMatchObject({ unknown: 1 })
})

it('in the middle of a print: nothing of it comes out on the paper of whoever prints next', async () => {
  await toBalance()
  await dock.call('POST', 'fault', { device: 'printer', fault: 'paper-out', at: 300 })
  await dock.tap('print')
  await dock.until('attention')
  await terminal.stop('SIGKILL')
  await start()
  await dock.call('DELETE', 'fault')
  await dock.pull()
  await dock.insert('ok-3.0')
  await dock.tap(...digitsOf('135790'), 'confirm')
  await dock.until('confirmIdentity')
  await dock.tap('confirm', 'inquiry', 'balance')
  await dock.until('balance')
  await dock.tap('print')
  await dock.until('takePaper')
  const { body: sheets } = await dock.call<{ complete: boolean; rows: number; n: number }[]>('GET', 'sheets')
  const last = sheets.at(-1)!
  expect(last.complete).toBe(true)
  expect(last.rows).toBeLessThan(1000)
  const words = await readPicture(
    new Uint8Array(await (await fetch(`${terminal.url}/dock/sheets/${last.n}.png`)).arrayBuffer()),
  )
  expect(words).toContain('12,500.88')
  expect(words).not.toContain('3,286.50')
})

it('after a print: the slip counts once and nothing is open', async () => {
  await toBalance()
  await dock.tap('print')
  await dock.until('takePaper')
  await terminal.stop('SIGKILL')
  await start()
  expect(await truth()).toMatchObject({ sheets: 1, open: 0, unknown: 0 })
})

it('and what was written while the line was cut reaches the agency after the restart, each record once', async () => {
  await dock.call('POST', 'line', { state: 'cut' })
  await dock.insert('ok-2.0')
  await dock.pull()
  await dock.until('standby')
  await terminal.stop('SIGKILL')
  await start()
  const records = (file: string, sql: string): number => {
    const database = new Database(join(data, file), { readonly: true })
    try {
      return (database.prepare(sql).get() as { n: number }).n
    } finally {
      database.close()
    }
  }
  const written = () => records('journal/journal.db', 'SELECT count(*) AS n FROM record')
  const arrived = () => records('agency/agency.db', 'SELECT count(*) AS n FROM record')
  const deadline = Date.now() + 15_000
  while (arrived() < written() && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50))
  expect(written()).toBeGreaterThanOrEqual(4)
  expect(arrived()).toBe(written())
})

it('while the line is cut: it says so, and asks again when the line is back', async () => {
  await toBalance()
  await dock.tap('back')
  await dock.call('POST', 'line', { state: 'cut' })
  await dock.tap('balance')
  await dock.until('attention')
  await dock.call('POST', 'line', { state: 'up' })
  await dock.tap('retry')
  await dock.until('balance')
})

it.each(['unplug', 'daemon-restart'])(
  'while the reader suffers %s: out of service, and back by itself',
  async (fault) => {
    await toBalance()
    await dock.call('POST', 'fault', { device: 'card', fault })
    const view = await dock.until('outOfService')
    expect(JSON.stringify(view.data)).not.toContain('328650')
    await dock.call('DELETE', 'fault')
    await dock.until('pin')
  },
)
