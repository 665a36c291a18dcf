/** What may be done with a printer, and what a paper is worth after its verdict. Pure; flows ask, nobody decides anew. */
import type { PrinterStatus, PrinterTier, PrintOutcome } from './port.ts'

/** Money is taken only where its receipt can be proven: without it the member has nothing in hand. */
export const mayTakeMoney = (tier: PrinterTier, status: PrinterStatus): boolean => tier !== 'C' && mayPrint(status)

export const mayPrint = (status: PrinterStatus): boolean => status.fault === undefined && status.device !== 'starting'

/**
 * What became of the number of a certificate. issued: it is out. void: part of it is on paper and must not be used.
 * unused: no dot of it was printed, the number may be printed later. inDoubt: a person must look before anything else.
 */
export type NumberedPaper = 'issued' | 'void' | 'unused' | 'inDoubt'

export const numberedPaperAfter = (outcome: PrintOutcome): NumberedPaper => {
  switch (outcome.result) {
    case 'printed':
      return 'issued'
    case 'notStarted':
      return 'unused'
    case 'stopped':
      return 'void'
    case 'probablyPrinted':
    case 'sent':
    case 'unknown':
      return 'inDoubt'
  }
}

/**
 * Whether a copy (补打, numbered) may be printed. After an outcome that is not certain only when a person has looked and
 * said so: a second paper of the same certificate is exactly what fraud needs.
 */
export const mayCopy = (outcome: PrintOutcome, clearedByPerson: boolean): boolean =>
  outcome.result === 'printed' || outcome.result === 'probablyPrinted' || clearedByPerson

/** Paper for which a member should be told beforehand that the roll is low: longer than what is left for certain. */
export const isLongPrint = (rows: number): boolean => rows > longRows

/** The near-end sensor sits where at least a metre is left on common rolls; half of it is a safe promise. */
const longRows = 4000
