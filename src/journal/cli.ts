/**
 * `npm run journal -- verify|show|export|resolve|new-epoch --data <folder>`: the journal of a terminal, for people. The first
 * three only read and may run beside the terminal.
 */
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parseArgs } from 'node:util'
import Database from 'better-sqlite3'
import { faultCatalogue } from '../domain/faults.ts'
import type { Fault } from '../domain/result.ts'
import { systemClock, systemIds } from '../system.ts'
import { type SignatureAlgorithm, signatureAlgorithms } from '../wire/record.ts'
import { journalFiles } from './files.ts'
import { type InspectionResult, inspectJournal } from './inspect.ts'
import { keyPaths } from './keys.ts'
import { readMark } from './mark.ts'
import { openNewEpoch } from './new-epoch.ts'
import { openJournal } from './open.ts'
import { journalSettings } from './settings.ts'

const usage = `usage: npm run journal -- COMMAND --data FOLDER
  verify     checks pages, numbering, hash chain and signatures; ends with code 1 when something is wrong
  show       head, lanes, open intents, records that need review; with --last N the newest records
  export     every record as stored, one a line, then the signed head; --from N --to N
  resolve    what a person found out about an unknown act, with the terminal stopped:
             --txn ID --outcome done|notDone --by ROLE
  new-epoch  after a lost, damaged or forked journal: --terminal ID --reason lost|damaged|truncated|fork|keyMissing
             --by ROLE [--after EPOCH] [--algorithm sm2|p256] --yes
  --data FOLDER     data folder of the terminal; the journal lies in its folder «journal»
  --folder FOLDER   the journal's own folder instead`

const out = (line: string): void => void process.stdout.write(`${line}\n`)
const complain = (line: string): void => void process.stderr.write(`${line}\n`)

const sayFault = (fault: Fault): number => {
  const entry = faultCatalogue[fault.code]
  complain(`${fault.code} ${entry.what} ${entry.next}`)
  if (fault.detail !== undefined) complain(JSON.stringify(fault.detail))
  return 1
}

const reading = (folder: string): Database.Database | undefined => {
  const files = journalFiles(folder)
  if (!existsSync(files.database)) {
    complain(`There is no journal in ${folder}.`)
    return undefined
  }
  return new Database(files.database, { readonly: true })
}

const publicKeyOf = (folder: string): string | undefined => {
  for (const algorithm of signatureAlgorithms) {
    const path = keyPaths(journalFiles(folder).keys, algorithm).publicKey
    if (existsSync(path)) return readFileSync(path, 'latin1')
  }
  return undefined
}

const inspect = (database: Database.Database, folder: string): InspectionResult => {
  const key = publicKeyOf(folder)
  if (key === undefined) return { ok: false, damage: { what: 'meta', at: 0, detail: 'the public key is missing' } }
  try {
    return inspectJournal(database, key, 'everything')
  } catch (error) {
    return { ok: false, damage: { what: 'page', at: 0, detail: (error as Error).message } }
  }
}

const verify = (folder: string): number => {
  const database = reading(folder)
  if (database === undefined) return 1
  const found = inspect(database, folder)
  database.close()
  if (!found.ok) {
    complain(`damaged: ${found.damage.what} at record ${found.damage.at} (${found.damage.detail})`)
    return 1
  }
  const { meta, position, pruned, records, signedSeq } = found.value
  const marked = readMark(journalFiles(folder).mark)
  if (marked.state === 'read' && marked.mark.epoch >= meta.epoch && marked.mark.seq > position.head.seq) {
    complain(`truncated: the journal ends at record ${position.head.seq}, it had come to ${marked.mark.seq}`)
    return 1
  }
  out(`terminal ${meta.terminal}, epoch ${meta.epoch}, ${meta.algorithm}`)
  out(`${records} records verified, ${pruned.head.seq} pruned behind a signed checkpoint`)
  out(`head ${position.head.seq} ${position.head.hash}, newest signature at ${signedSeq}`)
  return 0
}

interface ShownRow {
  readonly seq: number
  readonly state: number
  readonly code: string | null
  readonly text: string
}
const stateNames = ['waiting', 'accepted', 'needsReview']

const show = (folder: string, last: number): number => {
  const database = reading(folder)
  if (database === undefined) return 1
  const all = <T>(sql: string, ...values: unknown[]): T[] => database.prepare(sql).all(...values) as T[]
  const meta = Object.fromEntries(
    all<{ key: string; value: string }>('SELECT key, value FROM meta').map((row) => [row.key, row.value]),
  )
  const lanes = all('SELECT lane, max(lane_seq) AS written, sum(state = 0) AS waiting FROM record GROUP BY lane')
  const intents = all('SELECT txn_id AS txnId, intent, step, since, body FROM intent ORDER BY seq')
  const review = all('SELECT seq, lane, code, text FROM record WHERE state = 2 ORDER BY seq')
  const [captured] = all<{ fen: number }>('SELECT coalesce(sum(fen), 0) AS fen FROM captured')
  out(JSON.stringify({ ...meta, lanes, capturedFen: captured?.fen, intents, needsReview: review }, null, 2))
  const rows = all<ShownRow>('SELECT seq, state, code, text FROM record ORDER BY seq DESC LIMIT ?', last)
  for (const row of rows.reverse()) {
    out(`${row.seq} ${stateNames[row.state]}${row.code === null ? '' : ` ${row.code}`} ${row.text}`)
  }
  database.close()
  return 0
}

