/** `terminal JSON`: journal, line and workload as a process of a real run; the world is the runner's. */
import { openJournal } from '../../../src/journal/open.ts'
import { journalSettings } from '../../../src/journal/settings.ts'
import { connectAgencyLine } from '../../../src/link/line.ts'
import type { Outbox } from '../../../src/link/outbox.ts'
import { lineSettingsSchema } from '../../../src/link/settings.ts'
import { type LineSocket, openSocket } from '../../../src/link/socket.ts'
import { systemClock, systemIds, systemRandom } from '../../../src/system.ts'
import type { Schedule } from '../schedule.ts'
import { pay, settleNotes } from '../workload.ts'
import type { World } from '../world.ts'
import type { FromTerminal, ToTerminal } from './messages.ts'
import { reach } from './steps.ts'

export interface TerminalWords {
  readonly folder: string
  readonly port: number
  readonly payments: Schedule['payments']
  /** Number of the payment to begin with. */
  readonly from: number
  /** Wall clock minus true time, ms, before and after the first payment. */
  readonly skewMs: number
  readonly laterSkewMs: number
}

const words = JSON.parse(process.argv[2] as string) as TerminalWords
const tell = (message: FromTerminal): void => void process.send?.(message)

const real = systemClock()
let skewMs = words.from > 0 ? words.laterSkewMs : words.skewMs
const clock = { ...real, now: () => real.now() + skewMs }
const ids = systemIds(real)

let asked = 0
const answers = new Map<number, (value: never) => void>()
const ask = <T>(act: keyof World, given: readonly unknown[]): Promise<T> =>
  new Promise((resolve) => {
    asked += 1
    answers.set(asked, resolve as (value: never) => void)
    tell({ kind: 'world', id: asked, act, given })
  })
const world: World = {
  insert: (...given) => ask('insert', given),
  stack: () => ask('stack', []),
  giveBack: () => ask('giveBack', []),
  place: () => ask('place', []),
  print: (...given) => ask('print', given),
}

const opened = openJournal({
  folder: words.folder,
  clock,
  ids,
  settings: journalSettings('drill', { minFreeBytes: 0 }),
  log: () => {},
})
if (!opened.ok) {
  tell({ kind: 'refused', code: opened.error.code, detail: JSON.stringify(opened.error.detail ?? {}) })
  process.disconnect()
  process.exit(0)
}
const journal = opened.value
let resumedUnder = 0
const outbox: Outbox = {
  ...journal.outbox,
  settle: (lane, given) => {
    reach('beforeMark')
    journal.outbox.settle(lane, given)
  },
  resume: (lane, ack, afresh) => {
    resumedUnder = line.facts.session?.epoch ?? 0
    return journal.outbox.resume(lane, ack, afresh)
  },
}

/** Record frames and their answers are steps; everything else passes untouched. */
const steppingSocket: typeof openSocket = (url, limits, events): LineSocket => {
  const calls = new Set<string>()
  const socket = openSocket(url, limits, {
    ...events,
    message: (bytes, binary) => {
      const text = Buffer.from(bytes).toString('utf8')
      if (text.startsWith('[3,') && calls.delete((JSON.parse(text) as [number, string])[1])) reach('answerReceived')
      events.message(bytes, binary)
    },
  })
  return {
    get bufferedBytes() {
      return socket.bufferedBytes
    },
    send: (text) => {
      const record = text.startsWith('[2,') && text.includes('"Record"')
      if (record) {
        calls.add((JSON.parse(text) as [number, string])[1])
        reach('halfFrame')
      }
      socket.send(text)
      if (record) reach('frameSent')
    },
    ping: () => socket.ping(),
    close: (code) => socket.close(code),
    terminate: () => socket.terminate(),
  }
}

const line = connectAgencyLine({
  url: `ws://127.0.0.1:${words.port}/terminal`,
  terminalId: 'drill',
  settings: lineSettingsSchema
    .omit({ url: true })
    .parse({ replyMs: 800, pingMs: 200, backoffMinMs: 30, backoffMaxMs: 200 }),
  clock,
  ids,
  random: systemRandom,
  boot: () => ({ model: 'drill', version: '0', devices: {} }),
  log: () => {},
  outbox,
  openSocket: steppingSocket,
})

const parts = { journal, world, clock, ids, reach, paceMs: 20 }
let finished = words.from
const extra = async (notes: readonly number[]): Promise<void> => {
  await pay(parts, 'extra', notes)
  tell({ kind: 'extraPaid' })
}

process.on('message', (message: ToTerminal) => {
  if (message.kind === 'answer') {
    answers.get(message.id)?.(message.value as never)
    answers.delete(message.id)
  } else if (message.kind === 'extra') void extra(message.notes)
  else if (message.kind === 'resolve') journal.resolve(message.txnId, message.outcome, 'attendant')
  else {
    const held = line.facts.held
    tell({
      kind: 'status',
      finished,
      unanswered: journal.unanswered(),
      unknown: journal.openIntents().map(({ txnId }) => txnId),
      refused: journal.needsReview().length,
      resumedUnder,
      rejected: held?.status === 'rejected' ? held.reason : '',
    })
  }
})
process.on('disconnect', () => process.exit(0))

await settleNotes(parts)
for (let number = words.from; number < words.payments.length; number += 1) {
  tell({ kind: 'begun', number })
  await pay(parts, `p${number}`, words.payments[number] as readonly number[])
  skewMs = words.laterSkewMs
  finished = number + 1
}
finished = words.payments.length
