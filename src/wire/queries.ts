/** Named queries of the `Query` action: parameters and answers. Money in integer fen, dates ISO, times ms since 1970. */
import { z } from 'zod'
import { insuranceTypeCodes, participationStatuses } from '../domain/insurance.ts'

const isoDate = z.iso.date()
const fen = z.int()
const insuranceType = z.enum(insuranceTypeCodes as [string, ...string[]])

export const participation = {
  parameters: z.strictObject({}),
  answer: z.strictObject({
    asOf: z.int(),
    rows: z
      .array(
        z.strictObject({
          insuranceType,
          status: z.enum(participationStatuses),
          since: isoDate,
          pausedOn: isoDate.optional(),
          /** Why it is paused or ended, by code; told with how to state one's case. */
          reason: z.enum(['arrears', 'waiting', 'suspended', 'moved', 'other']).optional(),
          /** Employer, or the community of a resident. */
          unit: z.string().max(200).optional(),
        }),
      )
      .max(20),
  }),
}

export const balance = {
  parameters: z.strictObject({}),
  answer: z.strictObject({
    asOf: z.int(),
    /** One row per insurance type that has a personal account; empty for a resident without one. */
    accounts: z.array(z.strictObject({ insuranceType, balanceFen: fen })).max(20),
  }),
}

export const contributions = {
  parameters: z.strictObject({
    year: z.int().min(1990).max(2100).optional(),
    page: z.int().min(0).default(0),
    /** Rows on a page: as many as the screen shows whole. */
    rows: z.int().min(1).max(100).default(24),
  }),
  answer: z.strictObject({
    asOf: z.int(),
    page: z.int(),
    pages: z.int(),
    rows: z
      .array(
        z.strictObject({
          /** yyyy for a yearly premium, yyyy-mm for a monthly one. */
          period: z.string().regex(/^\d{4}(-\d{2})?$/),
          insuranceType,
          state: z.enum(['paid', 'due', 'arrears']),
          ownFen: fen,
          unitFen: fen,
          subsidyFen: fen,
          paidOn: isoDate.optional(),
        }),
      )
      .max(100),
  }),
}

/** About the agency itself; needs no card and no member session. */
export const serviceInfo = {
  parameters: z.strictObject({}),
  answer: z.strictObject({
    asOf: z.int(),
    agency: z.string().max(200),
    phone: z.string().max(32),
    address: z.string().max(200),
    /** Opening hours of the window, as shown. */
    hours: z.string().max(200),
  }),
}

export const queries = { participation, balance, contributions, serviceInfo } as const
/** Queries without personal data: the only ones the agency answers without a member session. */
export const publicQueryNames = ['serviceInfo'] as const satisfies readonly (keyof typeof queries)[]
export type PublicQueryName = (typeof publicQueryNames)[number]
export type QueryName = keyof typeof queries
export type QueryParameters<N extends QueryName> = z.input<(typeof queries)[N]['parameters']>
export type QueryAnswer<N extends QueryName> = z.output<(typeof queries)[N]['answer']>
export const queryNames = Object.keys(queries) as QueryName[]
