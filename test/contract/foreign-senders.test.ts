/** The virtual printer against bytes it did not grow up with: three ESC/POS libraries that know nothing of it. */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import ReceiptPrinterEncoder from '@point-of-sale/receipt-printer-encoder'
import { PrinterTypes, ThermalPrinter } from 'node-thermal-printer'
import receiptline from 'receiptline'
import { describe, expect, it } from 'vitest'
import { differenceOf, drawDifference } from '../../printers/golden/difference.ts'
import type { Picture } from '../../printers/paint/picture.ts'
import { decodePng, encodePng } from '../../printers/paint/png.ts'
import { createPrinterMachine, standardMachine } from '../../printers/virtual/machine.ts'
import { readQrCodes } from '../../printers/virtual/qr-reader.ts'

const printed = (bytes: Uint8Array, chinese = true): { picture: Picture; qr: string[]; problems: string[] } => {
  const problems: string[] = []
  let picture: Picture | undefined
  let qr: string[] = []
  const machine = createPrinterMachine(
    { ...standardMachine, chinese },
    {
      answer: () => {},
      cable: () => {},
      problem: (what) => problems.push(what),
      sheet: (sheet) => {
        picture ??= { width: 576, ...sheet.rows }
        qr = qr.concat(readQrCodes(sheet.rows, 576))
      },
    },
  )
  machine.advance(0)
  // In pieces, as a line delivers them.
  for (let at = 0; at < bytes.length; at += 97) machine.receive(bytes.subarray(at, at + 97))
  for (let at = 1; at < 200; at++) machine.advance(at * 100)
  if (picture === undefined) throw new Error(`no sheet; ${problems.join(', ')}`)
  return { picture, qr, problems }
}

/** Reads an EAN-13 off a picture: widths of bars and spaces against the published patterns, from its own table. */
const readEan13 = (picture: Picture): string[] => {
  const widths = ['3211', '2221', '2122', '1411', '1132', '1231', '1114', '1312', '1213', '3112']
  const parities = ['000000', '001011', '001101', '001110', '010011', '011001', '011100', '010101', '010110', '011010']
  const found = new Set<string>()
  for (let y = 0; y < picture.height; y += 4) {
    const runs: number[] = []
    let before = 0
    for (let x = 0; x < picture.width; x++) {
      const dark = (picture.bits[y * 72 + (x >> 3)]! >> (7 - (x & 7))) & 1
      if (dark === before) runs[runs.length - 1] = (runs.at(-1) ?? 0) + 1
      else runs.push(1)
      before = dark
    }
    // The last run is the white margin, before it stand 3 + 24 + 5 + 24 + 3 elements.
    if (runs.length < 60) continue
    const code = runs.slice(-60, -1)
    const module = code.reduce((sum, run) => sum + run, 0) / 95
    const digit = (at: number): [number, string] => {
      const pattern = code
        .slice(at, at + 4)
        .map((run) => Math.round(run / module))
        .join('')
      const odd = widths.indexOf(pattern)
      return odd >= 0 ? [odd, '0'] : [widths.indexOf([...pattern].reverse().join('')), '1']
    }
    const left = [0, 1, 2, 3, 4, 5].map((index) => digit(3 + index * 4))
    const right = [0, 1, 2, 3, 4, 5].map((index) => digit(32 + index * 4))
    const first = parities.indexOf(left.map(([, parity]) => parity).join(''))
    const digits = [first, ...left.map(([value]) => value), ...right.map(([value]) => value)]
    if (digits.every((value) => value >= 0)) found.add(digits.join(''))
  }
  return [...found]
}

/**
 * The sheets were looked at and approved; OCR reads the small letters of a character generator too badly to judge them.
 * `YIBAO_WRITE_GOLDEN=1` writes them anew.
 */
const expectLooksLike = async (sender: string, picture: Picture): Promise<void> => {
  const file = `printers/golden/senders/${sender}.png`
  if (process.env.YIBAO_WRITE_GOLDEN === '1') writeFileSync(file, encodePng(picture))
  const golden = await decodePng(readFileSync(file))
  const { dots, firstRow } = differenceOf(golden, picture)
  if (dots <= 60) return
  mkdirSync('.cache/paper-differences', { recursive: true })
  writeFileSync(`.cache/paper-differences/${sender}.png`, drawDifference(golden, picture))
  expect.fail(`${dots} dots differ from row ${firstRow} on: look at .cache/paper-differences/${sender}.png`)
}

