/** Sends records over a real connection, one batch at a time, exactly as it is told. */
import { randomUUID } from 'node:crypto'
import type { AnswerOf } from '../../src/wire/messages.ts'
import { hashAlgorithmOf, recordHash, type SignedHead } from '../../src/wire/record.ts'
import { until } from './line.ts'
import type { MemoryJournal, MemoryRecord } from './memory-journal.ts'
import { type RawTerminal, rawTerminal } from './raw-line.ts'

export type SendableRecord = Pick<MemoryRecord, 'text' | 'hash'> & {
  readonly record: Pick<MemoryRecord['record'], 'lane' | 'seq' | 'laneSeq'>
}

export interface Sender {
  /** Rejects with the code of an error frame, or «closed». */
  send(records: readonly SendableRecord[], head?: SignedHead): Promise<AnswerOf<'Record'>>
  sendBlind(records: readonly SendableRecord[]): void
  call(action: string, payload: object): Promise<Record<string, unknown>>
  /** The record with the hash of the text it now has. */
  rehash<R extends SendableRecord>(record: R): R
  close(): void
}

const ask = async (raw: RawTerminal, action: string, payload: object): Promise<Record<string, unknown>> => {
  const id = randomUUID()
  raw.socket.send(JSON.stringify([2, id, action, payload]))
  const answer = () => raw.heard.frames.find((frame) => frame[1] === id)
  await until(`answer to ${action}`, () => answer() !== undefined || raw.heard.code !== null)
  const frame = answer()
  if (frame === undefined) throw new Error('closed')
  if (frame[0] === 4) throw new Error((frame[4] as { code: string }).code)
  return frame[2] as Record<string, unknown>
}

const bootPayload = (journal: MemoryJournal) => ({
  model: 'raw',
  version: '0',
  instance: randomUUID(),
  at: Date.now(),
  devices: {},
  journal: { ...journal.head(), ...journal.key() },
})

/** One boot on a connection of its own. @returns the answer */
export const boot = async (url: string, terminal: string, journal: MemoryJournal): Promise<Record<string, unknown>> => {
  const raw = await rawTerminal(url, terminal)
  try {
    return await ask(raw, 'Boot', bootPayload(journal))
  } finally {
    raw.socket.terminate()
  }
}

export const startSender = async (url: string, terminal: string, journal: MemoryJournal): Promise<Sender> => {
  const raw = await rawTerminal(url, terminal)
  const answer = await ask(raw, 'Boot', bootPayload(journal))
  if (answer.status !== 'accepted') throw new Error(String(answer.reason))
  const payload = (records: readonly SendableRecord[], head: SignedHead) => ({
    lane: records[0]?.record.lane,
    records: records.map(({ record: { seq, laneSeq }, text }) => ({ seq, laneSeq, text })),
    head,
  })
  return {
    send: async (records, head = journal.sign(records)) =>
      (await ask(raw, 'Record', payload(records, head))) as AnswerOf<'Record'>,
    sendBlind: (records) => {
      raw.socket.send(JSON.stringify([2, randomUUID(), 'Record', payload(records, journal.sign(records))]))
    },
    call: (action, request) => ask(raw, action, request),
    rehash: (record) => ({ ...record, hash: recordHash(record.text, hashAlgorithmOf(journal.key().algorithm)) }),
    close: () => raw.socket.terminate(),
  }
}
