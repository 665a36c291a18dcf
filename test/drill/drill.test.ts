/** The drill's share of `npm test`: a few minutes of both tiers, and the proof that it can fail. */
import { expect, it } from 'vitest'
import { runModelTier } from './model/tier.ts'
import { mutantNames, runMutant } from './mutants.ts'
import { runRealTier } from './real/tier.ts'
import { failedRun, type RunReport } from './report.ts'
import { allCells, type Cell, scheduleOf, shrink } from './schedule.ts'

const seed = 1
const collect = () => {
  const failures: RunReport[] = []
  const reached = new Set<Cell>()
  return {
    failures,
    reached,
    onRun: (report: RunReport) => {
      for (const cell of report.reached) reached.add(cell)
      if (failedRun(report)) failures.push(report)
    },
  }
}

it('loses and doubles nothing in the model tier, and reaches every cell', async () => {
  const { failures, reached, onRun } = collect()
  await runModelTier({ seed, runs: 2500, mode: 'shrink', onRun })
  expect(failures).toEqual([])
  expect(allCells.filter((cell) => !reached.has(cell))).toEqual([])
})

it('loses and doubles nothing with real processes', async () => {
  const { failures, onRun } = collect()
  await runRealTier({ seed, runs: 40, mode: 'first', onRun })
  expect(failures).toEqual([])
})

it('catches every deliberately broken build', async () => {
  expect(mutantNames()).toEqual(['ack-before-commit', 'act-before-intent', 'key-minted-in-sender', 'synchronous-off'])
  for (const mutant of mutantNames()) {
    expect(await runMutant(mutant, seed, 300), mutant).toMatchObject({ caught: true })
  }
})

it('makes the same schedule of the same seed and number', () => {
  expect(scheduleOf(5, 17)).toEqual(scheduleOf(5, 17))
  expect(scheduleOf(5, 17)).not.toEqual(scheduleOf(5, 18))
})

it('shrinks a failing schedule to what makes it fail', async () => {
  const schedule = {
    ...scheduleOf(5, 17),
    events: [
      { step: 'afterStack', fault: 'reset', nth: 1, downMs: 200, survives: 0 },
      { step: 'beforeMark', fault: 'terminalKill', nth: 1, downMs: 200, survives: 0.5 },
    ],
  } as const
  const small = await shrink(schedule, async ({ events }) => events.some(({ step }) => step === 'beforeMark'))
  expect(small.events).toEqual([{ step: 'beforeMark', fault: 'terminalKill', nth: 1, downMs: 0, survives: 0 }])
  expect(small.payments).toHaveLength(1)
  expect(small.disturbances).toEqual([])
})
