import { describe, expect, it } from 'vitest'
import { fen } from '../../src/domain/money.ts'
import { paperTexts } from '../golden/papers.ts'
import { sampleFrame, samplePapers } from '../golden/samples.ts'
import { textsOf } from '../paint/paint.ts'
import { incidentVoucher } from './incident-voucher.ts'
import { paymentReceipt } from './payment-receipt.ts'
import { documentNames } from './tree.ts'

const texts = paperTexts()
const words = (name: (typeof documentNames)[number], frame = sampleFrame): string =>
  textsOf(samplePapers[name](texts, { size: 'normal' }, frame)).join('|')

describe('papers', () => {
  it.each(documentNames)('%s has the common head and foot', (name) => {
    const all = words(name)
    for (const common of [
      '某某市医疗保障局',
      '银州街道社区服务站',
      '终端 0412-07',
      sampleFrame.slipNo,
      '2026-10-12 09:05:07',
      '12393',
      '凭条信息以经办机构系统为准',
      '感谢使用',
    ])
      expect(all).toContain(common)
    expect(samplePapers[name](texts, { size: 'elder' }).document).toBe(name)
  })

  it.each(documentNames)('%s says which copy it is', (name) => {
    expect(words(name)).not.toContain('补打 第')
    expect(words(name, { ...sampleFrame, copy: { number: 2 } })).toContain('补打 第2次')
  })

  const inFull = ['dunningNotice', 'enrolmentCertificate', 'claimReceipt']
  it.each(documentNames.filter((name) => !inFull.includes(name)))(
    '%s shows no full name, ID or card number',
    (name) => {
      for (const secret of [
        '李建国',
        '建国',
        '王秀兰',
        '34052419800101001X',
        '211202195803120021',
        'A12345678',
        'B87654321',
      ])
        expect(words(name)).not.toContain(secret)
    },
  )

  it.each(inFull)('%s carries name and number in full, or it would be useless', (name) => {
    expect(words(name as 'claimReceipt')).toContain('李建国')
    expect(words(name as 'claimReceipt')).toContain('34052419800101001X')
  })

  it('F3 says that it is no fiscal receipt and no proof for claims, and leaves the 票据号 empty unless there is one', () => {
    expect(words('paymentReceipt')).toContain('本凭条不是财政票据|不作为报销凭证')
    expect(words('paymentReceipt')).toContain('|票据号||')
    const facts = {
      frame: sampleFrame,
      payer: { name: '李建国' },
      insured: { name: '李建国', idNumber: '34052419800101001X' },
      insuranceType: '370',
      category: '在职职工',
      year: 2012,
      standard: fen(7500),
      own: fen(3000),
      subsidies: {},
      lateFee: { amount: fen(312), days: 52 },
      total: fen(3312),
      method: 'cash',
      tradeNo: 'T1',
      agencyNo: 'A1',
      billNo: '0012345',
    } as const
    const late = textsOf(paymentReceipt(facts, texts, { size: 'normal' })).join('|')
    for (const part of ['33.12', '叁拾叁元壹角贰分', '滞纳金（52天）|3.12 元', '票据号|0012345'])
      expect(late).toContain(part)
  })

  it('F13 promises no more than is known', () => {
    for (const kind of ['noteJam', 'powerLoss', 'outcomeUnknown', 'heldAmount'] as const) {
      const facts = { frame: sampleFrame, kind, tradeNo: 'T1', amount: fen(22000), cashCounted: fen(0), at: 0 }
      const all = textsOf(incidentVoucher(facts, texts, { size: 'normal' })).join('|')
      expect(all).toContain('零元整')
      expect(all).not.toContain('成功')
    }
  })

  it('the receipt of a PIN change holds no digit of a PIN', () => {
    expect(words('pinChangeReceipt')).not.toMatch(/\b\d{6}\b/)
  })
})
