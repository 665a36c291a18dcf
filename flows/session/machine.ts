/**
 * A visit, from the first touch to the card taken back. Devices and line report facts as events; everything that can
 * fail or must be durable is an invoked actor. What is personal lives in `card`, `pin`, `member` and the invoked service
 * only, and `forgetPerson` drops all of it on every way out.
 */
import { type AnyActorRef, assign, fromPromise, setup } from 'xstate'
import type { PinRefusal, SocialCard } from '../../drivers/card/port.ts'
import type { PrinterStatus, PrintHandle, ReceiptPrinter } from '../../printers/port.ts'
import type { Fault, Result } from '../../src/domain/result.ts'
import type { LineState, Surroundings, VisitRecord } from '../ports.ts'
import { ignoreTapsExcept, type TapEvent, type TapName, tapEventTypes } from '../taps.ts'
import { admit } from './admission.ts'
import { faultOfError } from './fault-of-error.ts'
import { type Member, openMember } from './member.ts'
import { runService } from './run-service.ts'
import type { Layout, Service, ServiceOutput, TerminalFacts } from './service.ts'
import type { SessionSettings } from './settings.ts'

export interface SessionInput {
  readonly surroundings: Surroundings
  readonly settings: SessionSettings
  readonly terminal: TerminalFacts
  readonly printer: ReceiptPrinter
  readonly printerStatus: PrinterStatus
  readonly line: LineState
  readonly services: readonly Service[]
  readonly layout: Layout
}

export interface SessionContext extends SessionInput {
  readonly elder: boolean
  readonly helpCalled: boolean
  /** Names this visit in the journal. */
  readonly visit: string | null
  /** The service chosen before the card came. */
  readonly wanted: TapName | null
  readonly card: SocialCard | null
  readonly pin: string
  /** Counts PIN entries of this visit: a digit typed for one entry never reaches the next. */
  readonly entry: number
  readonly wrongBefore: boolean
  /** null when the card does not tell. */
  readonly triesLeft: number | null
  readonly member: Member | null
  readonly fault: Fault | null
  /** Why nothing works at all; while set, the terminal is out of service. */
  readonly outage: Fault | null
  /** Whether a card lies in the slot, whoever's it is. */
  readonly slotOccupied: boolean
  /** Paper on its way; survives the card, holds nothing personal that the printer does not hold. */
  readonly paper: PrintHandle | null
}

export type DeviceEvent =
  | { readonly type: 'CARD_INSERTED' }
  | { readonly type: 'CARD_READY'; readonly card: SocialCard }
  | { readonly type: 'CARD_REFUSED'; readonly fault: Fault }
  | { readonly type: 'CARD_REMOVED' }
  | { readonly type: 'READER_LOST'; readonly fault: Fault }
  | { readonly type: 'READER_BACK' }
  | { readonly type: 'LINE_CHANGED'; readonly state: LineState }
  | { readonly type: 'PRINTER_CHANGED'; readonly status: PrinterStatus }
  | { readonly type: 'JOURNAL_FAILED'; readonly fault: Fault }
  | { readonly type: 'PATIENCE_OVER' }
  | { readonly type: 'PAPER_STARTED'; readonly handle: PrintHandle }
export type SessionEvent = TapEvent | DeviceEvent

export const deviceEventTypes = [
  'CARD_INSERTED',
  'CARD_READY',
  'CARD_REFUSED',
  'CARD_REMOVED',
  'READER_LOST',
  'READER_BACK',
  'LINE_CHANGED',
  'PRINTER_CHANGED',
  'JOURNAL_FAILED',
  'PATIENCE_OVER',
  'PAPER_STARTED',
] as const satisfies readonly DeviceEvent['type'][]

/** Told to whoever runs the machine: visit records for the journal, a call for the attendant. */
export type SessionEmitted =
  | { readonly type: 'record'; readonly entry: VisitRecord }
  | { readonly type: 'attendantCalled' }
  | { readonly type: 'cardLeft'; readonly alarm: number }

const verifyPin = fromPromise<Result<void, PinRefusal>, { readonly card: SocialCard; readonly pin: string }>(
  ({ input }) => input.card.verifyPin(input.pin),
)

const identify = fromPromise<
  Result<Member>,
  { readonly visit: string; readonly card: SocialCard; readonly surroundings: Surroundings }
>(({ input }) => openMember(input.visit, input.card, input.surroundings.agency, input.surroundings.journal))

