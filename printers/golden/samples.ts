/** One filled-in example of every paper: for the golden pictures, the page to look at, and the doctor's test print. */
import { fen } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { balanceSlip } from '../documents/balance-slip.ts'
import { benefitEstimate } from '../documents/benefit-estimate.ts'
import { lossReceipt, pinChangeReceipt } from '../documents/card-receipts.ts'
import { claimReceipt } from '../documents/claim-receipt.ts'
import { complaintReceipt } from '../documents/complaint-receipt.ts'
import { contributionList, contributionPages } from '../documents/contribution-list.ts'
import { dailyStatement } from '../documents/daily-statement.ts'
import { dunningNotice } from '../documents/dunning-notice.ts'
import { enrolmentCertificate } from '../documents/enrolment-certificate.ts'
import type { PaperFrame } from '../documents/frame.ts'
import { incidentVoucher } from '../documents/incident-voucher.ts'
import { oneTimeNotice } from '../documents/one-time-notice.ts'
import { paymentReceipt } from '../documents/payment-receipt.ts'
import { settlementList } from '../documents/settlement-list.ts'
import { slipNumber } from '../documents/slip-number.ts'
import type { DocumentName, DocumentStyle, DocumentTree } from '../documents/tree.ts'

/** 2026-10-12 09:05:07 in Beijing. */
const at = Date.UTC(2026, 9, 12, 1, 5, 7)

export const sampleFrame: PaperFrame = {
  agency: '某某市医疗保障局',
  site: '银州街道社区服务站',
  terminalId: '0412-07',
  phone: '12393',
  slipNo: slipNumber('0412-07', '2026-10-12', 1),
  printedAt: at,
}
const member = { name: '李建国', cardNo: 'A12345678' }
const idNumber = '34052419800101001X'

type Sample = (texts: Texts, style: DocumentStyle, frame?: PaperFrame) => DocumentTree

