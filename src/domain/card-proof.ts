/**
 * The proof of a social security card: what INTERNAL AUTHENTICATE computes in the chip and what the agency's HSM
 * computes again. Session key = 3DES(R1, IRK), proof = DES(R2, session); cards of version 3.00 use SM4 in the same two
 * steps. Node has no single DES: it is `des-ede-ecb` with K‖K.
 */
import { createCipheriv } from 'node:crypto'

export type CardAlgorithm = 'des' | 'sm4'

export const cardAlgorithmOf = (specVersion: string): CardAlgorithm => (specVersion === '3.00' ? 'sm4' : 'des')

const ecb = (cipher: string, key: Uint8Array, block: Uint8Array): Buffer => {
  const encipher = createCipheriv(cipher, key, null).setAutoPadding(false)
  return Buffer.concat([encipher.update(block), encipher.final()])
}

/** The card's own internal-authentication key (IRK, 16 bytes), spread from a master key by the card's serial number. */
export const diversifyCardKey = (master: Uint8Array, cardSn: string): Buffer =>
  ecb('sm4-ecb', master, Buffer.from(cardSn, 'hex'))

/**
 * @param irk 16 bytes
 * @param challenge 16 bytes R1‖R2
 * @returns 8 bytes
 */
export const computeCardProof = (algorithm: CardAlgorithm, irk: Uint8Array, challenge: Uint8Array): Buffer => {
  const r1 = challenge.subarray(0, 8)
  const r2 = challenge.subarray(8, 16)
  if (algorithm === 'sm4') {
    const session = ecb('sm4-ecb', irk, Buffer.concat([r1, r1]))
    return ecb('sm4-ecb', session, Buffer.concat([r2, r2])).subarray(0, 8)
  }
  const session = ecb('des-ede-ecb', irk, r1)
  return ecb('des-ede-ecb', Buffer.concat([session, session]), r2)
}
