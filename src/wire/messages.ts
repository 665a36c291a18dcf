/**
 * Actions of the line with their payloads. One truth: the types, the checks on both sides and `docs/asyncapi.yaml` come
 * from here. Money in integer fen, times in ms since 1970, durations in ms.
 */
import { z } from 'zod'
import { deviceNames, deviceStates } from '../domain/device.ts'
import { type QueryName, queryNames } from './queries.ts'
import {
  acksSchema,
  batchLimit,
  journalHeadSchema,
  lanes,
  recordAnswerSchema,
  sentRecordSchema,
  signatureAlgorithms,
  signedHeadSchema,
} from './record.ts'

/** Letters, digits, - . _; the last segment of the URL, percent-encoded. */
export const terminalIdSchema = z.string().regex(/^[A-Za-z0-9._-]{1,32}$/)

const time = z.int().min(0)
const id = z.string().min(1).max(64)
const hex = (bytes: number) => z.string().regex(new RegExp(`^[0-9a-f]{${bytes * 2}}$`))

export const deviceReportSchema = z.partialRecord(z.enum(deviceNames), z.enum(deviceStates))
export type DeviceReport = z.output<typeof deviceReportSchema>

/** Agency epoch, raised on every restore, and a number that grows within it: the newest session of a terminal wins. */
export const sessionNumberSchema = z.strictObject({ epoch: z.int().min(1), n: z.int().min(1) })
export type SessionNumber = z.output<typeof sessionNumberSchema>

export const boot = {
  request: z.strictObject({
    model: z.string().max(64),
    version: z.string().max(64),
    /** Random for each process: two processes under one identity show themselves by alternating. */
    instance: id,
    at: time,
    devices: deviceReportSchema,
    /** Absent for a client without a journal; such a one can send no records. */
    journal: z
      .strictObject({
        ...journalHeadSchema.shape,
        algorithm: z.enum(signatureAlgorithms),
        /** SPKI PEM of the key that signs heads; pinned by the agency at the first boot of an epoch. */
        publicKey: z.string().max(1000),
      })
      .optional(),
  }),
  answer: z.discriminatedUnion('status', [
    z.strictObject({
      status: z.literal('accepted'),
      serverTime: time,
      heartbeatMs: z.int().min(1000).max(3_600_000),
      session: sessionNumberSchema,
      /** The session before this one was still alive: another device may be using this identity. */
      replaced: z.boolean(),
    }),
    z.strictObject({ status: z.literal('pending'), serverTime: time, retryAfterMs: z.int().min(0) }),
    z.strictObject({
      status: z.literal('rejected'),
      serverTime: time,
      retryAfterMs: z.int().min(0),
      reason: z.enum(['unknownTerminal', 'disabled', 'fork', 'keyChanged', 'downgrade']),
      /** What the agency has of this terminal's journal; the attendant opens the epoch after it. */
      journal: z.strictObject({ epoch: z.int().min(1), seq: z.int().min(0) }).optional(),
    }),
  ]),
}

export const heartbeat = {
  request: z.strictObject({ at: time.optional() }),
  answer: z.strictObject({ serverTime: time }),
}

export const statusNotify = {
  request: z.strictObject({ at: time, devices: deviceReportSchema }),
  answer: z.strictObject({}),
}

export const identifyBegin = {
  request: z.strictObject({
    insertion: id,
    cardSn: z.string().regex(/^[0-9A-F]{32}$/),
    cardNo: z.string().min(1).max(32),
    specVersion: z.string().min(1).max(8),
    idNumber: z.string().min(1).max(18),
    name: z.string().min(1).max(100),
  }),
  answer: z.strictObject({ identification: id, challenge: hex(16), expiresInMs: z.int().positive() }),
}

export const identifyProve = {
  request: z.strictObject({ identification: id, insertion: id, proof: hex(8) }),
  answer: z.strictObject({ session: id, personNo: z.string().max(32) }),
}

export const identifyEndReasons = ['cardRemoved', 'finished', 'timeout', 'readerLost'] as const
export const identifyEnd = {
  request: z.strictObject({ session: id, reason: z.enum(identifyEndReasons) }),
  answer: z.strictObject({}),
}

/** The parameters and the answer are checked once more against the schema of the named query. */
export const query = {
  request: z.strictObject({
    /** Member session; left out for public queries. */
    session: id.optional(),
    name: z.enum(queryNames as [QueryName, ...QueryName[]]),
    parameters: z.record(z.string().max(64), z.json()),
  }),
  answer: z.strictObject({ answer: z.record(z.string().max(64), z.json()) }),
}

/**
 * After every connect, before the first record: what each side has. A terminal whose ack is ahead will send the records
 * between once more and get the stored answers; one whose ack is behind the agency's own likewise.
 */
export const resume = {
  request: z.strictObject({
    /** Of the terminal's journal. */
    epoch: z.int().min(1),
    acks: acksSchema,
    /** Agency epoch under which these acks were last compared; absent after a restart. */
    agencyEpoch: z.int().min(1).optional(),
  }),
  answer: z.strictObject({ agencyEpoch: z.int().min(1), acks: acksSchema }),
}

/** A batch of one lane under one signed head. Answered after commit, every record in its place. */
export const record = {
  request: z.strictObject({
    lane: z.enum(lanes),
    records: z.array(sentRecordSchema).min(1).max(batchLimit),
    head: signedHeadSchema,
  }),
  answer: z.strictObject({
    answers: z.array(recordAnswerSchema).max(batchLimit),
    /** Of this lane, after this batch. */
    ack: z.int().min(0),
  }),
}

/** Calls a terminal makes, by action name. */
export const terminalActions = {
  Boot: boot,
  Heartbeat: heartbeat,
  StatusNotify: statusNotify,
  Resume: resume,
  Record: record,
  IdentifyBegin: identifyBegin,
  IdentifyProve: identifyProve,
  IdentifyEnd: identifyEnd,
  Query: query,
} as const
export type TerminalAction = keyof typeof terminalActions
export type RequestOf<A extends TerminalAction> = z.output<(typeof terminalActions)[A]['request']>
export type AnswerOf<A extends TerminalAction> = z.output<(typeof terminalActions)[A]['answer']>

export const isTerminalAction = (action: string): action is TerminalAction => Object.hasOwn(terminalActions, action)

/** WebSocket close codes of the line, from the range left to applications. */
export const closeCodes = {
  /** A newer session of the same terminal has been accepted. */
  replaced: 4000,
  /** Come back later; the reason text is the wait in ms, decimal digits. */
  comeBack: 4001,
  /** Too many frames that cannot be read. */
  badFrames: 4002,
  /** No `Boot` within the time for it. */
  notBooted: 4003,
  /** The reader on the other side is too slow; what was buffered for it is dropped. */
  tooSlow: 4004,
} as const
