import type { FaultCode } from '../domain/faults.ts'
import { type Fault, makeFault } from '../domain/result.ts'

/**
 * Thrown by every write of an open journal that could not be made durable. The ports that write first (`VisitJournal`,
 * `PrintIntentLog`) return nothing on purpose: whoever is about to act must not be able to overlook that it may not.
 */
export class JournalFailure extends Error {
  readonly fault: Fault

  constructor(fault: Fault, cause?: unknown) {
    super(`${fault.code} ${JSON.stringify(fault.detail ?? {})}`, { cause })
    this.name = 'JournalFailure'
    this.fault = fault
  }
}

const codeOf = (error: unknown): string =>
  typeof error === 'object' && error !== null && 'code' in error && typeof error.code === 'string' ? error.code : ''

const known: readonly (readonly [RegExp, FaultCode])[] = [
  // SHMSIZE: no room for the index of the WAL, which is the first thing SQLite makes.
  [/^(SQLITE_FULL|SQLITE_IOERR_SHMSIZE|ENOSPC|EDQUOT|EFBIG)/, 'YB-JRN-003'],
  [/^SQLITE_(CORRUPT|NOTADB)/, 'YB-JRN-002'],
  [/^SQLITE_(BUSY|LOCKED)/, 'YB-JRN-001'],
  [/^(SQLITE_(IOERR|READONLY|CANTOPEN|PERM|AUTH|NOLFS)|EACCES|EPERM|EROFS|EIO|EMFILE|ENFILE|ENOTDIR)/, 'YB-JRN-004'],
]

/** The fault behind an error of SQLite or the file system; undefined for anything else, which is a programming error. */
export const faultOf = (error: unknown): Fault | undefined => {
  if (error instanceof JournalFailure) return error.fault
  const code = codeOf(error)
  for (const [pattern, faultCode] of known) if (pattern.test(code)) return makeFault(faultCode, { cause: code })
  return undefined
}
