/**
 * A virtual social security card: `(state, command APDU) → (state, response APDU)`, with the status words of the
 * standard and the manners of different makers. Nothing here knows about readers; what the chip keeps without power
 * (PIN tries, PIN) is the caller's to store.
 */
import { type CardAlgorithm, computeCardProof } from '../../../src/domain/card-proof.ts'
import { sw } from '../apdu.ts'
import { unpackBcd } from '../bcd.ts'
import { applicationFile, applicationId } from '../records.ts'

export interface ChipFile {
  /** Records in the order of their numbers; whole records T L V, or whatever a broken card holds. */
  readonly records: readonly Uint8Array[]
}

export interface ChipManners {
  /** Answers every READ RECORD with 6Cxx first, as if the reader had sent Le = 00. */
  readonly lengthFirst?: boolean
  /** Answers 61xx wherever there are data to fetch, READ RECORD included. */
  readonly responseFirst?: boolean
  /** How records may be addressed; all ways when absent. */
  readonly recordWays?: readonly ('number' | 'tag' | 'shortFile')[]
  /** P1 of SELECT EF that the chip understands; both when absent. */
  readonly selectP1?: readonly number[]
}

/** What is burned into the chip. */
export interface ChipProfile {
  /** Answer to reset. */
  readonly atr: Uint8Array
  /** Null: no social-security application (a bank card). */
  readonly application: {
    readonly blocked: boolean
    readonly files: Readonly<Record<number, ChipFile>>
    /** Null: the card holds no PIN. */
    readonly pin: string | null
    readonly mostTries: number
    /** Internal-authentication key, 16 bytes; null: absent. */
    readonly irk: Uint8Array | null
    readonly algorithm: CardAlgorithm
  } | null
  readonly manners: ChipManners
}

export interface ChipMemory {
  readonly triesLeft: number
  /** Differs from the profile once the PIN was changed. */
  readonly pin: string | null
}

export interface ChipState extends ChipMemory {
  readonly inApplication: boolean
  readonly file: number | null
  readonly pinVerified: boolean
  /** Data waiting for GET RESPONSE. */
  readonly waiting: Uint8Array | null
  /** Header of the READ RECORD that was answered 6Cxx. */
  readonly toldLength: string | null
  readonly challenges: number
}

export const freshMemory = (profile: ChipProfile): ChipMemory => ({
  triesLeft: profile.application?.mostTries ?? 0,
  pin: profile.application?.pin ?? null,
})

/** Power-up and warm reset: everything is forgotten but the tries and the PIN. */
export const resetChip = ({ triesLeft, pin }: ChipMemory): ChipState => ({
  triesLeft,
  pin,
  inApplication: false,
  file: null,
  pinVerified: false,
  waiting: null,
  toldLength: null,
  challenges: 0,
})

export interface ChipStep {
  readonly state: ChipState
  readonly response: Uint8Array
}

interface Apdu {
  readonly ins: number
  readonly p1: number
  readonly p2: number
  readonly data: Uint8Array
  /** Null when the command carries none. */
  readonly le: number | null
  readonly header: string
}

const word = (value: number): Uint8Array => Uint8Array.of(value >> 8, value & 0xff)
const step = (state: ChipState, value: number): ChipStep => ({ state, response: word(value) })
const withData = (state: ChipState, data: Uint8Array): ChipStep => ({
  state,
  response: Uint8Array.of(...data, 0x90, 0x00),
})
/** T=0: the command had data of its own, so the answer must be fetched. */
const toFetch = (state: ChipState, data: Uint8Array): ChipStep => ({
  state: { ...state, waiting: data },
  response: Uint8Array.of(0x61, Math.min(data.length, 0xff)),
})

const sameBytes = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0

export const runChip = (profile: ChipProfile, before: ChipState, command: Uint8Array): ChipStep => {
  const apdu = parseCommand(command)
  if (apdu === null) return step(before, sw.wrongLength)
  const cla = command[0]!
  if (apdu.ins === 0xc0) return getResponse(before, apdu)
  const state = { ...before, waiting: null, toldLength: null }
  if (cla === 0x80) return apdu.ins === 0x5e ? changePin(profile, state, apdu) : step(state, sw.instructionUnknown)
  if (cla === 0x84) return step(state, apdu.ins === 0x24 ? sw.securityNotSatisfied : sw.instructionUnknown)
  if (cla !== 0x00) return step(state, sw.classUnknown)
  switch (apdu.ins) {
    case 0xa4:
      return selectAny(profile, state, apdu)
    case 0xb2:
      return readRecord(profile, { ...state, toldLength: before.toldLength }, apdu)
    case 0x20:
      return verify(profile, state, apdu)
    case 0x84:
      return getChallenge(state, apdu)
    case 0x88:
      return internalAuthenticate(profile, state, apdu)
    case 0x82:
      // Writing needs keys of a PSAM, which no terminal of this kind holds.
      return step(state, state.challenges === 0 ? sw.conditionsNotSatisfied : sw.keyNotFound)
    default:
      return step(state, sw.instructionUnknown)
  }
}

