/**
 * Every kind of record a terminal writes: its lane, what its body may hold, and what it means for an open intent. Bodies
 * are strict: a key that is not named here cannot reach the disk, so no name, ID number or card number can either.
 */
import { z } from 'zod'
import type { Lane } from '../wire/record.ts'

const id = z.string().min(1).max(64)
const word = z.string().min(1).max(64)
const fen = z.int().min(0)
/** What the attendant finds out about an intent that nobody could tell. */
export const resolutions = ['done', 'notDone'] as const

/** Acts that are written down before they happen. */
export const intents = ['print', 'note'] as const
export type IntentName = (typeof intents)[number]

interface KindEntry {
  readonly lane: Lane
  readonly body: z.ZodObject
  /** Opens an intent with its first known step. */
  readonly opens?: { readonly intent: IntentName; readonly step: string }
  /** Ends the intent of its transaction. */
  readonly closes?: true
  /** Leaves it open under this step, for a person. */
  readonly step?: 'unknown'
  /** `capturedFen` of its body is money in the box. */
  readonly captures?: true
}

const kindTable = <T extends Record<string, KindEntry>>(table: T): T => table

export const recordKinds = kindTable({
  epochOpened: { lane: 'audit', body: z.strictObject({ reason: word, previousEpoch: z.int().min(0), by: word }) },
  terminalStarted: { lane: 'audit', body: z.strictObject({ openIntents: z.int().min(0) }) },
  visitStarted: { lane: 'audit', body: z.strictObject({}) },
  memberIdentified: { lane: 'audit', body: z.strictObject({ personNo: id }) },
  identificationRefused: { lane: 'audit', body: z.strictObject({ code: word }) },
  recordShown: { lane: 'audit', body: z.strictObject({ personNo: id, what: word }) },
  printAsked: { lane: 'audit', body: z.strictObject({ jobId: id, document: word, slipNo: id }) },
  visitEnded: { lane: 'audit', body: z.strictObject({ reason: word }) },
  /** Before the first raster byte. */
  printSending: {
    lane: 'audit',
    body: z.strictObject({ document: word, rows: z.int().min(0) }),
    opens: { intent: 'print', step: 'sending' },
  },
  printSettled: { lane: 'audit', body: z.strictObject({ outcome: word, code: word.optional() }), closes: true },
  printUnknown: {
    lane: 'audit',
    body: z.strictObject({ lastStep: word, code: word.optional() }),
    step: 'unknown',
  },
  printResolved: { lane: 'audit', body: z.strictObject({ outcome: z.enum(resolutions), by: word }), closes: true },
  /** Before the bytes that stack a note. `capturedFen` is the money taken in this transaction so far; it only grows. */
  noteStacking: {
    lane: 'money',
    body: z.strictObject({ noteFen: fen, capturedFen: fen }),
    opens: { intent: 'note', step: 'stacking' },
  },
  noteStacked: {
    lane: 'money',
    body: z.strictObject({ noteFen: fen, capturedFen: fen }),
    closes: true,
    captures: true,
  },
  noteReturned: { lane: 'money', body: z.strictObject({ noteFen: fen, capturedFen: fen }), closes: true },
  noteUnknown: { lane: 'money', body: z.strictObject({ lastStep: word, noteFen: fen }), step: 'unknown' },
  noteResolved: {
    lane: 'money',
    body: z.strictObject({ outcome: z.enum(resolutions), by: word, noteFen: fen, capturedFen: fen }),
    closes: true,
    captures: true,
  },
})
export type RecordKind = keyof typeof recordKinds
export type BodyOf<K extends RecordKind> = z.input<(typeof recordKinds)[K]['body']>

/**
 * What happens at start to an intent whose last step is known but not its end.
 * unknown: nobody can tell any more, a person looks. askDevice: the device knows and is asked first; else unknown.
 */
export const atStart: Record<IntentName, 'unknown' | 'askDevice'> = { print: 'unknown', note: 'askDevice' }
