/**
 * Composition root of a terminal: reads options and settings, chooses real or simulated parts, and runs until stopped.
 * `npm start` runs a real one; `npm run demo` adds the world, the agency and the dock, which a real one never loads.
 */
import { readFileSync } from 'node:fs'
import { dirname, isAbsolute, join, resolve } from 'node:path'
import type { CardLink } from '../drivers/card/link.ts'
import { createCardReader } from '../drivers/card/reader.ts'
import { loadPaperFonts } from '../printers/paint/fonts.ts'
import { createReceiptPrinter } from '../printers/receipt-printer.ts'
import { faultCatalogue } from './domain/faults.ts'
import type { Fault } from './domain/result.ts'
import type { RequestHandler } from './http.ts'
import { createLog } from './log.ts'
import { modelSchema, type TerminalSettings, terminalSettingsSchema } from './settings.ts'
import { readSettings, settingsReport } from './settings-file.ts'
import { installationRoot, systemClock, systemIds, systemRandom } from './system.ts'
import { assembleTerminal, type TerminalInside } from './terminal/assembly.ts'
import type { Demo } from './terminal/demo.ts'
import { readOptions, usage } from './terminal/options.ts'
import { loadLogo, printerFaceOf, printerProfileOf, printerTimesOf } from './terminal/printer.ts'
import { loadTexts } from './texts.ts'

/** Ends with a code, a sentence and a next step; nothing has been started that would need closing. */
const stop = (report: string): never => {
  console.error(report)
  process.exit(1)
}
const stopWith = (fault: Fault): never => {
  const { what, next } = faultCatalogue[fault.code]
  const detail = Object.entries(fault.detail ?? {}).map(([name, value]) => ` ${name}=${value}`)
  return stop(`${fault.code} ${what}${detail.join('')}\n  ${next}`)
}

const root = installationRoot()
const given = readOptions(process.argv.slice(2))
if (!given.ok) stop(`${given.error}\n\n${usage}`)
const options = given.ok ? given.value : stop(usage)

const settingsFile = options.config ?? join(root, 'config/terminal.toml')
const read = readSettings(settingsFile, terminalSettingsSchema)
const fileSettings = read.ok ? read.value : stop(settingsReport(read.error))
const modelName = options.model ?? fileSettings.terminal.model
if (!/^[a-z0-9-]+$/.test(modelName)) stop('--model takes the name of a file in config/models')
const readModel = readSettings(join(root, 'config/models', `${modelName}.toml`), modelSchema)
const model = readModel.ok ? readModel.value : stop(settingsReport(readModel.error))
const loaded = loadTexts(join(root, 'config/texts', fileSettings.terminal.language))
const texts = loaded.ok ? loaded.value : stopWith(loaded.error)

const clock = systemClock(options.clock)
const ids = systemIds(clock)
const log = createLog({
  level: options.demo && options.config === undefined ? 'warn' : fileSettings.log.level,
  terminal: fileSettings.terminal.id,
})
// A case nobody wrote code for: say it without personal data, and let the supervisor start a clean process.
const crash = (error: unknown) => {
  const place =
    error instanceof Error ? (error.stack?.split('\n').find((line) => /^\s+at /.test(line)) ?? '').trim() : ''
  log('terminal.crashed', { code: 'YB-TRM-201', reason: error instanceof Error ? error.message : String(error), place })
  process.exit(1)
}
process.on('uncaughtException', crash)
process.on('unhandledRejection', crash)

const data = resolve(options.data ?? (options.demo ? join(root, '.data/demo') : join(root, '.data/terminal')))
const version = String(JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).version)

/** Parts of the demo, loaded only there: the dock must not even be in the memory of a real terminal. */
const openDemo = async (): Promise<Demo> => {
  const { startDemo } = await import('./terminal/demo.ts')
  const started = await startDemo({
    root,
    data,
    membersFile: options.members ?? join(root, 'config/demo/members.toml'),
    pcsc: options.pcsc,
    terminalId: fileSettings.terminal.id,
    clock,
    ids,
    random: systemRandom,
    log,
  })
  return started.ok ? started.value : stop(settingsReport(started.error))
}

