/**
 * Stand-ins at the flows' own ports, for tests of the flows alone: a card, an agency, a printer and a journal that do
 * what a test tells them, failures included. What lies below the ports has its own tests and simulators.
 */
import type { CardPresence, SocialCard } from '../../drivers/card/port.ts'
import type {
  PrinterStatus,
  PrintHandle,
  PrintJob,
  PrintOutcome,
  PrintProgress,
  ReceiptPrinter,
} from '../../printers/port.ts'
import { failed, ok, type Result } from '../../src/domain/result.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { type SimulatedClock, settle, simulatedClock } from '../../test/support/simulated-clock.ts'
import type { AgencyLine, LineState, Surroundings, VisitRecord } from '../ports.ts'
import { services } from '../services.ts'
import { type Session, startSession } from '../session/session.ts'
import type { SessionSettings } from '../session/settings.ts'

export const testSettings: SessionSettings = {
  idleMs: 60_000,
  idleElderMs: 120_000,
  resultMs: 90_000,
  pinMs: 45_000,
  warningMs: 20_000,
  standbyMs: 30_000,
  takeCardAlarmMs: 15_000,
  messageMs: 20_000,
  takePaperMs: 15_000,
  initialPins: ['123456', '000000', '888888'],
  regions: ['2112'],
}

/** Texts that show their id and parameters, so that a test reads what was said without depending on the wording. */
export const idTexts: Texts = Object.assign(
  (id: string, parameters: Readonly<Record<string, string | number>> = {}) =>
    [id, ...Object.entries(parameters).map(([name, value]) => `${name}=${value}`)].join(' '),
  { has: () => true },
)

export const holderName = '欧阳建国'
export const holderId = '34052419800101001X'
export const goodPin = '135790'

export interface TestCard extends SocialCard {
  /** Every PIN that reached the chip. */
  readonly pins: string[]
}

export const testCard = (
  options: {
    readonly insertion?: string
    readonly expiresOn?: string
    readonly issuedOn?: string
    readonly cardSn?: string
    readonly birthDate?: string
    readonly pin?: string
    readonly tries?: number | null
  } = {},
): TestCard => {
  let tries = options.tries === undefined ? 6 : options.tries
  const pins: string[] = []
  return {
    insertion: options.insertion ?? 'insertion-1',
    issuer: {
      cardSn: options.cardSn ?? '211200D156000005A1420B37C225EB7D',
      specVersion: '2.00',
      issuerCode: '915600000211',
      issuedOn: options.issuedOn ?? '2019-08-01',
      expiresOn: options.expiresOn ?? '2029-08-01',
      cardNo: 'A12345678',
    },
    holder: {
      idNumber: holderId,
      name: holderName,
      gender: 'male',
      ethnicity: '01',
      birthPlace: '340524',
      birthDate: options.birthDate ?? '1980-01-01',
    },
    pins,
    async verifyPin(pin) {
      pins.push(pin)
      if (tries === 0) return failed({ code: 'YB-CRD-302', triesLeft: 0 })
      if (pin === (options.pin ?? goodPin)) return ok(undefined)
      if (tries !== null) tries -= 1
      return failed({ code: 'YB-CRD-301', triesLeft: tries })
    },
    prove: async () => ok(new Uint8Array(8)),
  }
}

export interface TestAgency extends AgencyLine {
  readonly asked: string[]
  readonly ended: string[]
  /** The next call of that name answers so, once. */
  answerNext(call: 'identifyBegin' | 'identifyProve' | 'query', result: Result<never>): void
  /** The next proof waits until the returned function is called. */
  holdProof(): () => void
  pages: number
  /** Contribution records of the member. */
  rows: number
  /** Of the last query. */
  parameters: unknown
  accounts: { insuranceType: string; balanceFen: number }[]
  change(state: LineState): void
}

