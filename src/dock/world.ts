/**
 * The physical world of the demo as the dock handles it: what people and things around the terminal do. Each part is a
 * simulator below a link; the roots make them and hand them in here.
 */
import type { ServerResponse } from 'node:http'
import type { DeviceName } from '../domain/device.ts'

export interface DockCard {
  readonly card: string
  /** Six digits; empty when the card has none. */
  readonly pin: string
  readonly holder: { readonly name: string; readonly idNumber: string; readonly cardNo: string }
  readonly note: string
  readonly expect?: Readonly<Record<string, number | string | boolean | null>>
}

export interface CardSlot {
  readonly cards: readonly DockCard[]
  readonly inserted: string | null
  /** @returns false when there is no such card */
  insert(card: string): Promise<boolean>
  remove(): Promise<void>
}

export interface Sheet {
  readonly n: number
  readonly document: string | null
  /** False for paper torn off at a roll change. */
  readonly complete: boolean
  readonly rows: number
  /** Payloads decoded from the picture. */
  readonly qr: readonly string[]
  readonly png: string
}

export interface PaperTray {
  sheets(): Promise<readonly Sheet[]>
  /** @returns false when there is no such sheet */
  sendPicture(n: number, response: ServerResponse): Promise<boolean>
}

/** Faults of one device on a switch. */
export interface FaultSwitch {
  readonly device: DeviceName
  readonly faults: readonly string[]
  /** @param at dot row of the next sheet, for the printer */
  inject(fault: string, at?: number): Promise<void>
  clear(): Promise<void>
}

export interface DockWorld {
  readonly slot: CardSlot
  readonly paper: PaperTray
  readonly switches: readonly FaultSwitch[]
  line(state: 'cut' | 'up'): Promise<void>
  /** Cash of this terminal by the agency's own ledger, fen. */
  agencyFen(): number
}
