/**
 * One terminal from its parts: journal, line, card reader, printer, session, screen. Which parts are real is the
 * roots' choice (`terminal.ts`, the demo); from here on everything is the same.
 */
import type { CardReader } from '../../drivers/card/port.ts'
import { services } from '../../flows/services.ts'
import { faultOfError } from '../../flows/session/fault-of-error.ts'
import { type Session, startSession } from '../../flows/session/session.ts'
import type { PrintIntentLog, ReceiptPrinter } from '../../printers/port.ts'
import type { Clock, Ids, RandomBytes } from '../domain/clock.ts'
import type { DeviceName, DeviceState } from '../domain/device.ts'
import type { Log } from '../domain/log.ts'
import { ok, type Result } from '../domain/result.ts'
import type { Texts } from '../domain/texts.ts'
import type { RequestHandler } from '../http.ts'
import { openJournal } from '../journal/open.ts'
import type { Journal } from '../journal/port.ts'
import { journalSettings } from '../journal/settings.ts'
import { connectAgencyLine, type TerminalLine } from '../link/line.ts'
import { createPresenter, type Presenter } from '../screen/presenter.ts'
import { startScreenServer } from '../screen/server.ts'
import type { TerminalModel, TerminalSettings } from '../settings.ts'

export interface TerminalParts {
  readonly settings: TerminalSettings
  readonly model: TerminalModel
  readonly version: string
  readonly texts: Texts
  readonly clock: Clock
  readonly ids: Ids
  readonly random: RandomBytes
  readonly log: Log
  readonly journalFolder: string
  /** Folder of the built screen app. */
  readonly appFolder: string
  readonly reader: CardReader
  /** Made here, because it writes to the journal before it acts. */
  readonly openPrinter: (intents: PrintIntentLog, leftUnfinished: boolean) => ReceiptPrinter
  /** The demo hangs the dock in here; a real terminal gives nothing. */
  readonly dock?: (terminal: TerminalInside) => readonly RequestHandler[]
}

/** What the dock may look at. */
export interface TerminalInside {
  readonly presenter: Presenter
  readonly session: Session
  readonly journal: Journal
  readonly line: TerminalLine
  readonly reader: CardReader
  readonly printer: ReceiptPrinter
  devices(): Readonly<Record<DeviceName, DeviceState>>
}

export interface RunningTerminal extends TerminalInside {
  readonly url: string
  /** Settles when a member could be served (line up, reader and printer asked), or after `ms`. */
  served(ms: number): Promise<void>
  close(): Promise<void>
}

