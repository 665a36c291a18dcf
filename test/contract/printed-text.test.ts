/** What stands on the paper is read from the paper: printed by the driver, burnt by the virtual head, read by OCR. */
import { afterEach, describe, expect, it } from 'vitest'
import { paperTexts } from '../../printers/golden/papers.ts'
import { samplePapers } from '../../printers/golden/samples.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import { createPrinterBench, type PrinterBench } from '../support/printer-bench.ts'
import { readPaper } from '../support/read-paper.ts'

const fonts = loadPaperFonts()
let bench: PrinterBench | undefined
afterEach(async () => {
  await bench?.close()
  bench = undefined
})

describe('a printed paper', () => {
  it.each(['normal', 'elder'] as const)(
    'of F1 reads as it should, %s size',
    async (size) => {
      bench = await createPrinterBench({ fonts })
      const document = samplePapers.balanceSlip(paperTexts(), { size })
      expect(await bench.printer.print({ jobId: size, document }).outcome).toEqual({ result: 'printed' })
      const text = readPaper(bench.sheets[0]!.picture)
      for (const words of ['余额查询', '个人账户余额', '3,286.50', '5678', '职工基本医疗保险', '正常参保', '12393'])
        expect(text).toContain(words)
      expect(text).not.toContain('建国')
      expect(text).not.toContain('A12345678')
    },
    30_000,
  )

  it('of F5 carries its verify address as a QR code that decodes from the picture', async () => {
    bench = await createPrinterBench({ fonts, dots: 384 })
    const document = samplePapers.enrolmentCertificate(paperTexts(), { size: 'normal' })
    expect(await bench.printer.print({ jobId: 'one', document }).outcome).toEqual({ result: 'printed' })
    expect(bench.sheets[0]!.qr).toEqual(['http://127.0.0.1:8700/verify?n=2112002026000318&c=7K2M94QX'])
    const text = readPaper(bench.sheets[0]!.picture)
    for (const words of ['李建国', '34052419800101001X', '2112002026000318']) expect(text).toContain(words)
  }, 30_000)
})
