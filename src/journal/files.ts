import { closeSync, fsyncSync, openSync } from 'node:fs'
import { join } from 'node:path'

/** What lies in the journal's folder. */
export const journalFiles = (folder: string) => ({
  database: join(folder, 'journal.db'),
  wal: join(folder, 'journal.db-wal'),
  shared: join(folder, 'journal.db-shm'),
  /** Held locked as long as a process has the journal open. */
  lock: join(folder, 'journal.lock'),
  /** How far the journal had come; see `mark.ts`. */
  mark: join(folder, 'journal.mark'),
  keys: join(folder, 'keys'),
  /** Journals of earlier epochs. */
  kept: join(folder, 'kept'),
})
export type JournalFiles = ReturnType<typeof journalFiles>

/** A new or renamed file is durable only when its folder is synced as well. */
export const syncFolder = (folder: string): void => {
  const descriptor = openSync(folder, 'r')
  try {
    fsyncSync(descriptor)
  } finally {
    closeSync(descriptor)
  }
}
