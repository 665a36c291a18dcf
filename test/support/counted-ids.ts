/** UUIDv7 in form, counted instead of drawn: the same on every run. */
import type { Ids } from '../../src/domain/clock.ts'

/** @param series keeps several generators of one test apart, 0 … 4095 */
export const countedIds = (series = 0): Ids => {
  let serial = 0
  return {
    uuid: () => {
      serial += 1
      return `01900000-0000-7${series.toString(16).padStart(3, '0')}-8000-${serial.toString(16).padStart(12, '0')}`
    },
  }
}
