/**
 * OCPP-J frames: `[2,id,action,payload]`, `[3,id,payload]`, `[4,id,code,description,details]`. Error frames carry one of
 * OCPP-J's codes, because clients map unknown ones to `GenericError`; our own code stands in `details.code`.
 */
import { type FaultCode, faultCatalogue, isFaultCode } from '../domain/faults.ts'
import { type Fault, makeFault } from '../domain/result.ts'
import { type JsonLimits, type JsonRefusal, readJson } from './json.ts'

export const subprotocol = 'yibao.1'

/** OCPP-J: a message id has at most 36 characters. */
const maxIdLength = 36
/** The id of an answer to a call whose own id could not be read (OCPP-J 2.0.1, 4.2.3). */
export const unreadableId = '-1'

export const rpcCodes = [
  'FormatViolation',
  'GenericError',
  'InternalError',
  'MessageTypeNotSupported',
  'NotImplemented',
  'NotSupported',
  'OccurrenceConstraintViolation',
  'PropertyConstraintViolation',
  'ProtocolError',
  'RpcFrameworkError',
  'SecurityError',
  'TypeConstraintViolation',
] as const
export type RpcCode = (typeof rpcCodes)[number]

export type Frame =
  | { readonly type: 'call'; readonly id: string; readonly action: string; readonly payload: unknown }
  | { readonly type: 'result'; readonly id: string; readonly payload: unknown }
  | {
      readonly type: 'error'
      readonly id: string
      readonly rpcCode: string
      readonly description: string
      readonly details: Readonly<Record<string, unknown>>
    }

export type FrameProblem = JsonRefusal | 'binary' | 'notAFrame' | 'typeUnknown' | 'idInvalid' | 'partInvalid'

export interface BadFrame {
  readonly problem: FrameProblem
  readonly fault: Fault
  readonly rpcCode: RpcCode
  /** Id to answer under, or null when nothing may be answered: an answer to an answer would go round for ever. */
  readonly answerId: string | null
}

export type FrameOutcome = { readonly ok: true; readonly frame: Frame } | { readonly ok: false; readonly bad: BadFrame }

const bad = (problem: FrameProblem, rpcCode: RpcCode, answerId: string | null): FrameOutcome => {
  const code: FaultCode = problem === 'tooLarge' || problem === 'tooDeep' ? 'YB-LNK-005' : 'YB-LNK-004'
  return { ok: false, bad: { problem, fault: makeFault(code, { problem }), rpcCode, answerId } }
}

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const validId = (id: unknown): id is string => typeof id === 'string' && id.length > 0 && id.length <= maxIdLength

/**
 * Reads one WebSocket message. Never throws.
 * @param binary a binary message; the line has text messages only
 */
export const readFrame = (bytes: Uint8Array, binary: boolean, limits: JsonLimits): FrameOutcome => {
  if (binary) return bad('binary', 'RpcFrameworkError', unreadableId)
  const json = readJson(bytes, limits)
  if (!json.ok) return bad(json.refusal, 'RpcFrameworkError', unreadableId)
  const parts = json.value
  if (!Array.isArray(parts)) return bad('notAFrame', 'RpcFrameworkError', unreadableId)
  const [type, id] = parts as unknown[]
  if (type !== 2 && type !== 3 && type !== 4) {
    return bad('typeUnknown', 'MessageTypeNotSupported', validId(id) ? id : unreadableId)
  }
  if (!validId(id)) return bad('idInvalid', 'RpcFrameworkError', type === 2 ? unreadableId : null)
  if (type === 2) {
    const [, , action, payload] = parts as unknown[]
    if (parts.length !== 4 || typeof action !== 'string' || action.length > 64 || !isRecord(payload)) {
      return bad('partInvalid', 'FormatViolation', id)
    }
    return { ok: true, frame: { type: 'call', id, action, payload } }
  }
  if (type === 3) {
    if (parts.length !== 3 || !isRecord(parts[2])) return bad('partInvalid', 'FormatViolation', null)
    return { ok: true, frame: { type: 'result', id, payload: parts[2] } }
  }
  const [, , rpcCode, description, details] = parts as unknown[]
  if (parts.length !== 5 || typeof rpcCode !== 'string' || typeof description !== 'string' || !isRecord(details)) {
    return bad('partInvalid', 'FormatViolation', null)
  }
  return { ok: true, frame: { type: 'error', id, rpcCode, description, details } }
}

export const callFrame = (id: string, action: string, payload: object): string =>
  JSON.stringify([2, id, action, payload])

export const resultFrame = (id: string, payload: object): string => JSON.stringify([3, id, payload])

/** The description is the catalogue's own sentence: nothing of the call is echoed. */
export const errorFrame = (id: string, rpcCode: RpcCode, fault: Fault): string =>
  JSON.stringify([4, id, rpcCode, faultCatalogue[fault.code].what, { ...fault.detail, code: fault.code }])

/** The fault an error frame stands for; a peer that is not ours gives no code of ours. */
export const faultOfError = (frame: Extract<Frame, { type: 'error' }>): Fault => {
  const code = frame.details.code
  if (typeof code !== 'string' || !isFaultCode(code)) {
    return makeFault('YB-AGY-004', { rpcCode: frame.rpcCode.slice(0, 64) })
  }
  const detail: Record<string, string | number | boolean> = {}
  for (const [key, value] of Object.entries(frame.details)) {
    if (key === 'code') continue
    if (typeof value === 'number' || typeof value === 'boolean') detail[key] = value
    else if (typeof value === 'string' && value.length <= 200) detail[key] = value
  }
  return Object.keys(detail).length === 0 ? makeFault(code) : makeFault(code, detail)
}

/** OCPP-J's code for one of ours, as it stands in an error frame. */
export const rpcCodeOf = (code: FaultCode): RpcCode => {
  switch (code) {
    case 'YB-AGY-001':
    case 'YB-AGY-101':
    case 'YB-AGY-102':
    case 'YB-AGY-103':
    case 'YB-AGY-104':
    case 'YB-AGY-105':
    case 'YB-AGY-201':
    case 'YB-AGY-202':
      return 'SecurityError'
    case 'YB-AGY-002':
      return 'NotImplemented'
    case 'YB-AGY-003':
      return 'FormatViolation'
    case 'YB-AGY-004':
      return 'InternalError'
    default:
      return 'GenericError'
  }
}