const exportRecords = (folder: string, from: number, to: number): number => {
  const database = reading(folder)
  if (database === undefined) return 1
  const texts = database.prepare<[number, number], string>(
    'SELECT text FROM record WHERE seq BETWEEN ? AND ? ORDER BY seq',
  )
  for (const text of texts.pluck().iterate(from, to) as IterableIterator<string>) out(text)
  const signed = database.prepare('SELECT text, signature FROM signed_head ORDER BY seq DESC LIMIT 1').get()
  if (signed !== undefined) out(JSON.stringify({ signedHead: signed }))
  database.close()
  return 0
}

type Words = Readonly<Record<string, string | boolean | undefined>>

const resolve = (folder: string, words: Words): number => {
  const { txn, outcome, by } = words
  if (typeof txn !== 'string' || typeof by !== 'string' || (outcome !== 'done' && outcome !== 'notDone')) {
    complain(usage)
    return 2
  }
  const database = reading(folder)
  if (database === undefined) return 1
  const meta = database.prepare<[string], string>('SELECT value FROM meta WHERE key = ?').pluck()
  const [terminal = '', algorithm = ''] = [meta.get('terminal'), meta.get('algorithm')]
  database.close()
  const clock = systemClock()
  const opened = openJournal({
    folder,
    clock,
    ids: systemIds(clock),
    settings: journalSettings(terminal, { algorithm: algorithm as SignatureAlgorithm }),
    log: () => {},
  })
  if (!opened.ok) return sayFault(opened.error)
  const journal = opened.value
  const open = journal.openIntents().find((intent) => intent.txnId === txn)
  if (open === undefined) complain(`No act ${txn} is open.`)
  else journal.resolve(txn, outcome, by)
  journal.close()
  if (open === undefined) return 1
  out(`${open.intent} ${txn}: ${outcome}, by ${by}`)
  return 0
}

const reasons = ['lost', 'damaged', 'truncated', 'fork', 'keyMissing'] as const

const newEpoch = (folder: string, words: Words): number => {
  const { terminal, by } = words
  const reason = reasons.find((one) => one === words.reason)
  const algorithm = signatureAlgorithms.find((one) => one === words.algorithm) as SignatureAlgorithm
  if (typeof terminal !== 'string' || typeof by !== 'string' || reason === undefined || words.yes !== true) {
    complain(usage)
    return 2
  }
  const clock = systemClock()
  const opened = openNewEpoch({
    folder,
    clock,
    ids: systemIds(clock),
    settings: journalSettings(terminal, { algorithm }),
    log: () => {},
    reason,
    by,
    ...(typeof words.after === 'string' ? { after: Number(words.after) } : {}),
  })
  if (!opened.ok) return sayFault(opened.error)
  const { epoch, kept, unsent } = opened.value
  out(`epoch ${epoch} opened${kept === undefined ? '' : `, the old files lie in ${kept}`}`)
  out(
    unsent === undefined
      ? 'The old journal could not be read: count the box and compare it with the agency before the terminal is used.'
      : `${unsent} records of the old journal had no answer; hand its export to the agency.`,
  )
  return 0
}

const main = (): number => {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      data: { type: 'string' },
      folder: { type: 'string' },
      last: { type: 'string', default: '0' },
      from: { type: 'string', default: '1' },
      to: { type: 'string', default: String(Number.MAX_SAFE_INTEGER) },
      terminal: { type: 'string' },
      reason: { type: 'string' },
      by: { type: 'string' },
      after: { type: 'string' },
      txn: { type: 'string' },
      outcome: { type: 'string' },
      algorithm: { type: 'string', default: 'sm2' },
      yes: { type: 'boolean', default: false },
    },
  })
  const folder = values.folder ?? (values.data === undefined ? undefined : join(values.data, 'journal'))
  const [command] = positionals
  if (folder === undefined || positionals.length !== 1) {
    complain(usage)
    return 2
  }
  if (command === 'verify') return verify(folder)
  if (command === 'show') return show(folder, Number(values.last))
  if (command === 'export') return exportRecords(folder, Number(values.from), Number(values.to))
  if (command === 'resolve') return resolve(folder, values)
  if (command === 'new-epoch') return newEpoch(folder, values)
  complain(usage)
  return 2
}

process.exitCode = main()
