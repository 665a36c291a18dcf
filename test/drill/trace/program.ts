/**
 * `program FOLDER PORT`: real journal and line on a plain socket, one frame a line, so that a trace of the system calls
 * can be read. Writes ten records while the line is up and ends when all are answered.
 */
import { connect } from 'node:net'
import { openJournal } from '../../../src/journal/open.ts'
import { journalSettings } from '../../../src/journal/settings.ts'
import { connectAgencyLine } from '../../../src/link/line.ts'
import { lineSettingsSchema } from '../../../src/link/settings.ts'
import type { openSocket } from '../../../src/link/socket.ts'
import { systemClock, systemIds, systemRandom } from '../../../src/system.ts'

const [, , folder = '', port = '0'] = process.argv
const clock = systemClock()
const ids = systemIds(clock)
const settings = journalSettings('drill', { minFreeBytes: 0 })
const opened = openJournal({ folder, clock, ids, settings, log: () => {} })
if (!opened.ok) throw new Error(opened.error.code)
const journal = opened.value

const plainSocket: typeof openSocket = (_url, _limits, events) => {
  const socket = connect(Number(port), '127.0.0.1', () => events.opened())
  let text = ''
  socket.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    const frames = text.split('\n')
    text = frames.pop() ?? ''
    for (const frame of frames) events.message(Buffer.from(frame), false)
  })
  socket.on('error', () => {})
  socket.on('close', () => events.closed(1006, ''))
  return {
    bufferedBytes: 0,
    send: (frame) => void socket.write(`${frame}\n`),
    ping: () => events.pong(),
    close: () => socket.destroy(),
    terminate: () => socket.destroy(),
  }
}

connectAgencyLine({
  url: 'ws://127.0.0.1:1/terminal',
  terminalId: 'drill',
  settings: lineSettingsSchema.omit({ url: true }).parse({}),
  clock,
  ids,
  random: systemRandom,
  boot: () => ({ model: 'drill', version: '0', devices: {} }),
  log: () => {},
  outbox: journal.outbox,
  openSocket: plainSocket,
})

let written = 0
const timer = setInterval(() => {
  if (written < 10) {
    written += 1
    journal.begin('noteStacking', { noteFen: 500, capturedFen: 0 })
  } else if (journal.unanswered() === 0) {
    clearInterval(timer)
    process.exit(0)
  }
}, 10)
