/** 信息查询: participation, balances and contribution records of the member whose card is in the slot. */
import { assign, fromPromise, setup } from 'xstate'
import type { BalanceSlipFacts } from '../../printers/documents/balance-slip.ts'
import type { ContributionListFacts } from '../../printers/documents/contribution-list.ts'
import { slipNumber } from '../../printers/documents/slip-number.ts'
import type { PrinterStatus } from '../../printers/port.ts'
import { beijingDate } from '../../src/domain/beijing-time.ts'
import type { Fault, Result } from '../../src/domain/result.ts'
import type { QueryAnswer } from '../../src/wire/queries.ts'
import { type PrintingOutput, printingMachine } from '../printing/machine.ts'
import type { Member } from '../session/member.ts'
import type { ServiceEvent, ServiceInput, ServiceOutput } from '../session/service.ts'
import { ignoreTapsExcept, tapEventTypes } from '../taps.ts'
import { balancePapers, contributionPapers, documentOf } from './papers.ts'

export interface BalanceRecord {
  readonly participation: QueryAnswer<'participation'>
  readonly balance: QueryAnswer<'balance'>
}

export interface InquiryContext extends ServiceInput {
  readonly record: BalanceRecord | null
  readonly contributions: QueryAnswer<'contributions'> | null
  readonly page: number
  readonly fault: Fault | null
  /** What is to be printed, paper by paper, and the one that is at it. */
  readonly papers: readonly PaperFacts[]
  readonly at: number
  readonly paper: Paper | null
}

export type PaperFacts =
  | { readonly document: 'balanceSlip'; readonly facts: Omit<BalanceSlipFacts, 'frame'> }
  | { readonly document: 'contributionList'; readonly facts: Omit<ContributionListFacts, 'frame'> }

export type ContributionAnswerRow = QueryAnswer<'contributions'>['rows'][number]

export interface Paper {
  readonly jobId: string
  readonly slipNo: string
}

const askBalance = fromPromise<Result<BalanceRecord>, { readonly member: Member }>(async ({ input }) => {
  const participation = await input.member.ask('participation', {})
  if (!participation.ok) return participation
  const balance = await input.member.ask('balance', {})
  if (!balance.ok) return balance
  return { ok: true, value: { participation: participation.value, balance: balance.value } }
})

const askContributions = fromPromise<
  Result<QueryAnswer<'contributions'>>,
  { readonly member: Member; readonly page: number; readonly rows: number }
>(({ input }) => input.member.ask('contributions', { page: input.page, rows: input.rows }))

/** Every record, for the paper: the screen shows them page by page, the list is one. */
const askAllContributions = fromPromise<Result<readonly ContributionAnswerRow[]>, { readonly member: Member }>(
  async ({ input }) => {
    const rows: ContributionAnswerRow[] = []
    for (let page = 0; ; page += 1) {
      const answer = await input.member.ask('contributions', { page, rows: 100 })
      if (!answer.ok) return answer
      rows.push(...answer.value.rows)
      if (page + 1 >= answer.value.pages) return { ok: true, value: rows }
    }
  },
)

/** Written down before the printer gets it: who asked for which paper, under which number. */
const askPaper = fromPromise<Paper, { readonly context: InquiryContext }>(async ({ input }) => {
  const { member, surroundings, terminal } = input.context
  const { clock, ids, journal } = surroundings
  const date = beijingDate(clock.now())
  const paper = { jobId: ids.uuid(), slipNo: slipNumber(terminal.terminalId, date, journal.nextSlip(date)) }
  const { document } = input.context.papers[input.context.at]!
  journal.record({ kind: 'printAsked', visit: member.visit, document, ...paper })
  return paper
})

/** Rows a page shows whole: nobody should have to find out that a list can be pushed. */
const rowsOf = ({ layout, elder }: ServiceInput): number => {
  if (layout === 'portable') return elder ? 4 : 6
  return elder ? 7 : 12
}

