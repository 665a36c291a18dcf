/**
 * The drawer of cards of demo and tests: `config/demo/cards.toml` says what each card is, `members.toml` whose it is,
 * `keys.toml` which master key its chip key is spread from.
 */
import { parse } from 'smol-toml'
import { z } from 'zod'
import { birthDateOf, parseIdNumber } from '../../../src/domain/id-number.ts'
import type { ChipProfile } from './chip.ts'
import { type CardPrint, foreignChip, type MannerName, manners, socialChip } from './personalities.ts'

export interface DemoCard {
  readonly card: string
  /** Six digits; empty when the card has none. */
  readonly pin: string
  /** As printed on the card's face; empty strings on a foreign card. */
  readonly holder: { readonly name: string; readonly idNumber: string; readonly cardNo: string }
  readonly note: string
  /** Key in members.toml. */
  readonly member: string | null
  readonly profile: ChipProfile
  /** PIN tries a fresh card has left; a locked card has none. */
  readonly tries: number
  /** Lies in the slot without answering. */
  readonly mute: boolean
  /** The member pulls it while the answer to this APDU (counted from 1 at power-up) is on its way. */
  readonly pulledAtApdu: number | null
}

const isoDate = z.union([
  z.string().regex(/^\d{4}-\d\d-\d\d$/),
  z.date().transform((day) => day.toISOString().slice(0, 10)),
])

const cardSchema = z.strictObject({
  card: z.string().min(1),
  member: z.string().optional(),
  version: z.enum(['1.00', '2.00', '3.00']).default('2.00'),
  pin: z
    .string()
    .regex(/^\d{6}$/)
    .optional(),
  issued_on: isoDate.default('2019-08-01'),
  expires_on: isoDate.default('2039-08-01'),
  name: z.string().optional(),
  id_number: z.string().optional(),
  manner: z.enum(Object.keys(manners) as [MannerName, ...MannerName[]]).default('plain'),
  foreign: z.boolean().default(false),
  mute: z.boolean().default(false),
  tries: z.int().min(0).max(6).default(6),
  pulled_at_apdu: z.int().min(1).optional(),
  note: z.string(),
})
type CardEntry = z.infer<typeof cardSchema>

/** Only what stands on a card; the agency reads the rest of the file. */
const memberSchema = z.looseObject({
  key: z.string().min(1),
  name: z.string().min(1),
  id_number: z.string().refine((written) => parseIdNumber(written) !== null, 'is no valid ID number'),
  gender: z.enum(['male', 'female']),
  ethnicity: z.string().regex(/^\d\d$/),
  birth_place: z.string().regex(/^\d{6}$/),
  card_sn: z.string().regex(/^\d{6}[\dA-Fa-f]{26}$/),
  card_no: z.string().regex(/^[0-9A-Za-z]{1,9}$/),
})
type MemberEntry = z.infer<typeof memberSchema>

const ordinaryPin = '135790'

/** The demo's master key, 16 bytes. @param keysText text of keys.toml */
export const demoCardMaster = (keysText: string): Uint8Array => {
  const { card_master } = z.looseObject({ card_master: z.string().regex(/^[\dA-Fa-f]{32}$/) }).parse(parse(keysText))
  return new Uint8Array(Buffer.from(card_master, 'hex'))
}

/**
 * Cards in the order of cards.toml. A card whose member is not in the members file is left out (another file was
 * given); a member without a card gets one named by its key. Wrong files throw: they are part of the start.
 */
export const loadDemoCards = (cardsText: string, membersText: string, keysText: string): DemoCard[] => {
  const master = demoCardMaster(keysText)
  const cards = z.looseObject({ card: z.array(cardSchema) }).parse(parse(cardsText)).card
  const members = z.looseObject({ member: z.array(memberSchema) }).parse(parse(membersText)).member
  const byKey = new Map(members.map((member) => [member.key, member]))
  const referred = new Set(cards.map((card) => card.member))
  const listed = cards.flatMap((card) => {
    if (card.foreign) return [foreignCard(card)]
    const member = byKey.get(card.member ?? '')
    return member === undefined ? [] : [memberCard(card, member, master)]
  })
  const names = new Set(listed.map(({ card }) => card))
  const others = members
    .filter(({ key }) => !referred.has(key) && !names.has(key))
    .map((member) => memberCard(cardSchema.parse({ card: member.key, note: 'a plain card' }), member, master))
  return [...listed, ...others]
}

const foreignCard = (entry: CardEntry): DemoCard => ({
  card: entry.card,
  pin: '',
  holder: { name: '', idNumber: '', cardNo: '' },
  note: entry.note,
  member: null,
  profile: foreignChip(),
  tries: 0,
  mute: entry.mute,
  pulledAtApdu: null,
})

const memberCard = (entry: CardEntry, member: MemberEntry, master: Uint8Array): DemoCard => {
  const pin = entry.pin ?? ordinaryPin
  const print: CardPrint = {
    cardSn: member.card_sn.toUpperCase(),
    cardNo: member.card_no,
    specVersion: entry.version,
    issuedOn: entry.issued_on,
    expiresOn: entry.expires_on,
    name: entry.name ?? member.name,
    idNumber: entry.id_number ?? member.id_number,
    gender: member.gender,
    ethnicity: member.ethnicity,
    birthPlace: member.birth_place,
    birthDate: birthDateOf(parseIdNumber(member.id_number)!),
  }
  return {
    card: entry.card,
    pin,
    holder: { name: print.name, idNumber: print.idNumber, cardNo: print.cardNo },
    note: entry.note,
    member: member.key,
    profile: socialChip(print, { master, pin, manners: manners[entry.manner] }),
    tries: entry.tries,
    mute: entry.mute,
    pulledAtApdu: entry.pulled_at_apdu ?? null,
  }
}
