/** Everything this printer can be told, and the bytes it is told with. Incremental: half a command waits for its rest. */
export type PrinterCommand =
  | { readonly command: 'text'; readonly bytes: Uint8Array }
  | { readonly command: 'lineFeed' | 'carriageReturn' | 'tab' | 'formFeed' | 'initialize' | 'nothing' }
  | { readonly command: 'feedDots' | 'feedLines' | 'lineSpacing'; readonly n: number }
  | { readonly command: 'defaultLineSpacing' }
  | { readonly command: 'mode' | 'size' | 'chineseMode' | 'chineseSize'; readonly n: number }
  | {
      readonly command: 'bold' | 'underline' | 'invert' | 'upsideDown' | 'font' | 'align' | 'codePage'
      readonly n: number
    }
  | { readonly command: 'rightSpace' | 'leftMargin' | 'printWidth' | 'absolute' | 'relative'; readonly n: number }
  | { readonly command: 'tabs'; readonly columns: readonly number[] }
  | { readonly command: 'motionUnits'; readonly x: number; readonly y: number }
  | { readonly command: 'cut'; readonly full: boolean; readonly feed: number | null }
  | { readonly command: 'automaticStatus' | 'transmitStatus' | 'transmitId'; readonly n: number }
  | { readonly command: 'processId'; readonly id: readonly number[] }
  | {
      readonly command: 'raster'
      readonly width: number
      readonly rows: number
      readonly data: Uint8Array
      readonly scale: number
    }
  | {
      readonly command: 'storeGraphics'
      readonly width: number
      readonly rows: number
      readonly data: Uint8Array
      readonly scaleX: number
      readonly scaleY: number
    }
  | { readonly command: 'printGraphics' }
  | { readonly command: 'columns'; readonly mode: number; readonly width: number; readonly data: Uint8Array }
  | { readonly command: 'barcodeHeight' | 'barcodeWidth' | 'barcodeText' | 'barcodeFont'; readonly n: number }
  | { readonly command: 'barcode'; readonly symbology: number; readonly data: Uint8Array }
  | { readonly command: 'qrModule' | 'qrLevel'; readonly n: number }
  | { readonly command: 'qrStore'; readonly data: Uint8Array }
  | { readonly command: 'qrPrint' }

export type Parsed =
  | { readonly parsed: PrinterCommand; readonly length: number }
  | { readonly more: true }
  /** Bytes no manual knows; `length` of them are skipped. */
  | { readonly unknown: string; readonly length: number }

const more: Parsed = { more: true }
const hex = (bytes: Uint8Array, at: number, count: number): string =>
  Buffer.from(bytes.subarray(at, at + count))
    .toString('hex')
    .toUpperCase()
    .replace(/(..)(?=.)/g, '$1 ')

/** The next command at `at`. */
export const parseCommand = (bytes: Uint8Array, at: number, chinese: boolean): Parsed => {
  const first = bytes[at]
  if (first === undefined) return more
  switch (first) {
    case 0x0a:
      return { parsed: { command: 'lineFeed' }, length: 1 }
    case 0x0d:
      return { parsed: { command: 'carriageReturn' }, length: 1 }
    case 0x09:
      return { parsed: { command: 'tab' }, length: 1 }
    case 0x0c:
      return { parsed: { command: 'formFeed' }, length: 1 }
    case 0x00:
    case 0x18:
      return { parsed: { command: 'nothing' }, length: 1 }
    case 0x10:
      return realTime(bytes, at)
    case 0x1b:
      return escapeCommand(bytes, at)
    case 0x1c:
      return fieldCommand(bytes, at)
    case 0x1d:
      return groupCommand(bytes, at)
  }
  if (first < 0x20 || first === 0x7f) return { unknown: hex(bytes, at, 1), length: 1 }
  if (!chinese || first < 0x81 || first === 0xff)
    return { parsed: { command: 'text', bytes: bytes.slice(at, at + 1) }, length: 1 }
  // GB 18030: the second byte tells two bytes (0x40 up) from four (0x30 to 0x39).
  const second = bytes[at + 1]
  if (second === undefined) return more
  const length = second >= 0x30 && second <= 0x39 ? 4 : 2
  if (bytes.length < at + length) return more
  return { parsed: { command: 'text', bytes: bytes.slice(at, at + length) }, length }
}

