/**
 * Dates of the agency are Beijing dates wherever the machine believes to be: UTC+8 without summer time (abolished 1992).
 * Days are ISO dates (`yyyy-mm-dd`), instants are ms since 1970-01-01T00:00Z.
 */
const offsetMs = 8 * 3_600_000
const dayMs = 86_400_000

const shifted = (at: number): string => new Date(at + offsetMs).toISOString()

/** ISO date in Beijing: `2026-10-12`. */
export const beijingDate = (at: number): string => shifted(at).slice(0, 10)

/** `09:05` in Beijing. */
export const beijingMinute = (at: number): string => shifted(at).slice(11, 16)

/** `09:05:07` in Beijing. */
export const beijingSecond = (at: number): string => shifted(at).slice(11, 19)

/** `2026-10-12 09:05:07` in Beijing, as it stands on papers. */
export const beijingDateTime = (at: number): string => `${beijingDate(at)} ${beijingSecond(at)}`

/** The instant at which the Beijing day begins. Throws on what is not a date of the calendar. */
export const startOfBeijingDay = (date: string): number => dayNumber(date) * dayMs - offsetMs

/** `2026年10月12日`, without leading zeros as people write it. */
export const chineseDate = (date: string): string => {
  const [year, month, day] = partsOf(date)
  return `${year}年${month}月${day}日`
}

/** `2026年10月`; takes `2026-10` or a whole date. */
export const chineseMonth = (month: string): string => {
  const [year, number] = partsOf(`${month.slice(0, 7)}-01`)
  return `${year}年${number}月`
}

/** @param days may be negative */
export const addDays = (date: string, days: number): string =>
  new Date((dayNumber(date) + days) * dayMs).toISOString().slice(0, 10)

/** Days from one date to another; negative when `to` is earlier. The first day is not counted. */
export const daysBetween = (from: string, to: string): number => dayNumber(to) - dayNumber(from)

/** Completed years on a day; reached on the birthday itself, for 29 February on 1 March of common years. */
export const ageOn = (birthDate: string, day: string): number => {
  const [birthYear, birthMonth, birthDay] = partsOf(birthDate)
  const [year, month, dayOfMonth] = partsOf(day)
  const reached = month > birthMonth || (month === birthMonth && dayOfMonth >= birthDay)
  return year - birthYear - (reached ? 0 : 1)
}

const partsOf = (date: string): [number, number, number] => {
  const match = /^(\d{4})-(\d{2})-(\d{2})$/.exec(date)
  if (match === null) throw new RangeError(`not an ISO date: ${date}`)
  const parts: [number, number, number] = [Number(match[1]), Number(match[2]), Number(match[3])]
  const check = new Date(Date.UTC(parts[0], parts[1] - 1, parts[2]))
  if (parts[0] < 1000 || check.toISOString().slice(0, 10) !== date) throw new RangeError(`no such day: ${date}`)
  return parts
}

/** Days since 1970-01-01. */
const dayNumber = (date: string): number => {
  const [year, month, day] = partsOf(date)
  return Date.UTC(year, month - 1, day) / dayMs
}
