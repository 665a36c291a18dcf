/**
 * JSON from outside. `JSON.parse` alone lets through what two programs may read differently (duplicate keys, integers
 * over 2^53, lone surrogates) or what harms (`__proto__`, endless depth), so depth is checked before parsing and the
 * rest before anyone sees the value.
 */
export interface JsonLimits {
  /** UTF-8 bytes. */
  readonly maxBytes: number
  /** Nested arrays and objects. */
  readonly maxDepth: number
}

export type JsonRefusal =
  | 'tooLarge'
  | 'tooDeep'
  | 'badUtf8'
  | 'notJson'
  | 'duplicateKey'
  | 'forbiddenKey'
  | 'numberTooLarge'
  | 'loneSurrogate'

export type JsonOutcome =
  | { readonly ok: true; readonly value: unknown }
  | { readonly ok: false; readonly refusal: JsonRefusal }

const refused = (refusal: JsonRefusal): JsonOutcome => ({ ok: false, refusal })

/** A leading byte-order mark stays in the text and is refused by the parser. */
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

const quote = 0x22
const backslash = 0x5c

/** Depth and number of keys, without building anything; -1 when deeper than allowed. */
const scan = (bytes: Uint8Array, maxDepth: number): number => {
  let depth = 0
  let colons = 0
  for (let at = 0; at < bytes.length; at++) {
    const byte = bytes[at]
    if (byte === quote) {
      at++
      while (at < bytes.length && bytes[at] !== quote) at += bytes[at] === backslash ? 2 : 1
    } else if (byte === 0x7b || byte === 0x5b) {
      depth++
      if (depth > maxDepth) return -1
    } else if (byte === 0x7d || byte === 0x5d) depth--
    else if (byte === 0x3a) colons++
  }
  return colons
}

const wellFormed = (text: string): boolean => (text as string & { isWellFormed(): boolean }).isWellFormed()

interface Tally {
  keys: number
}

/** Recursion is safe: the depth has been checked. */
const inspect = (value: unknown, tally: Tally): JsonRefusal | undefined => {
  if (typeof value === 'string') return wellFormed(value) ? undefined : 'loneSurrogate'
  if (typeof value === 'number') {
    // Infinity is what an exponent beyond the range becomes.
    return Math.abs(value) > Number.MAX_SAFE_INTEGER ? 'numberTooLarge' : undefined
  }
  if (typeof value !== 'object' || value === null) return undefined
  if (Array.isArray(value)) {
    for (const item of value) {
      const refusal = inspect(item, tally)
      if (refusal !== undefined) return refusal
    }
    return undefined
  }
  for (const key of Object.keys(value)) {
    tally.keys++
    if (key === '__proto__') return 'forbiddenKey'
    if (!wellFormed(key)) return 'loneSurrogate'
    const refusal = inspect((value as Record<string, unknown>)[key], tally)
    if (refusal !== undefined) return refusal
  }
  return undefined
}

/** Never throws, whatever the bytes are. */
export const readJson = (bytes: Uint8Array, limits: JsonLimits): JsonOutcome => {
  if (bytes.length > limits.maxBytes) return refused('tooLarge')
  const colons = scan(bytes, limits.maxDepth)
  if (colons < 0) return refused('tooDeep')
  let text: string
  try {
    text = decoder.decode(bytes)
  } catch {
    return refused('badUtf8')
  }
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return refused('notJson')
  }
  const tally: Tally = { keys: 0 }
  const refusal = inspect(value, tally)
  if (refusal !== undefined) return refused(refusal)
  // Every colon outside a string belongs to one key, so a missing key was overwritten by its double.
  if (tally.keys !== colons) return refused('duplicateKey')
  return { ok: true, value }
}
