/** F5 参保凭证: proves to others that a person is insured, so name and number stand in full, with a code to verify it. */
import { chineseDate } from '../../src/domain/beijing-time.ts'
import type { ParticipationStatus } from '../../src/domain/insurance.ts'
import type { Fen } from '../../src/domain/money.ts'
import { formatYuan } from '../../src/domain/money.ts'
import type { Texts } from '../../src/domain/texts.ts'
import { framed, type PaperFrame } from './frame.ts'
import { factsBlock, insuranceName, yuan } from './phrases.ts'
import type { DocumentStyle, DocumentTree } from './tree.ts'

export interface EnrolmentCertificateFacts {
  readonly frame: PaperFrame
  /** Region + year + serial. */
  readonly certificateNo: string
  readonly person: {
    readonly name: string
    readonly gender: 'male' | 'female'
    readonly idNumber: string
    /** ISO date. */
    readonly birthDate: string
  }
  readonly insuranceType: string
  readonly status: ParticipationStatus
  readonly firstOn: string
  readonly lastOn: string
  readonly place: string
  readonly continuousMonths: number
  readonly years: readonly { readonly year: number; readonly months: number; readonly own: Fen }[]
  /** Only in the version for a transfer. */
  readonly balance?: Fen
  readonly issuedOn: string
  readonly validTo: string
  readonly verifyCode: string
  /** Address with the code in it; the QR carries exactly this. */
  readonly verifyUrl: string
}

export const enrolmentCertificate = (
  facts: EnrolmentCertificateFacts,
  texts: Texts,
  style: DocumentStyle,
): DocumentTree => {
  const word = (id: string, parameters?: Readonly<Record<string, string | number>>): string =>
    texts(`paper.enrolmentCertificate.${id}`, parameters)
  const { person } = facts
  return framed('enrolmentCertificate', style, texts, facts.frame, [
    { block: 'paragraph', text: word('number', { number: facts.certificateNo }), align: 'center' },
    {
      block: 'headline',
      label: word('certifies'),
      text: person.name,
      below: word('isInsured', {
        insurance: insuranceName(texts, facts.insuranceType),
        status: texts(`participationStatus.${facts.status}`),
      }),
    },
    factsBlock([
      { label: word('gender'), text: word(person.gender) },
      { label: word('birthDate'), text: chineseDate(person.birthDate) },
      { label: texts('paper.common.idNumber'), text: person.idNumber, tone: 'strong' },
      { label: word('status'), text: texts(`participationStatus.${facts.status}`), tone: 'strong' },
      { label: word('firstOn'), text: chineseDate(facts.firstOn) },
      { label: word('lastOn'), text: chineseDate(facts.lastOn) },
      { label: word('place'), text: facts.place },
      { label: word('continuous'), text: word('months', { months: facts.continuousMonths }) },
      facts.balance !== undefined && { label: word('balance'), text: yuan(texts, facts.balance) },
    ]),
    ...(facts.years.length === 0
      ? []
      : ([
          { block: 'heading', text: word('yearsTitle') },
          {
            block: 'table',
            columns: [
              { label: word('year'), align: 'left', share: 3 },
              { label: word('monthsPaid'), align: 'right', share: 3 },
              { label: word('ownPaid'), align: 'right', share: 5 },
            ],
            rows: facts.years.map((year) => [
              texts('paper.common.year', { year: year.year }),
              word('months', { months: year.months }),
              formatYuan(year.own),
            ]),
          },
        ] as const)),
    { block: 'rule', style: 'dashed' },
    factsBlock([
      { label: word('issuedOn'), text: chineseDate(facts.issuedOn) },
      { label: word('validTo'), text: chineseDate(facts.validTo), tone: 'strong' },
    ]),
    { block: 'qr', payload: facts.verifyUrl, caption: word('verify', { code: facts.verifyCode }) },
    { block: 'seal', text: texts('paper.common.seal') },
  ])
}
