/** What an accepted record does at the agency, by its kind. Most only stand in the ledger as what was said. */
import type { DurableRecord } from '../wire/record.ts'
import type { Inbox } from './store/inbox.ts'

type Effect = (inbox: Inbox, terminal: string, record: DurableRecord) => void

/** The transaction's cash in the box; the record says the sum so far, so a repetition adds nothing. */
const captured: Effect = (inbox, terminal, record) => {
  const fen = record.body.capturedFen
  if (typeof fen === 'number') inbox.setCaptured(terminal, record.txnId, fen)
}

const effects: Readonly<Record<string, Effect>> = { noteStacked: captured, noteResolved: captured }

export const applyEffect: Effect = (inbox, terminal, record) => {
  if (Object.hasOwn(effects, record.kind)) effects[record.kind]?.(inbox, terminal, record)
}
