/**
 * What a later record of a transaction may change of what earlier ones said. Money that has been taken only grows; an
 * outcome is decided once; who pays for whom and how much never changes. Both sides hold to the same table.
 */
import type { Lane, RecordBody } from './record.ts'

interface Rules {
  /** Numbers that may only grow. */
  readonly growing: readonly string[]
  /** May change once after they were first said. */
  readonly once: readonly string[]
  /** Belong to the one record, not to the transaction. */
  readonly ofRecord: readonly string[]
}

/** The audit lane tells what happened; its transactions promise nothing. */
export const ratchets: Readonly<Record<Exclude<Lane, 'audit'>, Rules>> = {
  money: {
    growing: ['capturedFen'],
    once: ['state'],
    // One transaction takes several notes; what became of each belongs to its own records.
    ofRecord: ['noteFen', 'outcome', 'lastStep', 'by', 'code', 'reason'],
  },
  certificate: { growing: ['copies'], once: ['outcome'], ofRecord: ['lastStep', 'by', 'code', 'reason'] },
}

/** What is known of a transaction: the newest value of each field, and how often a `once` field has changed. */
export interface Known {
  readonly fields: RecordBody
  readonly changes: Readonly<Record<string, number>>
}

export const nothingKnown: Known = { fields: {}, changes: {} }

export type RatchetOutcome =
  | { readonly ok: true; readonly known: Known }
  | { readonly ok: false; readonly field: string }

export const applyRatchet = (lane: Lane, known: Known, body: RecordBody): RatchetOutcome => {
  if (lane === 'audit') return { ok: true, known }
  const { growing, once, ofRecord } = ratchets[lane]
  const fields: Record<string, string | number | boolean> = { ...known.fields }
  const changes: Record<string, number> = { ...known.changes }
  for (const [field, value] of Object.entries(body)) {
    if (ofRecord.includes(field)) continue
    const before = Object.hasOwn(fields, field) ? fields[field] : undefined
    if (before !== undefined && before !== value) {
      if (growing.includes(field)) {
        if (typeof value !== 'number' || typeof before !== 'number' || value < before) return { ok: false, field }
      } else if (once.includes(field)) {
        const times = (changes[field] ?? 0) + 1
        if (times > 1) return { ok: false, field }
        changes[field] = times
      } else return { ok: false, field }
    }
    fields[field] = value
  }
  return { ok: true, known: { fields, changes } }
}
