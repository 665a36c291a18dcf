import type { BalanceSlipFacts } from '../../printers/documents/balance-slip.ts'
import { fen } from '../../src/domain/money.ts'
import type { InquiryContext } from './machine.ts'

/** What stands on the screen, as facts for the slip. */
export const balanceFacts = (context: InquiryContext): BalanceSlipFacts => {
  const { card } = context.member
  const record = context.record
  const accounts = record?.balance.accounts ?? []
  const rows = record?.participation.rows ?? []
  const main = accounts[0]?.insuranceType
  const status = (rows.find((row) => row.insuranceType === main) ?? rows[0])?.status
  return {
    frame: {
      agency: context.terminal.agencyName,
      site: context.terminal.siteName,
      terminalId: context.terminal.terminalId,
      phone: context.terminal.phone,
      slipNo: context.paper?.slipNo ?? '',
      printedAt: context.surroundings.clock.now(),
    },
    member: { name: card.holder.name, cardNo: card.issuer.cardNo },
    asOf: record?.balance.asOf ?? 0,
    accounts: accounts.map(({ insuranceType, balanceFen }) => ({ insuranceType, balance: fen(balanceFen) })),
    ...(status === undefined ? {} : { status }),
  }
}
