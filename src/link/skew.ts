/** Difference of the clocks, judged from one exchange. */
export interface SkewMeasure {
  /** Agency minus terminal, ms; positive when the terminal is behind. */
  readonly offsetMs: number
  /** The difference is beyond the limit even if the whole round trip lay on one way. */
  readonly beyond: boolean
}

/**
 * @param sentAt wall clock of the terminal when the call went out
 * @param roundTripMs by the monotonic clock: the wall clock may have been set meanwhile
 */
export const measureSkew = (sentAt: number, roundTripMs: number, serverTime: number, limitMs: number): SkewMeasure => {
  const offsetMs = Math.round(serverTime - (sentAt + roundTripMs / 2))
  return { offsetMs, beyond: Math.abs(offsetMs) - roundTripMs / 2 > limitMs }
}
