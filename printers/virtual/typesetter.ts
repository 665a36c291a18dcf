/** The character generator of the printer: modes, line buffer, rows. It knows nothing of paper, motion or lines. */
import iconv from 'iconv-lite'
import { qrModules } from '../paint/qr-modules.ts'
import { barcodeModules } from './barcode.ts'
import type { PrinterCommand } from './commands.ts'
import { columnsImage, decodeByte, drawLine, type Glyph, heightOf, type Image, type Rows } from './line-drawing.ts'

export type { Rows } from './line-drawing.ts'

interface Modes {
  chinese: boolean
  codePage: number
  width: number
  height: number
  bold: boolean
  underline: number
  invert: boolean
  upsideDown: boolean
  font: number
  align: number
  lineSpacing: number
  rightSpace: number
  leftMargin: number
  printWidth: number
  tabs: readonly number[]
  unitX: number
  unitY: number
  barcodeHeight: number
  barcodeWidth: number
  barcodeText: number
  qrModule: number
  qrLevel: number
}

export const createTypesetter = (dots: number, chineseFromStart: boolean) => {
  const fresh = (): Modes => ({
    chinese: chineseFromStart,
    codePage: 0,
    width: 1,
    height: 1,
    bold: false,
    underline: 0,
    invert: false,
    upsideDown: false,
    font: 0,
    align: 0,
    lineSpacing: 30,
    rightSpace: 0,
    leftMargin: 0,
    printWidth: dots,
    tabs: [9, 17, 25, 33, 41, 49, 57, 65].map((column) => column - 1),
    unitX: 203,
    unitY: 203,
    barcodeHeight: 162,
    barcodeWidth: 3,
    barcodeText: 0,
    qrModule: 3,
    qrLevel: 0,
  })
  let modes = fresh()
  let line: (Glyph | Image)[] = []
  let x = 0
  let qrData: Uint8Array = new Uint8Array(0)
  let stored: { readonly image: Image; readonly scaleX: number; readonly scaleY: number } | undefined
  const bytes = dots >> 3

  const right = (): number => Math.min(dots, modes.leftMargin + modes.printWidth) - modes.leftMargin
  const blank = (height: number): Rows => ({ height, bits: new Uint8Array(bytes * height) })

  const textCell = (): { width: number; height: number } =>
    modes.font === 1 ? { width: 9, height: 17 } : { width: 12, height: 24 }

  const addText = (encoded: Uint8Array): Rows[] => {
    const wide = encoded.length > 1
    const text = wide ? iconv.decode(Buffer.from(encoded), 'gb18030') : decodeByte(encoded[0]!, modes.codePage)
    const cell = wide ? { width: 24, height: 24 } : textCell()
    const advance = (cell.width + modes.rightSpace) * modes.width
    const rows = x + advance > right() && line.length > 0 ? endLine() : []
    line.push({
      kind: 'glyph',
      x,
      text,
      cell: cell.width,
      baseHeight: cell.height,
      scaleX: modes.width,
      scaleY: modes.height,
      bold: modes.bold,
      underline: modes.underline,
      invert: modes.invert,
    })
    x += advance
    return rows
  }

  /** Prints the line buffer and feeds one line. */
  const endLine = (advance = modes.lineSpacing): Rows[] => {
    const parts = line
    const used = x
    line = []
    x = 0
    if (parts.length === 0) return advance > 0 ? [blank(advance)] : []
    const height = parts.reduce((most, part) => Math.max(most, heightOf(part)), 0)
    const free = Math.max(0, right() - used)
    const indent = modes.leftMargin + (modes.align === 1 ? Math.floor(free / 2) : modes.align === 2 ? free : 0)
    const rows = drawLine(parts, dots, height, indent, modes.upsideDown)
    return [rows, ...(advance > height ? [blank(advance - height)] : [])]
  }

  /** A picture wider than the head is cut off at its edge, as on paper. */
  const rasterRows = (width: number, height: number, data: Uint8Array, scaleX: number, scaleY: number): Rows => {
    const bits = new Uint8Array(bytes * height * scaleY)
    const dotsWide = Math.min(dots, width * 8 * scaleX)
    const offset = modes.align === 1 ? Math.max(0, (dots - dotsWide) >> 1) : modes.align === 2 ? dots - dotsWide : 0
    for (let row = 0; row < height * scaleY; row++) {
      const from = Math.floor(row / scaleY) * width
      if (scaleX === 1 && offset % 8 === 0) {
        bits.set(data.subarray(from, from + Math.min(width, bytes - (offset >> 3))), row * bytes + (offset >> 3))
        continue
      }
      for (let column = 0; column < dotsWide; column++) {
        const source = Math.floor(column / scaleX)
        if (((data[from + (source >> 3)]! >> (7 - (source & 7))) & 1) === 1) {
          const at = offset + column
          bits[row * bytes + (at >> 3)]! |= 128 >> (at & 7)
        }
      }
    }
    return { height: height * scaleY, bits }
  }

  const modulesRows = (size: number, scale: number, dark: (row: number, column: number) => boolean): Rows => {
    const width = (size * scale + 7) >> 3
    const data = new Uint8Array(width * size * scale)
    for (let row = 0; row < size * scale; row++)
      for (let column = 0; column < size * scale; column++)
        if (dark(Math.floor(row / scale), Math.floor(column / scale)))
          data[row * width + (column >> 3)]! |= 128 >> (column & 7)
    return rasterRows(width, size * scale, data, 1, 1)
  }

  /** Carries a command out. @returns rows for the head, or a complaint. */
  const take = (command: PrinterCommand): Rows[] | string => {
    switch (command.command) {
      case 'text':
        return addText(command.bytes)
      case 'lineFeed':
        return endLine()
      case 'carriageReturn':
      case 'nothing':
      case 'barcodeFont':
        return []
      case 'tab': {
        const cell = textCell().width * modes.width
        const next = modes.tabs.find((column) => column * cell > x)
        if (next !== undefined) x = next * cell
        return []
      }
      case 'formFeed':
        return endLine(0)
      case 'initialize':
        modes = fresh()
        line = []
        x = 0
        return []
      case 'feedDots':
        return endLine(Math.round((command.n * 203) / modes.unitY))
      case 'feedLines':
        return command.n === 0
          ? endLine(0)
          : [...endLine(), ...(command.n > 1 ? [blank((command.n - 1) * modes.lineSpacing)] : [])]
      case 'lineSpacing':
        modes.lineSpacing = Math.round((command.n * 203) / modes.unitY)
        return []
      case 'defaultLineSpacing':
        modes.lineSpacing = 30
        return []
      case 'mode':
        modes.font = command.n & 1
        modes.bold = (command.n & 8) !== 0
        modes.height = (command.n & 16) !== 0 ? 2 : 1
        modes.width = (command.n & 32) !== 0 ? 2 : 1
        modes.underline = (command.n & 128) !== 0 ? 1 : 0
        return []
      case 'size':
        modes.width = ((command.n >> 4) & 7) + 1
        modes.height = (command.n & 7) + 1
        return []
      case 'chineseMode':
        modes.chinese = command.n === 1
        return []
      case 'chineseSize':
        modes.width = (command.n & 4) !== 0 ? 2 : 1
        modes.height = (command.n & 8) !== 0 ? 2 : 1
        return []
      case 'bold':
        modes.bold = (command.n & 1) === 1
        return []
      case 'underline':
        modes.underline = command.n % 48
        return []
      case 'invert':
        modes.invert = (command.n & 1) === 1
        return []
      case 'upsideDown':
        modes.upsideDown = (command.n & 1) === 1
        return []
      case 'font':
        modes.font = command.n % 48
        return []
      case 'align':
        modes.align = command.n % 48
        return []
      case 'codePage':
        modes.codePage = command.n
        return []
      case 'rightSpace':
        modes.rightSpace = command.n
        return []
      case 'leftMargin':
        modes.leftMargin = Math.round((command.n * 203) / modes.unitX)
        return []
      case 'printWidth':
        modes.printWidth = Math.round((command.n * 203) / modes.unitX)
        return []
      case 'absolute':
        x = Math.round((command.n * 203) / modes.unitX)
        return []
      case 'relative':
        x = Math.max(0, x + Math.round((command.n * 203) / modes.unitX))
        return []
      case 'tabs':
        modes.tabs = command.columns
        return []
      case 'motionUnits':
        modes.unitX = command.x === 0 ? 203 : command.x
        modes.unitY = command.y === 0 ? 203 : command.y
        return []
      case 'raster': {
        const rows = line.length > 0 ? endLine(0) : []
        const scaleX = command.scale & 1 ? 2 : 1
        const scaleY = command.scale & 2 ? 2 : 1
        return [...rows, rasterRows(command.width, command.rows, command.data, scaleX, scaleY)]
      }
      case 'storeGraphics':
        stored = {
          image: { kind: 'image', x: 0, width: command.width, height: command.rows, bits: command.data },
          scaleX: command.scaleX,
          scaleY: command.scaleY,
        }
        return []
      case 'printGraphics': {
        if (stored === undefined) return []
        const { image, scaleX, scaleY } = stored
        return [rasterRows((image.width + 7) >> 3, image.height, image.bits, scaleX, scaleY)]
      }
      case 'columns':
        line.push({ kind: 'image', x, ...columnsImage(command) })
        x += command.width * (command.mode % 32 === 0 ? 2 : 1)
        return []
      case 'barcodeHeight':
        if (command.n > 0) modes.barcodeHeight = command.n
        return []
      case 'barcodeWidth':
        // Out of range is ignored, as by the real thing.
        if (command.n >= 1 && command.n <= 6) modes.barcodeWidth = command.n
        return []
      case 'barcodeText':
        modes.barcodeText = command.n % 48
        return []
      case 'barcode': {
        const bars = barcodeModules(command.symbology, command.data)
        if (bars === null) return `barcode ${command.symbology} of ${command.data.length} bytes cannot be drawn`
        const width = (bars.modules.length * modes.barcodeWidth + 7) >> 3
        const row = new Uint8Array(width)
        bars.modules.forEach((dark, index) => {
          if (dark)
            for (let dot = index * modes.barcodeWidth; dot < (index + 1) * modes.barcodeWidth; dot++)
              row[dot >> 3]! |= 128 >> (dot & 7)
        })
        const data = new Uint8Array(width * modes.barcodeHeight)
        for (let at = 0; at < data.length; at += width) data.set(row, at)
        const legend = (): Rows[] => [...bars.text].flatMap((sign) => addText(Buffer.from(sign))).concat(endLine())
        return [
          ...((modes.barcodeText & 1) !== 0 ? legend() : []),
          rasterRows(width, modes.barcodeHeight, data, 1, 1),
          ...((modes.barcodeText & 2) !== 0 ? legend() : []),
        ]
      }
      case 'qrModule':
        modes.qrModule = Math.max(1, command.n)
        return []
      case 'qrLevel':
        modes.qrLevel = command.n
        return []
      case 'qrStore':
        qrData = command.data
        return []
      case 'qrPrint': {
        if (qrData.length === 0) return []
        const level = (['L', 'M', 'Q', 'H'] as const)[modes.qrLevel] ?? 'L'
        const modules = qrModules(qrData, level)
        return [modulesRows(modules.size, modes.qrModule, (row, column) => modules.isDark(row, column))]
      }
      default:
        return []
    }
  }

  return { take, chinese: () => modes.chinese, pending: () => line.length > 0 }
}

export type Typesetter = ReturnType<typeof createTypesetter>
