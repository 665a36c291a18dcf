// Runs the suites one after another, stops at none, and closes with one line «N passed, N failed».
//   npm test                  everything
//   npm test -- unit pcsc     some suites
import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { endProcesses, processesNow, processesOf } from './leftovers.mjs'

const top = join(dirname(fileURLToPath(import.meta.url)), '..')
const scratch = mkdtempSync(join(tmpdir(), 'yibao-kiosk-test-'))
const minutes = (count) => count * 60_000
/** Every process of this run inherits it; so those that were left behind can be told from everybody else's. */
const run = randomUUID()
const environment = { ...process.env, YIBAO_TEST_RUN: run, NO_COLOR: '1', FORCE_COLOR: '0' }

/** Runs in a process group of its own, which ends with it or at the time limit. @returns exit code, or a reason */
const execute = (words, limit) =>
  new Promise((settle) => {
    const child = spawn(process.execPath, words, {
      cwd: top,
      env: environment,
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
    })
    running = child
    const late = setTimeout(() => {
      settle(`took more than ${limit / 60_000} minutes`)
      endGroup(child)
    }, limit)
    child.on('close', (code, signal) => {
      clearTimeout(late)
      running = undefined
      settle(signal === null ? code : `ended by ${signal}`)
    })
  })
let running
const endGroup = (child) => {
  try {
    process.kill(-child.pid, 'SIGKILL')
  } catch {} // gone already
}

const program = (path) => join(top, 'node_modules', path)

/** A check that passes or fails as one. */
const check =
  (...words) =>
  async () => {
    const code = await execute(words, minutes(5))
    return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1, reason: code }
  }

/** @param reporter dot for many quick tests; verbose where one that hangs should be seen by name */
const vitest =
  (project, limit, reporter = 'dot') =>
  async () => {
    const report = join(scratch, `${project}.json`)
    const code = await execute(
      [
        program('vitest/vitest.mjs'),
        'run',
        '--config=test/vitest.config.ts',
        `--project=${project}`,
        '--passWithNoTests',
        `--reporter=${reporter}`,
        '--reporter=json',
        `--outputFile.json=${report}`,
      ],
      limit,
    )
    let counted = { numPassedTests: 0, numFailedTests: 0, numPendingTests: 0, testResults: [] }
    if (existsSync(report)) counted = JSON.parse(readFileSync(report, 'utf8'))
    else if (code === 0) return { passed: 0, failed: 0 }
    // A file that cannot be loaded holds no test that could fail: it counts as one.
    const broken = counted.testResults.filter(
      ({ status, assertionResults }) => status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
    ).length
    const failed = counted.numFailedTests + broken
    return {
      passed: counted.numPassedTests,
      failed: code === 0 ? failed : Math.max(failed, 1),
      skipped: counted.numPendingTests,
      reason: code,
    }
  }

const suites = [
  [
    'static',
    'format and lint',
    check(program('@biomejs/biome/bin/biome'), 'ci', '--colors=off', '--error-on-warnings', '.'),
  ],
  ['static', 'types', check(program('typescript/bin/tsc'), '--noEmit', '-p', '.')],
  ['architecture', 'house', vitest('architecture', minutes(3))],
  ['unit', 'unit', vitest('unit', minutes(10))],
  ['contract', 'contract', vitest('contract', minutes(8))],
  ['hazards', 'hazards', vitest('hazards', minutes(8))],
  ['pcsc', 'pcsc', vitest('pcsc', minutes(8), 'verbose')],
  ['e2e', 'end to end', vitest('e2e', minutes(12), 'verbose')],
]
if (existsSync(join(top, 'test/drill'))) suites.push(['drill', 'drill', vitest('drill', minutes(8), 'verbose')])
// What runs in a browser has its own types.
for (const folder of ['src/screen/app', 'src/dock/page', 'test/e2e/in-page']) {
  const settings = `${folder}/tsconfig.json`
  if (!existsSync(join(top, settings))) continue
  suites.splice(2, 0, [
    'static',
    `types of ${folder}`,
    check(program('typescript/bin/tsc'), '--noEmit', '-p', settings),
  ])
}

const asked = process.argv.slice(2)
const known = new Set(suites.map(([name]) => name))
for (const name of asked) {
  if (known.has(name)) continue
  console.error(`There is no suite «${name}»; there are ${[...known].join(', ')}.`)
  process.exit(2)
}

for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
  process.on(signal, () => {
    if (running !== undefined) endGroup(running)
    endProcesses(processesNow(run))
    rmSync(scratch, { recursive: true, force: true })
    process.exit(130)
  })

const total = { passed: 0, failed: 0, skipped: 0 }
const lines = []
for (const [name, title, execution] of suites) {
  if (asked.length > 0 && !asked.includes(name)) continue
  console.log(`\n── ${title}`)
  const start = performance.now()
  const { passed, failed, skipped = 0, reason } = await execution()
  const seconds = ((performance.now() - start) / 1000).toFixed(0)
  const why = typeof reason === 'string' ? `, ${reason}` : ''
  lines.push(
    `${title}: ${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''} (${seconds} s${why})`,
  )
  total.passed += passed
  total.failed += failed
  total.skipped += skipped
  const left = await processesOf(run, 3000)
  if (left.length === 0) continue
  lines.push(`${title}: left running ${left.map(({ id, words }) => `${id} «${words}»`).join(', ')}`)
  total.failed += 1
  endProcesses(left)
}

rmSync(scratch, { recursive: true, force: true })
console.log(`\n${lines.join('\n')}`)
console.log(`${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`)
process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
