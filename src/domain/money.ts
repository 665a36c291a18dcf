/**
 * Money is integer fen in a branded type, so that a yuan, a float or a count can never be added to it.
 * Amounts in words follow the central bank's rules for filling in payment vouchers (正确填写票据和结算凭证的基本规定).
 */
declare const fenBrand: unique symbol

/** Integer fen (1/100 yuan). Negative values are allowed: differences and refunds. */
export type Fen = number & { readonly [fenBrand]: true }

/** Throws unless `value` is a safe integer: a fraction of a fen is a programming error, never a rounding matter. */
export const fen = (value: number): Fen => {
  if (!Number.isSafeInteger(value)) throw new RangeError('money must be a whole number of fen')
  return (value === 0 ? 0 : value) as Fen
}

export const zeroFen = fen(0)
export const addFen = (...amounts: readonly Fen[]): Fen => fen(amounts.reduce((sum: number, amount) => sum + amount, 0))
export const subtractFen = (from: Fen, amount: Fen): Fen => fen(from - amount)

/** Whole yuan, e.g. the value of a banknote, as fen. */
export const fenOfYuan = (yuan: number): Fen => fen(yuan * 100)

/** `1,234.56`; negative amounts carry a leading minus. */
export const formatYuan = (amount: Fen): string => {
  const digits = String(Math.abs(amount)).padStart(3, '0')
  const whole = digits.slice(0, -2).replace(/\B(?=(\d{3})+$)/g, ',')
  return `${amount < 0 ? '-' : ''}${whole}.${digits.slice(-2)}`
}

const figures = ['零', '壹', '贰', '叁', '肆', '伍', '陆', '柒', '捌', '玖'] as const
const places = ['', '拾', '佰', '仟'] as const
const sections = ['', '万', '亿', '兆'] as const

/** One group of four digits, without leading 零; inner runs of zeros become one 零. */
const sectionInWords = (section: number): string => {
  let words = ''
  let zeros = false
  for (let place = 3; place >= 0; place--) {
    const figure = Math.floor(section / 10 ** place) % 10
    if (figure === 0) {
      zeros = words !== ''
      continue
    }
    words += `${zeros ? '零' : ''}${figures[figure]}${places[place]}`
    zeros = false
  }
  return words
}

const wholeInWords = (yuan: number): string => {
  let words = ''
  let gap = false
  for (let index = sections.length - 1; index >= 0; index--) {
    const section = Math.floor(yuan / 10_000 ** index) % 10_000
    if (section === 0) {
      gap = words !== ''
      continue
    }
    // A missing thousand, or a whole empty section, is read as one 零 between two sections.
    if (words !== '' && (gap || section < 1000)) words += '零'
    words += `${sectionInWords(section)}${sections[index]}`
    gap = false
  }
  return words
}

/**
 * 大写: `壹仟贰佰叁拾肆元伍角陆分`, `壹佰元整`, `零元整`; negative amounts begin with 负. Without the word 人民币.
 * Zeros at the end of the yuan are not read before 角 («壹仟陆佰捌拾元叁角贰分»), which the rules allow.
 */
export const amountInWords = (amount: Fen): string => {
  const absolute = Math.abs(amount)
  const yuan = Math.floor(absolute / 100)
  const jiao = Math.floor(absolute / 10) % 10
  const rest = absolute % 10
  let words = yuan > 0 ? `${wholeInWords(yuan)}元` : ''
  if (jiao > 0) words += `${figures[jiao]}角`
  else if (rest > 0 && yuan > 0) words += '零'
  if (rest > 0) words += `${figures[rest]}分`
  if (words === '') return '零元整'
  // 整 closes an amount without fen, so that nothing can be added behind it.
  return `${amount < 0 ? '负' : ''}${words}${rest === 0 ? '整' : ''}`
}
