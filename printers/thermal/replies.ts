/**
 * What a printer sends, told apart byte by byte. The fixed bits are Epson's: a DLE EOT answer is 0xx1xx10, an automatic
 * status begins with 0xx1xx00 and goes on with three bytes of which bits 4 and 7 are clear, a process id comes as a block
 * that begins with 37 and ends with 00. The parser never loses its place for more than one block.
 */
export type Reply =
  /** Answer to `DLE EOT`; which of the four it answers is known from the order of asking alone. */
  | { readonly reply: 'realTime'; readonly value: number }
  | { readonly reply: 'automatic'; readonly bytes: readonly [number, number, number, number] }
  /** Answer to `GS r`. */
  | { readonly reply: 'paper'; readonly value: number }
  | { readonly reply: 'processId'; readonly id: string }
  | { readonly reply: 'cleared' }
  | { readonly reply: 'stray'; readonly value: number }

export interface ReplyParser {
  readonly partial: readonly number[]
}

export const emptyReplyParser: ReplyParser = { partial: [] }

const blockLimit = 16

export const parseReplies = (
  parser: ReplyParser,
  bytes: Uint8Array,
): { readonly parser: ReplyParser; readonly replies: readonly Reply[] } => {
  const replies: Reply[] = []
  let partial = [...parser.partial]
  for (const byte of bytes) {
    partial.push(byte)
    partial = settle(partial, replies)
  }
  return { parser: { partial }, replies }
}

/** Takes whole replies off the front. */
const settle = (bytes: number[], replies: Reply[]): number[] => {
  let rest = bytes
  while (rest.length > 0) {
    const taken = takeOne(rest, replies)
    if (taken === 0) return rest
    rest = rest.slice(taken)
  }
  return rest
}

/** @returns how many bytes were understood; 0 = more are needed. */
const takeOne = (bytes: readonly number[], replies: Reply[]): number => {
  const first = bytes[0]!
  if (first === 0x37) return takeBlock(bytes, replies)
  if ((first & 0x93) === 0x12) {
    replies.push({ reply: 'realTime', value: first })
    return 1
  }
  if ((first & 0x93) === 0x10) {
    const wrong = bytes.findIndex((byte, index) => index > 0 && index < 4 && (byte & 0x90) !== 0)
    if (wrong > 0) {
      replies.push({ reply: 'stray', value: first })
      return 1
    }
    if (bytes.length < 4) return 0
    replies.push({ reply: 'automatic', bytes: [first, bytes[1]!, bytes[2]!, bytes[3]!] })
    return 4
  }
  replies.push((first & 0x90) === 0 ? { reply: 'paper', value: first } : { reply: 'stray', value: first })
  return 1
}

const takeBlock = (bytes: readonly number[], replies: Reply[]): number => {
  if (bytes.length < 2) return 0
  if (bytes[1] !== 0x22 && bytes[1] !== 0x25) {
    replies.push({ reply: 'stray', value: bytes[0]! })
    return 1
  }
  const end = bytes.indexOf(0)
  if (end < 0) {
    if (bytes.length < blockLimit) return 0
    replies.push({ reply: 'stray', value: bytes[0]! })
    return 1
  }
  replies.push(
    bytes[1] === 0x25 ? { reply: 'cleared' } : { reply: 'processId', id: String.fromCharCode(...bytes.slice(2, end)) },
  )
  return end + 1
}