/** The card has left while a paper is on its way: wait for it, and give it up when the printer waits for a person. */
const awaitPaper = fromPromise<void, { readonly handle: PrintHandle }>(async ({ input }) => {
  const stop = input.handle.onStopped(() => input.handle.abandon())
  await input.handle.outcome
  stop()
})

/** Taps a service may get; the session keeps help and extension for itself. */
const serviceTapTypes = tapEventTypes.filter((type) => type !== 'TAP_HELP' && type !== 'TAP_EXTEND')

const noCard = 'no card is in the slot in this state'
const noReading = 'only follows CARD_INSERTED, which leads to readingCard from everywhere'
const readerIsThere = 'only follows READER_LOST, which leads to outOfService from everywhere'
const noPaper = 'only a running service starts paper'
const waiting = 'this screen has no time limit'
const acting = 'an exchange with card or agency is running and has its own limit'

/** Facts that mean nothing in most states. */
const usual = { CARD_READY: noReading, CARD_REFUSED: noReading, READER_BACK: readerIsThere, PAPER_STARTED: noPaper }

const reasonOf = (event: SessionEvent): 'cardRemoved' | 'timeout' | 'readerLost' | 'finished' => {
  if (event.type === 'CARD_REMOVED' || event.type === 'CARD_INSERTED') return 'cardRemoved'
  if (event.type === 'PATIENCE_OVER') return 'timeout'
  return event.type === 'READER_LOST' ? 'readerLost' : 'finished'
}

/** Done events of invoked actors are typed only where they are handled in place. */
const outputOf = <T>(event: object): T => (event as { output: T }).output

const base = setup({
  types: {
    context: {} as SessionContext,
    events: {} as SessionEvent,
    input: {} as SessionInput,
    emitted: {} as SessionEmitted,
    children: {} as { service: 'service' },
  },
  actors: {
    verifyPin,
    identify,
    awaitPaper,
    service: runService,
  },
  guards: {
    hasMember: ({ context }) => context.member !== null,
    isWanted: ({ context }) => context.wanted !== null,
    isAdmitted: ({ context, event }) =>
      event.type === 'CARD_READY' &&
      admit(event.card.issuer, context.surroundings.clock.now(), context.settings.regions) === null,
    pinComplete: ({ context }) => context.pin.length === 6,
    // These judge what an invoked actor came back with.
    succeeded: ({ event }) => outputOf<Result<unknown>>(event).ok,
    isInitialPin: ({ context, event }) =>
      outputOf<Result<unknown>>(event).ok && context.settings.initialPins.includes(context.pin),
    mayTryAgain: ({ event }) => {
      const output = outputOf<Result<void, PinRefusal>>(event)
      return !output.ok && output.error.code === 'YB-CRD-301' && output.error.triesLeft !== 0
    },
    isFinished: ({ event }) => outputOf<ServiceOutput>(event).next === 'finish',
    isCardIn: ({ context }) => context.slotOccupied,
    paperComing: ({ context }) => context.paper !== null,
    canRetry: ({ context }) => context.fault?.code.startsWith('YB-LNK') === true && context.card !== null,
    readerMissing: ({ context }) => context.outage?.code.startsWith('YB-CRD') === true,
  },
  delays: {
    takeCardAlarm: ({ context }) => context.settings.takeCardAlarmMs,
    outageRetry: 10_000,
  },
  actions: {
    toggleElder: assign({ elder: ({ context }) => !context.elder }),
    callAttendant: assign({ helpCalled: true }),
    noteLine: assign({ line: ({ context, event }) => (event.type === 'LINE_CHANGED' ? event.state : context.line) }),
    notePrinter: assign({
      printerStatus: ({ context, event }) => (event.type === 'PRINTER_CHANGED' ? event.status : context.printerStatus),
    }),
    want: assign({ wanted: (_, parameters: { readonly service: TapName }) => parameters.service }),
    wantNothing: assign({ wanted: null }),
    beginVisit: assign({ visit: ({ context }) => context.visit ?? context.surroundings.ids.uuid() }),
    takeInCard: assign({
      card: ({ event }) => (event.type === 'CARD_READY' ? event.card : null),
      pin: '',
      entry: ({ context }) => context.entry + 1,
      wrongBefore: false,
      triesLeft: null,
      fault: null,
    }),
    noteAdmissionFault: assign({
      fault: ({ context, event }) =>
        event.type === 'CARD_READY'
          ? admit(event.card.issuer, context.surroundings.clock.now(), context.settings.regions)
          : null,
    }),
    noteCardIn: assign({ slotOccupied: true }),
    noteCardOut: assign({ slotOccupied: false }),
    noteFault: assign({ fault: ({ event }) => ('fault' in event ? event.fault : null) }),
    noteOutage: assign({ outage: ({ event }) => ('fault' in event ? event.fault : null) }),
    notePaper: assign({ paper: ({ event }) => (event.type === 'PAPER_STARTED' ? event.handle : null) }),
    clearOutage: assign({ outage: null }),
    clearPaper: assign({ paper: null }),
    typeDigit: assign({
      pin: ({ context, event }) =>
        event.type === 'TAP_DIGIT' && context.pin.length < 6 ? context.pin + event.digit : context.pin,
    }),
    deleteDigit: assign({ pin: ({ context }) => context.pin.slice(0, -1) }),
    newEntry: assign({ pin: '', entry: ({ context }) => context.entry + 1 }),
    dropPin: assign({ pin: '' }),
    endMember: ({ context, event }) => context.member?.end(reasonOf(event)),
    /** Everything personal, and the choices of this member. What remains is the terminal as if nobody had been there. */
    forgetPerson: assign({
      card: null,
      pin: '',
      wrongBefore: false,
      triesLeft: null,
      member: null,
      fault: null,
      wanted: null,
      visit: null,
    }),
    forgetManners: assign({ elder: false, helpCalled: false }),
  },
})

