/** Files EF05 and EF06 of the social-security application (LD/T 32): which records, how long, what they mean. */
import { isCalendarDate, parseIdNumber } from '../../src/domain/id-number.ts'
import { fault, ok, type Result } from '../../src/domain/result.ts'
import { bcdDigits, unpackBcd } from './bcd.ts'
import { decodeText, withoutFilling } from './gb18030.ts'
import type { CardHolder, CardIssuer } from './port.ts'

/** SSSE, «sx1.sh.社会保障» in GBK: the name of the social-security application. */
export const applicationId = Uint8Array.from(Buffer.from('7378312E73682EC9E7BBE1B1A3D5CF', 'hex'))
/** The same directory by file id. */
export const applicationFile = 0xddf1

export interface RecordSpec {
  readonly number: number
  readonly tag: number
  /** Bytes of the value; the record is two longer. */
  readonly length: number
  /** Absent on some versions of the card. */
  readonly optional?: true
}

export const issuerFile = 0xef05
/** Record 2 (card class) is not needed by any service and not read: at T=0 every record costs 20 to 40 ms. */
export const issuerRecords = {
  cardSn: { number: 1, tag: 0x01, length: 0x10 },
  specVersion: { number: 3, tag: 0x03, length: 0x04 },
  issuerCode: { number: 4, tag: 0x04, length: 0x0c },
  issuedOn: { number: 5, tag: 0x05, length: 0x04 },
  expiresOn: { number: 6, tag: 0x06, length: 0x04 },
  cardNo: { number: 7, tag: 0x07, length: 0x09 },
} as const satisfies Record<string, RecordSpec>

export const holderFile = 0xef06
export const holderRecords = {
  idNumber: { number: 1, tag: 0x08, length: 0x12 },
  name: { number: 2, tag: 0x09, length: 0x1e },
  nameExtension: { number: 3, tag: 0x4e, length: 0x14, optional: true },
  gender: { number: 4, tag: 0x0a, length: 0x01 },
  ethnicity: { number: 5, tag: 0x0b, length: 0x01 },
  birthPlace: { number: 6, tag: 0x0c, length: 0x03 },
  birthDate: { number: 7, tag: 0x0d, length: 0x04 },
} as const satisfies Record<string, RecordSpec>

export type Fields<R extends Record<string, RecordSpec>> = { readonly [K in keyof R]: Uint8Array }

const malformed = (field: string) => fault('YB-CRD-202', { field })

const isoDate = (field: Uint8Array): string | null => {
  const digits = bcdDigits(field)
  if (digits === null || !isCalendarDate(digits)) return null
  return `${digits.slice(0, 4)}-${digits.slice(4, 6)}-${digits.slice(6, 8)}`
}

const plainText = (field: Uint8Array, form: RegExp): string | null => {
  const text = decodeText(field)
  return text !== null && form.test(text) ? text : null
}

/** Faults: YB-CRD-202. */
export const decodeIssuer = (fields: Fields<typeof issuerRecords>): Result<CardIssuer> => {
  const specVersion = plainText(fields.specVersion, /^[1-9]\.\d\d$/)
  if (specVersion === null) return malformed('specVersion')
  const issuedOn = isoDate(fields.issuedOn)
  if (issuedOn === null) return malformed('issuedOn')
  const expiresOn = isoDate(fields.expiresOn)
  if (expiresOn === null) return malformed('expiresOn')
  const cardNo = plainText(fields.cardNo, /^[0-9A-Za-z]{1,9}$/)
  if (cardNo === null) return malformed('cardNo')
  const cardSn = Buffer.from(fields.cardSn).toString('hex').toUpperCase()
  if (!/^\d{6}/.test(cardSn)) return malformed('cardSn')
  return ok({ cardSn, specVersion, issuerCode: unpackBcd(fields.issuerCode), issuedOn, expiresOn, cardNo })
}

/** Faults: YB-CRD-202, YB-CRD-203. */
export const decodeHolder = (fields: Fields<typeof holderRecords>): Result<CardHolder> => {
  const written = decodeText(fields.idNumber)
  if (written === null) return malformed('idNumber')
  const idNumber = parseIdNumber(written)
  if (idNumber === null) return fault('YB-CRD-203', { length: written.length })
  // Joined before decoding: a character may begin in the name field and end in its extension.
  const name = decodeText(Buffer.concat([withoutFilling(fields.name), fields.nameExtension]))
  if (name === null || name === '') return malformed('name')
  const gender = decodeText(fields.gender)
  if (gender !== '1' && gender !== '2') return malformed('gender')
  const ethnicity = bcdDigits(fields.ethnicity)
  if (ethnicity === null || ethnicity.length !== 2) return malformed('ethnicity')
  const birthPlace = bcdDigits(fields.birthPlace)
  if (birthPlace === null || birthPlace.length !== 6) return malformed('birthPlace')
  const birthDate = isoDate(fields.birthDate)
  if (birthDate === null) return malformed('birthDate')
  return ok({ idNumber, name, gender: gender === '1' ? 'male' : 'female', ethnicity, birthPlace, birthDate })
}