describe('the virtual printer renders', () => {
  it('receiptline: Chinese text, sizes, rules, QR, EAN-13', async () => {
    const paper = `^^^医疗保障局\n"参保凭证\n---\n{border:space; width:20,20}\n缴费年度 | 2027年\n个人缴纳 | 220.00\n---\n{code:https://example.test/v?1; option:qrcode,4,m}\n{code:4912345678904; option:jan,2,72,hri}\n=`
    const bytes = Buffer.from(
      receiptline.transform(paper, { cpl: 48, encoding: 'gb18030', spacing: false, cutting: true, command: 'escpos' }),
      'binary',
    )
    const { picture, qr, problems } = printed(bytes)
    expect(problems).toEqual([])
    expect(qr).toEqual(['https://example.test/v?1'])
    expect(readEan13(picture)).toContain('4912345678904')
    await expectLooksLike('receiptline', picture)
  }, 20_000)

  it('@point-of-sale/receipt-printer-encoder: styles, table, barcodes, QR', async () => {
    const bytes = new ReceiptPrinterEncoder({ language: 'esc-pos', columns: 48, feedBeforeCut: 4 })
      .initialize()
      .codepage('cp437')
      .align('center')
      .bold(true)
      .line('RECEIPT')
      .bold(false)
      .size(2, 2)
      .line('220.00')
      .size(1, 1)
      .underline(true)
      .line('underlined')
      .underline(false)
      .invert(true)
      .line('inverted')
      .invert(false)
      .rule({ style: 'double' })
      .align('left')
      .table(
        [
          { width: 20, align: 'left' },
          { width: 20, align: 'right' },
        ],
        [
          ['own', '180.00'],
          ['subsidy', '100.00'],
        ],
      )
      .barcode('4912345678904', 'ean13', 60)
      .barcode('ABC-1234', 'code128', 60)
      .qrcode('https://example.test/v?2', { model: 2, size: 6, errorlevel: 'm' })
      .newline(2)
      .cut('partial')
      .encode()
    const { picture, qr, problems } = printed(bytes, false)
    expect(problems).toEqual([])
    expect(qr).toEqual(['https://example.test/v?2'])
    expect(readEan13(picture)).toContain('4912345678904')
    await expectLooksLike('receipt-printer-encoder', picture)
  }, 20_000)

  it('plain node-thermal-printer: text, sizes, table, QR, its own cut', async () => {
    const sender = new ThermalPrinter({ type: PrinterTypes.EPSON, interface: 'tcp://127.0.0.1:9', width: 48 })
    sender.alignCenter()
    sender.bold(true)
    sender.println('RECEIPT')
    sender.bold(false)
    sender.setTextDoubleHeight()
    sender.println('TOTAL 220.00')
    sender.setTextNormal()
    sender.drawLine()
    sender.leftRight('own share', '180.00')
    sender.tableCustom([
      { text: 'subsidy', align: 'LEFT', width: 0.5 },
      { text: '100.00', align: 'RIGHT', width: 0.5 },
    ])
    sender.printQR('https://example.test/v?3', { cellSize: 6, correction: 'M', model: 2 })
    sender.newLine()
    sender.code128('A1234567', { hriPos: 2, width: 2, height: 80 } as unknown as { width: 'MEDIUM' })
    sender.cut()
    const { picture, qr, problems } = printed(sender.getBuffer()!, false)
    expect(problems).toEqual([])
    expect(qr).toEqual(['https://example.test/v?3'])
    await expectLooksLike('node-thermal-printer', picture)
  }, 20_000)

  it('nothing it does not know, and says so loudly', () => {
    expect(() => printed(Uint8Array.of(0x1b, 0x7f, 0x41, 0x0a, 0x1d, 0x56, 0x42, 0))).not.toThrow()
    const { problems } = printed(Uint8Array.of(0x41, 0x1b, 0x7f, 0x0a, 0x1d, 0x28, 0x5a, 1, 0, 7, 0x1d, 0x56, 0x42, 0))
    expect(problems).toEqual(['unknown command 1B 7F', 'unknown command 1D 28 5A 01 00 07'])
  })

  it('a cut without feed short of the last lines, as real cutters do', () => {
    const line = Buffer.from('HHHHHHHH\n')
    const { picture } = printed(Buffer.concat([...Array.from({ length: 10 }, () => line), Buffer.of(0x1d, 0x56, 0)]))
    // Ten lines of 30 rows are printed; the head stands 96 rows before the cutter.
    expect(picture.height).toBe(10 * 30 - standardMachine.gapRows)
  })
})
