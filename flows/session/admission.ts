/** Which cards may go on to the PIN: valid today, issued in this pooling area. The loss list is the agency's to ask. */
import type { CardIssuer } from '../../drivers/card/port.ts'
import { beijingDate } from '../../src/domain/beijing-time.ts'
import type { Fault } from '../../src/domain/result.ts'

/**
 * @param now ms since 1970; the card's dates are Beijing dates, its last day counts whole
 * @param regions GB/T 2260 prefixes; the first six digits of the serial number are the region of issue
 */
export const admit = (issuer: CardIssuer, now: number, regions: readonly string[]): Fault | null => {
  const today = beijingDate(now)
  if (issuer.issuedOn > today) return { code: 'YB-CRD-403' }
  if (issuer.expiresOn < today) return { code: 'YB-CRD-401' }
  if (!regions.some((region) => issuer.cardSn.startsWith(region))) return { code: 'YB-CRD-402' }
  return null
}
