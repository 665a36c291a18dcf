/**
 * Records a second that the agency, a process of its own, takes from 100 terminals at once: heads verified (SM2), key,
 * effect and answer in one commit, answered after the commit. Batches of 64, beside batches of one, beside a bare
 * better-sqlite3 that inserts the same texts with one commit a 64. Heads are signed before the clock runs: in the
 * field that is done by a hundred other machines. Goal: ≥ 2,000 records/s, p99 of an answer < 50 ms.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { installationRoot } from '../../src/system.ts'
import { spawnAgency } from '../support/agency-process.ts'
import { makeJournalKey, memoryJournal, txnKey } from '../support/memory-journal.ts'
import { type RawTerminal, rawTerminal } from '../support/raw-line.ts'
import { type Bench, median, percentile } from './bench.ts'

const terminals = 100
const rounds = 5
/** A round: so many batches a terminal. */
const batches = 2
const singles = 10

interface Frame {
  readonly id: string
  readonly text: string
}

interface Terminal {
  readonly raw: RawTerminal
  readonly answers: Map<string, () => void>
  readonly rounds: { readonly batched: Frame[]; readonly single: Frame[] }[]
}

/** Everything one terminal will send, ready to go. */
const prepare = (n: number) => {
  const journal = memoryJournal({ terminal: `bench-${n}`, key: makeJournalKey('sm2') })
  let txn = 0
  const frame = (size: number, id: string): Frame => {
    const records = Array.from({ length: size }, () =>
      journal.write({ lane: 'money', txnId: txnKey(++txn), version: 1, body: { noteFen: 1000, capturedFen: 1000 } }),
    )
    const sent = records.map(({ record: { seq, laneSeq }, text }) => ({ seq, laneSeq, text }))
    return {
      id,
      text: JSON.stringify([2, id, 'Record', { lane: 'money', records: sent, head: journal.sign(records) }]),
    }
  }
  const start = { ...journal.head(), ...journal.key() }
  const made = Array.from({ length: rounds + 1 }, (_, round) => ({
    batched: Array.from({ length: batches }, (_, at) => frame(64, `b-${round}-${at}`)),
    single: Array.from({ length: singles }, (_, at) => frame(1, `s-${round}-${at}`)),
  }))
  return { start, made, sample: journal.records[0]?.text ?? '' }
}

const connect = async (url: string, n: number, prepared: ReturnType<typeof prepare>): Promise<Terminal> => {
  const raw = await rawTerminal(url, `bench-${n}`)
  raw.socket.removeAllListeners('message')
  const answers = new Map<string, () => void>()
  raw.socket.on('message', (data) => {
    const text = String(data)
    const [type, id] = JSON.parse(text) as [number, string]
    if (type !== 3 || text.includes('"refused"')) throw new Error(text.slice(0, 300))
    answers.get(id)?.()
  })
  const booted = new Promise<void>((resolve) => answers.set('boot', resolve))
  const facts = {
    model: 'bench',
    version: '0',
    instance: 'bench',
    at: Date.now(),
    devices: {},
    journal: prepared.start,
  }
  raw.socket.send(JSON.stringify([2, 'boot', 'Boot', facts]))
  await booted
  return { raw, answers, rounds: prepared.made }
}

const send = (terminal: Terminal, { id, text }: Frame): Promise<void> =>
  new Promise((resolve) => {
    terminal.answers.set(id, resolve)
    terminal.raw.socket.send(text)
  })

/** All terminals at once, each with one frame in flight. @returns records a second, and the time of each answer */
const run = async (all: readonly Terminal[], pick: (terminal: Terminal) => readonly Frame[], size: number) => {
  const times: number[] = []
  const began = performance.now()
  await Promise.all(
    all.map(async (terminal) => {
      for (const frame of pick(terminal)) {
        const at = performance.now()
        await send(terminal, frame)
        times.push(performance.now() - at)
      }
    }),
  )
  return { rate: (times.length * size * 1000) / (performance.now() - began), times }
}

/** The same number of answers, spread as terminals would: for the time of an answer below saturation. */
const runPaced = async (
  all: readonly Terminal[],
  pick: (terminal: Terminal) => readonly Frame[],
  perSecond: number,
) => {
  const times: number[] = []
  let at = 0
  const step = 1000 / perSecond
  const began = performance.now()
  await Promise.all(
    all.flatMap((terminal) =>
      pick(terminal)
        .slice(0, 1)
        .map(async (frame) => {
          const due = at++ * step
          await new Promise((resolve) => setTimeout(resolve, due))
          const sent = performance.now()
          await send(terminal, frame)
          times.push(performance.now() - sent)
        }),
    ),
  )
  return { times, seconds: (performance.now() - began) / 1000 }
}