const parseCommand = (bytes: Uint8Array): Apdu | null => {
  if (bytes.length < 4) return null
  const [, ins, p1, p2, p3] = bytes
  const header = Buffer.from(bytes.subarray(0, 4)).toString('hex')
  const base = { ins: ins!, p1: p1!, p2: p2!, header }
  if (p3 === undefined) return { ...base, data: new Uint8Array(), le: null }
  if (bytes.length === 5) return { ...base, data: new Uint8Array(), le: p3 || 256 }
  const data = bytes.slice(5, 5 + p3)
  if (data.length < p3 || bytes.length > 6 + p3) return null
  const le = bytes.length === 6 + p3 ? bytes[5 + p3]! || 256 : null
  return { ...base, data, le }
}

const getResponse = (state: ChipState, { p1, p2, le }: Apdu): ChipStep => {
  if (p1 !== 0 || p2 !== 0) return step(state, sw.wrongParameters)
  if (state.waiting === null) return step(state, sw.conditionsNotSatisfied)
  const wanted = le ?? 256
  if (wanted > state.waiting.length) return step(state, 0x6c00 | (state.waiting.length & 0xff))
  const part = state.waiting.slice(0, wanted)
  const rest = state.waiting.slice(wanted)
  if (rest.length === 0) return withData({ ...state, waiting: null }, part)
  return {
    state: { ...state, waiting: rest },
    response: Uint8Array.of(...part, 0x61, Math.min(rest.length, 0xff)),
  }
}

const selectAny = (profile: ChipProfile, state: ChipState, apdu: Apdu): ChipStep => {
  if (apdu.p1 === 0x04) {
    const found = profile.application !== null && sameBytes(apdu.data, applicationId)
    return found ? enterApplication(profile, state) : step(state, sw.fileNotFound)
  }
  if (apdu.p1 !== 0x00 && apdu.p1 !== 0x02) return step(state, sw.wrongParameters)
  if (apdu.data.length !== 2) return step(state, sw.wrongLength)
  const id = (apdu.data[0]! << 8) | apdu.data[1]!
  if (id === 0x3f00) return step({ ...state, inApplication: false, file: null, pinVerified: false }, sw.done)
  if (id === applicationFile && profile.application !== null) return enterApplication(profile, state)
  const { selectP1 } = profile.manners
  if (selectP1 !== undefined && !selectP1.includes(apdu.p1)) return step(state, sw.wrongParameters)
  const file = state.inApplication ? profile.application?.files[id] : undefined
  return file === undefined ? step(state, sw.fileNotFound) : step({ ...state, file: id }, sw.done)
}

const enterApplication = (profile: ChipProfile, state: ChipState): ChipStep => {
  if (profile.application?.blocked) return step(state, sw.fileInvalidated)
  const inside = { ...state, inApplication: true, file: null, pinVerified: false }
  const name = Uint8Array.of(0x84, applicationId.length, ...applicationId, 0xa5, 0x03, 0x88, 0x01, 0x10)
  return toFetch(inside, Uint8Array.of(0x6f, name.length, ...name))
}