/** Real-time commands have been carried out when they arrived; here they are only stepped over. */
export const realTimeLength = (bytes: Uint8Array, at: number): number => {
  const second = bytes[at + 1]
  if (second === 0x04 || second === 0x05) return 3
  if (second === 0x14) return bytes[at + 2] === 8 ? 10 : 5
  return 0
}

const realTime = (bytes: Uint8Array, at: number): Parsed => {
  if (bytes.length < at + 3) return more
  const length = realTimeLength(bytes, at)
  if (length === 0) return { unknown: hex(bytes, at, 2), length: 1 }
  return bytes.length < at + length ? more : { parsed: { command: 'nothing' }, length }
}

type Make = (n: number) => PrinterCommand
const nothing: Make = () => ({ command: 'nothing' })
const named =
  (command: Extract<PrinterCommand, { n: number }>['command']): Make =>
  (n) =>
    ({ command, n }) as PrinterCommand

/** ESC commands with one byte behind them. */
const escapeOne: Readonly<Record<string, Make>> = {
  '!': named('mode'),
  '-': named('underline'),
  E: named('bold'),
  G: named('bold'),
  J: named('feedDots'),
  d: named('feedLines'),
  a: named('align'),
  M: named('font'),
  '{': named('upsideDown'),
  '3': named('lineSpacing'),
  t: named('codePage'),
  ' ': named('rightSpace'),
  R: nothing,
  '=': nothing,
  r: nothing,
  V: nothing,
  U: nothing,
}

const escapeCommand = (bytes: Uint8Array, at: number): Parsed => {
  const second = bytes[at + 1]
  if (second === undefined) return more
  const letter = String.fromCharCode(second)
  const one = escapeOne[letter]
  const rest = bytes.length - at
  if (one !== undefined) return rest < 3 ? more : { parsed: one(bytes[at + 2]!), length: 3 }
  switch (letter) {
    case '@':
      return { parsed: { command: 'initialize' }, length: 2 }
    case '2':
      return { parsed: { command: 'defaultLineSpacing' }, length: 2 }
    case 'i':
      return { parsed: { command: 'cut', full: true, feed: null }, length: 2 }
    case 'm':
      return { parsed: { command: 'cut', full: false, feed: null }, length: 2 }
    case 'S':
      return { parsed: { command: 'nothing' }, length: 2 }
    case '$':
      return rest < 4 ? more : { parsed: { command: 'absolute', n: word(bytes, at + 2) }, length: 4 }
    case '\\':
      return rest < 4 ? more : { parsed: { command: 'relative', n: (word(bytes, at + 2) << 16) >> 16 }, length: 4 }
    case 'c': // sensors that stop printing, panel buttons
    case 'B': // buzzer of many clones
      return rest < 4 ? more : { parsed: { command: 'nothing' }, length: 4 }
    case 'p': // drawer
      return rest < 5 ? more : { parsed: { command: 'nothing' }, length: 5 }
    case 'D':
      return tabStops(bytes, at)
    case '*':
      return columnImage(bytes, at)
    case '(':
      return sized(bytes, at, () => ({ command: 'nothing' }), 'A')
  }
  return { unknown: hex(bytes, at, 2), length: 2 }
}

const word = (bytes: Uint8Array, at: number): number => bytes[at]! | (bytes[at + 1]! << 8)

const tabStops = (bytes: Uint8Array, at: number): Parsed => {
  const end = bytes.indexOf(0, at + 2)
  if (end < 0) return bytes.length - at > 35 ? { unknown: hex(bytes, at, 2), length: 2 } : more
  return { parsed: { command: 'tabs', columns: [...bytes.slice(at + 2, end)] }, length: end + 1 - at }
}

