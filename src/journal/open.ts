import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readSync, statfsSync } from 'node:fs'
import Database from 'better-sqlite3'
import type { Clock, Ids } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import { fault, ok, type Result } from '../domain/result.ts'
import { clearInterruptedCreation, createJournal } from './create.ts'
import { faultOf } from './failure.ts'
import { type JournalFiles, journalFiles } from './files.ts'
import { openHeadSigner } from './heads.ts'
import { type Inspection, inspectJournal } from './inspect.ts'
import { makeJournal } from './journal.ts'
import { type HeadKey, hashOf, loadKey } from './keys.ts'
import { openLedger } from './ledger.ts'
import { type FolderLock, lockFolder } from './lock.ts'
import { openMark, readMark } from './mark.ts'
import { openOutbox } from './outbox.ts'
import type { Journal } from './port.ts'
import { recoverIntents } from './recovery.ts'
import { migrate, schemaVersion, setDurable, versionOf } from './schema.ts'
import type { JournalSettings } from './settings.ts'

export interface OpenOptions {
  readonly folder: string
  readonly clock: Clock
  /**
   * Wall time, ms since 1970, as somebody else than this machine has told it in this process; it may be old. Null while
   * nobody has, or while the two disagree: then nothing is pruned. Without it nothing ever is.
   */
  readonly confirmedNow?: () => number | null
  readonly ids: Ids
  readonly settings: JournalSettings
  readonly log: Log
}

/** What is left of a journal that was here once. */
const traces = (files: JournalFiles): string[] => {
  const found = [files.mark, files.wal, files.kept].filter((path) => existsSync(path))
  if (existsSync(files.keys) && readdirSync(files.keys).length > 0) found.push(files.keys)
  return found
}

/** @returns undefined when the record was pruned */
const hashAt = (database: Database.Database, seq: number): string | undefined =>
  database.prepare<[number], Buffer>('SELECT link FROM record WHERE seq = ?').pluck().get(seq)?.toString('hex')

const magic = Buffer.from('SQLite format 3\0', 'latin1')

/** SQLite takes anything shorter than a page for an empty database, which would pass for a new one. */
const isDatabase = (path: string): boolean => {
  const descriptor = openSync(path, 'r')
  try {
    const begin = Buffer.alloc(magic.length)
    return readSync(descriptor, begin, 0, begin.length, 0) === begin.length && begin.equals(magic)
  } finally {
    closeSync(descriptor)
  }
}

/** Looks without changing a byte: a damaged journal is evidence. */
const inspectFile = (files: JournalFiles, options: OpenOptions, key: HeadKey): Result<Inspection> => {
  if (!isDatabase(files.database)) return fault('YB-JRN-002', { what: 'notADatabase' })
  const database = new Database(files.database, { readonly: true })
  try {
    const version = versionOf(database)
    if (version > schemaVersion) return fault('YB-JRN-005', { version })
    if (version === 0) return fault('YB-JRN-002', { what: 'empty' })
    const inspected = inspectJournal(database, key.publicKey, 'recent')
    if (!inspected.ok) {
      const { what, at, detail } = inspected.damage
      const cut = what === 'signedHead' && detail === 'records after it are gone'
      return fault(cut ? 'YB-JRN-007' : 'YB-JRN-002', { what, at })
    }
    const { meta, position } = inspected.value
    if (meta.terminal !== options.settings.terminal || meta.algorithm !== options.settings.algorithm) {
      return fault('YB-JRN-009', { terminal: meta.terminal, algorithm: meta.algorithm })
    }
    if (meta.key !== key.fingerprint) return fault('YB-JRN-008', { what: 'otherKey' })
    const marked = readMark(files.mark)
    if (marked.state !== 'read') {
      options.log('journal.markUnusable', { state: marked.state })
    } else if (
      marked.mark.epoch > meta.epoch ||
      (marked.mark.epoch === meta.epoch && marked.mark.seq > position.head.seq)
    ) {
      return fault('YB-JRN-007', {
        epoch: meta.epoch,
        seq: position.head.seq,
        markEpoch: marked.mark.epoch,
        markSeq: marked.mark.seq,
      })
    } else if (
      marked.mark.epoch === meta.epoch &&
      (hashAt(database, marked.mark.seq) ?? marked.mark.hash) !== marked.mark.hash
    ) {
      return fault('YB-JRN-002', { what: 'mark', at: marked.mark.seq })
    }
    return ok(inspected.value)
  } finally {
    database.close()
  }
}