export const samplePapers: Readonly<Record<DocumentName, Sample>> = {
  balanceSlip: (texts, style, frame = sampleFrame) =>
    balanceSlip(
      { frame, member, asOf: at, accounts: [{ insuranceType: '310', balance: fen(328650) }], status: 'normal' },
      texts,
      style,
    ),
  contributionList: (texts, style, frame = sampleFrame) => {
    const [first] = contributionPages({
      frame,
      member,
      from: '2026-05',
      to: '2026-10',
      rows: ['2026-10', '2026-09', '2026-08', '2026-07', '2026-06', '2026-05'].map((period, index) => ({
        period,
        insuranceType: '310',
        state: index === 3 ? 'arrears' : 'paid',
        base: fen(520000),
        own: fen(10400),
        unit: fen(41600),
        subsidy: fen(0),
        ...(index === 3 ? {} : { paidOn: `${period}-15`, channel: '单位代扣' }),
      })),
    })
    return contributionList({ ...first!, page: 1, pages: 3 }, texts, style)
  },
  paymentReceipt: (texts, style, frame = sampleFrame) =>
    paymentReceipt(
      {
        frame,
        payer: { name: '李建国' },
        insured: { name: '王秀兰', idNumber: '211202195803120021', cardNo: 'B87654321' },
        relation: '子女代缴',
        insuranceType: '390',
        category: '60周岁及以上居民',
        year: 2027,
        standard: fen(28000),
        own: fen(18000),
        subsidies: { unsplit: fen(10000) },
        supplement: fen(4000),
        total: fen(22000),
        method: 'cash',
        cash: { paid: fen(22000), returned: fen(0) },
        tradeNo: '0412-07-20261012-000231',
        agencyNo: '211200202610120000874',
        benefit: { from: '2027-01-01', to: '2027-12-31' },
      },
      texts,
      style,
    ),
  dunningNotice: (texts, style, frame = sampleFrame) =>
    dunningNotice(
      {
        frame,
        noticeNo: '2112-2012-00163',
        addressee: { kind: 'person', name: '李建国', number: idNumber },
        insuranceType: '370',
        debts: [{ period: '2012年度', amount: fen(3000) }],
        total: fen(3000),
        servedOn: '2012-03-01',
        lastDay: '2012-03-11',
        lateFee: {
          rate: '2‰',
          perDay: fen(6),
          from: '2012-02-01',
          legalBasis: '《职工大病团体补充医疗保险办法》第八条',
        },
        waysToPay: [
          '在本机用现金、手机扫码或银行卡缴纳',
          '到社区服务站或医保窗口缴纳',
          '拨打服务电话，由工作人员帮您办理',
        ],
        appeal: '可在收到本通知之日起60日内申请行政复议，或在6个月内向人民法院提起行政诉讼。',
      },
      texts,
      style,
    ),
  enrolmentCertificate: (texts, style, frame = sampleFrame) =>
    enrolmentCertificate(
      {
        frame,
        certificateNo: '2112002026000318',
        person: { name: '李建国', gender: 'male', idNumber, birthDate: '1980-01-01' },
        insuranceType: '310',
        status: 'normal',
        firstOn: '2008-03-01',
        lastOn: '2026-10-15',
        place: '某某市银州区',
        continuousMonths: 224,
        years: [
          { year: 2026, months: 10, own: fen(104000) },
          { year: 2025, months: 12, own: fen(120000) },
          { year: 2024, months: 12, own: fen(115200) },
        ],
        issuedOn: '2026-10-12',
        validTo: '2027-01-10',
        verifyCode: '7K2M-94QX',
        verifyUrl: 'http://127.0.0.1:8700/verify?n=2112002026000318&c=7K2M94QX',
      },
      texts,
      style,
    ),
  settlementList: (texts, style, frame = sampleFrame) =>
    settlementList(
      {
        frame,
        member,
        date: '2026-10-09',
        provider: '银州区人民医院',
        insuranceType: '310',
        specialMark: '高血压（三级）',
        items: [
          { name: '苯磺酸氨氯地平片', spec: '5mg×28片', quantity: '2盒', amount: fen(6840), itemClass: '甲类' },
          { name: '阿托伐他汀钙片', spec: '20mg×7片', quantity: '4盒', amount: fen(9960), itemClass: '乙类' },
          { name: '血糖测定', spec: '静脉血', quantity: '1次', amount: fen(600), itemClass: '甲类' },
        ],
        total: fen(17400),
        insuredCost: fen(16902),
        selfCare: fen(498),
        copay: fen(5071),
        selfPaid: fen(0),
        segments: [{ name: '统筹基金支付', amount: fen(11831) }],
        ownTotal: fen(5569),
        accountPaid: fen(5569),
        accountBalance: fen(328650),
        page: 1,
        pages: 1,
      },
      texts,
      style,
    ),
  lossReceipt: (texts, style, frame = sampleFrame) =>
    lossReceipt({ frame, kind: 'temporary', member, at, validUntil: at + 10 * 86_400_000 }, texts, style),
  pinChangeReceipt: (texts, style, frame = sampleFrame) => pinChangeReceipt({ frame, member, at }, texts, style),
  oneTimeNotice: (texts, style, frame = sampleFrame) =>
    oneTimeNotice(
      {
        frame: { ...frame },
        service: '新生儿参保登记',
        legalBasis: '《城镇居民基本医疗保险办法》第十条',
        papers: ['户口簿原件，或出生医学证明', '监护人身份证原件', '低保、残疾家庭另带相应证件'],
        steps: ['带齐材料到户口所在地社区', '社区当场审核登记', '在本机或窗口缴费', '缴费次日起享受待遇'],
        timeLimit: '当场办结',
        fee: '不收费',
        address: '银州街道社区服务站二楼3号窗口',
        hours: '周一至周五 8:30–17:00',
        phone: '12393',
      },
      texts,
      style,
    ),
  claimReceipt: (texts, style, frame = sampleFrame) =>
    claimReceipt(
      {
        frame,
        claimNo: 'LX20261012-0037',
        person: { name: '李建国', idNumber },
        kind: '异地急诊住院零星报销',
        papers: [
          { name: '住院发票原件', copies: 1 },
          { name: '费用明细清单', copies: 1 },
          { name: '出院小结或诊断证明', copies: 1 },
          { name: '本人银行卡复印件', copies: 1 },
        ],
        timeLimit: '20个工作日',
        acceptedAt: at,
        collectAt: '市医保中心3号窗口',
      },
      texts,
      style,
    ),
  complaintReceipt: (texts, style, frame = sampleFrame) =>
    complaintReceipt(
      {
        frame,
        number: 'TS20261012-0005',
        kind: 'complaint',
        at,
        promisedOn: '2026-11-02',
        appeal: '可在收到答复后30日内向市医疗保障局申请复核，也可以依法申请行政复议。',
      },
      texts,
      style,
    ),
  benefitEstimate: (texts, style, frame = sampleFrame) =>
    benefitEstimate(
      {
        frame,
        member,
        insuranceType: '390',
        level: '二级医院',
        cost: fen(800000),
        deductible: fen(30000),
        ratio: 50,
        bonus: 2,
        cap: fen(3000000),
        fundPays: fen(400400),
        ownPays: fen(399600),
        steps: [
          { label: '超过起付标准', text: '8,000 − 300 = 7,700' },
          { label: '比例', text: '50% + 2% = 52%' },
          { label: '基金支付', text: '7,700 × 52% = 4,004' },
        ],
      },
      texts,
      style,
    ),
  incidentVoucher: (texts, style, frame = sampleFrame) =>
    incidentVoucher(
      {
        frame,
        kind: 'noteJam',
        tradeNo: '0412-07-20261012-000232',
        amount: fen(22000),
        cashCounted: fen(12000),
        noteInDoubt: 100,
        at,
        code: 'YB-CSH-201',
      },
      texts,
      style,
    ),
  dailyStatement: (texts, style, frame = sampleFrame) =>
    dailyStatement(
      {
        frame,
        date: '2026-10-12',
        notes: [
          { note: 100, count: 31 },
          { note: 50, count: 12 },
          { note: 20, count: 25 },
          { note: 10, count: 9 },
        ],
        trades: { count: 19, total: fen(417000) },
        receipts: {
          first: slipNumber('0412-07', '2026-10-12', 1),
          last: slipNumber('0412-07', '2026-10-12', 38),
          copies: 1,
          void: 0,
        },
        agency: { count: 19, total: fen(417000) },
        held: fen(12000),
        difference: fen(0),
        readerFaults: 0,
        printerFaults: 1,
        acceptorFaults: 1,
      },
      texts,
      style,
    ),
}