const base = setup({
  types: {
    context: {} as InquiryContext,
    events: {} as ServiceEvent,
    input: {} as ServiceInput,
    output: {} as ServiceOutput,
  },
  actors: { askBalance, askContributions, askAllContributions, askPaper, printing: printingMachine },
  guards: {
    hasMorePages: ({ context }) =>
      context.contributions !== null && context.contributions.page + 1 < context.contributions.pages,
    isLaterPage: ({ context }) => context.page > 0,
    succeeded: ({ event }) => (event as unknown as { output: Result<unknown> }).output.ok,
    printFollowing: ({ event }) => (event as unknown as { output: PrintingOutput }).output.next === 'following',
    isBalancePaper: ({ context }) => context.papers[0]?.document === 'balanceSlip',
    printAgain: ({ event }) => (event as unknown as { output: PrintingOutput }).output.next === 'again',
    isFinished: ({ event }) => (event as unknown as { output: PrintingOutput }).output.next === 'finish',
    printerReady: ({ context }) => context.printerStatus.fault === undefined,
  },
  actions: {
    notePrinter: assign({
      printerStatus: ({ context, event }): PrinterStatus =>
        event.type === 'PRINTER_CHANGED' ? event.status : context.printerStatus,
    }),
    planBalance: assign({ papers: ({ context }) => balancePapers(context), at: 0 }),
    nextPaper: assign({ at: ({ context }) => context.at + 1 }),
    nextPage: assign({ page: ({ context }) => context.page + 1 }),
    previousPage: assign({ page: ({ context }) => context.page - 1 }),
    firstPage: assign({ page: 0 }),
  },
})

const forwardToPrinting = { actions: base.sendTo('printing', ({ event }) => event as never) }
const serviceTaps = tapEventTypes.filter((type) => type !== 'TAP_HELP' && type !== 'TAP_EXTEND')

