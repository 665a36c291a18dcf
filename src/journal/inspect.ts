/**
 * Reads a whole journal and believes nothing: pages, numbering, chain, signatures, and that the table of open intents is
 * what the records say. Runs before a journal is opened for writing, and behind `npm run journal -- verify`.
 */
import type { Database } from 'better-sqlite3'
import { z } from 'zod'
import { type DurableRecord, noHash, recordHash, signatureAlgorithms, verifyHead } from '../wire/record.ts'
import { hashOf, verifyText } from './keys.ts'
import { recordKinds } from './kinds.ts'
import type { Position } from './ledger.ts'

const hex64 = z.string().regex(/^[0-9a-f]{64}$/)

export const metaSchema = z.strictObject({
  terminal: z.string(),
  epoch: z.coerce.number().int().min(1),
  algorithm: z.enum(signatureAlgorithms),
  /** Fingerprint of the key that signs heads. */
  key: hex64,
})
export type JournalMeta = z.output<typeof metaSchema>

/**
 * The journal up to a record, signed, with all that is needed to go on from there. One stands for the records pruned
 * away; a later one lets a start check what is new since, instead of half a year.
 */
export const checkpointSchema = z.strictObject({
  format: z.literal('yibao-checkpoint-1'),
  terminal: z.string(),
  epoch: z.int().min(1),
  seq: z.int().min(1),
  head: hex64,
  laneSeqs: z.strictObject({ money: z.int().min(0), certificate: z.int().min(0), audit: z.int().min(0) }),
  /** Intents open there, with their step. */
  open: z.array(z.tuple([z.string(), z.string()])),
  at: z.int(),
})
export type Checkpoint = z.output<typeof checkpointSchema>

/** The first thing found wrong; `at` is the record number where it was found, 0 when it belongs to none. */
export interface Damage {
  readonly what:
    | 'page'
    | 'meta'
    | 'checkpoint'
    | 'gap'
    | 'text'
    | 'chain'
    | 'lane'
    | 'columns'
    | 'signedHead'
    | 'intents'
  readonly at: number
  readonly detail: string
}

/** everything: from the first record there is. recent: from the newest checkpoint, for a start that must be quick. */
export type Extent = 'everything' | 'recent'

export interface Inspection {
  readonly meta: JournalMeta
  readonly position: Position
  readonly pruned: Position
  /** Checked now. */
  readonly records: number
  readonly signedSeq: number
}

export type InspectionResult =
  | { readonly ok: true; readonly value: Inspection }
  | { readonly ok: false; readonly damage: Damage }

const damaged = (what: Damage['what'], at: number, detail: string): InspectionResult => ({
  ok: false,
  damage: { what, at, detail },
})

export const emptyPosition = (epoch: number): Position => ({
  head: { epoch, seq: 0, hash: noHash },
  laneSeqs: { money: 0, certificate: 0, audit: 0 },
})

const readMeta = (database: Database): JournalMeta | undefined => {
  const rows = database.prepare<[], { key: string; value: string }>('SELECT key, value FROM meta').all()
  const parsed = metaSchema.safeParse(Object.fromEntries(rows.map((row) => [row.key, row.value])))
  return parsed.success ? parsed.data : undefined
}

interface SignedRow {
  readonly seq: number
  readonly text: string
  readonly signature: string
}

const readCheckpoints = (database: Database, meta: JournalMeta, publicKey: string): readonly Checkpoint[] | 'bad' => {
  const checkpoints: Checkpoint[] = []
  for (const row of database.prepare<[], SignedRow>('SELECT * FROM checkpoint ORDER BY seq').all()) {
    if (!verifyText(meta.algorithm, row.text, row.signature, publicKey)) return 'bad'
    const parsed = checkpointSchema.safeParse(JSON.parse(row.text))
    if (!parsed.success || parsed.data.terminal !== meta.terminal || parsed.data.epoch !== meta.epoch) return 'bad'
    if (parsed.data.seq !== row.seq) return 'bad'
    checkpoints.push(parsed.data)
  }
  return checkpoints
}

const positionOf = (checkpoint: Checkpoint | undefined, epoch: number): Position =>
  checkpoint === undefined
    ? emptyPosition(epoch)
    : { head: { epoch, seq: checkpoint.seq, hash: checkpoint.head }, laneSeqs: checkpoint.laneSeqs }

interface RecordRow {
  readonly seq: number
  readonly lane: string
  readonly lane_seq: number
  readonly txn_id: string
  readonly version: number
  readonly text: string
  readonly link: Buffer
}

/** Beyond this a start leaves the pages to `verify`, which an operator can run beside the terminal. bytes */
const pagesAtStart = 64 * 1024 * 1024

