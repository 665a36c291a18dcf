/**
 * Expected failures are values. A `Fault` carries a stable code that a member can read to the hotline;
 * what the code means and what to do next stands in the catalogue (`faults.ts`). Programming errors throw.
 */
import type { FaultCode } from './faults.ts'

export interface Fault {
  readonly code: FaultCode
  /** Technical circumstances for logs and the attendant. Never personal data, never a PIN. */
  readonly detail?: Readonly<Record<string, string | number | boolean>>
}

export type Result<T, E = Fault> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly error: E }

export const ok = <T>(value: T): { readonly ok: true; readonly value: T } => ({ ok: true, value })
export const done: { readonly ok: true; readonly value: void } = { ok: true, value: undefined }
export const failed = <E>(error: E): { readonly ok: false; readonly error: E } => ({ ok: false, error })

/** A failed result from a catalogue code. */
export const fault = (
  code: FaultCode,
  detail?: Readonly<Record<string, string | number | boolean>>,
): { readonly ok: false; readonly error: Fault } => failed(makeFault(code, detail))

export const makeFault = (code: FaultCode, detail?: Readonly<Record<string, string | number | boolean>>): Fault =>
  detail === undefined ? { code } : { code, detail }
