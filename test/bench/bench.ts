/** What a bench is: one function that measures ours beside its floor or its peer, in the same run. */
export interface Figure {
  readonly ours: number
  /** The least any program could need here, measured in the same run; null where there is none. */
  readonly floor: number | null
  /** The same done by the library others would take; null where there is none. */
  readonly peer: number | null
  /** ours / floor, or against the peer where there is no floor; which one and which goal says the bench. */
  readonly ratio: number | null
  readonly unit: string
  readonly rounds: number
  /** Further figures of the bench, by name. */
  readonly [more: string]: unknown
}

export interface BenchOptions {
  /** A line for people. */
  readonly say: (line: string) => void
}

export type Bench = (options: BenchOptions) => Promise<Figure>

/** @returns the value below which the share `p` (0 … 1) of the samples lies */
export const percentile = (samples: readonly number[], p: number): number => {
  if (samples.length === 0) throw new Error('no samples')
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * p))]!
}

export const median = (samples: readonly number[]): number => percentile(samples, 0.5)
