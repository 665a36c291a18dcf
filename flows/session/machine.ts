/**
 * A visit, from the first touch to the card taken back. Devices and line report facts as events; everything that can
 * fail or must be durable is an invoked actor. What is personal lives in `card`, `pin`, `member` and the invoked service
 * only, and `forgetPerson` drops all of it on every way out.
 */
import { type AnyActorRef, assign } from 'xstate'
import type { PrintHandle } from '../../printers/port.ts'
import { ignoreTapsExcept, type TapName, tapEventTypes } from '../taps.ts'
import type { SessionEvent } from './events.ts'
import { faultOfError } from './fault-of-error.ts'
import { forwardToService, leave, nobodyHere, recordVisitEnded, recordVisitStarted, sessionParts } from './parts.ts'

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

/** A service chosen on the home screen: at once when the card is in, otherwise after it. */
const choose = (service: TapName) =>
  [
    { guard: 'hasMember', target: 'serving', actions: { type: 'want', params: { service } } },
    { target: 'insertCard', actions: { type: 'want', params: { service } } },
  ] as const

const toTakeCard = { target: '#session.takeCard' } as const

export const sessionMachine = sessionParts.createMachine({
  id: 'session',
  context: ({ input }) => nobodyHere(input),
  initial: 'standby',
  on: {
    TAP_HELP: { actions: ['callAttendant', sessionParts.emit({ type: 'attendantCalled' })] },
    // Any touch renews the time; this one does nothing else.
    TAP_EXTEND: {},
    LINE_CHANGED: { actions: 'noteLine' },
    PRINTER_CHANGED: { actions: 'notePrinter' },
    CARD_INSERTED: { target: '.readingCard', actions: [...leave, 'beginVisit', 'noteCardIn'] },
    CARD_REMOVED: [
      { guard: 'paperComing', target: '.paperComing', actions: [...leave, 'noteCardOut'] },
      { target: '.standby', actions: [...leave, 'noteCardOut'] },
    ],
    READER_LOST: { target: '.outOfService', actions: [...leave, 'noteOutage', 'noteReaderLost', 'noteCardOut'] },
    JOURNAL_FAILED: { target: '.outOfService', actions: ['endMember', 'letPaperGo', 'forgetPerson', 'noteOutage'] },
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
          actions: [
            'endMember',
            'letPaperGo',
            'forgetPerson',
            assign({ outage: ({ event }) => faultOfError(event.error) }),
          ],
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
        asked: {
          after: { takeCardAlarm: { target: 'alarmed', actions: sessionParts.emit({ type: 'cardLeft', alarm: 1 }) } },
        },
        alarmed: {
          after: { takeCardAlarm: { target: 'left', actions: sessionParts.emit({ type: 'cardLeft', alarm: 2 }) } },
        },
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
        READER_BACK: { target: 'standby', actions: 'noteReaderBack' },
        CARD_REMOVED: { actions: 'noteCardOut' },
        READER_LOST: { actions: ['noteOutage', 'noteReaderLost', 'noteCardOut'] },
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
