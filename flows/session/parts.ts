/** What the chart of a visit is made of: the actors it invokes, the questions it asks, what it remembers and forgets. */
import { assign, fromPromise, setup } from 'xstate'
import type { PinRefusal, SocialCard } from '../../drivers/card/port.ts'
import type { PrintHandle } from '../../printers/port.ts'
import type { Result } from '../../src/domain/result.ts'
import type { Surroundings } from '../ports.ts'
import type { TapName } from '../taps.ts'
import { admit } from './admission.ts'
import type { SessionContext, SessionEmitted, SessionEvent, SessionInput } from './events.ts'
import { type Member, openMember } from './member.ts'
import { runService } from './run-service.ts'
import type { ServiceOutput } from './service.ts'

/** The terminal as if nobody had ever been there. */
export const nobodyHere = (input: SessionInput): SessionContext => ({
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
  readerMissing: false,
  paper: null,
})

const verifyPin = fromPromise<Result<void, PinRefusal>, { readonly card: SocialCard; readonly pin: string }>(
  ({ input }) => input.card.verifyPin(input.pin),
)

const identify = fromPromise<
  Result<Member>,
  { readonly visit: string; readonly card: SocialCard; readonly surroundings: Surroundings }
>(({ input, signal }) =>
  openMember(input.visit, input.card, input.surroundings.agency, input.surroundings.journal, signal),
)

/** The card has left while a paper is on its way: wait until it is out, or given up. */
const awaitPaper = fromPromise<void, { readonly handle: PrintHandle }>(async ({ input }) => {
  await input.handle.outcome
})

const reasonOf = (event: SessionEvent): 'cardRemoved' | 'timeout' | 'readerLost' | 'finished' => {
  if (event.type === 'CARD_REMOVED' || event.type === 'CARD_INSERTED') return 'cardRemoved'
  if (event.type === 'PATIENCE_OVER') return 'timeout'
  return event.type === 'READER_LOST' ? 'readerLost' : 'finished'
}

/** Done events of invoked actors are typed only where they are handled in place. */
const outputOf = <T>(event: object): T => (event as { output: T }).output

/** Actors, guards, delays and actions by name; the chart in `machine.ts` says when. */
export const sessionParts = setup({
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
    readerMissing: ({ context }) => context.readerMissing,
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
    noteReaderLost: assign({ readerMissing: true }),
    noteReaderBack: assign({ readerMissing: false }),
    /** Nobody is there any more to take a paper that a person would have to free first: it must not come out later. */
    letPaperGo: ({ context: { paper } }) => void paper?.onStopped(() => paper.abandon()),
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

export const recordVisitStarted = sessionParts.emit(({ context }) => ({
  type: 'record',
  entry: { kind: 'visitStarted', visit: context.visit ?? '' },
}))

/** End of a visit in the journal, with its reason; nothing to end when no card was ever read. */
export const recordVisitEnded = sessionParts.enqueueActions(({ context, enqueue, event }) => {
  if (context.visit === null) return
  enqueue.emit({ type: 'record', entry: { kind: 'visitEnded', visit: context.visit, reason: reasonOf(event) } })
})

/** Every way out: the agency hears it, the journal has it, and the person is forgotten. */
export const leave = ['endMember', recordVisitEnded, 'letPaperGo', 'forgetPerson'] as const

export const forwardToService = sessionParts.sendTo('service', ({ event }) => event)
