/** The line buffer as dots: characters of the generator, column images. */
import { createCanvas } from '@napi-rs/canvas'
import iconv from 'iconv-lite'
import { loadPaperFonts, type PaperFonts } from '../paint/fonts.ts'
import { packRows } from '../paint/picture.ts'
import type { PrinterCommand } from './commands.ts'

/** Rows of the head: `height` × `dots / 8` bytes. */
export interface Rows {
  readonly height: number
  readonly bits: Uint8Array
}

/** `ESC t n` → encoding, the usual numbers. */
const codePages: Readonly<Record<number, string>> = {
  0: 'cp437',
  2: 'cp850',
  3: 'cp860',
  4: 'cp863',
  5: 'cp865',
  13: 'cp857',
  16: 'windows1252',
  17: 'cp866',
  18: 'cp852',
  19: 'cp858',
  255: 'gb18030',
}

/** Page 1 is Epson's katakana page: its first two columns hold blocks and lines, which many senders draw boxes with. */
const blocksAndLines = '▁▂▃▄▅▆▇█▏▎▍▌▋▊▉┼┴┬┤├▔─│▕┌┐└┘╭╮╰╯'

/** A byte of a one-byte page, `ESC t`. */
export const decodeByte = (byte: number, page: number): string => {
  if (byte < 0x80) return String.fromCharCode(byte)
  if (page !== 1) return iconv.decode(Buffer.of(byte), codePages[page] ?? 'cp437')
  if (byte < 0xa0) return blocksAndLines[byte - 0x80]!
  return byte >= 0xa1 && byte <= 0xdf ? String.fromCharCode(0xff61 + byte - 0xa1) : ' '
}

export interface Glyph {
  readonly kind: 'glyph'
  readonly x: number
  readonly text: string
  readonly cell: number
  readonly baseHeight: number
  readonly scaleX: number
  readonly scaleY: number
  readonly bold: boolean
  readonly underline: number
  readonly invert: boolean
}
export interface Image {
  readonly kind: 'image'
  readonly x: number
  readonly width: number
  readonly height: number
  readonly bits: Uint8Array
}

let fonts: PaperFonts | undefined

export const heightOf = (part: Glyph | Image): number =>
  part.kind === 'image' ? part.height : part.baseHeight * part.scaleY

/** @param indent dots from the left edge */
export const drawLine = (
  parts: readonly (Glyph | Image)[],
  dots: number,
  height: number,
  indent: number,
  upsideDown: boolean,
): Rows => {
  fonts ??= loadPaperFonts()
  const canvas = createCanvas(dots, height)
  const context = canvas.getContext('2d')
  context.fillStyle = '#fff'
  context.fillRect(0, 0, dots, height)
  if (upsideDown) {
    context.translate(dots, height)
    context.rotate(Math.PI)
  }
  for (const part of parts) {
    const top = height - heightOf(part)
    if (part.kind === 'image') {
      drawBits(context, part, indent + part.x, top)
      continue
    }
    const box = part.cell * part.scaleX
    context.save()
    context.translate(indent + part.x, top)
    context.fillStyle = part.invert ? '#000' : '#fff'
    context.fillRect(0, 0, box, part.baseHeight * part.scaleY)
    context.scale(part.scaleX, part.scaleY)
    context.fillStyle = part.invert ? '#fff' : '#000'
    const size = part.cell === 24 ? 24 : part.baseHeight - 2
    for (const run of fonts.runs(part.text, part.bold ? 'bold' : 'medium')) {
      context.font = `${size}px ${run.family}`
      const width = context.measureText(run.text).width
      const squeeze = Math.min(1, part.cell / Math.max(1, width))
      context.save()
      context.translate((part.cell - width * squeeze) / 2, part.cell === 24 ? 21 : part.baseHeight * 0.79)
      context.scale(squeeze, 1)
      context.fillText(run.text, 0, 0)
      context.restore()
    }
    if (part.underline > 0) context.fillRect(0, part.baseHeight - part.underline, part.cell, part.underline)
    context.restore()
  }
  const bits = new Uint8Array((dots >> 3) * height)
  packRows(context.getImageData(0, 0, dots, height).data, dots, height, bits, 0)
  return { height, bits }
}

const drawBits = (
  context: { fillRect(x: number, y: number, w: number, h: number): void; fillStyle: unknown },
  image: Image,
  left: number,
  top: number,
): void => {
  context.fillStyle = '#000'
  const rowLength = (image.width + 7) >> 3
  for (let row = 0; row < image.height; row++)
    for (let column = 0; column < image.width; column++)
      if (((image.bits[row * rowLength + (column >> 3)]! >> (7 - (column & 7))) & 1) === 1)
        context.fillRect(left + column, top + row, 1, 1)
}

/** `ESC *`: a picture sent column by column. */
export const columnsImage = (command: Extract<PrinterCommand, { command: 'columns' }>): Omit<Image, 'kind' | 'x'> => {
  const tall = command.mode >= 32
  const scaleX = command.mode % 32 === 0 ? 2 : 1
  const scaleY = tall ? 1 : 3
  const width = command.width * scaleX
  const height = 24
  const rowLength = (width + 7) >> 3
  const bits = new Uint8Array(rowLength * height)
  for (let column = 0; column < width; column++)
    for (let row = 0; row < height; row++) {
      const source = Math.floor(column / scaleX)
      const dot = Math.floor(row / scaleY)
      const byte = tall ? command.data[source * 3 + (dot >> 3)]! : command.data[source]!
      if (((byte >> (7 - (dot & 7))) & 1) === 1) bits[row * rowLength + (column >> 3)]! |= 128 >> (column & 7)
    }
  return { width, height, bits }
}
