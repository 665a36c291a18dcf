/** The agency's SQLite file: pragmas, migrations, its epoch, and commits shared by those who come at the same time. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { migrations } from './migrations.ts'

export type Db = Database.Database

export interface Store {
  readonly db: Db
  /** Raised on every restore from a backup; a session number is (epoch, n). */
  readonly epoch: number
  /** Inside `commit`. @returns the new epoch, above the old one and above `seen` */
  raiseEpoch(seen: number): number
  /**
   * Runs `work` in a transaction that others may share, and resolves after its commit has reached the disk. Work that
   * throws is undone alone, and its promise rejects.
   */
  commit<T>(work: () => T): Promise<T>
  /** Inside `commit`: runs `work` so that it can be undone alone. @returns null when it threw */
  attempt<T>(work: () => T): { readonly value: T } | null
  /** After the last commit. */
  close(): void
}

const openDatabase = (dataFolder: string): Db => {
  mkdirSync(dataFolder, { recursive: true })
  const db = new Database(join(dataFolder, 'agency.db'))
  db.pragma('journal_mode = WAL')
  // The answer to a terminal means «on disk»: the WAL is synced at every commit.
  db.pragma('synchronous = FULL')
  db.pragma('foreign_keys = ON')
  db.pragma('busy_timeout = 2000')
  return db
}

const migrate = (db: Db): void => {
  const version = db.pragma('user_version', { simple: true }) as number
  if (version > migrations.length) throw new Error(`agency.db is of version ${version}, newer than this software`)
  for (let at = version; at < migrations.length; at++) {
    db.transaction(() => {
      db.exec(migrations[at] as string)
      db.pragma(`user_version = ${at + 1}`)
    })()
  }
}

interface Pending {
  readonly run: () => unknown
  readonly resolve: (value: never) => void
  readonly reject: (reason: unknown) => void
}

/** Most pieces of work in one commit, so that a flood does not hold up the answers of the first. */
const commitLimit = 256

export const openStore = (dataFolder: string): Store => {
  const db = openDatabase(dataFolder)
  migrate(db)
  db.prepare("INSERT OR IGNORE INTO meta VALUES ('epoch', '1')").run()
  let epoch = Number(db.prepare("SELECT value FROM meta WHERE key = 'epoch'").pluck().get())

  let queue: Pending[] = []
  let scheduled = false
  const transaction = db.transaction((work: () => unknown) => work())
  /** Outermost it is the commit, inside of one a savepoint. An epoch raised in what is undone was never raised. */
  const undoable = (work: () => unknown): unknown => {
    const before = epoch
    try {
      return transaction(work)
    } catch (error) {
      epoch = before
      throw error
    }
  }

  const flush = (): void => {
    scheduled = false
    const batch = queue.slice(0, commitLimit)
    queue = queue.slice(commitLimit)
    if (queue.length > 0) schedule()
    const settle: (() => void)[] = []
    try {
      undoable(() => {
        for (const work of batch) {
          try {
            const value = undoable(work.run)
            settle.push(() => work.resolve(value as never))
          } catch (error) {
            if (!db.inTransaction) throw error
            settle.push(() => work.reject(error))
          }
        }
      })
    } catch (error) {
      // The commit itself failed (disk full, I/O): nothing of the batch happened.
      for (const work of batch) work.reject(error)
      return
    }
    for (const run of settle) run()
  }
  const schedule = (): void => {
    if (scheduled) return
    scheduled = true
    setImmediate(flush)
  }

  return {
    db,
    get epoch() {
      return epoch
    },
    raiseEpoch: (seen) => {
      const next = Math.max(epoch, seen) + 1
      db.prepare("UPDATE meta SET value = ? WHERE key = 'epoch'").run(String(next))
      epoch = next
      return epoch
    },
    attempt: (work) => {
      try {
        return { value: undoable(work) as never }
      } catch (error) {
        if (!db.inTransaction) throw error
        return null
      }
    },
    commit: (work) =>
      new Promise((resolve, reject) => {
        queue.push({ run: work, resolve, reject })
        schedule()
      }),
    close: () => {
      while (queue.length > 0) flush()
      db.close()
    },
  }
}
