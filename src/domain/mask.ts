/**
 * What of a person may stand on a screen or slip that others can see. The service point is a public hall and slips are
 * left lying about; documents that are useless without the full name (F4, F5, F10) do not use these.
 */
const graphemes = new Intl.Segmenter('zh', { granularity: 'grapheme' })

/** First character and one star, whatever the length: `李*`. The star count must not tell the length of the name. */
export const maskName = (name: string): string => {
  const first = graphemes.segment(name.trim())[Symbol.iterator]().next()
  return first.done === true ? '*' : `${first.value.segment}*`
}

/** First 4 and last 4, a star for each hidden character: `3405**********001X`. Too short to hide anything: stars only. */
export const maskIdNumber = (idNumber: string): string => keepEnds(idNumber.trim(), 4, 4)

/** Last 4 only: `*****5678`. */
export const maskCardNumber = (cardNumber: string): string => keepEnds(cardNumber.trim(), 0, 4)

/** The last 4 characters, for «card ending in»; stars when there are no more than that. */
export const cardTail = (cardNumber: string): string => maskCardNumber(cardNumber).slice(-4)

const keepEnds = (text: string, head: number, tail: number): string => {
  const characters = [...text]
  if (characters.length <= head + tail) return '*'.repeat(characters.length)
  const hidden = characters.length - head - tail
  return `${characters.slice(0, head).join('')}${'*'.repeat(hidden)}${characters.slice(-tail).join('')}`
}
