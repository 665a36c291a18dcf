/** F3 缴费收据(凭条): what was paid for whom. A slip, not a fiscal receipt; it says so. */
import { chineseDate } from '../../src/domain/beijing-time.ts'
import { cardTail, maskIdNumber, maskName } from '../../src/domain/mask.ts'
import { amountInWords, type Fen, formatYuan } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock, insuranceName, note, yuan } from './phrases.ts'
import type { DocumentStyle, DocumentTree } from './tree.ts'

export const paymentMethods = ['cash', 'qr', 'bankCard', 'account'] as const
export type PaymentMethod = (typeof paymentMethods)[number]

export interface PaymentReceiptFacts {
  readonly frame: PaperFrame
  readonly payer: { readonly name: string }
  readonly insured: { readonly name: string; readonly idNumber: string; readonly cardNo?: string }
  /** Set when somebody else paid: what the payer is to the insured, in the agency's words. */
  readonly relation?: string
  readonly insuranceType: string
  /** Name of the category in the scheme's own words. */
  readonly category: string
  readonly year: number
  readonly standard: Fen
  readonly own: Fen
  readonly subsidies: { readonly central?: Fen; readonly province?: Fen; readonly county?: Fen; readonly unsplit?: Fen }
  readonly supplement?: Fen
  readonly lateFee?: { readonly amount: Fen; readonly days: number }
  readonly total: Fen
  readonly method: PaymentMethod
  readonly cash?: { readonly paid: Fen; readonly returned: Fen }
  readonly tradeNo: string
  readonly agencyNo: string
  /** 票据号, empty unless the agency returned one. */
  readonly billNo?: string
  /** ISO dates, both inclusive. */
  readonly benefit?: { readonly from: string; readonly to: string }
  readonly waitingMonths?: number
}

export const paymentReceipt = (facts: PaymentReceiptFacts, texts: Texts, style: DocumentStyle): DocumentTree => {
  const word = (id: string, parameters?: Readonly<Record<string, string | number>>): string =>
    texts(`paper.paymentReceipt.${id}`, parameters)
  const money = (id: string, amount: Fen | undefined) =>
    amount !== undefined && { label: word(id), text: yuan(texts, amount) }
  const { subsidies, lateFee, cash, benefit } = facts
  return framed(
    'paymentReceipt',
    style,
    texts,
    facts.frame,
    [
      {
        block: 'headline',
        label: word('total'),
        text: formatYuan(facts.total),
        unit: texts('paper.common.yuan'),
        below: word('inWords', { words: amountInWords(facts.total) }),
      },
      factsBlock([
        { label: word('insured'), text: maskName(facts.insured.name), tone: 'strong' },
        { label: texts('paper.common.idNumber'), text: maskIdNumber(facts.insured.idNumber) },
        facts.insured.cardNo !== undefined && {
          label: texts('paper.common.card'),
          text: texts('paper.common.cardTail', { tail: cardTail(facts.insured.cardNo) }),
        },
        { label: word('year'), text: texts('paper.common.year', { year: facts.year }), tone: 'strong' },
        { label: texts('paper.common.insuranceType'), text: insuranceName(texts, facts.insuranceType) },
        { label: word('category'), text: facts.category },
        facts.relation !== undefined && {
          label: word('payer'),
          text: word('payerFor', { name: maskName(facts.payer.name), relation: facts.relation }),
        },
      ]),
      { block: 'rule', style: 'dashed' },
      factsBlock([
        money('standard', facts.standard),
        money('own', facts.own),
        money('central', subsidies.central),
        money('province', subsidies.province),
        money('county', subsidies.county),
        money('unsplit', subsidies.unsplit),
        money('supplement', facts.supplement),
        lateFee !== undefined && { label: word('lateFee', { days: lateFee.days }), text: yuan(texts, lateFee.amount) },
        { label: word('paidTotal'), text: yuan(texts, facts.total), tone: 'strong' },
      ]),
      { block: 'rule', style: 'dashed' },
      factsBlock([
        { label: word('method'), text: word(facts.method) },
        cash !== undefined && { label: word('cashPaid'), text: yuan(texts, cash.paid) },
        cash !== undefined && { label: word('cashReturned'), text: yuan(texts, cash.returned) },
        { label: word('tradeNo'), text: facts.tradeNo },
        { label: word('agencyNo'), text: facts.agencyNo },
        { label: word('billNo'), text: facts.billNo ?? '' },
      ]),
      ...(benefit === undefined && facts.waitingMonths === undefined
        ? []
        : [{ block: 'rule', style: 'dashed' } as const]),
      ...(benefit === undefined
        ? []
        : [
            factsBlock([
              { label: word('benefitFrom'), text: chineseDate(benefit.from), tone: 'strong' },
              { label: word('benefitTo'), text: chineseDate(benefit.to), tone: 'strong' },
            ]),
          ]),
      ...(facts.waitingMonths === undefined || facts.waitingMonths === 0
        ? []
        : [note(word('waiting', { months: facts.waitingMonths }))]),
    ],
    [word('notFiscal'), word('notForClaims')],
  )
}
