/** Screens of 信息查询. Amounts carry their fen beside the text that is shown. */
import type { SnapshotFrom } from 'xstate'
import { beijingDateTime } from '../../src/domain/beijing-time.ts'
import { fen, formatYuan } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import type { Block } from '../../src/wire/view.ts'
import { printingView } from '../printing/view.ts'
import { always, attentionView, choice, type FlowView, footAction, picture, primary, waitView } from '../view.ts'
import type { InquiryContext, inquiryMachine } from './machine.ts'

const yuan = (amount: number, texts: Texts): string => texts('money.yuan', { amount: formatYuan(fen(amount)) })

const menu = (texts: Texts): FlowView => ({
  screen: 'inquiryMenu',
  pace: 'choice',
  data: {
    title: texts('inquiryMenu.title'),
    lead: texts('inquiryMenu.lead'),
    blocks: [],
    voice: texts('inquiryMenu.title'),
  },
  actions: [
    primary(texts, 'balance', { icon: 'balance', hint: texts('inquiryMenu.balanceHint') }),
    choice(texts, 'contributions', { icon: 'contributions', hint: texts('inquiryMenu.contributionsHint') }),
    footAction(texts, 'back'),
    footAction(texts, 'finish'),
    ...always(texts),
  ],
})

const balance = (context: InquiryContext, texts: Texts): FlowView => {
  const record = context.record
  const accounts = record?.balance.accounts ?? []
  const amounts: Block[] = accounts.map((account) => ({
    block: 'amount',
    name: `balance:${account.insuranceType}`,
    label: texts('balance.account', { insurance: texts(`insuranceType.${account.insuranceType}`) }),
    fen: account.balanceFen,
    text: yuan(account.balanceFen, texts),
    below: texts('balance.asOf', { time: beijingDateTime(record?.balance.asOf ?? 0) }),
  }))
  const rows = (record?.participation.rows ?? []).map((row) => ({
    name: `participation:${row.insuranceType}`,
    label: texts(`insuranceType.${row.insuranceType}`),
    text: [
      texts(`participationStatus.${row.status}`),
      ...(row.reason ? [texts(`participationReason.${row.reason}`)] : []),
    ].join(texts('list.comma')),
    tone: row.status === 'normal' ? ('good' as const) : ('warning' as const),
  }))
  const printable = context.printerStatus.fault === undefined
  return {
    screen: 'balance',
    pace: 'reading',
    data: {
      title: texts('balance.title'),
      blocks: [
        ...(amounts.length > 0
          ? amounts
          : [{ block: 'notice' as const, tone: 'info' as const, text: texts('balance.noAccount') }]),
        ...(rows.length > 0
          ? [{ block: 'facts' as const, rows }]
          : [{ block: 'notice' as const, tone: 'info' as const, text: texts('balance.noParticipation') }]),
        ...(context.printerStatus.fault
          ? [
              {
                block: 'notice' as const,
                tone: 'warning' as const,
                text: texts('balance.noPrinter'),
                code: context.printerStatus.fault.code,
              },
            ]
          : []),
      ],
      voice: texts('balance.voice'),
    },
    actions: [
      primary(texts, 'print', { icon: 'print', enabled: printable, label: texts('balance.print') }),
      footAction(texts, 'back'),
      footAction(texts, 'finish'),
      ...always(texts),
    ],
  }
}

const contributions = (context: InquiryContext, texts: Texts): FlowView => {
  const answer = context.contributions
  const rows = (answer?.rows ?? []).map((row, index) => ({
    name: `contribution:${row.insuranceType}:${row.period}:${index}`,
    title: texts(row.period.length === 4 ? 'contributions.year' : 'contributions.month', {
      year: row.period.slice(0, 4),
      month: Number(row.period.slice(5) || 0),
    }),
    text: texts(`insuranceType.${row.insuranceType}`),
    right: `${texts(`contributionState.${row.state}`)}  ${yuan(row.ownFen + row.unitFen, texts)}`,
    tone: row.state === 'paid' ? ('plain' as const) : ('warning' as const),
  }))
  return {
    screen: 'contributions',
    pace: 'reading',
    question: answer?.page ?? 0,
    data: {
      title: texts('contributions.title'),
      ...(rows.length > 0 ? { lead: texts('contributions.lead') } : {}),
      blocks: [
        rows.length > 0
          ? { block: 'list', rows, page: (answer?.page ?? 0) + 1, pages: Math.max(1, answer?.pages ?? 1) }
          : { block: 'notice', tone: 'info', text: texts('contributions.none') },
      ],
      voice: texts('contributions.title'),
    },
    actions: [
      ...((answer?.pages ?? 1) > 1
        ? [
            primary(texts, 'next', {
              enabled: (answer?.page ?? 0) + 1 < (answer?.pages ?? 1),
              label: texts('contributions.next'),
            }),
          ]
        : []),
      ...(rows.length > 0
        ? [
            choice(texts, 'print', {
              icon: 'print',
              label: texts('contributions.print'),
              enabled: context.printerStatus.fault === undefined,
            }),
          ]
        : []),
      footAction(texts, 'back'),
      footAction(texts, 'finish'),
      ...always(texts),
    ],
  }
}

const confirmPrint = (context: InquiryContext, texts: Texts): FlowView => {
  const papers = context.papers.length
  const records = context.papers.reduce(
    (sum, paper) => sum + (paper.document === 'contributionList' ? paper.facts.rows.length : 0),
    0,
  )
  const { fault, paper } = context.printerStatus
  return {
    screen: 'confirmPrint',
    pace: 'choice',
    data: {
      title: texts('confirmPrint.title', { papers }),
      lead: texts('confirmPrint.lead', { records }),
      blocks: [
        picture('printing'),
        ...(paper === 'low'
          ? [{ block: 'notice' as const, tone: 'warning' as const, text: texts('confirmPrint.paperLow') }]
          : []),
        ...(fault === undefined
          ? []
          : [
              {
                block: 'notice' as const,
                tone: 'warning' as const,
                text: texts('balance.noPrinter'),
                code: fault.code,
              },
            ]),
      ],
      voice: texts('confirmPrint.title', { papers }),
    },
    actions: [
      primary(texts, 'confirm', { enabled: fault === undefined, label: texts('confirmPrint.yes') }),
      choice(texts, 'back', { label: texts('confirmPrint.no') }),
      footAction(texts, 'finish'),
      ...always(texts),
    ],
  }
}

const missing = (context: InquiryContext, texts: Texts): FlowView =>
  attentionView(texts, context.fault ?? { code: 'YB-TRM-201' }, [
    primary(texts, 'retry'),
    choice(texts, 'back'),
    footAction(texts, 'finish'),
  ])

export const inquiryView = (snapshot: SnapshotFrom<typeof inquiryMachine>, texts: Texts): FlowView => {
  const { context } = snapshot
  switch (snapshot.value) {
    case 'menu':
      return menu(texts)
    case 'balance':
      return balance(context, texts)
    case 'contributions':
      return contributions(context, texts)
    case 'confirmPrint':
      return confirmPrint(context, texts)
    case 'balanceMissing':
    case 'contributionsMissing':
      return missing(context, texts)
    case 'printing': {
      const printing = snapshot.children.printing?.getSnapshot()
      return printing ? printingView(printing as never, texts) : waitView(texts, 'wait', texts('wait.title'))
    }
    case 'askingBalance':
    case 'askingContributions':
    case 'askingAllContributions':
      return waitView(texts, 'asking', texts('asking.title'), [footAction(texts, 'back')])
    default:
      return waitView(texts, 'wait', texts('wait.title'))
  }
}
