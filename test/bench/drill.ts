/**
 * The same fault schedules against ours and against `ocpp-rpc` with naive retry: money lost or doubled, in fen. Only the
 * faults of the line are played, because the naive side has nothing that could survive a kill. Goal: ours 0.
 */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { buildWatcher, fastFolder } from '../drill/disk/shadow.ts'
import { runNaive } from '../drill/naive.ts'
import { runReal } from '../drill/real/run.ts'
import { cuts, type Schedule, type Step, scheduleOf } from '../drill/schedule.ts'
import type { Bench } from './bench.ts'

const rounds = 18
const ofTheLine: readonly Step[] = [
  'halfFrame',
  'frameSent',
  'agencyReceived',
  'agencyCommitted',
  'answerHalfSent',
  'answerReceived',
]

/** Resets and closes: a silent line would only show how long each side waits. */
const loud = cuts.filter((cut) => cut !== 'silent')

/** Every step of the line in turn. */
const lineSchedule = (round: number): Schedule => ({
  ...scheduleOf(1, round),
  disturbances: [],
  events: [1, 2].map((nth) => ({
    step: ofTheLine[(round + nth) % ofTheLine.length] as Step,
    fault: loud[round % loud.length] as (typeof loud)[number],
    nth,
    downMs: 0,
    survives: 0,
  })),
})

export const bench: Bench = async ({ say }) => {
  const folder = mkdtempSync(join(fastFolder() ?? tmpdir(), 'yibao-drill-'))
  const library = buildWatcher()
  let [ours, peer, peerRounds] = [0, 0, 0]
  try {
    for (let round = 0; round < rounds; round += 1) {
      const schedule = lineSchedule(round)
      const own = join(folder, String(round))
      const real = await runReal(schedule, { disk: { live: join(own, 'live'), shadow: join(own, 'synced') }, library })
      const naive = await runNaive(schedule)
      ours += real.lost + real.doubled
      peer += naive.lost + naive.doubled
      if (naive.lost + naive.doubled > 0) peerRounds += 1
      say(`round ${round}: ours ${real.lost + real.doubled}, naive lost ${naive.lost}, doubled ${naive.doubled}`)
      if (real.reasons.length > 0) say(`round ${round}: ${real.reasons.join('; ')}`)
    }
  } finally {
    rmSync(folder, { recursive: true, force: true })
  }
  say(`ocpp-rpc with naive retry: wrong in ${peerRounds} of ${rounds} rounds`)
  return { ours, floor: null, peer, ratio: null, unit: 'fen lost or doubled', rounds, peerRounds }
}