const bareRound = (database: Database.Database, text: string, count: number): number => {
  const insert = database.prepare('INSERT INTO record (text) VALUES (?)')
  const began = performance.now()
  for (let at = 0; at < count; at += 64) {
    database.transaction(() => {
      for (let n = 0; n < 64; n++) insert.run(text)
    })()
  }
  return (count * 1000) / (performance.now() - began)
}

/** Commits of 64 inserts at the same pace: how long this disk takes by itself, with whatever else is going on. */
const barePaced = async (database: Database.Database, text: string, perSecond: number): Promise<number[]> => {
  const insert = database.prepare('INSERT INTO record (text) VALUES (?)')
  const times: number[] = []
  for (let at = 0; at < terminals; at++) {
    await new Promise((resolve) => setTimeout(resolve, 1000 / perSecond))
    const began = performance.now()
    database.transaction(() => {
      for (let n = 0; n < 64; n++) insert.run(text)
    })()
    times.push(performance.now() - began)
  }
  return times
}

export const bench: Bench = async ({ say }) => {
  // On the disk of the installation: /tmp may be memory, where a sync costs nothing.
  const folder = mkdtempSync(join(installationRoot(), '.bench-durable-'))
  const agency = await spawnAgency(folder)
  const bare = new Database(join(folder, 'bare.db'))
  bare.pragma('journal_mode = WAL')
  bare.pragma('synchronous = FULL')
  bare.exec('CREATE TABLE record (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT')
  const all: Terminal[] = []
  try {
    let sample = ''
    for (let n = 0; n < terminals; n++) {
      const prepared = prepare(n)
      sample = prepared.sample
      all.push(await connect(agency.url, n, prepared))
    }
    say(`${terminals} terminals connected`)
    const [ours, single, floor]: number[][] = [[], [], []]
    const [times, singleTimes, bareTimes]: number[][] = [[], [], []]
    for (let round = 0; round <= rounds; round++) {
      // The last batch of each round goes at a pace of 2,000 records a second: so long does an answer take then.
      const full = await run(all, (terminal) => terminal.rounds[round]!.batched.slice(1), 64)
      const paced = await runPaced(all, (terminal) => terminal.rounds[round]!.batched, 2000 / 64)
      const barePacedTimes = await barePaced(bare, sample, 2000 / 64)
      const ones = await run(all, (terminal) => terminal.rounds[round]!.single, 1)
      const bareRate = bareRound(bare, sample, terminals * 64)
      if (round === 0) continue
      ours!.push(full.rate)
      times!.push(...paced.times)
      single!.push(ones.rate)
      singleTimes!.push(...ones.times)
      bareTimes!.push(...barePacedTimes)
      floor!.push(bareRate)
    }
    const p99 = percentile(times!, 0.99)
    say(`at 2,000 records/s an answer takes ${median(times!).toFixed(1)} ms, p99 ${p99.toFixed(1)} ms (goal < 50)`)
    const bareP99 = percentile(bareTimes!, 0.99)
    say(`a bare commit of 64 at the same pace: ${median(bareTimes!).toFixed(1)} ms, p99 ${bareP99.toFixed(1)} ms`)
    say(
      `batches of one, all terminals at once: ${Math.round(median(single!))}/s, p99 ${percentile(singleTimes!, 0.99).toFixed(0)} ms`,
    )
    return {
      ours: Math.round(median(ours!)),
      floor: Math.round(median(floor!)),
      peer: null,
      ratio: Number(median(ours!.map((rate, n) => rate / floor![n]!)).toFixed(3)),
      unit: 'records/s',
      rounds,
      p50Ms: Number(median(times!).toFixed(1)),
      p99Ms: Number(p99.toFixed(1)),
      floorP99Ms: Number(bareP99.toFixed(1)),
      singleRecordBatches: Math.round(median(single!)),
      singleRecordBatchesP99Ms: Number(percentile(singleTimes!, 0.99).toFixed(1)),
    }
  } finally {
    for (const { raw } of all) raw.socket.terminate()
    await agency.end()
    bare.close()
    rmSync(folder, { recursive: true, force: true })
  }
}
