/** What the member sees on the screen, as papers: the facts of each, and the document drawn from them. */
import { balanceSlip } from '../../printers/documents/balance-slip.ts'
import { contributionList, contributionPages } from '../../printers/documents/contribution-list.ts'
import type { PaperFrame } from '../../printers/documents/frame.ts'
import type { DocumentTree } from '../../printers/documents/tree.ts'
import { fen } from '../../src/domain/money.ts'
import type { ContributionAnswerRow, InquiryContext, PaperFacts } from './machine.ts'

const memberOf = ({ member: { card } }: InquiryContext) => ({ name: card.holder.name, cardNo: card.issuer.cardNo })

const frameOf = (context: InquiryContext): PaperFrame => ({
  agency: context.terminal.agencyName,
  site: context.terminal.siteName,
  terminalId: context.terminal.terminalId,
  phone: context.terminal.phone,
  slipNo: context.paper?.slipNo ?? '',
  printedAt: context.surroundings.clock.now(),
})

export const balancePapers = (context: InquiryContext): readonly PaperFacts[] => {
  const { record } = context
  const accounts = record?.balance.accounts ?? []
  const rows = record?.participation.rows ?? []
  const main = accounts[0]?.insuranceType
  const status = (rows.find((row) => row.insuranceType === main) ?? rows[0])?.status
  return [
    {
      document: 'balanceSlip',
      facts: {
        member: memberOf(context),
        asOf: record?.balance.asOf ?? 0,
        accounts: accounts.map(({ insuranceType, balanceFen }) => ({ insuranceType, balance: fen(balanceFen) })),
        ...(status === undefined ? {} : { status }),
      },
    },
  ]
}

/** @param rows newest first, as the agency gives them */
export const contributionPapers = (
  context: InquiryContext,
  rows: readonly ContributionAnswerRow[],
): readonly PaperFacts[] =>
  contributionPages({
    frame: frameOf(context),
    member: memberOf(context),
    from: rows.at(-1)?.period ?? '',
    to: rows[0]?.period ?? '',
    rows: rows.map((row) => ({
      period: row.period,
      insuranceType: row.insuranceType,
      state: row.state,
      own: fen(row.ownFen),
      unit: fen(row.unitFen),
      subsidy: fen(row.subsidyFen),
      ...(row.paidOn === undefined ? {} : { paidOn: row.paidOn }),
    })),
  }).map(({ frame: _, ...facts }) => ({ document: 'contributionList', facts }))

/** The paper that is at it, under its own number and time. */
export const documentOf = (context: InquiryContext): DocumentTree => {
  const paper = context.papers[context.at]
  if (paper === undefined) throw new Error('there is no paper to print')
  const { texts } = context.surroundings
  const style = { size: context.elder ? 'elder' : 'normal' } as const
  const frame = frameOf(context)
  return paper.document === 'balanceSlip'
    ? balanceSlip({ frame, ...paper.facts }, texts, style)
    : contributionList({ frame, ...paper.facts }, texts, style)
}
