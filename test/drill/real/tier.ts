import type { TierOptions } from '../model/tier.ts'

export const runRealTier = async (_options: TierOptions): Promise<void> => {
  throw new Error('not there yet')
}