/** Integrity of the pages; SQLite has no checksums, so a bit flipped inside a text is found by the chain, not here. */
const checkPages = (database: Database, extent: Extent): string | undefined => {
  const pages = database.pragma('page_count', { simple: true }) as number
  const size = database.pragma('page_size', { simple: true }) as number
  if (extent === 'recent' && pages * size > pagesAtStart) return undefined
  const found = database.pragma(extent === 'recent' ? 'quick_check(1)' : 'integrity_check(1)', { simple: true })
  return found === 'ok' ? undefined : String(found)
}

const columnsFit = (row: RecordRow, record: DurableRecord, meta: JournalMeta): boolean =>
  record.seq === row.seq &&
  record.lane === row.lane &&
  record.laneSeq === row.lane_seq &&
  record.txnId === row.txn_id &&
  record.version === row.version &&
  record.epoch === meta.epoch &&
  record.terminal === meta.terminal

/** Throws errors of SQLite (a page that cannot be read); the caller gives them their code. */
export const inspectJournal = (database: Database, publicKey: string, extent: Extent): InspectionResult => {
  const page = checkPages(database, extent)
  if (page !== undefined) return damaged('page', 0, page)
  const meta = readMeta(database)
  if (meta === undefined) return damaged('meta', 0, 'meta')
  const checkpoints = readCheckpoints(database, meta, publicKey)
  if (checkpoints === 'bad') return damaged('checkpoint', 0, 'signature or content')
  const first = database.prepare<[], number | null>('SELECT min(seq) FROM record').pluck().get() ?? 1
  const oldest = checkpoints[0]
  const pruned = positionOf(oldest !== undefined && oldest.seq < first ? oldest : undefined, meta.epoch)
  const from = extent === 'recent' ? checkpoints.at(-1) : oldest?.seq === first - 1 ? oldest : undefined
  const start = positionOf(from, meta.epoch)

  const hash = hashOf(meta.algorithm)
  const signed = database.prepare<[], SignedRow>('SELECT * FROM signed_head ORDER BY seq DESC LIMIT 1').get()
  const open = new Map<string, string>(from?.open ?? [])
  const laneSeqs = { ...start.laneSeqs }
  let { seq, hash: previous } = start.head
  let records = 0
  let hashAtSigned = signed?.seq === seq ? previous : undefined
  const passing = new Map(checkpoints.map((one) => [one.seq, one.head]))
  const rows = database.prepare<[number], RecordRow>(
    'SELECT seq, lane, lane_seq, txn_id, version, text, link FROM record WHERE seq > ? ORDER BY seq',
  )
  for (const row of rows.iterate(seq)) {
    if (row.seq !== seq + 1) return damaged('gap', seq + 1, `next is ${row.seq}`)
    let record: DurableRecord
    try {
      record = JSON.parse(row.text) as DurableRecord
    } catch {
      return damaged('text', row.seq, 'not JSON')
    }
    const own = recordHash(row.text, hash)
    if (record.previous !== previous || own !== row.link.toString('hex')) return damaged('chain', row.seq, 'hash')
    if (!columnsFit(row, record, meta)) return damaged('columns', row.seq, 'columns differ from the text')
    laneSeqs[record.lane] += 1
    if (record.laneSeq !== laneSeqs[record.lane]) return damaged('lane', row.seq, record.lane)
    const kind = Object.hasOwn(recordKinds, record.kind)
      ? (recordKinds[record.kind as keyof typeof recordKinds] as {
          opens?: { step: string }
          closes?: true
          step?: string
        })
      : {}
    if (kind.opens !== undefined) open.set(record.txnId, kind.opens.step)
    if (kind.step !== undefined) open.set(record.txnId, kind.step)
    if (kind.closes) open.delete(record.txnId)
    if ((passing.get(row.seq) ?? own) !== own) return damaged('checkpoint', row.seq, 'does not fit the chain')
    seq = row.seq
    previous = own
    records += 1
    if (signed?.seq === seq) hashAtSigned = own
  }

  let signedSeq = 0
  if (signed !== undefined && signed.seq >= start.head.seq) {
    const head = verifyHead(signed, publicKey)
    if (head === undefined || head.epoch !== meta.epoch || head.seq !== signed.seq || head.head !== hashAtSigned) {
      return damaged('signedHead', signed.seq, signed.seq > seq ? 'records after it are gone' : 'does not fit')
    }
    signedSeq = signed.seq
  }
  const listed = database.prepare<[], { txn_id: string; step: string }>('SELECT txn_id, step FROM intent').all()
  if (listed.length !== open.size || listed.some((row) => open.get(row.txn_id) !== row.step)) {
    return damaged('intents', 0, `${listed.length} listed, ${open.size} by the records`)
  }
  return {
    ok: true,
    value: {
      meta,
      position: { head: { epoch: meta.epoch, seq, hash: previous }, laneSeqs },
      pruned,
      records,
      signedSeq,
    },
  }
}
