/** Members in the agency's database. */
import type { Member } from '../members-file.ts'
import type { Db } from './database.ts'

export interface CardRow {
  readonly cardSn: string
  readonly personNo: string
  readonly lost: boolean
  readonly name: string
  readonly idNumber: string
}

export type MemberSource = 'file' | 'synthetic'

/** Replaces all members of a source: the file is the truth of a demo agency. */
export const replaceMembers = (db: Db, source: MemberSource, members: Iterable<Member>): void => {
  const person = db.prepare('INSERT INTO person VALUES (?, ?, ?, ?, ?, ?, ?)')
  const card = db.prepare('INSERT INTO card VALUES (?, ?, ?, ?)')
  const participation = db.prepare('INSERT INTO participation VALUES (?, ?, ?, ?, ?, ?, ?)')
  const account = db.prepare('INSERT INTO account VALUES (?, ?, ?)')
  const contribution = db.prepare('INSERT INTO contribution VALUES (?, ?, ?, ?, ?, ?, ?, ?)')
  db.transaction(() => {
    db.prepare('DELETE FROM person WHERE source = ?').run(source)
    for (const m of members) {
      person.run(m.personNo, source, m.name, m.idNumber, m.gender, m.ethnicity, m.birthPlace)
      card.run(m.cardSn, m.cardNo, m.personNo, m.lost ? 1 : 0)
      for (const p of m.participation) {
        const { insuranceType, status, since, pausedOn = null, reason = null, unit = null } = p
        participation.run(m.personNo, insuranceType, status, since, pausedOn, reason, unit)
      }
      for (const a of m.account) account.run(m.personNo, a.insuranceType, a.balanceFen)
      for (const c of m.contribution) {
        const { period, insuranceType, state, ownFen, unitFen, subsidyFen, paidOn = null } = c
        contribution.run(m.personNo, period, insuranceType, state, ownFen, unitFen, subsidyFen, paidOn)
      }
    }
  })()
}

export interface MemberReader {
  card(cardSn: string): CardRow | undefined
  participation(personNo: string): readonly ParticipationRow[]
  accounts(personNo: string): readonly AccountRow[]
  contributions(personNo: string, year: number | null, offset: number, limit: number): readonly ContributionRow[]
  countContributions(personNo: string, year: number | null): number
}

export interface ParticipationRow {
  insurance_type: string
  status: string
  since: string
  paused_on: string | null
  reason: string | null
  unit: string | null
}
export interface AccountRow {
  insurance_type: string
  balance_fen: number
}
export interface ContributionRow {
  period: string
  insurance_type: string
  state: string
  own_fen: number
  unit_fen: number
  subsidy_fen: number
  paid_on: string | null
}

export const memberReader = (db: Db): MemberReader => {
  const card = db.prepare<
    [string],
    { card_sn: string; person_no: string; lost: number; name: string; id_number: string }
  >('SELECT card_sn, person_no, lost, name, id_number FROM card JOIN person USING (person_no) WHERE card_sn = ?')
  const participation = db.prepare<[string], ParticipationRow>(
    'SELECT * FROM participation WHERE person_no = ? ORDER BY insurance_type LIMIT 20',
  )
  const accounts = db.prepare<[string], AccountRow>(
    'SELECT * FROM account WHERE person_no = ? ORDER BY insurance_type LIMIT 20',
  )
  const contributions = db.prepare<[string, string, number, number], ContributionRow>(
    `SELECT * FROM contribution WHERE person_no = ? AND period GLOB ?
     ORDER BY period DESC, insurance_type LIMIT ? OFFSET ?`,
  )
  const count = db
    .prepare<[string, string], number>('SELECT count(*) FROM contribution WHERE person_no = ? AND period GLOB ?')
    .pluck()
  const pattern = (year: number | null): string => (year === null ? '*' : `${year}*`)
  return {
    card: (cardSn) => {
      const row = card.get(cardSn)
      if (row === undefined) return undefined
      return {
        cardSn: row.card_sn,
        personNo: row.person_no,
        lost: row.lost === 1,
        name: row.name,
        idNumber: row.id_number,
      }
    },
    participation: (personNo) => participation.all(personNo),
    accounts: (personNo) => accounts.all(personNo),
    contributions: (personNo, year, offset, limit) => contributions.all(personNo, pattern(year), limit, offset),
    countContributions: (personNo, year) => count.get(personNo, pattern(year)) ?? 0,
  }
}