export const testAgency = (): TestAgency => {
  const listeners = new Set<(state: LineState) => void>()
  const planned = new Map<string, Result<never>>()
  let state: LineState = 'up'
  let sessions = 0
  let holding: Promise<void> = Promise.resolve()
  const take = (call: string): Result<never> | null => {
    const result = planned.get(call) ?? null
    planned.delete(call)
    return result
  }
  const agency: TestAgency = {
    asked: [],
    ended: [],
    pages: 1,
    rows: 2,
    parameters: undefined,
    accounts: [{ insuranceType: '310', balanceFen: 328_650 }],
    answerNext: (call, result) => void planned.set(call, result),
    get state() {
      return state
    },
    change(next) {
      state = next
      for (const listener of listeners) listener(next)
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async identifyBegin() {
      return take('identifyBegin') ?? ok({ identification: 'i-1', challenge: new Uint8Array(16) })
    },
    holdProof() {
      let release = () => {}
      holding = new Promise((resolve) => {
        release = resolve
      })
      return release
    },
    async identifyProve() {
      await holding
      const refusal = take('identifyProve')
      if (refusal) return refusal
      sessions += 1
      return ok({ session: `s-${sessions}`, personNo: 'P-1' })
    },
    identifyEnd: (session, reason) => void agency.ended.push(`${session} ${reason}`),
    async query(session, name, parameters) {
      agency.asked.push(`${session} ${name}`)
      agency.parameters = parameters
      const refusal = take('query')
      if (refusal) return refusal
      const asOf = Date.parse('2026-10-12T09:00:00+08:00')
      const page = (parameters as { page?: number }).page ?? 0
      const answers = {
        participation: { asOf, rows: [{ insuranceType: '310', status: 'normal', since: '2008-03-01' }] },
        balance: { asOf, accounts: agency.accounts },
        contributions: {
          asOf,
          page,
          pages: agency.pages,
          rows: Array.from({ length: agency.rows }, (_, index) => ({
            period: index % 2 === 0 ? '2026-09' : '2025',
            insuranceType: '310',
            state: index % 2 === 0 ? 'paid' : 'arrears',
            ownFen: 1,
            unitFen: 2,
            subsidyFen: 0,
          })),
        },
      }
      return ok(answers[name as keyof typeof answers] as never)
    },
  }
  return agency
}

export interface TestPrinter extends ReceiptPrinter {
  readonly jobs: PrintJob[]
  readonly abandoned: string[]
  progress(progress: PrintProgress): void
  stopped(): void
  settle(outcome: PrintOutcome): void
}

export const readyPrinter: PrinterStatus = { device: 'online', paper: 'full', cover: 'closed' }

export const testPrinter = (): TestPrinter => {
  const onProgress = new Set<(progress: PrintProgress) => void>()
  const onStopped = new Set<(stopped: Extract<PrintOutcome, { result: 'stopped' }>) => void>()
  let finish: (outcome: PrintOutcome) => void = () => {}
  const stoppedNow = { result: 'stopped', fault: { code: 'YB-PRN-101' }, rowsDone: 10 } as const
  let waiting = false
  const printer: TestPrinter = {
    status: readyPrinter,
    tier: 'A',
    jobs: [],
    abandoned: [],
    subscribe: () => () => {},
    close: async () => {},
    print(job): PrintHandle {
      printer.jobs.push(job)
      waiting = false
      const outcome = new Promise<PrintOutcome>((resolve) => {
        finish = resolve
      })
      return {
        outcome,
        onProgress(listener) {
          onProgress.add(listener)
          return () => onProgress.delete(listener)
        },
        onStopped(listener) {
          onStopped.add(listener)
          if (waiting) listener(stoppedNow)
          return () => onStopped.delete(listener)
        },
        abandon() {
          printer.abandoned.push(job.jobId)
          finish({ result: 'stopped', fault: { code: 'YB-PRN-101' }, rowsDone: 10 })
        },
      }
    },
    progress: (progress) => {
      waiting = false
      for (const listener of onProgress) listener(progress)
    },
    stopped: () => {
      waiting = true
      for (const listener of onStopped) listener(stoppedNow)
    },
    settle: (outcome) => finish(outcome),
  }
  return printer
}

export interface Bench {
  readonly session: Session
  readonly clock: SimulatedClock
  readonly agency: TestAgency
  readonly printer: TestPrinter
  readonly records: VisitRecord[]
  readonly calls: string[]
  /** From now on every write to the journal throws this code. */
  failJournal(code: string | null): void
  screen(): string
  tap(...actions: string[]): Promise<void>
  insert(card?: SocialCard): Promise<void>
  remove(): Promise<void>
  presence(presence: CardPresence): Promise<void>
  /** From standby to home with the card in and the identity confirmed. */
  signIn(card?: SocialCard): Promise<void>
}

export const testBench = (options: { settings?: Partial<SessionSettings>; texts?: Texts } = {}): Bench => {
  const clock = simulatedClock()
  const agency = testAgency()
  const printer = testPrinter()
  const records: VisitRecord[] = []
  const calls: string[] = []
  let journalCode: string | null = null
  let serial = 0
  let ids = 0
  const write = () => {
    if (journalCode !== null) throw Object.assign(new Error(journalCode), { fault: { code: journalCode } })
  }
  const surroundings: Surroundings = {
    agency,
    clock,
    ids: {
      uuid() {
        ids += 1
        return `id-${ids}`
      },
    },
    texts: options.texts ?? idTexts,
    journal: {
      record(entry) {
        write()
        records.push(entry)
      },
      nextSlip() {
        write()
        serial += 1
        return serial
      },
    },
  }
  const session = startSession(
    {
      surroundings,
      settings: { ...testSettings, ...options.settings },
      terminal: { agencyName: '某某市医疗保障局', siteName: '银州', terminalId: '0412-07', phone: '12393' },
      printer,
      printerStatus: readyPrinter,
      line: 'up',
      services,
      layout: 'standing',
    },
    {
      attendantCalled: () => calls.push('attendant'),
      cardLeft: (alarm) => calls.push(`cardLeft ${alarm}`),
      failed: () => calls.push('failed'),
    },
  )
  const presence = async (next: CardPresence) => {
    session.presence(next)
    await settle()
  }
  const bench: Bench = {
    session,
    clock,
    agency,
    printer,
    records,
    calls,
    failJournal(code) {
      journalCode = code
    },
    screen: () => session.view().screen,
    async tap(...actions) {
      for (const action of actions) {
        const offered = session.view().actions.find((candidate) => candidate.action === action)
        if (!offered) throw new Error(`${action} is not offered on ${bench.screen()}`)
        if (!offered.enabled) throw new Error(`${action} is disabled on ${bench.screen()}`)
        session.tap(action)
        await settle()
      }
    },
    async insert(card = testCard()) {
      await presence({ state: 'reading', media: 'entering', insertion: card.insertion })
      await presence({ state: 'ready', media: 'present', insertion: card.insertion, card })
    },
    remove: () => presence({ state: 'empty', media: 'notPresent' }),
    presence,
    async signIn(card = testCard()) {
      await bench.insert(card)
      await bench.tap(...[...goodPin].map((digit) => `digit:${digit}`), 'confirm', 'confirm')
    },
  }
  return bench
}
