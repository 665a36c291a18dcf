/** What the session knows and what happens to it: its input, its memory, and every event as a runtime list. */
import type { SocialCard } from '../../drivers/card/port.ts'
import type { PrinterStatus, PrintHandle, ReceiptPrinter } from '../../printers/port.ts'
import type { Fault } from '../../src/domain/result.ts'
import type { LineState, Surroundings, VisitRecord } from '../ports.ts'
import type { TapEvent, TapName } from '../taps.ts'
import type { Member } from './member.ts'
import type { Layout, Service, TerminalFacts } from './service.ts'
import type { SessionSettings } from './settings.ts'

export interface SessionInput {
  readonly surroundings: Surroundings
  readonly settings: SessionSettings
  readonly terminal: TerminalFacts
  readonly printer: ReceiptPrinter
  readonly printerStatus: PrinterStatus
  readonly line: LineState
  readonly services: readonly Service[]
  readonly layout: Layout
}

export interface SessionContext extends SessionInput {
  readonly elder: boolean
  readonly helpCalled: boolean
  /** Names this visit in the journal. */
  readonly visit: string | null
  /** The service chosen before the card came. */
  readonly wanted: TapName | null
  readonly card: SocialCard | null
  readonly pin: string
  /** Counts PIN entries of this visit: a digit typed for one entry never reaches the next. */
  readonly entry: number
  readonly wrongBefore: boolean
  /** null when the card does not tell. */
  readonly triesLeft: number | null
  readonly member: Member | null
  readonly fault: Fault | null
  /** Why nothing works at all; while set, the terminal is out of service. */
  readonly outage: Fault | null
  /** Whether a card lies in the slot, whoever's it is. */
  readonly slotOccupied: boolean
  /** Set from READER_LOST to READER_BACK, whatever else is out of order. */
  readonly readerMissing: boolean
  /** Paper on its way; survives the card, holds nothing personal that the printer does not hold. */
  readonly paper: PrintHandle | null
}

export type DeviceEvent =
  | { readonly type: 'CARD_INSERTED' }
  | { readonly type: 'CARD_READY'; readonly card: SocialCard }
  | { readonly type: 'CARD_REFUSED'; readonly fault: Fault }
  | { readonly type: 'CARD_REMOVED' }
  | { readonly type: 'READER_LOST'; readonly fault: Fault }
  | { readonly type: 'READER_BACK' }
  | { readonly type: 'LINE_CHANGED'; readonly state: LineState }
  | { readonly type: 'PRINTER_CHANGED'; readonly status: PrinterStatus }
  | { readonly type: 'JOURNAL_FAILED'; readonly fault: Fault }
  | { readonly type: 'PATIENCE_OVER' }
  | { readonly type: 'PAPER_STARTED'; readonly handle: PrintHandle }
export type SessionEvent = TapEvent | DeviceEvent

export const deviceEventTypes = [
  'CARD_INSERTED',
  'CARD_READY',
  'CARD_REFUSED',
  'CARD_REMOVED',
  'READER_LOST',
  'READER_BACK',
  'LINE_CHANGED',
  'PRINTER_CHANGED',
  'JOURNAL_FAILED',
  'PATIENCE_OVER',
  'PAPER_STARTED',
] as const satisfies readonly DeviceEvent['type'][]

/** Told to whoever runs the machine: visit records for the journal, a call for the attendant. */
export type SessionEmitted =
  | { readonly type: 'record'; readonly entry: VisitRecord }
  | { readonly type: 'attendantCalled' }
  | { readonly type: 'cardLeft'; readonly alarm: number }
