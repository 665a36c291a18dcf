import Database from 'better-sqlite3'
import { fault, ok, type Result } from '../domain/result.ts'
import { faultOf } from './failure.ts'

export interface FolderLock {
  release(): void
}

/**
 * One process, one journal. The lock is SQLite's own exclusive lock on an empty file beside the journal: the kernel
 * holds it for the process and drops it when the process ends, however it ends, so no stale lock survives a SIGKILL.
 * It is not on `journal.db` itself: a person must be able to read the journal while the terminal runs.
 */
export const lockFolder = (path: string): Result<FolderLock> => {
  let holder: Database.Database | undefined
  try {
    holder = new Database(path, { timeout: 0 })
    holder.exec('BEGIN EXCLUSIVE')
    const held = holder
    return ok({ release: () => held.close() })
  } catch (error) {
    holder?.close()
    const found = faultOf(error)
    if (found === undefined) throw error
    return fault(found.code, { ...found.detail, file: 'journal.lock' })
  }
}
