/** Compares box, journal, agency and paper once everything is up again, drained and looked at by the attendant. */
import type { WorldTruth } from './world.ts'

export interface Truths {
  readonly world: WorldTruth
  /** Captured fen by transaction. */
  readonly journal: Readonly<Record<string, number>>
  readonly agency: Readonly<Record<string, number>>
  /** Intents still open or unknown after the attendant. */
  readonly openIntents: number
  /** Records without a final answer, or refused for good. */
  readonly unanswered: number
  readonly refused: number
}

export interface Verdict {
  /** Fen in the box that have no effect at the agency, and faults that cannot be told in fen, one each. */
  readonly lost: number
  readonly doubled: number
  readonly unknownUnresolved: number
  readonly reasons: readonly string[]
}

const sumsOf = (table: Readonly<Record<string, number>>): readonly number[] =>
  Object.values(table)
    .filter((fen) => fen !== 0)
    .sort((a, b) => a - b)
const total = (table: Readonly<Record<string, number>>): number => Object.values(table).reduce((a, b) => a + b, 0)

export const judge = (truths: Truths): Verdict => {
  const { world, journal, agency } = truths
  const reasons: string[] = []
  const [box, captured, effects] = [total(world.box), total(journal), total(agency)]
  let lost = Math.max(0, box - effects)
  let doubled = Math.max(0, effects - box)
  if (lost > 0) reasons.push(`box ${box}, agency ${effects}: ${lost} fen lost`)
  if (doubled > 0) reasons.push(`box ${box}, agency ${effects}: ${doubled} fen too much`)
  if (captured !== box) {
    reasons.push(`box ${box}, journal ${captured}`)
    if (captured < box) lost = Math.max(lost, box - captured)
    else doubled = Math.max(doubled, captured - box)
  }
  // Equal sums could hide a loss that a double makes good: each payment must be found again on all three sides.
  const [inBox, inJournal, atAgency] = [sumsOf(world.box), sumsOf(journal), sumsOf(agency)]
  for (const [side, sums] of [
    ['journal', inJournal],
    ['agency', atAgency],
  ] as const) {
    if (String(sums) === String(inBox)) continue
    reasons.push(`payments in the box ${inBox}, ${side} ${sums}`)
    if (lost === 0 && doubled === 0) lost = 1
  }
  for (const [receipt, papers] of Object.entries(world.papers)) {
    if (papers < 2) continue
    doubled += 1
    reasons.push(`receipt ${receipt} printed ${papers} times`)
  }
  if (truths.unanswered > 0) {
    reasons.push(`${truths.unanswered} records without an answer`)
    if (lost === 0) lost = 1
  }
  if (truths.refused > 0) {
    reasons.push(`${truths.refused} records refused`)
    if (lost === 0) lost = 1
  }
  if (truths.openIntents > 0) reasons.push(`${truths.openIntents} intents open`)
  return { lost, doubled, unknownUnresolved: truths.openIntents, reasons }
}
