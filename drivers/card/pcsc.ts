/**
 * The real link: PC/SC through the npm package `smartcard`. It survives whatever happens below it: no binding on this
 * machine, pcscd stopped or restarted (its context is dead for ever then, so it is built anew), the reader unplugged,
 * the card pulled in the middle of an APDU.
 *
 * Two contexts are held: pcsc-lite lets one context do one thing at a time, and waiting for a change is one thing.
 */
import { createRequire } from 'node:module'
import type { Clock } from '../../src/domain/clock.ts'
import type { Log } from '../../src/domain/log.ts'
import { done, type Fault, failed, makeFault, ok, type Result } from '../../src/domain/result.ts'
import { type CardChannel, type CardLink, createSlotBoard } from './link.ts'
import { isServiceGone, pcscFault } from './pcsc-errors.ts'

/** What is used of `smartcard` 3.7; its own types are absent where the optional package could not be built. */
export interface PcscBinding {
  readonly Context: new () => PcscContext
}
interface PcscContext {
  listReaders(): PcscReader[]
  waitForChange(readers: PcscReaderState[], timeout: number): Promise<PcscReaderState[] | null>
  cancel(): void
  close(): void
}
interface PcscReader {
  readonly name: string
  readonly state: number
  connect(shareMode: number, protocol: number): Promise<PcscCard>
}
interface PcscReaderState {
  readonly name: string
  readonly state: number
}
interface PcscCard {
  /** At most 258 bytes come back, which is what a short APDU can bring; more is an error. */
  transmit(command: Buffer): Promise<Uint8Array>
  reconnect(shareMode: number, protocol: number, initialization: number): Promise<number>
  disconnect(disposition: number): void
}

export interface PcscLinkParts {
  /** Part of the reader's name; empty: the first reader that is not the slot of a PSAM. */
  readonly reader: string
  readonly clock: Clock
  readonly log?: Log
  /** ms between two looks for a service or a reader that is not there. */
  readonly lookMs?: number
  /** Path of pcscd's socket where it is not the system's own (a virtual reader). One for the whole process. */
  readonly socket?: string
  /** Tests put a misbehaving one here. */
  readonly loadBinding?: () => PcscBinding
}

// Values of winscard.h, the same on every system.
const shareExclusive = 1
const protocolAny = 3
const leaveCard = 0
const resetCard = 1
const changedFlag = 0x0002
const unknownFlag = 0x0004
const unavailableFlag = 0x0008
const presentFlag = 0x0020
const anyReader = '\\\\?PnP?\\Notification'

/** `require`, not `import`: a failed import is remembered, and the package may be installed while the terminal runs. */
const loadSmartcard = (): PcscBinding => createRequire(import.meta.url)('smartcard') as PcscBinding

/** The PSAM of the terminal sits in a second slot of the same device and is no member's card. */
const isPsamSlot = (name: string): boolean => /p?sam\b/i.test(name)

