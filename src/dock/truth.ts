/**
 * The figures by which anyone can check the first promise, each from its own source: the world, the journal, the
 * agency's ledger. Money in fen, all cumulative since the data folder was made.
 */
import type { DockedTerminal } from './terminal.ts'
import type { DockWorld } from './world.ts'

export interface Truth {
  /** Notes in the virtual box, from the acceptor's own file. */
  readonly boxFen: number
  /** Cash captured, from the journal. */
  readonly journalFen: number
  /** This terminal's cash posted to premiums, from the agency's ledger. */
  readonly agencyFen: number
  /** Captured and not posted. */
  readonly heldFen: number
  /** Notes whose place is not known. */
  readonly unknownFen: number
  readonly sheets: number
  readonly certificates: { readonly issued: number; readonly printed: number; readonly void: number }
  /** Intents begun and not settled. */
  readonly open: number
  /** Intents nobody can settle but a person. */
  readonly unknown: number
  readonly devices: Readonly<Record<string, string>>
}

export const readTruth = async (terminal: DockedTerminal, world: DockWorld): Promise<Truth> => {
  const intents = terminal.openIntents()
  const sheets = await world.paper.sheets()
  return {
    // This terminal has no acceptor yet: no note can be anywhere.
    boxFen: 0,
    journalFen: terminal.capturedFen(),
    agencyFen: world.agencyFen(),
    heldFen: 0,
    unknownFen: 0,
    sheets: sheets.length,
    certificates: { issued: 0, printed: 0, void: 0 },
    open: intents.filter((intent) => intent.step !== 'unknown').length,
    unknown: intents.filter((intent) => intent.step === 'unknown').length,
    devices: terminal.devices(),
  }
}
