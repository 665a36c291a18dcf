/**
 * `npm run drill -- [--seed N] [--runs N] [--tier model|real] [--run N] [--fuzz N] [--mutants] [--json]`
 * Feeds the readers of the line with N damaged frames first (100,000), then attacks the journal and the line by schedule and compares box, journal, agency and paper. The last line is one JSON
 * object; the exit code is 1 when anything was lost, doubled or left unknown, or when a cell was not reached.
 */
import { parseArgs } from 'node:util'
import { fuzzReaders } from '../support/fuzz-line.ts'
import { runModelTier } from './model/tier.ts'
import { mutantNames, runMutant } from './mutants.ts'
import { runRealTier } from './real/tier.ts'
import { failedRun, type RunReport } from './report.ts'
import { allCells, type Cell } from './schedule.ts'

const { values } = parseArgs({
  options: {
    seed: { type: 'string', default: '1' },
    runs: { type: 'string', default: '200' },
    tier: { type: 'string', default: 'real' },
    /** One run alone, by its number: the replay of a failure. */
    run: { type: 'string' },
    /** Damaged frames given to every reader before the runs. */
    fuzz: { type: 'string', default: '100000' },
    mutants: { type: 'boolean', default: false },
    json: { type: 'boolean', default: false },
  },
})
const seed = Number(values.seed)
const runs = values.run === undefined ? Number(values.runs) : 1
const from = values.run === undefined ? 0 : Number(values.run)
const say = (line: string): void => void (values.json ? process.stderr : process.stdout).write(`${line}\n`)

/** Throws nothing, grows nothing: every damaged frame is read, refused or answered. */
const fuzz = (): void => {
  const inputs = Number(values.fuzz)
  if (inputs === 0 || values.run !== undefined) return
  const { frames, valid } = fuzzReaders(inputs, seed)
  say(`${inputs} damaged frames: ${frames} were frames all the same, ${valid} of them valid, none did harm`)
}

const drill = async (): Promise<boolean> => {
  fuzz()
  const total = { runs: 0, lost: 0, doubled: 0, unknownUnresolved: 0 }
  const reached = new Set<Cell>()
  const onRun = (report: RunReport): void => {
    total.runs += 1
    total.lost += report.lost
    total.doubled += report.doubled
    total.unknownUnresolved += report.unknownUnresolved
    for (const cell of report.reached) reached.add(cell)
    if (total.runs % 100 === 0) say(`${total.runs} of ${runs} runs, ${reached.size} of ${allCells.length} cells`)
    if (!failedRun(report)) return
    say(`run ${report.number} of seed ${seed} failed: ${report.reasons.join('; ')}`)
    say(`  schedule ${JSON.stringify(report.schedule)}`)
    if (report.smallest !== undefined) say(`  smallest ${JSON.stringify(report.smallest)}`)
    say(`  again: npm run drill -- --tier ${values.tier} --seed ${seed} --run ${report.number}`)
  }
  const options = { seed, runs, from, mode: 'shrink', onRun } as const
  await (values.tier === 'model' ? runModelTier(options) : runRealTier(options))
  const missing = allCells.filter((cell) => !reached.has(cell))
  const whole = values.run !== undefined || missing.length === 0
  if (!whole) say(`not reached: ${missing.join(', ')}`)
  const cells = { reached: reached.size, of: allCells.length }
  process.stdout.write(`${JSON.stringify({ ...total, cells })}\n`)
  return whole && total.lost === 0 && total.doubled === 0 && total.unknownUnresolved === 0 && total.runs === runs
}

const proveByMutants = async (): Promise<boolean> => {
  const reports = []
  for (const mutant of mutantNames()) {
    const report = await runMutant(mutant, seed, runs)
    say(`${mutant}: ${report.caught ? `caught in run ${report.runs}` : 'NOT caught'} ${report.reason}`)
    reports.push(report)
  }
  const caught = reports.filter((report) => report.caught).length
  process.stdout.write(`${JSON.stringify({ mutants: reports.length, caught })}\n`)
  return caught === reports.length
}

if (values.tier !== 'model' && values.tier !== 'real') {
  say('--tier is model or real')
  process.exitCode = 2
} else process.exitCode = (await (values.mutants ? proveByMutants() : drill())) ? 0 : 1