const recordVisitStarted = base.emit(({ context }) => ({
  type: 'record',
  entry: { kind: 'visitStarted', visit: context.visit ?? '' },
}))

/** End of a visit in the journal, with its reason; nothing to end when no card was ever read. */
const recordVisitEnded = base.enqueueActions(({ context, enqueue, event }) => {
  if (context.visit === null) return
  enqueue.emit({ type: 'record', entry: { kind: 'visitEnded', visit: context.visit, reason: reasonOf(event) } })
})

const leave = ['endMember', recordVisitEnded, 'forgetPerson'] as const

const forwardToService = base.sendTo('service', ({ event }) => event)

/** A service chosen on the home screen: at once when the card is in, otherwise after it. */
const choose = (service: TapName) =>
  [
    { guard: 'hasMember', target: 'serving', actions: { type: 'want', params: { service } } },
    { target: 'insertCard', actions: { type: 'want', params: { service } } },
  ] as const

const toTakeCard = { target: '#session.takeCard' } as const

export const sessionMachine = base.createMachine({
  id: 'session',
  context: ({ input }) => ({
    ...input,
    elder: false,
    helpCalled: false,
    visit: null,
    wanted: null,
    card: null,
    pin: '',
    entry: 0,
    wrongBefore: false,
    triesLeft: null,
    member: null,
    fault: null,
    outage: null,
    slotOccupied: false,
    paper: null,
  }),
  initial: 'standby',
  on: {
    TAP_HELP: { actions: ['callAttendant', base.emit({ type: 'attendantCalled' })] },
    // Any touch renews the time; this one does nothing else.
    TAP_EXTEND: {},
    LINE_CHANGED: { actions: 'noteLine' },
    PRINTER_CHANGED: { actions: 'notePrinter' },
    CARD_INSERTED: { target: '.readingCard', actions: [...leave, 'beginVisit', 'noteCardIn'] },
    CARD_REMOVED: [
      { guard: 'paperComing', target: '.paperComing', actions: [...leave, 'noteCardOut'] },
      { target: '.standby', actions: [...leave, 'noteCardOut'] },
    ],
    READER_LOST: { target: '.outOfService', actions: [...leave, 'noteOutage', 'noteCardOut'] },
    JOURNAL_FAILED: { target: '.outOfService', actions: ['endMember', 'forgetPerson', 'noteOutage'] },
  },
  states: {
    standby: {
      entry: ['forgetManners', 'clearPaper'],
      on: {
        TAP_START: 'home',
        TAP_ELDER: { target: 'home', actions: 'toggleElder' },
      },
      meta: {
        ignores: { ...ignoreTapsExcept('TAP_START', 'TAP_ELDER'), ...usual, PATIENCE_OVER: waiting },
      },
    },

    home: {
      on: {
        TAP_INQUIRY: choose('inquiry'),
        TAP_ELDER: { actions: 'toggleElder' },
        TAP_BACK: [{ guard: 'hasMember', ...toTakeCard }, { target: 'standby' }],
        TAP_FINISH: toTakeCard,
        PATIENCE_OVER: [{ guard: 'hasMember', ...toTakeCard }, { target: 'standby' }],
        // Without a member: the first touch and the card at once; keep the size of type that was chosen.
        CARD_INSERTED: { target: 'readingCard', actions: [...leave, 'beginVisit', 'noteCardIn'] },
      },
      meta: {
        ignores: {
          ...ignoreTapsExcept('TAP_INQUIRY', 'TAP_ELDER', 'TAP_BACK', 'TAP_FINISH'),
          ...usual,
        },
      },
    },

    insertCard: {
      on: {
        // The service chosen before the card stays chosen.
        CARD_INSERTED: { target: 'readingCard', actions: ['beginVisit', 'noteCardIn'] },
        CARD_REMOVED: {},
        TAP_BACK: { target: 'home', actions: 'wantNothing' },
        PATIENCE_OVER: { target: 'standby', actions: 'forgetPerson' },
      },
      meta: {
        ignores: { ...ignoreTapsExcept('TAP_BACK'), ...usual, CARD_REMOVED: noCard },
      },
    },

    readingCard: {
      entry: recordVisitStarted,
      on: {
        CARD_READY: [
          { guard: 'isAdmitted', target: 'pin', actions: 'takeInCard' },
          { target: 'attention', actions: 'noteAdmissionFault' },
        ],
        CARD_REFUSED: { target: 'attention', actions: 'noteFault' },
        CARD_REMOVED: {
          target: 'pulledEarly',
          actions: [
            'endMember',
            recordVisitEnded,
            'noteCardOut',
            assign({ visit: null, fault: { code: 'YB-CRD-102' } }),
          ],
        },
      },
      meta: {
        ignores: { ...ignoreTapsExcept(), READER_BACK: readerIsThere, PAPER_STARTED: noPaper, PATIENCE_OVER: acting },
      },
    },

    /** The card left while it was being read: say so, and go on where the member was when it comes back. */
    pulledEarly: {
      on: {
        CARD_INSERTED: { target: 'readingCard', actions: ['beginVisit', 'noteCardIn'] },
        CARD_REMOVED: {},
        TAP_BACK: { target: 'home', actions: 'wantNothing' },
        PATIENCE_OVER: { target: 'standby', actions: 'forgetPerson' },
      },
      meta: { ignores: { ...ignoreTapsExcept('TAP_BACK'), ...usual, CARD_REMOVED: noCard } },
    },

    pin: {
      on: {
        TAP_DIGIT: { actions: 'typeDigit' },
        TAP_DELETE: { actions: 'deleteDigit' },
        TAP_CONFIRM: { guard: 'pinComplete', target: 'verifyingPin' },
        TAP_CANCEL: toTakeCard,
        PATIENCE_OVER: toTakeCard,
      },
      meta: { ignores: { ...ignoreTapsExcept('TAP_DIGIT', 'TAP_DELETE', 'TAP_CONFIRM', 'TAP_CANCEL'), ...usual } },
    },

    verifyingPin: {
      invoke: {
        src: 'verifyPin',
        input: ({ context }) => ({ card: context.card!, pin: context.pin }),
        onDone: [
          {
            guard: 'isInitialPin',
            target: 'attention',
            actions: ['dropPin', assign({ fault: { code: 'YB-CRD-303' } })],
          },
          { guard: 'succeeded', target: 'identifying', actions: 'dropPin' },
          {
            guard: 'mayTryAgain',
            target: 'pin',
            actions: [
              'newEntry',
              assign({
                wrongBefore: true,
                triesLeft: ({ event }) => (event.output.ok ? null : event.output.error.triesLeft),
              }),
            ],
          },
          {
            target: 'attention',
            actions: [
              'dropPin',
              assign({
                fault: ({ event }) =>
                  event.output.ok
                    ? null
                    : event.output.error.code === 'YB-CRD-301'
                      ? { code: 'YB-CRD-302' as const }
                      : { code: event.output.error.code },
              }),
            ],
          },
        ],
        onError: { target: 'attention', actions: ['dropPin', assign({ fault: { code: 'YB-CRD-103' } })] },
      },
      meta: { ignores: { ...ignoreTapsExcept(), ...usual, PATIENCE_OVER: acting } },
    },

    identifying: {
      invoke: {
        src: 'identify',
        input: ({ context }) => ({
          visit: context.visit ?? '',
          card: context.card!,
          surroundings: context.surroundings,
        }),
        onDone: [
          {
            guard: 'succeeded',
            target: 'confirmIdentity',
            actions: assign({ member: ({ event }) => (event.output.ok ? event.output.value : null) }),
          },
          {
            target: 'attention',
            actions: assign({ fault: ({ event }) => (event.output.ok ? null : event.output.error) }),
          },
        ],
        // Only the journal throws here: nothing may be shown that is not written down.
        onError: {
          target: 'outOfService',
          actions: ['forgetPerson', assign({ outage: ({ event }) => faultOfError(event.error) })],
        },
      },
      on: { TAP_CANCEL: toTakeCard },
      meta: { ignores: { ...ignoreTapsExcept('TAP_CANCEL'), ...usual, PATIENCE_OVER: acting } },
    },

    confirmIdentity: {
      on: {
        TAP_CONFIRM: [{ guard: 'isWanted', target: 'serving' }, { target: 'home' }],
        TAP_ELDER: { actions: 'toggleElder' },
        TAP_CANCEL: toTakeCard,
        PATIENCE_OVER: toTakeCard,
      },
      meta: { ignores: { ...ignoreTapsExcept('TAP_CONFIRM', 'TAP_ELDER', 'TAP_CANCEL'), ...usual } },
    },

    serving: {
      exit: 'wantNothing',
      invoke: {
        id: 'service',
        src: 'service',
        input: ({ context, self }) => ({
          service: context.services.find((service) => service.action === context.wanted)!,
          member: context.member!,
          surroundings: context.surroundings,
          terminal: context.terminal,
          printer: context.printer,
          printerStatus: context.printerStatus,
          elder: context.elder,
          layout: context.layout,
          paperStarted: (handle: PrintHandle) =>
            (self as AnyActorRef).send({ type: 'PAPER_STARTED', handle } satisfies SessionEvent),
        }),
        onDone: [{ guard: 'isFinished', target: 'takeCard' }, { target: 'home' }],
        onError: {
          target: 'outOfService',
          actions: ['endMember', 'forgetPerson', assign({ outage: ({ event }) => faultOfError(event.error) })],
        },
      },
      on: {
        ...Object.fromEntries(serviceTapTypes.map((type) => [type, { actions: forwardToService }])),
        PRINTER_CHANGED: { actions: ['notePrinter', forwardToService] },
        PAPER_STARTED: { actions: 'notePaper' },
        PATIENCE_OVER: toTakeCard,
      },
      meta: {
        ignores: { CARD_READY: noReading, CARD_REFUSED: noReading, READER_BACK: readerIsThere },
        forwards: 'service',
      },
    },

    attention: {
      on: {
        TAP_RETRY: { guard: 'canRetry', target: 'identifying', actions: assign({ fault: null }) },
        TAP_FINISH: toTakeCard,
        PATIENCE_OVER: toTakeCard,
      },
      meta: { ignores: { ...ignoreTapsExcept('TAP_RETRY', 'TAP_FINISH'), ...usual } },
    },

    takeCard: {
      // The agency hears the end and the person is forgotten before anyone has reached for the card.
      entry: [...leave],
      initial: 'asked',
      states: {
        asked: { after: { takeCardAlarm: { target: 'alarmed', actions: base.emit({ type: 'cardLeft', alarm: 1 }) } } },
        alarmed: { after: { takeCardAlarm: { target: 'left', actions: base.emit({ type: 'cardLeft', alarm: 2 }) } } },
        left: {},
      },
      meta: { ignores: { ...ignoreTapsExcept(), ...usual, PATIENCE_OVER: waiting } },
    },

    /** The card is gone; a paper of its holder is still coming out. Nothing personal is left but that paper. */
    paperComing: {
      invoke: {
        src: 'awaitPaper',
        input: ({ context }) => ({ handle: context.paper! }),
        onDone: 'standby',
        onError: 'standby',
      },
      exit: 'clearPaper',
      meta: { ignores: { ...ignoreTapsExcept(), ...usual, CARD_REMOVED: noCard, PATIENCE_OVER: acting } },
      on: { CARD_REMOVED: {} },
    },

    outOfService: {
      entry: 'forgetManners',
      exit: 'clearOutage',
      on: {
        READER_BACK: 'standby',
        CARD_REMOVED: { actions: 'noteCardOut' },
        READER_LOST: { actions: ['noteOutage', 'noteCardOut'] },
        JOURNAL_FAILED: { actions: 'noteOutage' },
      },
      after: {
        // A full disk may have been cleared meanwhile; the next visit finds out.
        outageRetry: [{ guard: 'readerMissing' }, { guard: 'isCardIn', target: 'takeCard' }, { target: 'standby' }],
      },
      meta: {
        ignores: {
          ...ignoreTapsExcept(),
          CARD_READY: noReading,
          CARD_REFUSED: noReading,
          PAPER_STARTED: noPaper,
          PATIENCE_OVER: waiting,
        },
      },
    },
  },
})
