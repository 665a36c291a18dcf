/** Between the runner of a real run and its terminal. */
import type { World } from '../world.ts'

export type FromTerminal =
  | { readonly kind: 'world'; readonly id: number; readonly act: keyof World; readonly given: readonly unknown[] }
  | { readonly kind: 'begun'; readonly number: number }
  | { readonly kind: 'extraPaid' }
  | { readonly kind: 'refused'; readonly code: string; readonly detail: string }
  | {
      readonly kind: 'status'
      /** Payments that are over. */
      readonly finished: number
      readonly unanswered: number
      readonly unknown: readonly string[]
      readonly refused: number
      /** Reason the agency rejects the terminal with; empty when it does not. */
      readonly rejected: string
      /** Agency epoch under which acks were last compared; 0 before the first time. */
      readonly resumedUnder: number
    }
export type TerminalStatus = Extract<FromTerminal, { kind: 'status' }>

export type ToTerminal =
  | { readonly kind: 'answer'; readonly id: number; readonly value: unknown }
  | { readonly kind: 'extra'; readonly notes: readonly number[] }
  | { readonly kind: 'resolve'; readonly txnId: string; readonly outcome: 'done' | 'notDone' }
  | { readonly kind: 'status' }
