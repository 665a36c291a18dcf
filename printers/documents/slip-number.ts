/** Slip numbers: `0412-07-20261012-0001-7`: terminal, Beijing date, serial of the day, check character. */

const alphabet = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ'

/** ISO/IEC 7064, MOD 37,36: finds every single wrong character and every exchange of neighbours, and stays in 0-9 A-Z. */
const checkCharacter = (text: string): string => {
  let product = 36
  for (const sign of text.toUpperCase()) {
    const value = alphabet.indexOf(sign)
    if (value < 0) continue // separators are for the eye
    product = (((product + value) % 36 || 36) * 2) % 37
  }
  return alphabet[(37 - product) % 36]!
}

/**
 * @param date ISO date in Beijing
 * @param serial of this terminal and day, from 1
 */
export const slipNumber = (terminalId: string, date: string, serial: number): string => {
  const body = `${terminalId}-${date.replaceAll('-', '')}-${String(serial).padStart(4, '0')}`
  return `${body}-${checkCharacter(body)}`
}

export const isSlipNumber = (text: string): boolean => {
  const match = /^(.+-\d{8}-\d{4,})-([0-9A-Z])$/.exec(text)
  return match !== null && checkCharacter(match[1]!) === match[2]
}