export const inquiryMachine = base.createMachine({
  id: 'inquiry',
  context: ({ input }) => ({
    ...input,
    record: null,
    contributions: null,
    page: 0,
    fault: null,
    papers: [],
    at: 0,
    paper: null,
  }),
  initial: 'menu',
  // A question or a paper that cannot be written to the journal must not go on: the error ends the service, and the
  // session takes the terminal out of service with the code.
  meta: { escalates: 'errors of every invoked actor' },
  output: ({ event }) => ({ next: (event as { output?: ServiceOutput['next'] }).output ?? 'home' }),
  on: { PRINTER_CHANGED: { actions: 'notePrinter' } },
  states: {
    menu: {
      on: {
        TAP_BALANCE: 'askingBalance',
        TAP_CONTRIBUTIONS: { target: 'askingContributions', actions: 'firstPage' },
        TAP_BACK: 'home',
        TAP_FINISH: 'finish',
      },
      meta: { ignores: ignoreTapsExcept('TAP_BALANCE', 'TAP_CONTRIBUTIONS', 'TAP_BACK', 'TAP_FINISH') },
    },

    askingBalance: {
      invoke: {
        src: 'askBalance',
        input: ({ context }) => ({ member: context.member }),
        onDone: [
          {
            guard: 'succeeded',
            target: 'balance',
            actions: assign({ record: ({ event }) => (event.output.ok ? event.output.value : null) }),
          },
          {
            target: 'balanceMissing',
            actions: assign({ fault: ({ event }) => (event.output.ok ? null : event.output.error) }),
          },
        ],
      },
      on: { TAP_BACK: 'menu' },
      meta: { ignores: ignoreTapsExcept('TAP_BACK') },
    },

    balance: {
      on: {
        TAP_PRINT: { guard: 'printerReady', target: 'askingPaper', actions: 'planBalance' },
        TAP_BACK: 'menu',
        TAP_FINISH: 'finish',
      },
      meta: { ignores: ignoreTapsExcept('TAP_PRINT', 'TAP_BACK', 'TAP_FINISH') },
    },

    balanceMissing: {
      on: { TAP_RETRY: 'askingBalance', TAP_BACK: 'menu', TAP_FINISH: 'finish' },
      meta: { ignores: ignoreTapsExcept('TAP_RETRY', 'TAP_BACK', 'TAP_FINISH') },
    },

    askingPaper: {
      invoke: {
        src: 'askPaper',
        input: ({ context }) => ({ context }),
        onDone: { target: 'printing', actions: assign({ paper: ({ event }) => event.output }) },
      },
      meta: { ignores: ignoreTapsExcept() },
    },

    printing: {
      invoke: {
        id: 'printing',
        src: 'printing',
        input: ({ context }) => ({
          printer: context.printer,
          document: documentOf(context),
          jobId: context.paper?.jobId ?? '',
          paper: { number: context.at + 1, of: context.papers.length },
          started: context.paperStarted,
        }),
        onDone: [
          { guard: 'printAgain', target: 'askingPaper' },
          { guard: 'printFollowing', target: 'askingPaper', actions: 'nextPaper' },
          { guard: 'isFinished', target: 'finish' },
          { guard: 'isBalancePaper', target: 'balance' },
          { target: 'contributions' },
        ],
      },
      on: Object.fromEntries(serviceTaps.map((type) => [type, forwardToPrinting])) as Record<
        (typeof serviceTaps)[number],
        typeof forwardToPrinting
      >,
      meta: { forwards: 'printing', ignores: {} },
    },

    askingContributions: {
      invoke: {
        src: 'askContributions',
        input: ({ context }) => ({ member: context.member, page: context.page, rows: rowsOf(context) }),
        onDone: [
          {
            guard: 'succeeded',
            target: 'contributions',
            actions: assign({ contributions: ({ event }) => (event.output.ok ? event.output.value : null) }),
          },
          {
            target: 'contributionsMissing',
            actions: assign({ fault: ({ event }) => (event.output.ok ? null : event.output.error) }),
          },
        ],
      },
      on: { TAP_BACK: 'menu' },
      meta: { ignores: ignoreTapsExcept('TAP_BACK') },
    },

    contributions: {
      on: {
        TAP_PRINT: { guard: 'printerReady', target: 'askingAllContributions' },
        TAP_NEXT: { guard: 'hasMorePages', target: 'askingContributions', actions: 'nextPage' },
        TAP_BACK: [
          { guard: 'isLaterPage', target: 'askingContributions', actions: 'previousPage' },
          { target: 'menu' },
        ],
        TAP_FINISH: 'finish',
      },
      meta: { ignores: ignoreTapsExcept('TAP_PRINT', 'TAP_NEXT', 'TAP_BACK', 'TAP_FINISH') },
    },

    askingAllContributions: {
      invoke: {
        src: 'askAllContributions',
        input: ({ context }) => ({ member: context.member }),
        onDone: [
          {
            guard: 'succeeded',
            target: 'confirmPrint',
            actions: assign({
              papers: ({ context, event }) => (event.output.ok ? contributionPapers(context, event.output.value) : []),
              at: 0,
            }),
          },
          {
            target: 'contributionsMissing',
            actions: assign({ fault: ({ event }) => (event.output.ok ? null : event.output.error) }),
          },
        ],
      },
      on: { TAP_BACK: 'contributions' },
      meta: { ignores: ignoreTapsExcept('TAP_BACK') },
    },

    /** How many papers it takes is said before the first one comes. */
    confirmPrint: {
      on: {
        TAP_CONFIRM: { guard: 'printerReady', target: 'askingPaper' },
        TAP_BACK: 'contributions',
        TAP_FINISH: 'finish',
      },
      meta: { ignores: ignoreTapsExcept('TAP_CONFIRM', 'TAP_BACK', 'TAP_FINISH') },
    },

    contributionsMissing: {
      on: { TAP_RETRY: 'askingContributions', TAP_BACK: 'menu', TAP_FINISH: 'finish' },
      meta: { ignores: ignoreTapsExcept('TAP_RETRY', 'TAP_BACK', 'TAP_FINISH') },
    },

    home: { type: 'final', output: 'home' },
    finish: { type: 'final', output: 'finish' },
  },
})
