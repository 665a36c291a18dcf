/**
 * One document onto paper, for every service. The printer writes intent and outcome to the journal itself; this machine
 * only tells the member the truth about it and never claims paper before the printer has confirmed it.
 */
import { assign, fromCallback, setup } from 'xstate'
import type { DocumentTree } from '../../printers/documents/tree.ts'
import type { PrintHandle, PrintOutcome, PrintProgress, ReceiptPrinter } from '../../printers/port.ts'
import type { Fault } from '../../src/domain/result.ts'
import { ignoreTapsExcept, type TapEvent } from '../taps.ts'

export interface PrintingInput {
  readonly printer: ReceiptPrinter
  readonly document: DocumentTree
  readonly jobId: string
  /** Which paper of how many; another one follows by itself until the last. */
  readonly paper: { readonly number: number; readonly of: number }
  /** The session keeps the handle: paper may come out after the card has left. */
  readonly started: (handle: PrintHandle) => void
}

export interface PrintingContext extends PrintingInput {
  readonly progress: PrintProgress | null
  readonly fault: Fault | null
}

export type PrintingEvent =
  | TapEvent
  | { readonly type: 'PRINT_PROGRESSED'; readonly progress: PrintProgress }
  | { readonly type: 'PRINT_STOPPED'; readonly fault: Fault }
  | { readonly type: 'PRINT_SETTLED'; readonly outcome: PrintOutcome }

export const printingEventTypes = ['PRINT_PROGRESSED', 'PRINT_STOPPED', 'PRINT_SETTLED'] as const

export interface PrintingOutput {
  /** following: this paper is out, the next one may come. again: the same document, as a new job: nothing reached the paper. */
  readonly next: 'back' | 'finish' | 'again' | 'following'
}

const job = fromCallback<PrintingEvent, PrintingInput>(({ input, sendBack }) => {
  const handle = input.printer.print({ jobId: input.jobId, document: input.document })
  input.started(handle)
  const stops = [
    handle.onProgress((progress) => sendBack({ type: 'PRINT_PROGRESSED', progress })),
    handle.onStopped((stopped) => sendBack({ type: 'PRINT_STOPPED', fault: stopped.fault })),
  ]
  handle.outcome.then(
    (outcome) => sendBack({ type: 'PRINT_SETTLED', outcome }),
    () => sendBack({ type: 'PRINT_SETTLED', outcome: { result: 'unknown', fault: { code: 'YB-PRN-201' } } }),
  )
  return () => {
    for (const stop of stops) stop()
  }
})

const settled = 'the job has its final outcome; nothing more can come of it'
const over = { PRINT_PROGRESSED: settled, PRINT_STOPPED: settled, PRINT_SETTLED: settled }

export const printingMachine = setup({
  types: {
    context: {} as PrintingContext,
    events: {} as PrintingEvent,
    input: {} as PrintingInput,
    output: {} as PrintingOutput,
  },
  actors: { job },
  actions: {
    noteProgress: assign({
      progress: ({ event }) => (event.type === 'PRINT_PROGRESSED' ? event.progress : null),
    }),
    noteFault: assign({
      fault: ({ event }) => {
        if (event.type === 'PRINT_STOPPED') return event.fault
        if (event.type === 'PRINT_SETTLED')
          return 'fault' in event.outcome ? event.outcome.fault : { code: 'YB-PRN-201' as const }
        return null
      },
    }),
  },
  guards: {
    // «Probably printed» is the best a printer of tier B can say; the member sees the paper. «Sent» proves nothing.
    isPrinted: ({ event }) =>
      event.type === 'PRINT_SETTLED' &&
      (event.outcome.result === 'printed' || event.outcome.result === 'probablyPrinted'),
    isPrintedOfMore: ({ context, event }) =>
      event.type === 'PRINT_SETTLED' &&
      (event.outcome.result === 'printed' || event.outcome.result === 'probablyPrinted') &&
      context.paper.number < context.paper.of,
    isNotStarted: ({ event }) => event.type === 'PRINT_SETTLED' && event.outcome.result === 'notStarted',
  },
}).createMachine({
  id: 'printing',
  context: ({ input }) => ({ ...input, progress: null, fault: null }),
  initial: 'job',
  // A print intent that cannot be written stops the job before its first byte; the session goes out of service with the code.
  meta: { escalates: 'errors of the invoked job' },
  output: ({ event }) => {
    const next = (event as { output?: PrintingOutput['next'] }).output ?? 'back'
    return { next }
  },
  states: {
    job: {
      invoke: {
        src: 'job',
        input: ({ context }) => ({
          printer: context.printer,
          document: context.document,
          jobId: context.jobId,
          paper: context.paper,
          started: context.started,
        }),
      },
      initial: 'printing',
      on: {
        PRINT_SETTLED: [
          { guard: 'isPrintedOfMore', target: 'following' },
          { guard: 'isPrinted', target: 'takePaper' },
          { guard: 'isNotStarted', target: 'notStarted', actions: 'noteFault' },
          { target: 'uncertain', actions: 'noteFault' },
        ],
      },
      states: {
        printing: {
          on: {
            PRINT_PROGRESSED: { actions: 'noteProgress' },
            PRINT_STOPPED: { target: 'stopped', actions: 'noteFault' },
          },
          meta: { ignores: ignoreTapsExcept() },
        },
        stopped: {
          on: {
            PRINT_PROGRESSED: { target: 'printing', actions: 'noteProgress' },
            PRINT_STOPPED: { actions: 'noteFault' },
            TAP_FINISH: { target: '#printing.leave' },
          },
          meta: { ignores: ignoreTapsExcept('TAP_FINISH') },
        },
      },
    },
    takePaper: {
      on: { TAP_BACK: 'back', TAP_FINISH: 'leave' },
      meta: {
        ignores: {
          ...ignoreTapsExcept('TAP_BACK', 'TAP_FINISH'),
          ...over,
        },
      },
    },
    notStarted: {
      on: { TAP_RETRY: 'again', TAP_BACK: 'back', TAP_FINISH: 'leave' },
      meta: {
        ignores: {
          ...ignoreTapsExcept('TAP_RETRY', 'TAP_BACK', 'TAP_FINISH'),
          ...over,
        },
      },
    },
    uncertain: {
      on: { TAP_BACK: 'back', TAP_FINISH: 'leave' },
      meta: {
        ignores: {
          ...ignoreTapsExcept('TAP_BACK', 'TAP_FINISH'),
          ...over,
        },
      },
    },
    back: { type: 'final', output: 'back' },
    leave: { type: 'final', output: 'finish' },
    again: { type: 'final', output: 'again' },
    following: { type: 'final', output: 'following' },
  },
})