const readRecord = (profile: ChipProfile, state: ChipState, apdu: Apdu): ChipStep => {
  const forgotten = { ...state, toldLength: null }
  const { application, manners } = profile
  if (application === null || !state.inApplication) return step(forgotten, sw.conditionsNotSatisfied)
  const shortFile = apdu.p2 >> 3
  const way = shortFile !== 0 ? 'shortFile' : (apdu.p2 & 0x07) === 0x04 ? 'number' : 'tag'
  const mode = apdu.p2 & 0x07
  if (mode !== 0x04 && mode !== 0x00) return step(forgotten, sw.wrongOffset)
  if (manners.recordWays !== undefined && !manners.recordWays.includes(way)) return step(forgotten, sw.wrongParameters)
  const id = shortFile === 0 ? state.file : fileByShortId(application.files, shortFile)
  if (id === null) return step(forgotten, shortFile === 0 ? sw.conditionsNotSatisfied : sw.fileNotFound)
  const records = application.files[id]!.records
  const record = mode === 0x04 ? records[apdu.p1 - 1] : records.find((candidate) => candidate[0] === apdu.p1)
  if (record === undefined) return step(forgotten, sw.recordNotFound)
  const selected = { ...forgotten, file: id }
  if (manners.responseFirst) return toFetch(selected, record)
  const told = state.toldLength === apdu.header
  if (apdu.le !== record.length || (manners.lengthFirst && !told)) {
    return step({ ...selected, toldLength: apdu.header }, 0x6c00 | (record.length & 0xff))
  }
  return withData(selected, record)
}

const fileByShortId = (files: Readonly<Record<number, ChipFile>>, shortFile: number): number | null => {
  const id = Object.keys(files).find((key) => (Number(key) & 0x1f) === shortFile)
  return id === undefined ? null : Number(id)
}

const verify = (profile: ChipProfile, state: ChipState, apdu: Apdu): ChipStep => {
  if (profile.application === null || !state.inApplication) return step(state, sw.conditionsNotSatisfied)
  if (apdu.p1 !== 0 || apdu.p2 !== 0) return step(state, sw.wrongParameters)
  if (apdu.data.length === 0 || apdu.data.length > 8) return step(state, sw.wrongLength)
  if (state.pin === null) return step(state, sw.keyNotFound)
  return checkPin(profile, state, unpackBcd(apdu.data))
}

const checkPin = (profile: ChipProfile, state: ChipState, entered: string): ChipStep => {
  if (state.triesLeft === 0) return step(state, sw.authenticationBlocked)
  if (entered === state.pin) {
    return step({ ...state, pinVerified: true, triesLeft: profile.application!.mostTries }, sw.done)
  }
  const triesLeft = state.triesLeft - 1
  const wrong = { ...state, pinVerified: false, triesLeft }
  return step(wrong, triesLeft === 0 ? sw.authenticationBlocked : 0x63c0 | triesLeft)
}

/** CHANGE PIN: old PIN, FF, new PIN. P1 = 00 (reload) needs a PSAM. */
const changePin = (profile: ChipProfile, state: ChipState, apdu: Apdu): ChipStep => {
  if (profile.application === null || !state.inApplication) return step(state, sw.conditionsNotSatisfied)
  if (apdu.p1 === 0x00 && apdu.p2 === 0x00) return step(state, sw.securityNotSatisfied)
  if (apdu.p1 !== 0x01 || apdu.p2 !== 0x00) return step(state, sw.wrongParameters)
  if (state.pin === null) return step(state, sw.keyNotFound)
  const divider = apdu.data.indexOf(0xff)
  if (divider < 1 || divider === apdu.data.length - 1) return step(state, sw.wrongLength)
  const checked = checkPin(profile, state, unpackBcd(apdu.data.subarray(0, divider)))
  if (!checked.state.pinVerified) return checked
  return step({ ...checked.state, pin: unpackBcd(apdu.data.subarray(divider + 1)) }, sw.done)
}

const getChallenge = (state: ChipState, apdu: Apdu): ChipStep => {
  if (apdu.p1 !== 0 || apdu.p2 !== 0) return step(state, sw.wrongParameters)
  if (apdu.le !== 8) return step(state, 0x6c08)
  const challenges = state.challenges + 1
  // A counter instead of chance, so that a run can be repeated; no terminal of this kind relies on it.
  const number = new Uint8Array(8)
  new DataView(number.buffer).setUint32(4, challenges)
  return withData({ ...state, challenges }, number)
}

const internalAuthenticate = (profile: ChipProfile, state: ChipState, apdu: Apdu): ChipStep => {
  const { application } = profile
  if (application === null || !state.inApplication) return step(state, sw.conditionsNotSatisfied)
  if (apdu.p1 !== 0 || apdu.p2 !== 0) return step(state, sw.wrongParameters)
  if (apdu.data.length !== 16) return step(state, sw.wrongLength)
  if (application.irk === null) return step(state, sw.keyNotFound)
  return toFetch(state, computeCardProof(application.algorithm, application.irk, apdu.data))
}
