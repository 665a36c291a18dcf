/** Breaking text into lines as Chinese is set: anywhere between ideographs, but no line begins with a closing mark. */

const noLineStart = new Set('，。、；：！？）》」』】〉”’％‰%,.;:!?)]}·…—')
const noLineEnd = new Set('（《「『【〈“‘([{¥')

/** Pieces that must stay together: a Latin word or figure, or one character with the marks that cling to it. */
const pieces = (text: string): string[] => {
  const found: string[] = []
  for (const match of text.matchAll(/[A-Za-z0-9.,:/+\-–*#_~@%]+|./gsu)) {
    const piece = match[0]
    const last = found.at(-1)
    if (last !== undefined && (noLineStart.has(piece) || noLineEnd.has([...last].at(-1)!)))
      found[found.length - 1] += piece
    else found.push(piece)
  }
  return found
}

/**
 * @param width dots a line may take
 * @param measure width of a text in dots
 * @returns at least one line
 */
export const breakLines = (text: string, width: number, measure: (text: string) => number): string[] => {
  if (measure(text) <= width) return [text]
  // A wide space separates two statements: if they do not fit beside each other, each gets its own line.
  if (text.includes('　')) return text.split('　').flatMap((part) => breakLines(part, width, measure))
  const lines = fill(text, width, measure)
  if (lines.length < 2 || [...lines.at(-1)!].length >= leastInLastLine) return lines
  // One character alone on a line looks like a mistake: narrower lines leave it some company.
  for (let narrower = width * 0.96; narrower > width * 0.7; narrower -= width * 0.04) {
    const other = fill(text, narrower, measure)
    if (other.length > lines.length) break
    if ([...other.at(-1)!].length >= leastInLastLine) return other
  }
  return lines
}

const leastInLastLine = 4

/** As much into each line as it takes. */
const fill = (text: string, width: number, measure: (text: string) => number): string[] => {
  const lines: string[] = []
  let line = ''
  const push = (piece: string): void => {
    if (line !== '' && measure(line + piece.trimEnd()) > width) {
      lines.push(line.trimEnd())
      line = ''
    }
    if (line === '' && piece.trim() === '') return
    if (line === '' && measure(piece) > width && [...piece].length > 1) {
      // A single word wider than the paper is broken where it must be.
      for (const sign of piece) push(sign)
      return
    }
    line += piece
  }
  for (const piece of pieces(text)) push(piece)
  if (line !== '') lines.push(line.trimEnd())
  return lines.length === 0 ? [''] : lines
}
