/**
 * Text on the card is GBK or GB 18030, left aligned. Writers fill the rest with 00; FF and blanks were seen too. None of
 * the three can be a trailing byte of a character, so cutting them never splits one.
 */

const isFilling = (byte: number): boolean => byte === 0x00 || byte === 0x20 || byte === 0xff

export const withoutFilling = (field: Uint8Array): Uint8Array => {
  let end = field.length
  while (end > 0 && isFilling(field[end - 1]!)) end -= 1
  return field.slice(0, end)
}

/** Made once: opening a GB 18030 converter takes longer than an exchange with a fast card. */
const decoder = new TextDecoder('gb18030', { fatal: true })

/** Null when the bytes are no GB 18030 text, or hold control characters. Needs Node's full ICU, its default. */
export const decodeText = (field: Uint8Array): string | null => {
  try {
    const text = decoder.decode(withoutFilling(field))
    return /[\p{Cc}\p{Cs}\uFFFD]/u.test(text) ? null : text.trim()
  } catch {
    return null
  }
}
