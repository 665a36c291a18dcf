/**
 * Command and response APDU (ISO 7816-4) and the two courtesies of T=0: `61xx` (xx bytes wait, fetch them with GET
 * RESPONSE) and `6Cxx` (wrong Le, repeat with xx). Which commands a card answers so differs from chip to chip and from
 * reader to reader, so every exchange is ready for both.
 */
import { type Fault, failed, fault, makeFault, ok, type Result } from '../../src/domain/result.ts'
import type { CardChannel } from './link.ts'

export interface Command {
  readonly cla: number
  readonly ins: number
  readonly p1: number
  readonly p2: number
  /** At most 255 bytes; no extended length on these cards. */
  readonly data?: Uint8Array
  /** Bytes expected, 1 to 256. */
  readonly le?: number
}

export interface Answer {
  readonly data: Uint8Array
  /** SW1‖SW2. */
  readonly sw: number
}

/** Status words of the social-security application, by the name this code uses for them. */
export const sw = {
  done: 0x9000,
  fileInvalidated: 0x6283,
  verifyFailed: 0x6300,
  wrongLength: 0x6700,
  securityNotSatisfied: 0x6982,
  authenticationBlocked: 0x6983,
  conditionsNotSatisfied: 0x6985,
  functionNotSupported: 0x6a81,
  fileNotFound: 0x6a82,
  recordNotFound: 0x6a83,
  wrongParameters: 0x6a86,
  keyNotFound: 0x6a88,
  wrongOffset: 0x6b00,
  instructionUnknown: 0x6d00,
  classUnknown: 0x6e00,
} as const

export const hexWord = (word: number): string => word.toString(16).toUpperCase().padStart(4, '0')

export const encodeCommand = ({ cla, ins, p1, p2, data, le }: Command): Uint8Array => {
  if (data !== undefined && data.length > 255) throw new RangeError('APDU data above 255 bytes')
  if (le !== undefined && (le < 1 || le > 256)) throw new RangeError('Le must be 1 to 256')
  const body = data === undefined ? [] : [data.length, ...data]
  // Over T=0 a command never carries both data and Le: the answer is fetched after 61xx.
  const length = le === undefined || data !== undefined ? [] : [le & 0xff]
  return Uint8Array.of(cla, ins, p1, p2, ...body, ...length)
}

/** Null when there is no status word. */
export const parseAnswer = (bytes: Uint8Array): Answer | null => {
  if (bytes.length < 2) return null
  const end = bytes.length - 2
  return { data: bytes.slice(0, end), sw: (bytes[end]! << 8) | bytes[end + 1]! }
}

/** No record of these files is longer than 258 bytes; a chip that goes on is broken or hostile. */
const longestAnswer = 1024
const mostSteps = 12

export interface ExchangeState {
  readonly command: Command
  readonly collected: Uint8Array
  readonly steps: number
}

export type ExchangeStep =
  | { readonly send: Command; readonly state: ExchangeState }
  | { readonly answer: Answer }
  | { readonly endless: true }

export const beginExchange = (command: Command): ExchangeState => ({ command, collected: new Uint8Array(), steps: 0 })

/** Pure T=0 dialogue: what follows from one answer. */
export const continueExchange = (state: ExchangeState, answer: Answer): ExchangeStep => {
  const waiting = answer.sw >> 8 === 0x61
  const wrongLe = answer.sw >> 8 === 0x6c
  const collected = answer.data.length === 0 ? state.collected : joined(state.collected, answer.data)
  if (collected.length > longestAnswer) return { endless: true }
  if (!waiting && !wrongLe) return { answer: { data: collected, sw: answer.sw } }
  if (state.steps + 1 > mostSteps) return { endless: true }
  const le = answer.sw & 0xff || 256
  const send: Command = waiting ? { cla: 0x00, ins: 0xc0, p1: 0x00, p2: 0x00, le } : { ...state.command, le }
  return { send, state: { command: send, collected, steps: state.steps + 1 } }
}

const joined = (a: Uint8Array, b: Uint8Array): Uint8Array => {
  const all = new Uint8Array(a.length + b.length)
  all.set(a)
  all.set(b, a.length)
  return all
}

export interface ExchangeOptions {
  /** How often an APDU lost in transmission is sent again. 0 for what the card counts, such as a PIN try. */
  readonly retry: number
}

/**
 * One command with its whole T=0 dialogue.
 * Faults: those of {@link CardChannel.transmit}; YB-CRD-103 also for an answer without a status word, YB-CRD-202 for one
 * that never ends.
 */
export const exchange = async (
  channel: CardChannel,
  command: Command,
  { retry }: ExchangeOptions,
): Promise<Result<Answer>> => {
  let state = beginExchange(command)
  let send = command
  for (;;) {
    const received = await transmitWithRetry(channel, encodeCommand(send), retry)
    if (!received.ok) return received
    const step = continueExchange(state, received.value)
    if ('answer' in step) return ok(step.answer)
    if ('endless' in step) return fault('YB-CRD-202', { reason: 'endlessAnswer', ins: command.ins })
    state = step.state
    send = step.send
  }
}

const transmitWithRetry = async (channel: CardChannel, bytes: Uint8Array, retry: number): Promise<Result<Answer>> => {
  let last: Fault = makeFault('YB-CRD-103')
  for (let attempt = 0; attempt <= retry; attempt += 1) {
    const received = await channel.transmit(bytes)
    if (received.ok) {
      const answer = parseAnswer(received.value)
      if (answer !== null) return ok(answer)
      last = makeFault('YB-CRD-103', { reason: 'noStatusWord', length: received.value.length })
    } else {
      if (received.error.code !== 'YB-CRD-103') return received
      last = received.error
    }
  }
  return failed(last)
}
