/** A real terminal without its devices: it says what is missing, serves nobody, and has no dock. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTerminalProcess, type TerminalProcess } from '../support/terminal-process.ts'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'settings-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

const settings = async (text: string): Promise<string> => {
  const file = join(folder, 'terminal.toml')
  await writeFile(file, text)
  return file
}

describe('a production start', () => {
  let terminal: TerminalProcess
  beforeAll(async () => {
    const file = await settings(
      '[card]\nreader = "no such reader"\n[printer]\nport = 9\n[line]\nurl = "ws://127.0.0.1:9/terminal"\n[log]\nlevel = "warn"\n',
    )
    terminal = await startTerminalProcess(['--config', file])
  })
  afterAll(() => terminal?.dispose())

  it('serves the screen to its own browser', async () => {
    const page = await fetch(terminal.url)
    expect(page.status).toBe(200)
    expect(await page.text()).toContain('yibao-token')
  })

  it.each(['/dock', '/dock/', '/dock/screen', '/dock/cards', '/dock/truth'])('has no dock: %s', async (path) => {
    expect((await fetch(terminal.url + path)).status).toBe(404)
  })

  it('takes no dock calls either', async () => {
    const answer = await fetch(`${terminal.url}/dock/card`, { method: 'POST', body: '{"card":"ok-2.0"}' })
    expect([404, 405]).toContain(answer.status)
  })

  it('says in its log what is missing, by code', async () => {
    const deadline = Date.now() + 10_000
    while (!/YB-CRD-00[12]/.test(terminal.log()) && Date.now() < deadline) await new Promise((r) => setTimeout(r, 50))
    expect(terminal.log()).toMatch(/YB-CRD-00[12]/)
  })
})

describe('a start with wrong settings', () => {
  it.each([
    ['[screen]\nport = 99999\n', 'YB-TRM-001', 'screen.port'],
    ['[screen]\nhost = "0.0.0.0"\n', 'YB-TRM-001', 'loopback'],
    ['[time]\nwarning_ms = 5000\n', 'YB-TRM-001', 'time.warning_ms'],
    ['[card]\npin_policy = 1\n', 'YB-TRM-001', 'card.pin_policy'],
    ['[line]\nurl = "ws://agency.example/terminal"\n', 'YB-TRM-001', 'line.url'],
    ['[terminal]\nmodel = "walking"\n', 'YB-TRM-002', 'walking'],
    ['not toml at all', 'YB-TRM-002', 'line'],
    ['[printer]\nlogo = "none.png"\n', 'YB-PRN-303', 'at most 160 rows high'],
  ])('ends with a code and the key: %s', async (text, code, named) => {
    const file = await settings(text)
    const error = await startTerminalProcess(['--config', file]).then(
      (started) => started.dispose().then(() => new Error('it started')),
      (reason: Error) => reason,
    )
    expect(error.message).toContain('ended with 1')
    expect(error.message).toContain(code)
    expect(error.message.toLowerCase()).toContain(named)
  })

  it.each([
    [['--clock', '2026-10-12T09:00+08:00'], '--clock belongs to the demo'],
    [['--pcsc'], '--pcsc belongs to the demo'],
    [['--demo', '--clock', '2026-10-12T09:00'], 'zone'],
    [['--demo', '--clock', 'tomorrow+08:00'], '--clock takes a time'],
    [['--port', '70000'], '--port takes'],
    [['--nonsense'], 'nonsense'],
  ])('says what it does not understand: %s', async (args, sentence) => {
    const error = await startTerminalProcess(args as string[]).then(
      (started) => started.dispose().then(() => new Error('it started')),
      (reason: Error) => reason,
    )
    expect(error.message).toContain(sentence)
  })
})
