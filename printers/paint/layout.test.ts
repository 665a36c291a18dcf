import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { fen } from '../../src/domain/money.ts'
import { balanceSlip } from '../documents/balance-slip.ts'
import { contributionList, contributionPages } from '../documents/contribution-list.ts'
import { enrolmentCertificate } from '../documents/enrolment-certificate.ts'
import { type DocumentTree, documentNames } from '../documents/tree.ts'
import { paperTexts } from '../golden/papers.ts'
import { sampleFrame, samplePapers } from '../golden/samples.ts'
import { loadPaperFonts } from './fonts.ts'
import type { Layout } from './layout.ts'
import { layoutDocument } from './layout.ts'
import type { PaperWidth } from './measures.ts'
import { paintDocument, textsOf } from './paint.ts'

const fonts = loadPaperFonts()
const texts = paperTexts()
const widths = [576, 384] as const
const sizes = ['normal', 'elder'] as const

/** Every text of a layout with the square it fills. */
const boxes = (layout: Layout) =>
  layout.marks.flatMap((mark) =>
    mark.mark === 'text'
      ? [
          {
            ...mark,
            right: mark.x + fonts.measure(mark.text, mark.weight, mark.size),
            top: mark.baseline - mark.size * 0.88,
            bottom: mark.baseline + mark.size * 0.12,
          },
        ]
      : [],
  )

/** Nothing beyond the edges, no line over another. */
const expectNothingCut = (tree: DocumentTree, width: PaperWidth): void => {
  const layout = layoutDocument(tree, width, fonts.measure)
  const texts = boxes(layout)
  for (const box of texts) {
    // A closing mark may let the white half of its square out.
    const hang = /[）》」』】。，；：]$/.test(box.text) ? box.size * 0.5 : 0
    if (box.x < 0 || box.right - hang > width || box.bottom > layout.height)
      expect.fail(`${tree.document} ${tree.size} ${width}: «${box.text}» from ${box.x} to ${box.right}`)
  }
  for (let index = 1; index < texts.length; index++) {
    const [above, below] = [texts[index - 1]!, texts[index]!]
    const overlap =
      above.bottom > below.top + 2 &&
      above.top < below.bottom - 2 &&
      above.right > below.x + 1 &&
      above.x < below.right - 1
    if (overlap) expect.fail(`${tree.document} ${tree.size} ${width}: «${above.text}» and «${below.text}» overlap`)
  }
}

describe('the layout', () => {
  it.each(documentNames)('of %s cuts nothing and overlaps nothing, in any size on any roll', (name) => {
    for (const width of widths) for (const size of sizes) expectNothingCut(samplePapers[name](texts, { size }), width)
  })

  it('takes a name of 60 characters', () => {
    const person = {
      name: '阿卜杜热合曼·'.repeat(9).slice(0, 60),
      gender: 'male',
      idNumber: '34052419800101001X',
      birthDate: '1980-01-01',
    } as const
    for (const width of widths)
      for (const size of sizes) {
        const tree = enrolmentCertificate(
          {
            frame: sampleFrame,
            certificateNo: '2112002026000318',
            person,
            insuranceType: '310',
            status: 'normal',
            firstOn: '2008-03-01',
            lastOn: '2026-10-15',
            place: '某某市银州区',
            continuousMonths: 224,
            years: [],
            issuedOn: '2026-10-12',
            validTo: '2027-01-10',
            verifyCode: '7K2M-94QX',
            verifyUrl: 'http://127.0.0.1/verify',
          },
          texts,
          { size },
        )
        expectNothingCut(tree, width)
        const drawn = layoutDocument(tree, width, fonts.measure).marks.map((mark) =>
          mark.mark === 'text' ? mark.text : '',
        )
        expect(drawn.join('')).toContain(person.name.slice(0, 4))
        expect(drawn.join('').replaceAll(/\s/g, '')).toContain(person.name)
      }
  })

  it.each([0, 9_999_999_999, -9_999_999_999])('sets an amount of %d fen in one line', (amount) => {
    for (const width of widths)
      for (const size of sizes) {
        const tree = balanceSlip(
          {
            frame: sampleFrame,
            member: { name: '李', cardNo: 'A12345678' },
            asOf: 0,
            accounts: [{ insuranceType: '310', balance: fen(amount) }],
          },
          texts,
          { size },
        )
        expectNothingCut(tree, width)
        const wanted = amount === 0 ? '0.00' : `${amount < 0 ? '-' : ''}99,999,999.99`
        const drawn = layoutDocument(tree, width, fonts.measure).marks
        expect(drawn.some((mark) => mark.mark === 'text' && mark.text === wanted)).toBe(true)
      }
  })

  it('says so when a list is empty, and cuts 3,000 records into numbered papers', () => {
    const row = {
      period: '2026-10',
      insuranceType: '310',
      state: 'paid',
      own: fen(100),
      unit: fen(0),
      subsidy: fen(0),
    } as const
    const facts = { frame: sampleFrame, member: { name: '李建国', cardNo: 'A12345678' }, from: '2026', to: '2026' }
    const empty = contributionPages({ ...facts, rows: [] })
    expect(empty).toHaveLength(1)
    expect(textsOf(contributionList(empty[0]!, texts, { size: 'elder' }))).toContain('这段时间没有缴费记录')
    const long = contributionPages({ ...facts, rows: Array.from({ length: 3000 }, () => row) })
    expect(long).toHaveLength(75)
    expect(textsOf(contributionList(long[74]!, texts, { size: 'normal' }))).toContain('第 75 页　共 75 页')
    expect(textsOf(contributionList(long[0]!, texts, { size: 'normal' }))).toContain('3000 条')
  })

  it('refuses what is longer than the printer may print in one piece', () => {
    const tree = samplePapers.contributionList(texts, { size: 'elder' })
    expect(paintDocument(tree, 384, fonts, { maxRows: 1000 })).toMatchObject({
      ok: false,
      error: { code: 'YB-PRN-302' },
    })
  })

  it('draws no control character, no direction mark, and draws the rest as if they were not there', () => {
    const paint = (text: string) => {
      const painted = paintDocument(
        { document: 'balanceSlip', size: 'normal', blocks: [{ block: 'paragraph', text }] },
        576,
        fonts,
        { maxRows: 999 },
      )
      if (!painted.ok) throw new Error(painted.error.code)
      return Buffer.from(painted.value.bits).toString('hex')
    }
    expect(paint('李\u202e建\u0007国\u200f\u200b')).toBe(paint('李建国'))
    expect(paint('李\n建\t国')).toBe(paint('李 建 国'))
  })

  it('keeps every character of any text, in order', () => {
    const given = fc.string({
      unit: fc.constantFrom(...'参保，。（）《》「2026-10.12元 A%'),
      minLength: 1,
      maxLength: 120,
    })
    fc.assert(
      fc.property(given, fc.constantFrom(...widths), fc.constantFrom(...sizes), (text, width, size) => {
        const tree: DocumentTree = { document: 'balanceSlip', size, blocks: [{ block: 'paragraph', text }] }
        const drawn = layoutDocument(tree, width, fonts.measure).marks.map((mark) =>
          mark.mark === 'text' ? mark.text : '',
        )
        expect(drawn.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''))
        expectNothingCut(tree, width)
      }),
      { numRuns: 150 },
    )
  })
})
