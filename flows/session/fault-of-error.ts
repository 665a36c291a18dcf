import { isFaultCode } from '../../src/domain/faults.ts'
import { type Fault, makeFault } from '../../src/domain/result.ts'

/** What a thrown error means to the member: the journal throws with its fault, anything else is our own mistake. */
export const faultOfError = (error: unknown): Fault => {
  const thrown = error as { readonly fault?: { readonly code?: unknown } } | null | undefined
  const code = String(thrown?.fault?.code ?? '')
  return makeFault(isFaultCode(code) ? code : 'YB-TRM-201')
}
