/**
 * Citizen identification numbers (GB 11643) as they stand on social security cards. Cards and clerks write them in
 * several ways: full-width digits, a small x, and the 15-digit form that was issued until 1999.
 */

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2] as const
const checkCharacters = '10X98765432'

/** @param body the first 17 digits @returns the 18th character */
export const idCheckCharacter = (body: string): string => {
  const sum = weights.reduce((total, weight, index) => total + weight * Number(body[index]), 0)
  return checkCharacters[sum % 11]!
}

/** Full-width digits and letters become half-width, `x` becomes `X`, surrounding blanks go. Nothing is checked. */
export const normaliseIdNumber = (written: string): string =>
  written
    .replace(/[\uFF01-\uFF5E]/g, (wide) => String.fromCharCode(wide.charCodeAt(0) - 0xfee0))
    .trim()
    .toUpperCase()

/** True for a day that exists in the Gregorian calendar. @param date yyyymmdd */
export const isCalendarDate = (date: string): boolean => {
  if (!/^\d{8}$/.test(date)) return false
  const [year, month, day] = [Number(date.slice(0, 4)), Number(date.slice(4, 6)), Number(date.slice(6, 8))]
  if (year < 1800 || month < 1 || month > 12 || day < 1) return false
  return day <= new Date(Date.UTC(year, month, 0)).getUTCDate()
}

/**
 * The 18-character number behind what is written, or null when it cannot be one: wrong length, foreign characters, an
 * impossible birth date, a wrong check character. A 15-digit number has no check character; only its date is tested.
 */
export const parseIdNumber = (written: string): string | null => {
  const normal = normaliseIdNumber(written)
  if (/^\d{15}$/.test(normal)) {
    const body = `${normal.slice(0, 6)}19${normal.slice(6)}`
    return isCalendarDate(body.slice(6, 14)) ? body + idCheckCharacter(body) : null
  }
  if (!/^\d{17}[\dX]$/.test(normal)) return null
  if (!isCalendarDate(normal.slice(6, 14))) return null
  return idCheckCharacter(normal) === normal[17] ? normal : null
}

/** @param idNumber 18 characters as {@link parseIdNumber} returns them @returns ISO date, yyyy-mm-dd */
export const birthDateOf = (idNumber: string): string =>
  `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`

/** Odd sequence numbers are men's, even ones women's. @param idNumber 18 characters */
export const genderOf = (idNumber: string): 'male' | 'female' => (Number(idNumber[16]) % 2 === 1 ? 'male' : 'female')