const openLocked = (options: OpenOptions, files: JournalFiles, lock: FolderLock): Result<Journal> => {
  const { settings, log, clock } = options
  const space = statfsSync(options.folder)
  const freeBytes = space.bavail * space.bsize
  if (freeBytes < settings.minFreeBytes) return fault('YB-JRN-003', { freeBytes, minFreeBytes: settings.minFreeBytes })

  const unfinished = clearInterruptedCreation(files)
  if (!existsSync(files.database) && (unfinished || traces(files).length === 0)) {
    createJournal({ ...options, files, epoch: 1, reason: 'firstStart', by: 'terminal' })
  }
  if (!existsSync(files.database)) return fault('YB-JRN-006', { found: traces(files).length })
  const key = loadKey(files.keys, settings.algorithm, log)
  if (key === undefined) return fault('YB-JRN-008', { what: 'absent' })
  const inspected = inspectFile(files, options, key)
  if (!inspected.ok) return inspected
  const { position, pruned, records } = inspected.value

  const database = new Database(files.database)
  setDurable(database)
  migrate(database)
  const ledger = openLedger({
    database,
    mark: openMark(files.mark),
    clock,
    ids: options.ids,
    terminal: settings.terminal,
    hash: hashOf(settings.algorithm),
    position,
  })
  const heads = openHeadSigner({
    database,
    ledger,
    key,
    terminal: settings.terminal,
    clock,
    everyMs: settings.headEveryMs,
    checkedFrom: position.head.seq - records,
  })
  try {
    // The first record of every start: proves that the journal can be written before anyone relies on it.
    ledger.begin('terminalStarted', { openIntents: ledger.openIntents().length })
    recoverIntents(ledger, log)
    const prunedLaneSeqs = { ...pruned.laneSeqs }
    const outbox = openOutbox({ database, ledger, heads, key, clock, prunedLaneSeq: (lane) => prunedLaneSeqs[lane] })
    log('journal.opened', {
      epoch: position.head.epoch,
      seq: ledger.head().seq,
      records,
      openIntents: ledger.openIntents().length,
    })
    const confirmedNow = options.confirmedNow ?? (() => null)
    return ok(
      makeJournal({ database, ledger, heads, outbox, key, settings, clock, confirmedNow, log, prunedLaneSeqs, lock }),
    )
  } catch (error) {
    heads.close()
    ledger.close()
    throw error
  }
}

/**
 * Opens the journal of this terminal, or makes it at the very first start. Looks at everything before it writes
 * anything; what it finds wrong is a fault and is left exactly as it lies.
 * Faults: YB-JRN-001 in use, 002 damaged, 003 disk full, 004 unwritable, 005 too new, 006 lost, 007 truncated, 008 key
 * missing, 009 of another terminal.
 */
export const openJournal = (options: OpenOptions): Result<Journal> => {
  let lock: FolderLock | undefined
  let opened = false
  try {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 })
    const files = journalFiles(options.folder)
    const locked = lockFolder(files.lock)
    if (!locked.ok) return locked
    lock = locked.value
    const journal = openLocked(options, files, lock)
    opened = journal.ok
    if (!journal.ok) options.log('journal.refused', { code: journal.error.code, ...journal.error.detail })
    return journal
  } catch (error) {
    const found = faultOf(error)
    if (found === undefined) throw error
    options.log('journal.refused', { code: found.code, ...found.detail })
    return { ok: false, error: found }
  } finally {
    if (!opened) lock?.release()
  }
}
