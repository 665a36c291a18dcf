/** Bars of the one-dimensional symbologies, from their published tables. */

export interface Bars {
  readonly modules: readonly boolean[]
  readonly text: string
}

/** @param symbology `GS k` numbers 65 to 73. @returns null when the data does not fit the symbology or it is not drawn here. */
export const barcodeModules = (symbology: number, data: Uint8Array): Bars | null => {
  const text = Buffer.from(data).toString('latin1')
  switch (symbology) {
    case 65:
      return /^\d{11,12}$/.test(text) ? ean13(`0${text.slice(0, 11)}`) : null
    case 67:
      return /^\d{12,13}$/.test(text) ? ean13(text.slice(0, 12)) : null
    case 68:
      return /^\d{7,8}$/.test(text) ? ean8(text.slice(0, 7)) : null
    case 69:
      return code39(text)
    case 70:
      return /^(\d\d)+$/.test(text) ? interleaved(text) : null
    case 73:
      return code128(data)
    default:
      return null
  }
}

const fromRuns = (runs: string): boolean[] => {
  const modules: boolean[] = []
  let dark = true
  for (const run of runs) {
    for (let index = 0; index < Number(run); index++) modules.push(dark)
    dark = !dark
  }
  return modules
}
const fromBits = (bits: string): boolean[] => [...bits].map((bit) => bit === '1')

const eanLeft = [
  '0001101',
  '0011001',
  '0010011',
  '0111101',
  '0100011',
  '0110001',
  '0101111',
  '0111011',
  '0110111',
  '0001011',
]
const invert = (bits: string): string => bits.replace(/./g, (bit) => (bit === '1' ? '0' : '1'))
const reverse = (bits: string): string => [...bits].reverse().join('')
const eanParity = ['000000', '001011', '001101', '001110', '010011', '011001', '011100', '010101', '010110', '011010']

const eanCheck = (digits: string): string => {
  const sum = [...digits]
    .reverse()
    .reduce((total, digit, index) => total + Number(digit) * (index % 2 === 0 ? 3 : 1), 0)
  return String((10 - (sum % 10)) % 10)
}

const ean13 = (digits: string): Bars => {
  const all = digits + eanCheck(digits)
  const parity = eanParity[Number(all[0])]!
  const left = [...all.slice(1, 7)].map((digit, index) => {
    const code = eanLeft[Number(digit)]!
    return parity[index] === '1' ? reverse(invert(code)) : code
  })
  const right = [...all.slice(7)].map((digit) => invert(eanLeft[Number(digit)]!))
  return { modules: fromBits(`101${left.join('')}01010${right.join('')}101`), text: all }
}

const ean8 = (digits: string): Bars => {
  const all = digits + eanCheck(digits)
  const left = [...all.slice(0, 4)].map((digit) => eanLeft[Number(digit)]!)
  const right = [...all.slice(4)].map((digit) => invert(eanLeft[Number(digit)]!))
  return { modules: fromBits(`101${left.join('')}01010${right.join('')}101`), text: all }
}

const code39Signs = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ-. $/+%*'
/** Wide elements of each sign, bars and spaces in turn. */
const code39Wide =
  '000110100 100100001 001100001 101100000 000110001 100110000 001110000 000100101 100100100 001100100 100001001 001001001 101001000 000011001 100011000 001011000 000001101 100001100 001001100 000011100 100000011 001000011 101000010 000010011 100010010 001010010 000000111 100000110 001000110 000010110 110000001 011000001 111000000 010010001 110010000 011010000 010000101 110000100 011000100 010101000 010100010 010001010 000101010 010010100'.split(
    ' ',
  )

const code39 = (text: string): Bars | null => {
  const clean = text.replace(/^\*|\*$/g, '').toUpperCase()
  let runs = ''
  for (const sign of `*${clean}*`) {
    const wide = code39Wide[code39Signs.indexOf(sign)]
    if (wide === undefined) return null
    runs += `${wide.replace(/0/g, '1').replace(/./g, (_, index: number) => (wide[index] === '1' ? '3' : '1'))}1`
  }
  return { modules: fromRuns(runs), text: `*${clean}*` }
}

const interleavedWide = ['00110', '10001', '01001', '11000', '00101', '10100', '01100', '00011', '10010', '01010']
const interleaved = (text: string): Bars => {
  let runs = '1111'
  for (let at = 0; at < text.length; at += 2) {
    const bars = interleavedWide[Number(text[at])]!
    const spaces = interleavedWide[Number(text[at + 1])]!
    for (let index = 0; index < 5; index++)
      runs += (bars[index] === '1' ? '3' : '1') + (spaces[index] === '1' ? '3' : '1')
  }
  return { modules: fromRuns(`${runs}311`), text }
}

const code128Runs =
  '212222 222122 222221 121223 121322 131222 122213 122312 132212 221213 221312 231212 112232 122132 122231 113222 123122 123221 223211 221132 221231 213212 223112 312131 311222 321122 321221 312212 322112 322211 212123 212321 232121 111323 131123 131321 112313 132113 132311 211313 231113 231311 112133 112331 132131 113123 113321 133121 313121 211331 231131 213113 213311 213131 311123 311321 331121 312113 312311 332111 314111 221411 431111 111224 111422 121124 121421 141122 141221 112214 112412 122114 122411 142112 142211 241211 221114 413111 241112 134111 111242 121142 121241 114212 124112 124211 411212 421112 421211 212141 214121 412121 111143 111341 131141 114113 114311 411113 411311 113141 114131 311141 411131 211412 211214 211232 2331112'.split(
    ' ',
  )

/** Epson's way: `{A`, `{B`, `{C` choose the code set, `{{` is a brace. In set C the bytes are the values themselves. */
const code128 = (data: Uint8Array): Bars | null => {
  const values: number[] = []
  let set = ''
  let text = ''
  for (let at = 0; at < data.length; at++) {
    const byte = data[at]!
    if (byte === 0x7b && at + 1 < data.length) {
      const next = String.fromCharCode(data[++at]!)
      if ('ABC'.includes(next)) {
        values.push(values.length === 0 ? 103 + 'ABC'.indexOf(next) : { A: 101, B: 100, C: 99 }[next as 'A']!)
        set = next
        continue
      }
      if (next === '1') {
        values.push(102)
        continue
      }
      if (next !== '{') return null
    }
    if (set === '') return null
    if (set === 'C') {
      if (byte > 99) return null
      values.push(byte)
      text += String(byte).padStart(2, '0')
      continue
    }
    const value = byte >= 32 ? byte - 32 : byte + 64
    if (value > 95 || (set === 'B' && byte < 32)) return null
    values.push(value)
    text += String.fromCharCode(byte)
  }
  if (values.length < 2) return null
  const sum = values.reduce((total, value, index) => total + value * Math.max(1, index), 0)
  return { modules: fromRuns([...values, sum % 103, 106].map((value) => code128Runs[value]!).join('')), text }
}
