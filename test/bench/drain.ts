/**
 * Nine days offline, then the line is back: 20,000 records of the real journal (SM2) go to the agency, a process of its
 * own, while a member pays every 100 ms. `ours` is the time until all of them are answered, beside the time a bare
 * better-sqlite3 takes to insert the same texts, a commit a 64. Goals: ≤ 30 s; a new payment is at the agency within
 * 300 ms (p99), counted from before its intent is written.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openJournal } from '../../src/journal/open.ts'
import { journalSettings } from '../../src/journal/settings.ts'
import { connectAgencyLine } from '../../src/link/line.ts'
import type { Outbox } from '../../src/link/outbox.ts'
import { lineSettingsSchema } from '../../src/link/settings.ts'
import { installationRoot, systemClock, systemIds, systemRandom } from '../../src/system.ts'
import { spawnAgency } from '../support/agency-process.ts'
import { type Bench, median, percentile } from './bench.ts'

const rounds = 3
const offline = 20_000
const payEveryMs = 100

const bareMs = (folder: string, texts: readonly string[]): number => {
  const bare = new Database(join(folder, 'bare.db'))
  bare.pragma('journal_mode = WAL')
  bare.pragma('synchronous = FULL')
  bare.exec('CREATE TABLE record (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT')
  const insert = bare.prepare('INSERT INTO record (text) VALUES (?)')
  const began = performance.now()
  for (let at = 0; at < texts.length; at += 64) {
    bare.transaction(() => {
      for (const text of texts.slice(at, at + 64)) insert.run(text)
    })()
  }
  const ms = performance.now() - began
  bare.close()
  return ms
}

/** The journal's outbox, watched: `onSettled` hears how far the money lane is answered. */
const watched = (outbox: Outbox, onSettled: (moneyAck: number) => void): Outbox => ({
  ...outbox,
  settle(lane, answers) {
    outbox.settle(lane, answers)
    if (lane === 'money') onSettled(outbox.acks().money)
  },
})

const round = async (say: (line: string) => void) => {
  // On the disk of the installation: /tmp may be memory, where a sync costs nothing.
  const folder = mkdtempSync(join(installationRoot(), '.bench-drain-'))
  const clock = systemClock()
  const ids = systemIds(clock)
  const agency = await spawnAgency(folder)
  try {
    const opened = openJournal({
      folder: join(folder, 'journal'),
      clock,
      ids,
      settings: journalSettings('0412-07'),
      log: () => {},
    })
    if (!opened.ok) throw new Error(opened.error.code)
    const journal = opened.value
    const visit = ids.uuid()
    for (let n = journal.head().seq; n < offline; n++) {
      journal.visits.record({ kind: 'recordShown', visit, personNo: '2112000000012345', what: 'balance' })
    }
    say(`${journal.head().seq} records wait`)
    const texts: string[] = []
    const sample = journal.outbox.pending('audit', 1, new Set())?.records[0]?.text ?? ''
    while (texts.length < offline) texts.push(sample)
    const floorMs = bareMs(folder, texts)

    const paying = new Map<number, number>()
    const paidMs: number[] = []
    const outbox = watched(journal.outbox, (ack) => {
      for (const [laneSeq, began] of paying) {
        if (laneSeq > ack) continue
        paying.delete(laneSeq)
        paidMs.push(performance.now() - began)
      }
    })
    const began = performance.now()
    const line = connectAgencyLine({
      url: agency.url,
      terminalId: '0412-07',
      settings: lineSettingsSchema.parse({}),
      clock,
      ids,
      random: systemRandom,
      boot: () => ({ model: 'bench', version: '0', devices: {} }),
      outbox,
      log: (event, fields) => event.startsWith('drain.') && say(`${event} ${JSON.stringify(fields)}`),
    })
    let money = 0
    await new Promise<void>((resolve) => {
      const timer = setInterval(() => {
        if (journal.outbox.acks().audit >= offline) {
          clearInterval(timer)
          resolve()
          return
        }
        const at = performance.now()
        const { txnId } = journal.begin('noteStacking', { noteFen: 1000, capturedFen: 0 })
        journal.add(txnId, 'noteStacked', { noteFen: 1000, capturedFen: 1000 })
        money += 2
        paying.set(money, at)
      }, payEveryMs)
    })
    const seconds = (performance.now() - began) / 1000
    while (paying.size > 0) await new Promise((resolve) => setTimeout(resolve, 10))
    await line.close()
    journal.close()
    return { seconds, floorSeconds: floorMs / 1000, paidMs }
  } finally {
    await agency.end()
    rmSync(folder, { recursive: true, force: true })
  }
}

export const bench: Bench = async ({ say }) => {
  const found: Awaited<ReturnType<typeof round>>[] = []
  for (let n = 0; n < rounds; n++) {
    found.push(await round(say))
    say(`${found.at(-1)!.seconds.toFixed(1)} s, ${found.at(-1)!.paidMs.length} payments meanwhile`)
  }
  const ours = median(found.map(({ seconds }) => seconds))
  const floor = median(found.map(({ floorSeconds }) => floorSeconds))
  const paid = found.flatMap(({ paidMs }) => paidMs)
  const p99 = percentile(paid, 0.99)
  say(
    `${ours.toFixed(1)} s for ${offline} records (goal ≤ 30); a payment meanwhile p99 ${p99.toFixed(0)} ms (goal < 300)`,
  )
  return {
    ours: Number(ours.toFixed(2)),
    floor: Number(floor.toFixed(3)),
    peer: null,
    ratio: Number((ours / floor).toFixed(1)),
    unit: 's',
    rounds,
    paymentP50Ms: Number(median(paid).toFixed(1)),
    paymentP99Ms: Number(p99.toFixed(1)),
  }
}
