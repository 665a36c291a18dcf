/**
 * The mark: one line beside the database that says how far the journal had come. SQLite drops a damaged tail of its WAL
 * without a word, as if it had never been committed; the mark is the independent witness that finds this at start, and
 * it is how a lost `journal.db` is told from a first start. It is written after each commit and not synced (the commit
 * has paid for its sync already): it can therefore lag behind after a power cut, but never run ahead of a commit that
 * was durable. A mark ahead of the database means records are gone.
 */
import { closeSync, existsSync, fsyncSync, openSync, readFileSync, writeSync } from 'node:fs'
import { dirname } from 'node:path'
import { crc32 } from 'node:zlib'
import { syncFolder } from './files.ts'

export interface Mark {
  readonly epoch: number
  readonly seq: number
  /** Hash of record `seq`. */
  readonly hash: string
}

/** unreadable: the file is there and torn; proves that a journal existed, and nothing else. */
export type MarkReading =
  | { readonly state: 'absent' }
  | { readonly state: 'unreadable' }
  | { readonly state: 'read'; readonly mark: Mark }

const checksum = (line: string): string => crc32(line).toString(16).padStart(8, '0')

/** Always the same length, so that one write replaces it whole. */
const lineOf = (mark: Mark): string => {
  const line = `yibao-journal-mark-1 ${String(mark.epoch).padStart(10, '0')} ${String(mark.seq).padStart(16, '0')} ${mark.hash}`
  return `${line} ${checksum(line)}\n`
}

export const readMark = (path: string): MarkReading => {
  if (!existsSync(path)) return { state: 'absent' }
  const [, line, epoch, seq, hash, sum] =
    /^(yibao-journal-mark-1 (\d{10}) (\d{16}) ([0-9a-f]{64})) ([0-9a-f]{8})\n$/.exec(readFileSync(path, 'latin1')) ?? []
  if (line === undefined || hash === undefined || sum !== checksum(line)) return { state: 'unreadable' }
  return { state: 'read', mark: { epoch: Number(epoch), seq: Number(seq), hash } }
}

export interface MarkWriter {
  /** Not synced. */
  write(mark: Mark): void
  /** Synced, the folder too; at the start of an epoch. */
  writeDurably(mark: Mark): void
  close(): void
}

export const openMark = (path: string): MarkWriter => {
  const descriptor = openSync(path, existsSync(path) ? 'r+' : 'w+', 0o600)
  const write = (mark: Mark): void => {
    writeSync(descriptor, lineOf(mark), 0, 'latin1')
  }
  return {
    write,
    writeDurably(mark) {
      write(mark)
      fsyncSync(descriptor)
      syncFolder(dirname(path))
    },
    close: () => closeSync(descriptor),
  }
}
