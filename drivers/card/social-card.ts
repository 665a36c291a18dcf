/**
 * The social-security application of a card, over a channel to its chip: find it, read EF05 and EF06, verify the PIN,
 * let the chip prove itself. The cards in the field differ in how a file is selected and a record addressed, so each
 * way is tried until one works, and kept for the rest of the card.
 */
import { type Fault, failed, fault, makeFault, ok, type Result } from '../../src/domain/result.ts'
import { type Answer, type Command, exchange, hexWord, sw } from './apdu.ts'
import { packBcd } from './bcd.ts'
import type { CardChannel } from './link.ts'
import type { CardHolder, CardIssuer, PinRefusal } from './port.ts'
import {
  applicationFile,
  applicationId,
  decodeHolder,
  decodeIssuer,
  type Fields,
  holderFile,
  holderRecords,
  issuerFile,
  issuerRecords,
  type RecordSpec,
} from './records.ts'
import { parseRecord } from './tlv.ts'

export interface CardContents {
  readonly issuer: CardIssuer
  readonly holder: CardHolder
}

interface Options {
  /** Repetitions of an APDU that failed in transmission. */
  readonly retry: number
}

const select = (p1: number, p2: number, data: Uint8Array): Command => ({ cla: 0x00, ins: 0xa4, p1, p2, data })
const fileId = (id: number): Uint8Array => Uint8Array.of(id >> 8, id & 0xff)

/** The card says that the application exists but may not be used (ISO 7816-4 6283; PBOC cards answer 6A81). */
const isBlocked = (word: number): boolean => word === sw.fileInvalidated || word === sw.functionNotSupported

/**
 * Finds the application by name, then by file id.
 * Faults: YB-CRD-201 not there, YB-CRD-205 blocked, and those of {@link exchange}.
 */
export const selectApplication = async (channel: CardChannel, options: Options): Promise<Result<void>> => {
  let last: Answer | null = null
  for (const command of [select(0x04, 0x00, applicationId), select(0x00, 0x00, fileId(applicationFile))]) {
    const answer = await exchange(channel, command, options)
    if (!answer.ok) return answer
    if (answer.value.sw === sw.done) return ok(undefined)
    if (isBlocked(answer.value.sw)) return fault('YB-CRD-205', { sw: hexWord(answer.value.sw) })
    last ??= answer.value
  }
  return fault('YB-CRD-201', { sw: hexWord(last?.sw ?? 0) })
}

/**
 * Everything a service needs before the PIN is entered.
 * Faults: YB-CRD-201 to 205 and those of {@link exchange}.
 */
export const readCard = async (channel: CardChannel, options: Options): Promise<Result<CardContents>> => {
  const selected = await selectApplication(channel, options)
  if (!selected.ok) return selected
  const ways = { current: null as RecordWay | null }
  const issuerFields = await readFile(channel, issuerFile, issuerRecords, ways, options)
  if (!issuerFields.ok) return issuerFields
  const issuer = decodeIssuer(issuerFields.value)
  if (!issuer.ok) return issuer
  const holderFields = await readFile(channel, holderFile, holderRecords, ways, options)
  if (!holderFields.ok) return holderFields
  const holder = decodeHolder(holderFields.value)
  return holder.ok ? ok({ issuer: issuer.value, holder: holder.value }) : holder
}

/** How READ RECORD names a record: its number, its tag as record id, or its number with the file's short id. */
const recordWays = ['number', 'tag', 'shortFile'] as const
type RecordWay = (typeof recordWays)[number]

const readCommand = (way: RecordWay, file: number, record: RecordSpec): Command => {
  const le = record.length + 2
  if (way === 'number') return { cla: 0x00, ins: 0xb2, p1: record.number, p2: 0x04, le }
  if (way === 'tag') return { cla: 0x00, ins: 0xb2, p1: record.tag, p2: 0x00, le }
  return { cla: 0x00, ins: 0xb2, p1: record.number, p2: ((file & 0x1f) << 3) | 0x04, le }
}

const readFile = async <R extends Record<string, RecordSpec>>(
  channel: CardChannel,
  file: number,
  records: R,
  ways: { current: RecordWay | null },
  options: Options,
): Promise<Result<Fields<R>>> => {
  const selected = await selectFile(channel, file, options)
  if (!selected.ok) return selected
  // A file that cannot be selected may still be reached by its short id.
  const possible: readonly RecordWay[] = selected.value ? recordWays : ['shortFile']
  const fields: Record<string, Uint8Array> = {}
  for (const [name, record] of Object.entries(records)) {
    const read = await readRecord(channel, file, record, bestFirst(possible, ways.current), options)
    if (!read.ok) return failed(named(read.error, name))
    if (read.value.way !== null) ways.current = read.value.way
    fields[name] = read.value.bytes
  }
  return ok(fields as Fields<R>)
}

