/** Thread of the virtual card behind pcscd; see vpcd.ts. */
import { parentPort, workerData } from 'node:worker_threads'
import type { Clock } from '../../../src/domain/clock.ts'
import type { DemoCard } from './demo-cards.ts'
import { createVpcdCard } from './vpcd-card.ts'
import { openCardWorld } from './world.ts'

export interface VpcdWorkerData {
  readonly port: number
  readonly world: string | null
  readonly cards: readonly DemoCard[]
}
export type VpcdOrder = { readonly order: 'lay'; readonly card: DemoCard } | { readonly order: 'take' | 'close' }
export interface VpcdReport {
  /** What lies in the slot now. */
  readonly inserted: string | null
  /** Answers an order; false when the card left by itself. */
  readonly done: boolean
}

/** The time of the virtual card is its own: a chip has no clock that a demo could set. */
const clock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
  setTimeout: (run, ms) => setTimeout(run, ms),
  clearTimeout: (handle) => clearTimeout(handle as NodeJS.Timeout),
}

const data = workerData as VpcdWorkerData
const world = openCardWorld(data.world)
const report = (done: boolean): void => parentPort?.postMessage({ inserted: world.inserted, done } satisfies VpcdReport)
const card = createVpcdCard({ port: data.port, world, clock, onLeft: () => report(false) })

parentPort?.on('message', (order: VpcdOrder) => {
  if (order.order === 'lay') card.lay(order.card)
  else if (order.order === 'take') card.take()
  else card.close()
  report(true)
  if (order.order === 'close') parentPort?.close()
})

const found = data.cards.find((candidate) => candidate.card === world.inserted)
if (found === undefined) card.take()
else card.lay(found)
report(true)
