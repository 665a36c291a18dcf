import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documentNames } from '../documents/tree.ts'
import { documentOfProcessId, processId } from './process-id.ts'

describe('process ids', () => {
  it('name the document and are four printable characters, as the command asks', () => {
    fc.assert(
      fc.property(fc.constantFrom(...documentNames), fc.nat({ max: 2_000_000 }), (document, sequence) => {
        const id = processId(document, sequence)
        expect(id).toMatch(/^[A-N][\x21-\x7e]{3}$/)
        expect(documentOfProcessId(id)).toBe(document)
      }),
    )
    expect(documentOfProcessId(processId(null, 5))).toBeNull()
  })

  it('come again only after 830,584', () => {
    const seen = new Set(Array.from({ length: 10_000 }, (_, sequence) => processId('balanceSlip', sequence)))
    expect(seen.size).toBe(10_000)
    expect(processId('balanceSlip', 94 ** 3)).toBe(processId('balanceSlip', 0))
  })
})
