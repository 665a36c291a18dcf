/** Seeded choice: the same seed gives the same schedule on every machine. */
export interface Dice {
  /** In [0, 1). */
  roll(): number
  /** In [0, below). */
  below(count: number): number
  pick<T>(from: readonly T[]): T
}

/** splitmix32 */
export const dice = (seed: number): Dice => {
  let state = seed >>> 0
  const next = (): number => {
    state = (state + 0x9e3779b9) >>> 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const below = (count: number): number => Math.floor(next() * count)
  return {
    roll: next,
    below,
    pick: (from) => {
      const one = from[below(from.length)]
      if (one === undefined) throw new Error('nothing to pick from')
      return one
    },
  }
}

export const shuffled = <T>(from: readonly T[], by: Dice): T[] => {
  const out = [...from]
  for (let n = out.length - 1; n > 0; n -= 1) {
    const other = by.below(n + 1)
    const kept = out[n] as T
    out[n] = out[other] as T
    out[other] = kept
  }
  return out
}
