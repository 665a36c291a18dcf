/** Makes a journal: at the very first start, and when the attendant opens a new epoch. Never by itself otherwise. */
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'
import Database from 'better-sqlite3'
import type { Clock, Ids } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import { type JournalFiles, syncFolder } from './files.ts'
import { emptyPosition } from './inspect.ts'
import { type HeadKey, hashOf, loadKey, makeKey } from './keys.ts'
import { openLedger } from './ledger.ts'
import { openMark } from './mark.ts'
import { migrate, setDurable } from './schema.ts'
import type { JournalSettings } from './settings.ts'

export interface Creation {
  readonly folder: string
  readonly files: JournalFiles
  readonly settings: JournalSettings
  readonly clock: Clock
  readonly ids: Ids
  readonly log: Log
  readonly epoch: number
  readonly reason: 'firstStart' | 'lost' | 'damaged' | 'truncated' | 'fork' | 'keyMissing'
  /** Role of who opened it; `terminal` at the first start. */
  readonly by: string
}

const writeMeta = (database: Database.Database, settings: JournalSettings, epoch: number, key: HeadKey): void => {
  const insert = database.prepare('INSERT INTO meta (key, value) VALUES (?, ?)')
  insert.run('terminal', settings.terminal)
  insert.run('epoch', String(epoch))
  insert.run('algorithm', settings.algorithm)
  insert.run('key', key.fingerprint)
}

/** A start that was cut while it made the journal is told by this file; nothing has been handed out before it is gone. */
export const creatingFile = (files: JournalFiles): string => `${files.database}.creating`

const removeDatabase = (path: string): void => {
  for (const suffix of ['', '-wal', '-shm', '-journal']) rmSync(`${path}${suffix}`, { force: true })
}

/** Throws errors of SQLite and the file system. */
export const createJournal = (creation: Creation): void => {
  const { files, settings, epoch } = creation
  mkdirSync(creation.folder, { recursive: true, mode: 0o700 })
  writeFileSync(creatingFile(files), String(epoch), { flush: true })
  syncFolder(creation.folder)
  const temporary = `${files.database}.new`
  removeDatabase(temporary)
  let key = loadKey(files.keys, settings.algorithm, creation.log)
  if (key === undefined) {
    makeKey(files.keys, settings.algorithm)
    key = loadKey(files.keys, settings.algorithm, creation.log)
    if (key === undefined) throw new Error('a key that was just made cannot be loaded')
  }
  const mark = openMark(files.mark)
  const database = new Database(temporary)
  setDurable(database)
  migrate(database)
  writeMeta(database, settings, epoch, key)
  const ledger = openLedger({
    database,
    mark,
    clock: creation.clock,
    ids: creation.ids,
    terminal: settings.terminal,
    hash: hashOf(settings.algorithm),
    position: emptyPosition(epoch),
  })
  ledger.begin('epochOpened', { reason: creation.reason, previousEpoch: epoch - 1, by: creation.by })
  mark.writeDurably(ledger.head())
  // Closing the only connection brings everything from the WAL into the file and removes the WAL.
  ledger.close()
  renameSync(temporary, files.database)
  syncFolder(creation.folder)
  rmSync(creatingFile(files))
  syncFolder(creation.folder)
  creation.log('journal.created', { epoch, reason: creation.reason })
}

/**
 * Clears what a cut creation left. Nothing was handed out from a journal whose making was cut at the very first start, so
 * it may be made again; a new epoch stays the attendant's act.
 * @returns whether the first journal is to be made
 */
export const clearInterruptedCreation = (files: JournalFiles): boolean => {
  const file = creatingFile(files)
  if (!existsSync(file)) return false
  removeDatabase(`${files.database}.new`)
  if (!existsSync(files.database)) return readFileSync(file, 'latin1') === '1' && !existsSync(files.kept)
  // The journal was in its place already. Left here, this file would one day hide that it is lost.
  rmSync(file)
  syncFolder(dirname(file))
  return false
}
