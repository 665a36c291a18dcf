/** The attendant's act after a journal was lost, damaged or refused as a fork. Nothing else opens a new epoch. */
import { existsSync, mkdirSync, readdirSync, renameSync } from 'node:fs'
import { basename, join } from 'node:path'
import Database from 'better-sqlite3'
import { ok, type Result } from '../domain/result.ts'
import { type Creation, createJournal } from './create.ts'
import { faultOf } from './failure.ts'
import { type JournalFiles, journalFiles, syncFolder } from './files.ts'
import { lockFolder } from './lock.ts'
import { readMark } from './mark.ts'
import type { OpenOptions } from './open.ts'

export interface NewEpochOptions extends OpenOptions {
  readonly reason: Exclude<Creation['reason'], 'firstStart'>
  /** Role of who opens it, never a name. */
  readonly by: string
  /** Epoch the agency knows of this terminal; needed when nothing on the disk tells. */
  readonly after?: number
}

export interface NewEpoch {
  readonly epoch: number
  /** Folder of the files that were set aside; undefined when there were none. */
  readonly kept: string | undefined
  /** Records in the old journal without an answer, as far as it can be read: a person hands them to the agency. */
  readonly unsent: number | undefined
}

interface OldJournal {
  readonly epoch: number
  readonly unsent: number | undefined
}

const readOld = (files: JournalFiles): OldJournal => {
  if (!existsSync(files.database)) return { epoch: 0, unsent: undefined }
  let database: Database.Database | undefined
  try {
    database = new Database(files.database, { readonly: true })
    const epoch = Number(database.prepare("SELECT value FROM meta WHERE key = 'epoch'").pluck().get())
    const unsent = database.prepare<[], number>('SELECT count(*) FROM record WHERE state = 0').pluck().get()
    return { epoch: Number.isInteger(epoch) ? epoch : 0, unsent }
  } catch {
    return { epoch: 0, unsent: undefined }
  } finally {
    database?.close()
  }
}

const keptEpochs = (files: JournalFiles): readonly number[] =>
  existsSync(files.kept) ? readdirSync(files.kept).map((name) => Number(/^epoch-(\d+)-/.exec(name)?.[1] ?? 0)) : []

/** Moves what is left of the journal into `kept/`; not a byte of it is changed. */
const setAside = (files: JournalFiles, epoch: number, at: number): string | undefined => {
  const present = [files.database, files.wal, files.shared, files.mark].filter((path) => existsSync(path))
  if (present.length === 0) return undefined
  const folder = join(files.kept, `epoch-${epoch}-${new Date(at).toISOString().replace(/[:.]/g, '-')}`)
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  for (const path of present) renameSync(path, join(folder, basename(path)))
  syncFolder(folder)
  syncFolder(files.kept)
  return folder
}

/** Faults: YB-JRN-001 the terminal is still running, 003, 004. */
export const openNewEpoch = (options: NewEpochOptions): Result<NewEpoch> => {
  try {
    mkdirSync(options.folder, { recursive: true, mode: 0o700 })
    const files = journalFiles(options.folder)
    const locked = lockFolder(files.lock)
    if (!locked.ok) return locked
    try {
      const old = readOld(files)
      const marked = readMark(files.mark)
      const known = [
        old.epoch,
        marked.state === 'read' ? marked.mark.epoch : 0,
        options.after ?? 0,
        ...keptEpochs(files),
      ]
      const epoch = Math.max(...known) + 1
      const kept = setAside(files, epoch - 1, options.clock.now())
      createJournal({ ...options, files, epoch })
      return ok({ epoch, kept, unsent: old.unsent })
    } finally {
      locked.value.release()
    }
  } catch (error) {
    const found = faultOf(error)
    if (found === undefined) throw error
    return { ok: false, error: found }
  }
}