const columnImage = (bytes: Uint8Array, at: number): Parsed => {
  if (bytes.length - at < 5) return more
  const mode = bytes[at + 2]!
  if (![0, 1, 32, 33].includes(mode)) return { unknown: hex(bytes, at, 3), length: 3 }
  const width = word(bytes, at + 3)
  const length = 5 + width * (mode >= 32 ? 3 : 1)
  if (bytes.length - at < length) return more
  return { parsed: { command: 'columns', mode, width, data: bytes.slice(at + 5, at + length) }, length }
}

const fieldSeparatorOne: Readonly<Record<string, Make>> = {
  '!': named('chineseSize'),
  W: (n) => ({ command: 'chineseSize', n: (n & 1) === 1 ? 12 : 0 }),
  '-': named('underline'),
  C: nothing,
}

const fieldCommand = (bytes: Uint8Array, at: number): Parsed => {
  const second = bytes[at + 1]
  if (second === undefined) return more
  const letter = String.fromCharCode(second)
  if (letter === '&') return { parsed: { command: 'chineseMode', n: 1 }, length: 2 }
  if (letter === '.') return { parsed: { command: 'chineseMode', n: 0 }, length: 2 }
  const one = fieldSeparatorOne[letter]
  if (one !== undefined) return bytes.length - at < 3 ? more : { parsed: one(bytes[at + 2]!), length: 3 }
  if (letter === 'S') return bytes.length - at < 4 ? more : { parsed: { command: 'nothing' }, length: 4 }
  if (letter === '(') return sized(bytes, at, () => ({ command: 'nothing' }), 'A', 'C', 'E')
  return { unknown: hex(bytes, at, 2), length: 2 }
}

/** `( X pL pH …`: commands that tell their own length. */
const sized = (
  bytes: Uint8Array,
  at: number,
  make: (letter: string, body: Uint8Array) => PrinterCommand | null,
  ...letters: readonly string[]
): Parsed => {
  if (bytes.length - at < 5) return more
  const letter = String.fromCharCode(bytes[at + 2]!)
  if (letters.length > 0 && !letters.includes(letter)) return { unknown: hex(bytes, at, 3), length: 3 }
  const length = 5 + word(bytes, at + 3)
  if (bytes.length - at < length) return more
  const parsed = make(letter, bytes.slice(at + 5, at + length))
  return parsed === null ? { unknown: hex(bytes, at, Math.min(length, 8)), length } : { parsed, length }
}

const groupSeparatorOne: Readonly<Record<string, Make>> = {
  '!': named('size'),
  B: named('invert'),
  a: named('automaticStatus'),
  r: named('transmitStatus'),
  I: named('transmitId'),
  h: named('barcodeHeight'),
  w: named('barcodeWidth'),
  H: named('barcodeText'),
  f: named('barcodeFont'),
  b: nothing,
}

const groupCommand = (bytes: Uint8Array, at: number): Parsed => {
  const second = bytes[at + 1]
  if (second === undefined) return more
  const letter = String.fromCharCode(second)
  const rest = bytes.length - at
  const one = groupSeparatorOne[letter]
  if (one !== undefined) return rest < 3 ? more : { parsed: one(bytes[at + 2]!), length: 3 }
  switch (letter) {
    case 'L':
      return rest < 4 ? more : { parsed: { command: 'leftMargin', n: word(bytes, at + 2) }, length: 4 }
    case 'W':
      return rest < 4 ? more : { parsed: { command: 'printWidth', n: word(bytes, at + 2) }, length: 4 }
    case 'P':
      return rest < 4 ? more : { parsed: { command: 'motionUnits', x: bytes[at + 2]!, y: bytes[at + 3]! }, length: 4 }
    case 'V':
      return cut(bytes, at)
    case 'k':
      return barcode(bytes, at)
    case 'v':
      return raster(bytes, at)
    case '(':
      return sized(bytes, at, functions)
    case '8':
      return longGraphics(bytes, at)
  }
  return { unknown: hex(bytes, at, 2), length: 2 }
}

