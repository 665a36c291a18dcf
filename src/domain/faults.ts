/**
 * The one catalogue of codes. From it come the type `FaultCode`, the member's texts (by code in
 * `config/texts/<language>/faults.toml`) and `docs/troubleshooting.md`. A code is never reused or renumbered.
 */
import { agencyFaults } from './faults/agency.ts'
import { cardFaults } from './faults/card.ts'
import { journalFaults } from './faults/journal.ts'
import { lineFaults } from './faults/line.ts'
import { printerFaults } from './faults/printer.ts'
import { terminalFaults } from './faults/terminal.ts'

export const faultCatalogue = {
  ...cardFaults,
  ...printerFaults,
  ...lineFaults,
  ...agencyFaults,
  ...journalFaults,
  ...terminalFaults,
} as const

export type FaultCode = keyof typeof faultCatalogue

export const isFaultCode = (code: string): code is FaultCode => Object.hasOwn(faultCatalogue, code)