const bestFirst = (possible: readonly RecordWay[], known: RecordWay | null): readonly RecordWay[] =>
  known !== null && possible.includes(known) ? [known, ...possible.filter((way) => way !== known)] : possible

const named = (error: Fault, field: string): Fault => makeFault(error.code, { ...error.detail, field })

/** True when selected, false when the chip does not let it be selected in any way. */
const selectFile = async (channel: CardChannel, file: number, options: Options): Promise<Result<boolean>> => {
  for (const p1 of [0x02, 0x00]) {
    const answer = await exchange(channel, select(p1, 0x00, fileId(file)), options)
    if (!answer.ok) return answer
    if (answer.value.sw === sw.done) return ok(true)
    if (answer.value.sw === sw.fileInvalidated) return fault('YB-CRD-205', { sw: hexWord(answer.value.sw) })
  }
  return ok(false)
}

const readRecord = async (
  channel: CardChannel,
  file: number,
  record: RecordSpec,
  ways: readonly RecordWay[],
  options: Options,
): Promise<Result<{ bytes: Uint8Array; way: RecordWay | null }>> => {
  const where = { file: hexWord(file), record: record.number }
  let missing: Fault = makeFault('YB-CRD-204', where)
  let malformed: Fault | null = null
  for (const way of ways) {
    const answer = await exchange(channel, readCommand(way, file, record), options)
    if (!answer.ok) return answer
    if (answer.value.sw !== sw.done) {
      missing = makeFault('YB-CRD-204', { ...where, sw: hexWord(answer.value.sw) })
      continue
    }
    const object = parseRecord(answer.value.data)
    // Another tag in its place: on cards without the name extension every later record has a lower number.
    if (object !== null && object.tag !== record.tag) continue
    if (object !== null && object.value.length === record.length) return ok({ bytes: object.value, way })
    malformed ??= makeFault('YB-CRD-202', where)
  }
  if (malformed !== null) return failed(malformed)
  // Cards before version 2.00 have no name extension.
  return record.optional ? ok({ bytes: new Uint8Array(), way: null }) : failed(missing)
}

/** @param pin six digits; anything else is a programming error */
export const verifyPin = async (channel: CardChannel, pin: string): Promise<Result<void, PinRefusal>> => {
  if (!/^\d{6}$/.test(pin)) throw new RangeError('a PIN has six digits')
  const command: Command = { cla: 0x00, ins: 0x20, p1: 0x00, p2: 0x00, data: packBcd(pin) }
  // Never repeated: the card may have counted a try whose answer was lost.
  const answer = await exchange(channel, command, { retry: 0 })
  if (!answer.ok) return failed({ ...answer.error, triesLeft: null })
  const word = answer.value.sw
  const detail = { sw: hexWord(word) }
  if (word === sw.done) return ok(undefined)
  if (word >> 4 === 0x63c && (word & 0x0f) > 0) return failed({ code: 'YB-CRD-301', detail, triesLeft: word & 0x0f })
  if (word === 0x63c0 || word === sw.authenticationBlocked) return failed({ code: 'YB-CRD-302', detail, triesLeft: 0 })
  if (word === sw.verifyFailed) return failed({ code: 'YB-CRD-301', detail, triesLeft: null })
  if (word === sw.keyNotFound) return failed({ code: 'YB-CRD-304', detail, triesLeft: null })
  return failed({ code: 'YB-CRD-103', detail, triesLeft: null })
}

/**
 * INTERNAL AUTHENTICATE. Faults: YB-CRD-204 when the card has no key for it, and those of {@link exchange}.
 * @param challenge 16 bytes R1‖R2
 * @returns 8 bytes
 */
export const internalAuthenticate = async (
  channel: CardChannel,
  challenge: Uint8Array,
  options: Options,
): Promise<Result<Uint8Array>> => {
  if (challenge.length !== 16) throw new RangeError('a card challenge has 16 bytes')
  const first = await exchange(channel, { cla: 0x00, ins: 0x88, p1: 0x00, p2: 0x00, data: challenge }, options)
  if (!first.ok) return first
  // Some readers swallow the 61xx of a T=0 card and show a bare 9000.
  const fetched =
    first.value.sw === sw.done && first.value.data.length === 0
      ? await exchange(channel, { cla: 0x00, ins: 0xc0, p1: 0x00, p2: 0x00, le: 8 }, options)
      : first
  if (!fetched.ok) return fetched
  const { data, sw: word } = fetched.value
  if (word === sw.done && data.length === 8) return ok(data)
  if (word === sw.done) return fault('YB-CRD-202', { reason: 'proofLength', length: data.length })
  return fault('YB-CRD-204', { sw: hexWord(word), reason: 'noProof' })
}