export const createPcscLink = (parts: PcscLinkParts): CardLink => {
  const { reader: wanted, clock, log = () => {}, lookMs = 1000, loadBinding = loadSmartcard } = parts
  if (parts.socket !== undefined) process.env.PCSCLITE_CSOCK_NAME = parts.socket
  const board = createSlotBoard({ state: 'starting' })
  let binding: PcscBinding | null = null
  let watching: PcscContext | null = null
  let talking: PcscContext | null = null
  let talkingTo: PcscReader | undefined
  let name: string | null = null
  /** pcscd's own count of insertions and removals, in the upper half of the state. */
  let counter: number | null = null
  let sequence = 0
  let closed = false
  /** An exchange never came back from a reader that hangs. */
  let hanging = false
  let wake = (): void => {}

  const pause = (ms: number): Promise<void> =>
    new Promise((resolve) => {
      const timer = clock.setTimeout(resolve, ms)
      wake = () => {
        clock.clearTimeout(timer)
        resolve()
      }
    })

  const lose = (fault: Fault): void => {
    name = null
    counter = null
    board.show({ state: 'lost', fault })
  }

  const follow = (state: number): void => {
    if ((state & presentFlag) === 0) {
      counter = null
      board.show({ state: 'empty' })
      return
    }
    if (counter !== state >>> 16 || board.slot.state !== 'occupied') sequence += 1
    counter = state >>> 16
    board.show({ state: 'occupied', sequence })
  }

  const choose = (readers: readonly PcscReader[]): PcscReader | undefined =>
    wanted === ''
      ? readers.find((reader) => !isPsamSlot(reader.name))
      : readers.find((reader) => reader.name.includes(wanted))

  /** Returns when the reader is not there any more; throws when the service is not. */
  const watch = async (context: PcscContext, reader: PcscReader): Promise<void> => {
    name = reader.name
    log('pcsc.reader', { reader: reader.name })
    let state = reader.state & ~changedFlag
    follow(state)
    while (!closed) {
      // Waited for in slices: a notification of pcscd that got lost costs two seconds at most.
      const changes = await context.waitForChange([{ name: reader.name, state }], 2000)
      const change = changes?.[0]
      if (closed || change === undefined) continue
      if ((change.state & (unknownFlag | unavailableFlag)) !== 0) return
      state = change.state & ~changedFlag
      follow(state)
    }
  }

  /** Lives as long as one context does. */
  const attend = async (): Promise<void> => {
    try {
      binding ??= loadBinding()
    } catch (error) {
      lose(makeFault('YB-CRD-003', { reason: (error as NodeJS.ErrnoException).code ?? 'notLoaded' }))
      return
    }
    try {
      watching = new binding.Context()
      while (!closed) {
        const reader = choose(watching.listReaders())
        if (reader !== undefined) await watch(watching, reader)
        if (closed) break
        lose(makeFault('YB-CRD-001', reader === undefined ? { wanted } : { reader: reader.name }))
        await watching.waitForChange([{ name: anyReader, state: 0 }], lookMs)
      }
    } catch (error) {
      lose(makeFault('YB-CRD-002', { reason: (error as Error).message }))
    } finally {
      release()
    }
  }

  const closeContext = (context: PcscContext | null): void => {
    try {
      context?.close()
    } catch {} // dead already
  }

  const releaseTalking = (): void => {
    // Closing it would wait for the exchange that hangs, and hold the whole terminal.
    if (!hanging) closeContext(talking)
    talking = null
    talkingTo = undefined
  }

  const release = (): void => {
    closeContext(watching)
    watching = null
    releaseTalking()
  }

  const run = async (): Promise<void> => {
    // The first look happens after the caller has had a chance to subscribe.
    await Promise.resolve()
    while (!closed) {
      await attend()
      if (!closed) await pause(lookMs)
    }
  }

  const connect = async (): Promise<Result<CardChannel>> => {
    if (board.slot.state === 'lost') return failed(board.slot.fault)
    if (binding === null || name === null) return failed(makeFault('YB-CRD-002'))
    if (board.slot.state !== 'occupied') return failed(makeFault('YB-CRD-102'))
    const connected = board.slot.sequence
    try {
      talking ??= new binding.Context()
      if (talkingTo?.name !== name) talkingTo = talking.listReaders().find((candidate) => candidate.name === name)
      if (talkingTo === undefined) return failed(makeFault('YB-CRD-001'))
      // Exclusive: nobody else on this machine may talk to a card whose PIN has been verified.
      const card = await talkingTo.connect(shareExclusive, protocolAny)
      const isThere = () => board.slot.state === 'occupied' && board.slot.sequence === connected
      return ok(channelOf(card, isThere, settledInTime))
    } catch (error) {
      if (isServiceGone(error as Error)) releaseTalking()
      return failed(pcscFault(error as Error, 'connect'))
    }
  }

  /** False after two seconds without an end of what is on its way. */
  const settledInTime = async (pending: Promise<unknown>): Promise<boolean> => {
    const settled = await new Promise<boolean>((resolve) => {
      const late = clock.setTimeout(() => resolve(false), 2000)
      void pending.then(() => {
        clock.clearTimeout(late)
        resolve(true)
      })
    })
    if (!settled) hanging = true
    return settled
  }

  const running = run()
  return {
    get slot() {
      return board.slot
    },
    subscribe: board.subscribe,
    connect,
    async close() {
      if (closed) return
      closed = true
      wake()
      try {
        watching?.cancel()
      } catch {} // the wait ends by itself then
      await running
    },
  }
}

const channelOf = (
  card: PcscCard,
  isThere: () => boolean,
  settledInTime: (pending: Promise<unknown>) => Promise<boolean>,
): CardChannel => {
  let pending: Promise<unknown> = Promise.resolve()
  let open = true
  const attempt = <T>(action: () => Promise<T>, doing: 'transmit' | 'reset'): Promise<Result<T>> => {
    if (!open || !isThere()) return Promise.resolve(failed(makeFault('YB-CRD-102')))
    const outcome = action().then(
      (value): Result<T> => ok(value),
      (error: Error): Result<T> => failed(pcscFault(error, doing)),
    )
    pending = outcome
    return outcome
  }
  return {
    transmit: ({ buffer, byteOffset, byteLength }) =>
      attempt(() => card.transmit(Buffer.from(buffer, byteOffset, byteLength)), 'transmit'),
    async reset() {
      const outcome = await attempt(() => card.reconnect(shareExclusive, protocolAny, resetCard), 'reset')
      return outcome.ok ? done : outcome
    },
    async disconnect() {
      if (!open) return
      open = false
      if (!(await settledInTime(pending))) return
      try {
        // Reset first, so that nothing can use a PIN verified before. The package disconnects on this thread: asked to
        // power the card down there, it would hold the whole terminal until the card has answered.
        if (isThere()) await card.reconnect(shareExclusive, protocolAny, resetCard)
      } catch {} // the card has left, and its memory with it
      try {
        card.disconnect(leaveCard)
      } catch {} // the service is gone, which ends the connection as well
    },
  }
}
