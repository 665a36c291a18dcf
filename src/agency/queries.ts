/** The named queries, answered from the agency's tables. */

import type { z } from 'zod'
import type { Clock } from '../domain/clock.ts'
import type { PublicQueryName, QueryAnswer, QueryName, queries } from '../wire/queries.ts'
import type { AgencySettings } from './settings.ts'
import type { MemberReader } from './store/members.ts'

type Parameters<N extends QueryName> = z.output<(typeof queries)[N]['parameters']>

export type MemberQueryName = Exclude<QueryName, PublicQueryName>
export type MemberQueries = {
  readonly [N in MemberQueryName]: (personNo: string, parameters: Parameters<N>) => QueryAnswer<N>
}
export type PublicQueries = { readonly [N in PublicQueryName]: (parameters: Parameters<N>) => QueryAnswer<N> }

export const memberQueries = (members: MemberReader, clock: Clock): MemberQueries => ({
  participation: (personNo) => ({
    asOf: clock.now(),
    rows: members.participation(personNo).map((row) => ({
      insuranceType: row.insurance_type,
      status: row.status as QueryAnswer<'participation'>['rows'][number]['status'],
      since: row.since,
      ...(row.paused_on === null ? {} : { pausedOn: row.paused_on }),
      ...(row.reason === null
        ? {}
        : { reason: row.reason as NonNullable<QueryAnswer<'participation'>['rows'][number]['reason']> }),
      ...(row.unit === null ? {} : { unit: row.unit }),
    })),
  }),
  balance: (personNo) => ({
    asOf: clock.now(),
    accounts: members
      .accounts(personNo)
      .map((row) => ({ insuranceType: row.insurance_type, balanceFen: row.balance_fen })),
  }),
  contributions: (personNo, { year = null, page, rows }) => {
    const count = members.countContributions(personNo, year)
    return {
      asOf: clock.now(),
      page,
      pages: Math.ceil(count / rows),
      rows: members.contributions(personNo, year, page * rows, rows).map((row) => ({
        period: row.period,
        insuranceType: row.insurance_type,
        state: row.state as QueryAnswer<'contributions'>['rows'][number]['state'],
        ownFen: row.own_fen,
        unitFen: row.unit_fen,
        subsidyFen: row.subsidy_fen,
        ...(row.paid_on === null ? {} : { paidOn: row.paid_on }),
      })),
    }
  },
})

export const publicQueries = (settings: AgencySettings['agency'], clock: Clock): PublicQueries => ({
  serviceInfo: () => ({
    asOf: clock.now(),
    agency: settings.name,
    phone: settings.phone,
    address: settings.address,
    hours: settings.hours,
  }),
})
