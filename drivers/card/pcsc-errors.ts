/** Errors of `smartcard` 3.7 carry pcsc-lite's text only; here each text gets its code. */
import type { FaultCode } from '../../src/domain/faults.ts'
import { type Fault, makeFault } from '../../src/domain/result.ts'

const serviceGone = [
  'PC/SC service not running',
  'PC/SC service stopped',
  'System cancelled operation',
  'Invalid handle',
  'Context is not valid',
]
const readerGone = ['Reader unavailable', 'Unknown reader', 'No readers available']
const cardGone = ['Card was removed', 'No smart card present', 'Card is not connected']
/** No answer to reset, or one that PC/SC cannot make sense of. */
const mute = [
  'Card is unresponsive',
  'Card is unpowered',
  'Card is not supported',
  'Unknown card type',
  'Invalid ATR',
  'Protocol mismatch',
]

export const isServiceGone = (error: Error): boolean => serviceGone.includes(error.message)

export const pcscFault = (error: Error, doing: 'connect' | 'transmit' | 'reset'): Fault => {
  const code = ((): FaultCode => {
    if (isServiceGone(error)) return 'YB-CRD-002'
    if (readerGone.includes(error.message)) return 'YB-CRD-001'
    if (cardGone.includes(error.message)) return 'YB-CRD-102'
    if (mute.includes(error.message)) return doing === 'transmit' ? 'YB-CRD-103' : 'YB-CRD-101'
    return 'YB-CRD-103'
  })()
  return makeFault(code, { doing, reason: error.message })
}
