/** Process ids as printers give them back that keep the standard, and as those do that do not. */
import type { PrinterFaultName } from './faults.ts'

export const idFaults = [
  'lying-ids',
  'instant-ids',
  'repeated-ids',
  'foreign-ids',
  'disordered-ids',
] as const satisfies readonly PrinterFaultName[]
export type IdFault = (typeof idFaults)[number]

export const isIdFault = (fault: PrinterFaultName): fault is IdFault => idFaults.some((known) => known === fault)

export const idBlock = (id: string): Uint8Array =>
  Buffer.concat([Uint8Array.of(0x37, 0x22), Buffer.from(id, 'latin1'), Uint8Array.of(0)])

/** Clones that answer as soon as they have read the question, whatever is on paper. */
export const answersWhenRead = (fault: IdFault | null): boolean => fault === 'lying-ids' || fault === 'instant-ids'

/** What is said when the paper has reached the place of an id. */
export const createIdAnswers = () => {
  let held: string | null = null
  return (fault: IdFault | null, id: string): readonly string[] => {
    if (fault === 'repeated-ids') return [id, id]
    if (fault === 'foreign-ids') return ['zzzz', id]
    if (fault !== 'disordered-ids') return [id]
    const first = held
    held = first === null ? id : null
    return first === null ? [] : [id, first]
  }
}
