/** `cn` fields of the card (LD/T 32): two digits a byte, left aligned, filled with F. */

/** @returns the stored nibbles as upper-case hexadecimal without the trailing F filling */
export const unpackBcd = (bytes: Uint8Array): string =>
  Buffer.from(bytes).toString('hex').toUpperCase().replace(/F+$/, '')

/** The digits, or null when a nibble before the filling is no digit. */
export const bcdDigits = (bytes: Uint8Array): string | null => {
  const digits = unpackBcd(bytes)
  return /^\d*$/.test(digits) ? digits : null
}

/**
 * @param digits decimal or hexadecimal digits
 * @param length bytes of the field; without it just enough, an odd count filled with one F
 */
export const packBcd = (digits: string, length = Math.ceil(digits.length / 2)): Uint8Array => {
  if (!/^[\dA-Fa-f]*$/.test(digits)) throw new RangeError('not a string of digits')
  if (digits.length > length * 2) throw new RangeError(`${digits.length} digits do not fit ${length} bytes`)
  return new Uint8Array(Buffer.from(digits.padEnd(length * 2, 'F'), 'hex'))
}
