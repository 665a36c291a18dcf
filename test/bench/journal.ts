/**
 * A record of the journal (chained, numbered, in its lane; no signature) beside a bare insert of the same text with
 * better-sqlite3 under the same pragmas, round by round. Both wait for the disk at every commit. Goal: ≥ 0.7 of its rate.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openJournal } from '../../src/journal/open.ts'
import { setDurable } from '../../src/journal/schema.ts'
import { journalSettings } from '../../src/journal/settings.ts'
import { installationRoot, systemClock, systemIds } from '../../src/system.ts'
import { type Bench, median } from './bench.ts'

const rounds = 15
/** A disk shared with others is slow in fits: both sides take turns after a few writes, so that a fit meets both. */
const turns = 30
const writesPerTurn = 10

/** @returns ms */
const timeOf = (run: () => void): number => {
  const start = performance.now()
  for (let n = 0; n < writesPerTurn; n += 1) run()
  return performance.now() - start
}
const perSecond = (ms: number): number => ((turns * writesPerTurn) / ms) * 1000

export const bench: Bench = async ({ say }) => {
  // On the disk of the installation: /tmp may be memory, where a sync costs nothing.
  const folder = mkdtempSync(join(installationRoot(), '.bench-journal-'))
  const clock = systemClock()
  const ids = systemIds(clock)
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
    const bare = new Database(join(folder, 'bare.db'))
    setDurable(bare)
    bare.exec('CREATE TABLE record (seq INTEGER PRIMARY KEY, text TEXT NOT NULL) STRICT')
    const insert = bare.prepare('INSERT INTO record (text) VALUES (?)')
    const sample = journal.outbox.pending('audit', 1, new Set())?.records[0]?.text ?? ''

    const ours: number[] = []
    const peer: number[] = []
    // Ids are made before the clock runs: whoever calls brings them.
    const visits: string[] = []
    const oursOnce = () =>
      journal.visits.record({ kind: 'recordShown', visit: visits.pop() as string, personNo: 'P1', what: 'balance' })
    const peerOnce = () => insert.run(sample)
    // The first round warms up and is thrown away.
    for (let round = -1; round < rounds; round += 1) {
      let [oursMs, peerMs] = [0, 0]
      while (visits.length < turns * writesPerTurn) visits.unshift(ids.uuid())
      for (let turn = 0; turn < turns; turn += 1) {
        if (turn % 2 === 0) oursMs += timeOf(oursOnce)
        peerMs += timeOf(peerOnce)
        if (turn % 2 === 1) oursMs += timeOf(oursOnce)
      }
      if (round < 0) continue
      ours.push(perSecond(oursMs))
      peer.push(perSecond(peerMs))
    }
    journal.close()
    bare.close()
    const ratios = ours.map((rate, n) => rate / peer[n]!)
    say(`ratio of each round: ${ratios.map((ratio) => ratio.toFixed(2)).join(' ')}`)
    return {
      ours: Math.round(median(ours)),
      floor: null,
      peer: Math.round(median(peer)),
      ratio: Number(median(ratios).toFixed(3)),
      unit: 'records/s',
      rounds,
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
}