const cut = (bytes: Uint8Array, at: number): Parsed => {
  const m = bytes[at + 2]
  if (m === undefined) return more
  if ([0, 1, 48, 49].includes(m)) return { parsed: { command: 'cut', full: m % 2 === 0, feed: null }, length: 3 }
  if (m !== 65 && m !== 66) return { unknown: hex(bytes, at, 3), length: 3 }
  const n = bytes[at + 3]
  return n === undefined ? more : { parsed: { command: 'cut', full: m === 65, feed: n }, length: 4 }
}

const barcode = (bytes: Uint8Array, at: number): Parsed => {
  const m = bytes[at + 2]
  if (m === undefined) return more
  if (m <= 6) {
    const end = bytes.indexOf(0, at + 3)
    if (end < 0) return bytes.length - at > 260 ? { unknown: hex(bytes, at, 3), length: 3 } : more
    return { parsed: { command: 'barcode', symbology: m + 65, data: bytes.slice(at + 3, end) }, length: end + 1 - at }
  }
  if (m < 65 || m > 73) return { unknown: hex(bytes, at, 3), length: 3 }
  const n = bytes[at + 3]
  if (n === undefined || bytes.length - at < 4 + n) return more
  return { parsed: { command: 'barcode', symbology: m, data: bytes.slice(at + 4, at + 4 + n) }, length: 4 + n }
}

const raster = (bytes: Uint8Array, at: number): Parsed => {
  if (bytes.length - at < 8) return more
  const scale = bytes[at + 3]! % 48
  if (bytes[at + 2] !== 0x30 || scale > 3) return { unknown: hex(bytes, at, 4), length: 4 }
  const width = word(bytes, at + 4)
  const rows = word(bytes, at + 6)
  const length = 8 + width * rows
  if (bytes.length - at < length) return more
  return { parsed: { command: 'raster', width, rows, scale, data: bytes.slice(at + 8, at + length) }, length }
}

/** `GS ( …`: null = a function nobody has heard of. */
const functions = (letter: string, body: Uint8Array): PrinterCommand | null => {
  if (letter === 'H' && body[0] === 0x30 && body[1] === 0x30 && body.length === 6)
    return { command: 'processId', id: [...body.slice(2)] }
  if (letter === 'L') return graphics(body)
  if (letter === 'k' && body[0] === 49) return qr(body)
  // Self test, density, user settings: nothing that shows on this paper.
  if (['A', 'E', 'D', 'K', 'C', 'N'].includes(letter)) return { command: 'nothing' }
  return null
}

/** `GS 8 L p1 p2 p3 p4 …`: graphics longer than two bytes can count. */
const longGraphics = (bytes: Uint8Array, at: number): Parsed => {
  if (bytes.length - at < 7) return more
  if (bytes[at + 2] !== 0x4c) return { unknown: hex(bytes, at, 3), length: 3 }
  const length = 7 + word(bytes, at + 3) + word(bytes, at + 5) * 65_536
  if (bytes.length - at < length) return more
  const parsed = graphics(bytes.slice(at + 7, at + length))
  return parsed === null ? { unknown: hex(bytes, at, 10), length } : { parsed, length }
}

const graphics = (body: Uint8Array): PrinterCommand | null => {
  const fn = body[1]
  if (body[0] !== 0x30) return null
  if (fn === 2 || fn === 50) return { command: 'printGraphics' }
  if (fn !== 112 || body.length < 10) return null
  const width = word(body, 6)
  const rows = word(body, 8)
  const data = body.slice(10)
  return data.length === ((width + 7) >> 3) * rows
    ? { command: 'storeGraphics', width, rows, data, scaleX: body[3]!, scaleY: body[4]! }
    : null
}

const qr = (body: Uint8Array): PrinterCommand | null => {
  switch (body[1]) {
    case 65:
      return { command: 'nothing' } // model 1, 2 or micro: model 2 is drawn
    case 67:
      return { command: 'qrModule', n: body[2] ?? 3 }
    case 69:
      return { command: 'qrLevel', n: (body[2] ?? 48) - 48 }
    case 80:
      return { command: 'qrStore', data: body.slice(3) }
    case 81:
      return { command: 'qrPrint' }
    default:
      return null
  }
}
