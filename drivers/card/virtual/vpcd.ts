/**
 * The slot of a virtual card behind the real pcscd. The card lives in a thread of its own: the PC/SC package makes some
 * calls on the main thread, pcscd answers them only after its card has answered, and so the card must not wait for the
 * main thread.
 */
import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import type { Clock } from '../../../src/domain/clock.ts'
import type { DemoCard } from './demo-cards.ts'
import type { VirtualPcscd } from './pcscd.ts'
import type { VirtualSlot } from './slot.ts'
import type { VpcdOrder, VpcdReport, VpcdWorkerData } from './vpcd-worker.ts'

export interface VpcdSlotParts {
  readonly pcscd: VirtualPcscd
  readonly cards: readonly DemoCard[]
  /** Folder of the physical world; null keeps nothing. */
  readonly world: string | null
  readonly clock: Clock
  /** ms the service is away on `daemon-restart`, at least. */
  readonly restartMs?: number
  /** Program and arguments of the card's thread; tests that run sources name their runner here. */
  readonly worker?: readonly [string, ...string[]]
}

const builtWorker = (): readonly [string, ...string[]] => [fileURLToPath(new URL('./vpcd-worker.js', import.meta.url))]

/** Resolves to a slot whose card is found again in the world, if one lay there. */
export const createVpcdSlot = async (parts: VpcdSlotParts): Promise<VirtualSlot> => {
  const { pcscd, cards, world, clock, restartMs = 300 } = parts
  const [program, ...words] = parts.worker ?? builtWorker()
  const workerData: VpcdWorkerData = { port: pcscd.port, world, cards }
  const worker = new Worker(program, { argv: words, workerData })
  let inserted: string | null = null
  let unplugged = false
  let closed = false
  const waiting: { resolve(): void; reject(error: Error): void }[] = []

  worker.on('message', (report: VpcdReport) => {
    inserted = report.inserted
    if (report.done) waiting.shift()?.resolve()
  })
  worker.on('error', (error) => {
    for (const { reject } of waiting.splice(0)) reject(error)
  })
  const answered = (): Promise<void> => new Promise((resolve, reject) => waiting.push({ resolve, reject }))
  const tell = (order: VpcdOrder): Promise<void> => {
    worker.postMessage(order)
    return answered()
  }
  await answered()

  return {
    get inserted() {
      return inserted
    },
    insert: (card) => tell({ order: 'lay', card }),
    remove: () => tell({ order: 'take' }),
    async fault(name) {
      unplugged = name === 'unplug'
      if (unplugged) return pcscd.restart(false)
      await pcscd.stop()
      await new Promise<void>((resolve) => clock.setTimeout(resolve, restartMs))
      await pcscd.restart()
    },
    async clearFaults() {
      if (!unplugged && pcscd.running) return
      unplugged = false
      await pcscd.restart()
    },
    async close() {
      if (closed) return
      closed = true
      await tell({ order: 'close' })
      await worker.terminate()
    },
  }
}
