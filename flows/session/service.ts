/** What a service is to the session: a machine with a view. A new service adds one of these to `flows/services.ts`. */
import type { AnyActorRef, AnyStateMachine, SnapshotFrom } from 'xstate'
import type { PrinterStatus, PrintHandle, ReceiptPrinter } from '../../printers/port.ts'
import type { Texts } from '../../src/domain/texts.ts'
import type { Surroundings } from '../ports.ts'
import type { TapEvent, TapName } from '../taps.ts'
import type { FlowView } from '../view.ts'
import type { Member } from './member.ts'

/** Facts about this terminal that stand on every paper. */
export interface TerminalFacts {
  readonly agencyName: string
  readonly siteName: string
  readonly terminalId: string
  readonly phone: string
}

/** The form of the panel this terminal has. */
export type Layout = 'standing' | 'portable'

export interface ServiceInput {
  readonly member: Member
  readonly surroundings: Surroundings
  readonly terminal: TerminalFacts
  readonly printer: ReceiptPrinter
  readonly printerStatus: PrinterStatus
  readonly elder: boolean
  readonly layout: Layout
  /** Tell the session that paper is on its way, so that it is not forgotten when the card leaves. */
  readonly paperStarted: (handle: PrintHandle) => void
}

export type ServiceEvent = TapEvent | { readonly type: 'PRINTER_CHANGED'; readonly status: PrinterStatus }

export interface ServiceOutput {
  /** home: choose something else; finish: take the card. */
  readonly next: 'home' | 'finish'
}

export interface Service<Machine extends AnyStateMachine = AnyStateMachine> {
  /** The action on the home screen that opens it. */
  readonly action: TapName
  readonly machine: Machine
  readonly view: (snapshot: SnapshotFrom<Machine>, texts: Texts) => FlowView
}

export const service = <Machine extends AnyStateMachine>(definition: Service<Machine>): Service =>
  definition as unknown as Service

export const snapshotOf = (actor: AnyActorRef | undefined): ReturnType<AnyActorRef['getSnapshot']> | null =>
  actor?.getSnapshot() ?? null