const openRealCard = async (): Promise<CardLink> => {
  const { createPcscLink } = await import('../drivers/card/pcsc.ts')
  return createPcscLink({ reader: fileSettings.card.reader, lookMs: fileSettings.card.lookMs, clock, log })
}

const demo = options.demo ? await openDemo() : null
const settings: TerminalSettings = {
  ...fileSettings,
  terminal: { ...fileSettings.terminal, model: modelName },
  screen: { ...fileSettings.screen, port: options.port ?? fileSettings.screen.port },
  line: demo === null ? fileSettings.line : { ...fileSettings.line, url: demo.agencyUrl },
}

const dockHandlers = async (): Promise<((inside: TerminalInside) => readonly RequestHandler[]) | undefined> => {
  if (demo === null) return undefined
  const { dockInterface } = await import('./dock/interface.ts')
  return (inside) => [
    dockInterface({
      world: demo.world,
      clock,
      pageFolder: join(root, 'dist/dock-page'),
      terminal: {
        view: () => inside.presenter.current(),
        tap: (tap) => inside.presenter.tap(tap),
        presence: () => inside.reader.presence,
        line: () => inside.line.state,
        openIntents: () => inside.journal.openIntents(),
        capturedFen: () => inside.journal.capturedFen(),
        devices: () => inside.devices(),
      },
    }),
  ]
}

const journalFolder = settings.journal.folder
const printerSettings: TerminalSettings['printer'] =
  demo === null ? settings.printer : { ...settings.printer, link: 'tcp', host: '127.0.0.1', port: demo.printerPort }
const readProfile = printerProfileOf(printerSettings, data)
const profile = readProfile.ok ? readProfile.value : stop(settingsReport(readProfile.error))
const { logo } = printerSettings
const readLogo = await loadLogo(logo === '' ? '' : resolve(dirname(settingsFile), logo), profile.dots)
const head = readLogo.ok ? readLogo.value : stopWith(readLogo.error)
const reader = createCardReader({
  link: demo?.cardLink ?? (await openRealCard()),
  clock,
  ids,
  retry: settings.card.retry,
  answerMs: settings.card.answerMs,
  pauseMs: settings.card.pauseMs,
  settleMs: settings.card.settleMs,
  log,
})
const dock = await dockHandlers()
const assembled = await assembleTerminal({
  settings,
  model,
  version,
  texts,
  clock,
  ids,
  random: systemRandom,
  log,
  journalFolder:
    journalFolder === ''
      ? join(data, 'journal')
      : isAbsolute(journalFolder)
        ? journalFolder
        : join(data, journalFolder),
  appFolder: join(root, 'dist/screen-app'),
  reader,
  openPrinter: (intents, leftUnfinished) =>
    createReceiptPrinter({
      face: printerFaceOf(printerSettings),
      profile,
      times: printerTimesOf(printerSettings),
      clock,
      fonts: loadPaperFonts(),
      ...(head === null ? {} : { logo: head }),
      intents,
      leftUnfinished,
      log,
    }),
  ...(dock === undefined ? {} : { dock }),
})
if (!assembled.ok) {
  await reader.close()
  await demo?.close()
  stopWith(assembled.error)
} else {
  const terminal = assembled.value
  let ending = false
  const end = async () => {
    if (ending) return
    ending = true
    await terminal.close()
    await demo?.close()
    process.exit(0)
  }
  process.once('SIGINT', end)
  process.once('SIGTERM', end)
  // The demo is ready when a member could be served; a real terminal shows at once what is missing.
  if (demo !== null) await terminal.served(10_000)
  console.log(`ready ${terminal.url}`)
}
