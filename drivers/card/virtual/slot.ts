/** The slot as the dock, the tests and the drill handle it, whatever stands behind it. */
import type { CardLink } from '../link.ts'
import { type ChipState, resetChip, runChip } from './chip.ts'
import type { DemoCard } from './demo-cards.ts'
import type { CardWorld } from './world.ts'

export const slotFaults = ['unplug', 'daemon-restart'] as const
export type SlotFault = (typeof slotFaults)[number]

export interface VirtualSlot {
  /** Present when the slot is a link by itself (no PC/SC below). */
  readonly link?: CardLink
  /** Name of the card that lies in the slot. */
  readonly inserted: string | null
  /** Puts a card in; another one that lies there is taken out first. */
  insert(card: DemoCard): Promise<void>
  remove(): Promise<void>
  fault(name: SlotFault): Promise<void>
  clearFaults(): Promise<void>
  close(): Promise<void>
}

/** A card in the slot: its chip, powered or not. */
export interface SlottedChip {
  readonly card: DemoCard
  /** Power-up or warm reset. @returns the answer to reset, null when the card is mute */
  power(): Uint8Array | null
  /** The response, or null when the card left the slot before it could answer. */
  run(command: Uint8Array): Uint8Array | null
}

export const slotChip = (card: DemoCard, world: CardWorld): SlottedChip => {
  let state: ChipState = resetChip(world.memory(card))
  let apdus = 0
  return {
    card,
    power() {
      if (card.mute) return null
      state = resetChip(world.memory(card))
      return card.profile.atr
    },
    run(command) {
      apdus += 1
      const step = runChip(card.profile, state, command)
      state = step.state
      world.remember(card.card, { triesLeft: state.triesLeft, pin: state.pin })
      return apdus === card.pulledAtApdu ? null : step.response
    },
  }
}
