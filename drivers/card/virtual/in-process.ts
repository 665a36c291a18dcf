/** A slot without PC/SC: the chip answers in this process. For the demo, and for tests that need no daemon. */
import type { Clock } from '../../../src/domain/clock.ts'
import { done, fault, makeFault, ok } from '../../../src/domain/result.ts'
import { type CardChannel, type CardLink, createSlotBoard } from '../link.ts'
import type { DemoCard } from './demo-cards.ts'
import { type SlotFault, type SlottedChip, slotChip, type VirtualSlot } from './slot.ts'
import { openCardWorld } from './world.ts'

export interface InProcessSlotParts {
  readonly cards: readonly DemoCard[]
  /** Folder of the physical world; null keeps nothing. */
  readonly world: string | null
  readonly clock: Clock
  /** ms one APDU takes; a real card at T=0 needs 20 to 40. */
  readonly apduMs?: number
  /** ms the pretended service is away on `daemon-restart`. */
  readonly restartMs?: number
}

const unplugged = makeFault('YB-CRD-001', { reason: 'unplugged' })
const serviceGone = makeFault('YB-CRD-002', { reason: 'restarting' })

export const createInProcessSlot = (parts: InProcessSlotParts): VirtualSlot & { readonly link: CardLink } => {
  const { cards, clock, apduMs = 0, restartMs = 300 } = parts
  const world = openCardWorld(parts.world)
  const board = createSlotBoard({ state: 'empty' })
  let chip: SlottedChip | null = null
  let sequence = 0
  let lost: SlotFault | null = null
  let restart: unknown = null

  const show = (): void => {
    if (lost === 'unplug') board.show({ state: 'lost', fault: unplugged })
    else if (lost === 'daemon-restart') board.show({ state: 'lost', fault: serviceGone })
    else if (chip === null) board.show({ state: 'empty' })
    else board.show({ state: 'occupied', sequence })
  }

  const lay = (card: DemoCard): void => {
    chip = slotChip(card, world)
    sequence += 1
    world.put(card.card)
    show()
  }

  const takeOut = (): void => {
    chip = null
    world.put(null)
    show()
  }

  /** Power comes and goes with the reader: what lay in the slot counts as put in anew. */
  const back = (): void => {
    if (lost === null) return
    lost = null
    sequence += 1
    show()
  }

  const pause = (): Promise<void> =>
    apduMs === 0 ? Promise.resolve() : new Promise((resolve) => clock.setTimeout(resolve, apduMs))

  const link: CardLink = {
    get slot() {
      return board.slot
    },
    subscribe: board.subscribe,
    async connect() {
      const powered = chip
      const connected = sequence
      if (lost !== null) return { ok: false, error: lost === 'unplug' ? unplugged : serviceGone }
      if (powered === null) return fault('YB-CRD-102')
      if (powered.power() === null) return fault('YB-CRD-101')
      let open = true
      const gone = (): boolean => !open || lost !== null || chip !== powered || sequence !== connected
      const channel: CardChannel = {
        async transmit(command) {
          await pause()
          if (gone()) return fault('YB-CRD-102')
          const response = powered.run(command)
          if (response !== null) return ok(response)
          takeOut()
          return fault('YB-CRD-102')
        },
        async reset() {
          if (gone()) return fault('YB-CRD-102')
          return powered.power() === null ? fault('YB-CRD-101') : done
        },
        async disconnect() {
          open = false
        },
      }
      return ok(channel)
    },
    async close() {
      clock.clearTimeout(restart)
    },
  }

  const found = cards.find(({ card }) => card === world.inserted)
  if (found !== undefined) lay(found)

  return {
    link,
    get inserted() {
      return chip?.card.card ?? null
    },
    async insert(card) {
      if (chip !== null) takeOut()
      lay(card)
    },
    async remove() {
      if (chip !== null) takeOut()
    },
    async fault(name) {
      clock.clearTimeout(restart)
      lost = name
      show()
      if (name === 'daemon-restart') restart = clock.setTimeout(back, restartMs)
    },
    async clearFaults() {
      clock.clearTimeout(restart)
      back()
    },
    close: () => link.close(),
  }
}