/** Faults: YB-JRN-… when the journal cannot be opened, YB-TRM-004 when the screen's port is taken. */
export const assembleTerminal = async (parts: TerminalParts): Promise<Result<RunningTerminal>> => {
  const { settings, texts, clock, ids, log, reader } = parts
  const { folder: _, ...journalSection } = settings.journal
  const opened = openJournal({
    folder: parts.journalFolder,
    clock,
    confirmedNow: () => line.confirmedNow(),
    ids,
    settings: journalSettings(settings.terminal.id, journalSection),
    log,
  })
  if (!opened.ok) return opened
  const journal = opened.value
  const leftUnfinished = journal.openIntents().some(({ intent }) => intent === 'print')
  const printer = parts.openPrinter(journal.prints, leftUnfinished)
  const devices = () => ({ card: reader.device, printer: printer.status.device })
  /** Every device by its word; what this model has not is `noDevice`. */
  const allDevices = (): Record<DeviceName, DeviceState> => ({
    cash: 'noDevice',
    board: 'noDevice',
    scanner: 'noDevice',
    voice: 'noDevice',
    ...devices(),
    line: line.state === 'up' ? 'online' : 'offline',
  })

  const { url: agencyUrl, ...lineSettings } = settings.line
  const line = connectAgencyLine({
    url: agencyUrl,
    terminalId: settings.terminal.id,
    settings: lineSettings,
    clock,
    ids,
    random: parts.random,
    log,
    outbox: journal.outbox,
    boot: () => ({
      model: settings.terminal.model,
      version: parts.version,
      devices: devices(),
      journal: { ...journal.head(), ...journal.outbox.key() },
    }),
  })

  const session = startSession(
    {
      surroundings: { agency: line, journal: journal.visits, clock, ids, texts },
      settings: { ...settings.time, initialPins: settings.card.initialPins, regions: settings.terminal.regions },
      terminal: {
        agencyName: settings.terminal.agency,
        siteName: settings.terminal.site,
        terminalId: settings.terminal.id,
        phone: settings.terminal.phone,
      },
      printer,
      printerStatus: printer.status,
      line: line.state,
      services,
      layout: parts.model.screen.layout,
    },
    {
      attendantCalled: () => log('attendant.called'),
      cardLeft: (alarm) => log('card.left', { alarm }),
      failed: (error) =>
        log('session.failed', {
          code: faultOfError(error).code,
          reason: error instanceof Error ? error.message : String(error),
          at: error instanceof Error ? (error.stack?.split('\n')[1]?.trim() ?? '') : '',
        }),
    },
  )

  const notices = () => [
    ...(line.facts.held !== null
      ? [`${texts('YB-LNK-003.what')} YB-LNK-003`]
      : line.state === 'down'
        ? [texts('frame.lineDown')]
        : []),
    ...(printer.status.fault === undefined ? [] : [texts('frame.noPaper')]),
  ]
  const presenter = createPresenter({
    session,
    texts,
    clock,
    notices,
    frame: {
      agencyName: settings.terminal.agency,
      siteName: settings.terminal.site,
      terminalId: settings.terminal.id,
      phone: settings.terminal.phone,
      model: parts.model.screen.layout,
      language: settings.terminal.language,
    },
  })

  const report = () => line.reportDevices(devices() satisfies Partial<Record<string, DeviceState>>)
  const unsubscribe = [
    line.subscribe((state) => session.line(state)),
    printer.subscribe((status) => {
      session.printer(status)
      report()
    }),
    reader.subscribe((presence) => {
      session.presence(presence)
      report()
    }),
  ]
  // The reader may have found a card before anyone listened; an offline one tells by itself.
  if (reader.presence.state !== 'empty') {
    const { presence } = reader
    if (presence.state === 'ready' || presence.state === 'refused') {
      session.presence({ state: 'reading', media: 'entering', insertion: presence.insertion })
    }
    session.presence(presence)
  }

  const inside: TerminalInside = { presenter, session, journal, line, reader, printer, devices: allDevices }
  const close = async () => {
    for (const stop of unsubscribe) stop()
    presenter.stop()
    session.stop()
    await line.close()
    await reader.close()
    await printer.close()
    journal.close()
  }

  const started = await startScreenServer({
    presenter,
    appFolder: parts.appFolder,
    host: settings.screen.host,
    port: settings.screen.port,
    maxMessageBytes: settings.screen.maxMessageBytes,
    maxBadMessages: settings.screen.maxBadMessages,
    replacements: { __RECOVERING__: texts('frame.recovering'), __ELDER__: texts('frame.elder') },
    random: parts.random,
    log,
    handlers: parts.dock?.(inside) ?? [],
    mayBeFramed: parts.dock !== undefined,
  })
  if (!started.ok) {
    await close()
    return started
  }
  const screen = started.value
  return ok({
    ...inside,
    url: screen.url,
    served: (ms) =>
      new Promise((resolve) => {
        const deadline = clock.monotonic() + ms
        const look = () => {
          const asked = reader.device !== 'starting' && printer.status.device !== 'starting'
          if ((line.state === 'up' && asked) || clock.monotonic() > deadline) resolve()
          else clock.setTimeout(look, 5)
        }
        look()
      }),
    async close() {
      await screen.close()
      await close()
    },
  })
}
