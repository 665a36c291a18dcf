/** Slip numbers: `0412-07-20261012-0001-57`: terminal, Beijing date, serial of the day, two check digits. */

/**
 * ISO/IEC 7064, MOD 97-10, as account numbers have it: finds every single wrong character and every exchange of
 * neighbouring digits, and stays in digits, which are easier to read out on the phone. Letters count as 10 to 35.
 * @returns the remainder of the text followed by `tail`
 */
const remainder = (text: string, tail: string): number => {
  let rest = 0
  for (const sign of (text + tail).toUpperCase()) {
    const value = Number.parseInt(sign, 36)
    if (Number.isNaN(value)) continue // separators are for the eye
    rest = (rest * (value > 9 ? 100 : 10) + value) % 97
  }
  return rest
}

/**
 * @param date ISO date in Beijing
 * @param serial of this terminal and day, from 1
 */
export const slipNumber = (terminalId: string, date: string, serial: number): string => {
  const body = `${terminalId}-${date.replaceAll('-', '')}-${String(serial).padStart(4, '0')}`
  return `${body}-${String(98 - remainder(body, '00')).padStart(2, '0')}`
}

export const isSlipNumber = (text: string): boolean => {
  const match = /^(.+-\d{8}-\d{4,})-(\d{2})$/.exec(text)
  return match !== null && remainder(match[1]!, match[2]!) === 1
}
