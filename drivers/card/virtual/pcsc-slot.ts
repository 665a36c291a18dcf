/** The slot of `demo --pcsc` and of tests: a virtual card in the virtual reader of a real pcscd, and the real link to it. */
import type { Log } from '../../../src/domain/log.ts'
import type { CardLink } from '../link.ts'
import { createPcscLink } from '../pcsc.ts'
import { startPcscd, type VirtualPcscd } from './pcscd.ts'
import type { VirtualSlot } from './slot.ts'
import { createVpcdSlot, type VpcdSlotParts } from './vpcd.ts'

export interface PcscSlotParts extends Omit<VpcdSlotParts, 'pcscd'> {
  readonly log?: Log
  /** ms between two looks for a reader that is away; a real terminal looks every second. */
  readonly lookMs?: number
}

export interface PcscSlot extends VirtualSlot {
  readonly link: CardLink
  readonly pcscd: VirtualPcscd
}

/** Throws when pcscd or the virtual reader is not installed. Closing it closes the link and ends pcscd. */
export const openPcscSlot = async (parts: PcscSlotParts): Promise<PcscSlot> => {
  const pcscd = await startPcscd()
  const slot = await createVpcdSlot({ ...parts, pcscd }).catch(async (error) => {
    await pcscd.close()
    throw error
  })
  const { clock, log, lookMs = 300 } = parts
  const { reader, socket } = pcscd
  const link = createPcscLink({ reader, socket, clock, lookMs, ...(log === undefined ? {} : { log }) })
  return {
    link,
    pcscd,
    get inserted() {
      return slot.inserted
    },
    insert: slot.insert,
    remove: slot.remove,
    fault: slot.fault,
    clearFaults: slot.clearFaults,
    async close() {
      await link.close()
      await slot.close()
      await pcscd.close()
    },
  }
}
