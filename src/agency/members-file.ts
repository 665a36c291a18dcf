/** Members of the demo agency from a TOML file: the form is explained at the head of config/demo/members.toml. */
import { z } from 'zod'
import { parseIdNumber } from '../domain/id-number.ts'
import { insuranceTypeCodes, participationStatuses } from '../domain/insurance.ts'
import { failed, makeFault, ok, type Result } from '../domain/result.ts'
import { readSettings, type SettingsFault } from '../settings-file.ts'

const insuranceType = z.enum(insuranceTypeCodes as [string, ...string[]])
const isoDate = z.iso.date()
const fen = z.int()

export const memberSchema = z.strictObject({
  key: z.string().min(1).max(64),
  personNo: z.string().min(1).max(32),
  name: z.string().min(1).max(100),
  idNumber: z.string().refine((text) => parseIdNumber(text) === text, { error: 'must be a valid 18-digit ID number.' }),
  gender: z.enum(['male', 'female']),
  ethnicity: z.string().regex(/^\d{2}$/, { error: 'must be two digits.' }),
  birthPlace: z.string().regex(/^\d{6}$/, { error: 'must be six digits.' }),
  cardSn: z.string().regex(/^[0-9A-F]{32}$/, { error: 'must be 32 hexadecimal digits in capitals.' }),
  cardNo: z.string().min(1).max(32),
  lost: z.boolean().default(false),
  participation: z
    .array(
      z.strictObject({
        insuranceType,
        status: z.enum(participationStatuses),
        since: isoDate,
        pausedOn: isoDate.optional(),
        reason: z.enum(['arrears', 'waiting', 'suspended', 'moved', 'other']).optional(),
        unit: z.string().max(200).optional(),
      }),
    )
    .default([]),
  account: z.array(z.strictObject({ insuranceType, balanceFen: fen })).default([]),
  contribution: z
    .array(
      z.strictObject({
        period: z.string().regex(/^\d{4}(-\d{2})?$/, { error: 'must be yyyy or yyyy-mm.' }),
        insuranceType,
        state: z.enum(['paid', 'due', 'arrears']),
        ownFen: fen,
        unitFen: fen,
        subsidyFen: fen,
        paidOn: isoDate.optional(),
      }),
    )
    .default([]),
})
export type Member = z.output<typeof memberSchema>

const membersFileSchema = z.strictObject({ member: z.array(memberSchema).default([]) })

/** Faults: YB-TRM-001 and 002 as for settings; two members with one key, number or card are named too. */
export const readMembers = (file: string): Result<Member[], SettingsFault> => {
  const outcome = readSettings(file, membersFileSchema)
  if (!outcome.ok) return outcome
  const members = outcome.value.member
  const problems = (['key', 'personNo', 'idNumber', 'cardSn'] as const).flatMap((field) => {
    const seen = new Map<string, number>()
    return members.flatMap((member, n) => {
      const first = seen.get(member[field])
      seen.set(member[field], first ?? n)
      return first === undefined
        ? []
        : [{ key: `member[${n}]`, sentence: `has the same ${field} as member[${first}].` }]
    })
  })
  if (problems.length > 0)
    return failed({ ...makeFault('YB-TRM-001', { file, problems: problems.length }), file, problems })
  return ok(members)
}

export interface Expectation {
  /** Sum of the personal accounts; null for a member without one. */
  readonly balanceFen: number | null
  readonly lost: boolean
}

/** What the demo agency owes this person to see; for the dock's drawer of cards. */
export const expectFor = (member: Member): Expectation => ({
  balanceFen: member.account.length === 0 ? null : member.account.reduce((sum, account) => sum + account.balanceFen, 0),
  lost: member.lost,
})
