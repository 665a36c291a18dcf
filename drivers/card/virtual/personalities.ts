/** Builds the chips of demo and tests: the two files of a holder in the form the standard fixes, and one makers' manner. */
import iconv from 'iconv-lite'
import { cardAlgorithmOf, diversifyCardKey } from '../../../src/domain/card-proof.ts'
import { packBcd } from '../bcd.ts'
import { holderFile, holderRecords, issuerFile, issuerRecords } from '../records.ts'
import { encodeRecord } from '../tlv.ts'
import type { ChipManners, ChipProfile } from './chip.ts'

/** What stands on a card. Dates are ISO. */
export interface CardPrint {
  readonly cardSn: string
  readonly cardNo: string
  readonly specVersion: string
  readonly issuedOn: string
  readonly expiresOn: string
  readonly name: string
  /** As written on the card: 18 characters, or an old 15-digit number. */
  readonly idNumber: string
  readonly gender: 'male' | 'female'
  readonly ethnicity: string
  readonly birthPlace: string
  readonly birthDate: string
}

/** T=0, 13 historical bytes; vendors take bytes 5 to 17 as the key for their HSM. */
export const atrOf = (historical: Uint8Array): Uint8Array => {
  const bytes = new Uint8Array(13)
  bytes.set(historical.subarray(0, 13))
  return Uint8Array.of(0x3b, 0x6d, 0x00, 0x00, ...bytes)
}

const text = (value: string, length: number): Uint8Array => {
  const encoded = iconv.encode(value, 'gb18030')
  if (encoded.length > length) throw new RangeError(`text of ${encoded.length} bytes does not fit ${length}`)
  const field = new Uint8Array(length)
  field.set(encoded)
  return field
}

const date = (iso: string): Uint8Array => packBcd(iso.replaceAll('-', ''), 4)

/** 卡的类别, not read by the terminal. */
const cardClass = '3'
const issuerCode = '915600000211200000000000'

export const issuerRecordsOf = (print: CardPrint): Uint8Array[] => {
  const { cardSn, specVersion, issuedOn, expiresOn, cardNo } = issuerRecords
  return [
    encodeRecord({ tag: cardSn.tag, value: packBcd(print.cardSn, cardSn.length) }),
    encodeRecord({ tag: 0x02, value: text(cardClass, 1) }),
    encodeRecord({ tag: specVersion.tag, value: text(print.specVersion, specVersion.length) }),
    encodeRecord({ tag: issuerRecords.issuerCode.tag, value: packBcd(issuerCode, 12) }),
    encodeRecord({ tag: issuedOn.tag, value: date(print.issuedOn) }),
    encodeRecord({ tag: expiresOn.tag, value: date(print.expiresOn) }),
    encodeRecord({ tag: cardNo.tag, value: text(print.cardNo, cardNo.length) }),
  ]
}

export const holderRecordsOf = (print: CardPrint): Uint8Array[] => {
  const { idNumber, name, nameExtension, gender, ethnicity, birthPlace, birthDate } = holderRecords
  // The extension takes what does not fit, cut by bytes as the writers of the field do it.
  const hasExtension = print.specVersion !== '1.00'
  const whole = text(print.name, name.length + (hasExtension ? nameExtension.length : 0))
  const extension = hasExtension ? [encodeRecord({ tag: nameExtension.tag, value: whole.slice(name.length) })] : []
  return [
    encodeRecord({ tag: idNumber.tag, value: text(print.idNumber, idNumber.length) }),
    encodeRecord({ tag: name.tag, value: whole.slice(0, name.length) }),
    ...extension,
    encodeRecord({ tag: gender.tag, value: text(print.gender === 'male' ? '1' : '2', 1) }),
    encodeRecord({ tag: ethnicity.tag, value: packBcd(print.ethnicity, 1) }),
    encodeRecord({ tag: birthPlace.tag, value: packBcd(print.birthPlace, 3) }),
    encodeRecord({ tag: birthDate.tag, value: date(print.birthDate) }),
  ]
}

export interface ChipWishes {
  /** Master key the agency spreads card keys from, 16 bytes. */
  readonly master: Uint8Array
  readonly pin: string | null
  readonly manners?: ChipManners
  readonly blocked?: boolean
}

export const socialChip = (print: CardPrint, wishes: ChipWishes): ChipProfile => ({
  atr: atrOf(Buffer.from(`86 38 SSC ${print.specVersion}`, 'latin1')),
  application: {
    blocked: wishes.blocked ?? false,
    files: {
      [issuerFile]: { records: issuerRecordsOf(print) },
      [holderFile]: { records: holderRecordsOf(print) },
    },
    pin: wishes.pin,
    mostTries: 6,
    irk: diversifyCardKey(wishes.master, print.cardSn),
    algorithm: cardAlgorithmOf(print.specVersion),
  },
  manners: wishes.manners ?? {},
})

/** A bank card, a transport card: answers, but knows nothing of social security. */
export const foreignChip = (): ChipProfile => ({
  atr: atrOf(Buffer.from('PBOC3.0 DEBIT', 'latin1')),
  application: null,
  manners: {},
})

/** Makers' manners by the name a card of `cards.toml` gives them. */
export const manners = {
  plain: {},
  'le-00': { lengthFirst: true },
  'sw-61xx': { responseFirst: true },
  'by-tag': { recordWays: ['tag'], selectP1: [0x00] },
  'by-short-file': { recordWays: ['shortFile'], selectP1: [] },
} as const satisfies Record<string, ChipManners>
export type MannerName = keyof typeof manners
