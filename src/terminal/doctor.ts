/**
 * `npm run doctor`: tests each device of this machine and says in one line each what is good and what to do. It prints
 * nothing, takes nothing and ends with 0 whatever it finds; what it learns of the printer it keeps as the profile.
 */
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, statfsSync, writeFileSync } from 'node:fs'
import { connect } from 'node:net'
import { join, resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { createPcscLink } from '../../drivers/card/pcsc.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import { probePrinter } from '../../printers/probe.ts'
import { faultOf } from '../../printers/thermal/condition.ts'
import { type FaultCode, faultCatalogue } from '../domain/faults.ts'
import { type TerminalSettings, terminalSettingsSchema } from '../settings.ts'
import { readSettings, settingsReport } from '../settings-file.ts'
import { installationRoot, systemClock } from '../system.ts'
import { printerFaceOf, profileFile } from './printer.ts'

export interface Finding {
  /** good: works. attention: works, with something to do. bad: does not work. absent: this model has none. */
  readonly state: 'good' | 'attention' | 'bad' | 'absent'
  readonly what: string
  readonly next?: string
  readonly code?: FaultCode
}

const bad = (code: FaultCode, detail = ''): Finding => ({
  state: 'bad',
  what: `${faultCatalogue[code].what}${detail}`,
  next: faultCatalogue[code].next,
  code,
})

const clock = systemClock()
const rest = (ms: number) => new Promise((done) => setTimeout(done, ms))

const card = async (settings: TerminalSettings): Promise<Finding> => {
  const link = createPcscLink({ reader: settings.card.reader, clock, lookMs: 200 })
  const stop = link.subscribe(() => {})
  for (let waited = 0; link.slot.state === 'starting' && waited < 3000; waited += 50) await rest(50)
  const { slot } = link
  stop()
  await link.close()
  if (slot.state === 'lost') return bad(slot.fault.code)
  if (slot.state === 'starting') return bad('YB-CRD-002')
  return {
    state: 'good',
    what:
      slot.state === 'empty'
        ? 'The card reader answers; the slot is empty.'
        : 'The card reader answers; a card lies in it.',
  }
}

/** What the tier means for the site. */
const tierWords = {
  A: 'it confirms every finished paper (tier A)',
  B: 'it tells its status but not that a paper is finished (tier B); papers are shown as probably printed',
  C: 'it answers nothing (tier C); no money is taken with it',
} as const

const printer = async (settings: TerminalSettings, data: string): Promise<Finding> => {
  const probed = await probePrinter({
    face: printerFaceOf(settings.printer),
    clock,
    answerMs: settings.printer.answerMs,
  })
  if (!probed.ok) return bad(probed.error.code)
  const { tier, automaticStatus, realTimeClear, condition } = probed.value
  mkdirSync(data, { recursive: true })
  writeFileSync(
    profileFile(data),
    `# What the doctor found of the printer; delete the file to go back to the standard profile.\ntier = "${tier}"\nautomatic_status = ${automaticStatus}\nreal_time_clear = ${realTimeClear}\n`,
  )
  const what = `The printer answers: ${tierWords[tier]}.`
  const code = condition === null ? undefined : faultOf(condition)?.code
  if (code !== undefined) return { ...bad(code), what: `${what} ${faultCatalogue[code].what}` }
  if (tier === 'A') return { state: 'good', what }
  return { state: 'attention', what, next: 'Prefer a printer that knows the process id response (Epson GS ( H).' }
}

const line = (settings: TerminalSettings): Promise<Finding> =>
  new Promise((settle) => {
    const url = new URL(settings.line.url)
    const port = Number(url.port || (url.protocol === 'wss:' ? 443 : 80))
    // Only whether somebody listens: a Boot would push a running terminal off the line.
    const socket = connect({ host: url.hostname, port })
    const end = (finding: Finding) => {
      socket.destroy()
      settle(finding)
    }
    socket.setTimeout(3000, () => end(bad('YB-LNK-001')))
    socket.once('error', () => end(bad('YB-LNK-001')))
    socket.once('connect', () => end({ state: 'good', what: `The agency listens at ${url.host}.` }))
  })

const clockState = (): Finding => {
  const asked = spawnSync('timedatectl', ['show', '-p', 'NTPSynchronized', '--value'], { encoding: 'utf8' })
  const answer = asked.status === 0 ? asked.stdout.trim() : ''
  const now = new Date().toISOString()
  if (answer === 'yes') return { state: 'good', what: `The clock is synchronised (${now}).` }
  return {
    state: 'attention',
    what: `The clock says ${now}; ${answer === 'no' ? 'it is not synchronised' : 'nobody can say whether it is synchronised'}.`,
    next: 'Synchronise it (NTP): late fees and payment windows depend on it.',
  }
}

const leastFreeBytes = 500_000_000
const disk = (data: string): Finding => {
  let folder = data
  while (!existsSync(folder)) folder = resolve(folder, '..')
  const { bavail, bsize } = statfsSync(folder)
  const free = bavail * bsize
  const what = `${(free / 1e9).toFixed(1)} GB are free for the data folder.`
  return free >= leastFreeBytes ? { state: 'good', what } : { ...bad('YB-JRN-003'), what }
}

/** Characters of names that common faces lack. */
const rareSample = '㛃䶮𠮷堃喆㑇𬭎'
const fonts = (): Finding => {
  const missing = loadPaperFonts().missing(rareSample)
  if (missing.length === 0)
    return { state: 'good', what: 'Every character of the sample of rare names can be printed.' }
  return {
    state: 'attention',
    what: `These characters cannot be printed: ${missing.join(' ')}`,
    next: 'Install the Debian package fonts-hanazono.',
    code: 'YB-PRN-301',
  }
}

const absent = (what: string): Finding => ({ state: 'absent', what })

export const examine = async (settings: TerminalSettings, data: string): Promise<Readonly<Record<string, Finding>>> => {
  const [cardFound, printerFound, lineFound] = await Promise.all([
    card(settings),
    printer(settings, data),
    line(settings),
  ])
  return {
    card: cardFound,
    printer: printerFound,
    cash: absent('No bill acceptor is set up.'),
    board: absent('No board is set up.'),
    scanner: absent('No scanner is set up.'),
    voice: absent('No voice is set up.'),
    line: lineFound,
    clock: clockState(),
    disk: disk(data),
    fonts: fonts(),
  }
}

const main = async () => {
  const { values } = parseArgs({
    options: { config: { type: 'string' }, data: { type: 'string' }, json: { type: 'boolean', default: false } },
  })
  const root = installationRoot()
  const read = readSettings(values.config ?? join(root, 'config/terminal.toml'), terminalSettingsSchema)
  if (!read.ok) {
    console.error(settingsReport(read.error))
    process.exit(1)
  }
  const findings = await examine(read.value, resolve(values.data ?? join(root, '.data/terminal')))
  if (values.json) console.log(JSON.stringify(findings))
  else {
    const marks = { good: '✓', attention: '!', bad: '✗', absent: '–' } as const
    for (const [name, { state, what, next, code }] of Object.entries(findings)) {
      console.log(
        `${marks[state]} ${name.padEnd(8)} ${code === undefined ? '' : `${code} `}${what}${next === undefined ? '' : ` → ${next}`}`,
      )
    }
  }
  process.exit(0)
}

// Run as a program, not when a test imports it.
if (process.argv[1] !== undefined && /doctor\.[jt]s$/.test(process.argv[1])) await main()
