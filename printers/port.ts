/** What flows may ask of the receipt printer. Faces (TCP, serial, USB) below are chosen by the roots alone. */
import type { DeviceState } from '../src/domain/device.ts'
import type { Fault } from '../src/domain/result.ts'
import type { DocumentTree } from './documents/tree.ts'

/** XFS4IoT paper states; `null` in a status = this printer cannot tell. */
export type PaperState = 'unknown' | 'full' | 'low' | 'out' | 'jammed'

export interface PrinterStatus {
  readonly device: DeviceState
  readonly paper: PaperState | null
  readonly cover: 'closed' | 'open' | 'unknown' | null
  /** Why nothing can be printed now; absent when ready. */
  readonly fault?: Fault
}

/**
 * What a printer can prove, found by the doctor and kept in its profile. A: process ids, answered when printing is
 * completed. B: only a trailing status request, answered when the data is developed. C: no way back; not for money.
 */
export const printerTiers = ['A', 'B', 'C'] as const
export type PrinterTier = (typeof printerTiers)[number]

/**
 * printed: the printer itself said that motion has ended (Epson: `GS ( H` process id, answered when printing is completed).
 * probablyPrinted: tier B, developed and no fault reported. sent: tier C, nothing more can be said.
 * notStarted: no dot has reached the paper. stopped: part of it is on paper and the printer waits.
 * unknown: cannot be told; goes to a person and is never sent again by itself.
 */
export type PrintOutcome =
  | { readonly result: 'printed' }
  | { readonly result: 'probablyPrinted' }
  | { readonly result: 'sent' }
  | { readonly result: 'notStarted'; readonly fault: Fault }
  | { readonly result: 'stopped'; readonly fault: Fault; readonly rowsDone: number }
  | { readonly result: 'unknown'; readonly fault: Fault }

/** Dot rows the printer has confirmed, of all dot rows of the document. */
export interface PrintProgress {
  readonly rowsDone: number
  readonly rowsTotal: number
}

export interface PrintJob {
  /** UUIDv7, minted by the caller before the first attempt. A job id is printed at most once per printer object. */
  readonly jobId: string
  readonly document: DocumentTree
}

export interface PrintHandle {
  /** Called with each confirmed progress. @returns unsubscribe */
  onProgress(listener: (progress: PrintProgress) => void): () => void
  /**
   * Settles when the outcome is final for this job. A `stopped` job is reported through `onStopped` first and
   * settles when the printer has finished it after the roll change, or when it is given up.
   */
  readonly outcome: Promise<PrintOutcome>
  /** Called when the printer stops in the middle and waits for a person, at once if it does already. @returns unsubscribe */
  onStopped(listener: (stopped: Extract<PrintOutcome, { result: 'stopped' }>) => void): () => void
  /** The member left or gave up: settle a waiting job as `stopped` and clear what the printer still holds of it. */
  abandon(): void
}

export interface ReceiptPrinter {
  readonly tier: PrinterTier
  readonly status: PrinterStatus
  /** Called on every change of `status`. @returns unsubscribe */
  subscribe(listener: (status: PrinterStatus) => void): () => void
  /** Queues a document. One job runs at a time. */
  print(job: PrintJob): PrintHandle
  close(): Promise<void>
}

/** What the printer must write before it acts; the roots hand it the journal. Both return after fsync. */
export interface PrintIntentLog {
  /** Before the first raster byte leaves. */
  sending(job: { readonly jobId: string; readonly document: string; readonly rows: number }): void
  settled(job: { readonly jobId: string; readonly outcome: PrintOutcome['result']; readonly code?: string }): void
}
