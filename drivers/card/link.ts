/**
 * The byte seam under the card reader: a slot that tells what lies in it, and a channel to the chip. `pcsc.ts` is the
 * real one; the virtual slots implement the same.
 */
import type { Fault, Result } from '../../src/domain/result.ts'

export type Slot =
  /** Not asked yet. */
  | { readonly state: 'starting' }
  /** No reader to ask: YB-CRD-001 (reader), 002 (service), 003 (binding). The next other state says it is back. */
  | { readonly state: 'lost'; readonly fault: Fault }
  | { readonly state: 'empty' }
  /** `sequence` differs for every insertion, also when a card was changed between two looks at the slot. */
  | { readonly state: 'occupied'; readonly sequence: number }

export interface CardChannel {
  /** One command APDU, one response APDU. Faults: YB-CRD-102 pulled, 103 transmission, 001, 002. */
  transmit(command: Uint8Array): Promise<Result<Uint8Array>>
  /** Warm reset: the chip forgets selection and PIN. Faults as for transmit, and 101. */
  reset(): Promise<Result<void>>
  /** Never fails. A card still there is reset, so that nothing can use a PIN verified before. */
  disconnect(): Promise<void>
}

export interface CardLink {
  readonly slot: Slot
  /** Called on every change of `slot`, never while `subscribe` runs. @returns unsubscribe */
  subscribe(listener: (slot: Slot) => void): () => void
  /** Powers the chip up. Faults: YB-CRD-101 mute, 102 gone, 103, 001, 002. */
  connect(): Promise<Result<CardChannel>>
  close(): Promise<void>
}

/** Holds the slot state and tells listeners; shared by the links. */
export const createSlotBoard = (initial: Slot) => {
  let slot = initial
  const listeners = new Set<(slot: Slot) => void>()
  return {
    get slot(): Slot {
      return slot
    },
    show(next: Slot): void {
      if (sameSlot(slot, next)) return
      slot = next
      for (const listener of [...listeners]) listener(next)
    },
    subscribe(listener: (slot: Slot) => void): () => void {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
  }
}

const sameSlot = (a: Slot, b: Slot): boolean => {
  if (a.state === 'lost' && b.state === 'lost') return a.fault.code === b.fault.code
  if (a.state === 'occupied' && b.state === 'occupied') return a.sequence === b.sequence
  return a.state === b.state
}
