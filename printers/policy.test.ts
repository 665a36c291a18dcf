import { describe, expect, it } from 'vitest'
import { makeFault } from '../src/domain/result.ts'
import { mayCopy, mayPrint, mayTakeMoney, numberedPaperAfter } from './policy.ts'
import type { PrinterStatus } from './port.ts'

const well: PrinterStatus = { device: 'online', paper: 'full', cover: 'closed' }
const out: PrinterStatus = { device: 'userError', paper: 'out', cover: 'closed', fault: makeFault('YB-PRN-101') }
const fault = makeFault('YB-PRN-201')

describe('what may be done with a printer', () => {
  it('takes money only where a receipt can be proven', () => {
    expect([mayTakeMoney('A', well), mayTakeMoney('B', well), mayTakeMoney('C', well)]).toEqual([true, true, false])
    expect(mayTakeMoney('A', out)).toBe(false)
    expect(mayTakeMoney('A', { ...well, paper: 'low' })).toBe(true)
    expect(mayPrint({ device: 'starting', paper: 'unknown', cover: 'unknown' })).toBe(false)
  })

  it('voids a certificate that is half on paper, and keeps the number of one that never was', () => {
    expect(numberedPaperAfter({ result: 'printed' })).toBe('issued')
    expect(numberedPaperAfter({ result: 'stopped', fault, rowsDone: 300 })).toBe('void')
    expect(numberedPaperAfter({ result: 'notStarted', fault })).toBe('unused')
    for (const result of ['probablyPrinted', 'sent'] as const) expect(numberedPaperAfter({ result })).toBe('inDoubt')
    expect(numberedPaperAfter({ result: 'unknown', fault })).toBe('inDoubt')
  })

  it('copies what is not certain only after a person has looked', () => {
    expect(mayCopy({ result: 'unknown', fault }, false)).toBe(false)
    expect(mayCopy({ result: 'unknown', fault }, true)).toBe(true)
    expect(mayCopy({ result: 'printed' }, false)).toBe(true)
  })
})
