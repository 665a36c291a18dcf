/** Time, ids and randomness are arguments: no module reads the machine's clock or generator by itself. */
export interface Clock {
  /** Wall time, ms since 1970-01-01T00:00Z. May jump; never measure a duration with it. */
  now(): number
  /** Monotonic time in ms, arbitrary origin; for durations. */
  monotonic(): number
  setTimeout(run: () => void, ms: number): unknown
  clearTimeout(handle: unknown): void
}

export interface Ids {
  /** UUIDv7: sorts by time of making. Keys of transactions, jobs and messages. */
  uuid(): string
}

/** Fills with cryptographic randomness on a real terminal, with a seeded sequence in tests. */
export type RandomBytes = (length: number) => Uint8Array
