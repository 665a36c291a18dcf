/**
 * The card reader of the terminal. It follows the slot of its link, gives every insertion an id of its own, reads the
 * card as soon as it lies there, and forgets it when it leaves. Whatever is lost (card, cable, service) comes back by
 * itself.
 */
import type { Clock, Ids } from '../../src/domain/clock.ts'
import type { DeviceState } from '../../src/domain/device.ts'
import type { Log } from '../../src/domain/log.ts'
import { type Fault, failed, fault, makeFault, type Result } from '../../src/domain/result.ts'
import type { CardChannel, CardLink, Slot } from './link.ts'
import type { CardPresence, CardReader, PinRefusal, SocialCard } from './port.ts'
import { type CardContents, internalAuthenticate, readCard, verifyPin } from './social-card.ts'

export interface CardReaderParts {
  readonly link: CardLink
  readonly clock: Clock
  readonly ids: Ids
  /** Repetitions of an exchange that failed in transmission; also of a power-up that a chip did not answer. */
  readonly retry: number
  readonly log?: Log
  /** ms between two power-ups of a silent chip: contacts still slide into place. */
  readonly pauseMs?: number
  /** ms without an answer after which an exchange counts as lost. */
  readonly answerMs?: number
  /** ms given to the service to notice that a card is gone: pcscd polls the slot every 0.1 to 0.4 s. */
  readonly settleMs?: number
}

const lostStates: Record<string, DeviceState> = { 'YB-CRD-001': 'noDevice', 'YB-CRD-003': 'hardwareError' }
/** Faults of an exchange that are only the first sign of what happened to card, reader or service. */
const slotDecides: ReadonlySet<string> = new Set(['YB-CRD-001', 'YB-CRD-002', 'YB-CRD-102', 'YB-CRD-103'])
const starting = makeFault('YB-CRD-002', { reason: 'starting' })

/** One stay of one card in the slot. */
interface Insertion {
  readonly id: string
  readonly sequence: number
  gone: boolean
  channel: CardChannel | null
  /** T=0 knows one exchange at a time. */
  queue: Promise<unknown>
}

export const createCardReader = (parts: CardReaderParts): CardReader => {
  const { link, clock, ids, retry, log = () => {}, pauseMs = 200, answerMs = 5000, settleMs = 800 } = parts
  const listeners = new Set<(presence: CardPresence) => void>()
  let presence: CardPresence = { state: 'offline', media: 'unknown', fault: starting }
  let device: DeviceState = 'starting'
  let current: Insertion | null = null
  let closed = false

  const show = (next: CardPresence): void => {
    presence = next
    for (const listener of [...listeners]) listener(next)
  }

  const wait = (ms: number): Promise<void> => new Promise((resolve) => clock.setTimeout(resolve, ms))

  const leave = async (): Promise<void> => {
    const insertion = current
    if (insertion === null) return
    const { channel } = insertion
    current = null
    insertion.gone = true
    insertion.channel = null
    log('card.removed', { insertion: insertion.id })
    await channel?.disconnect()
  }

  const follow = (slot: Slot): void => {
    if (closed) return
    if (slot.state === 'starting') return
    if (slot.state === 'occupied' && current?.sequence === slot.sequence) return
    const changed = current !== null
    void leave()
    if (slot.state === 'lost') {
      device = lostStates[slot.fault.code] ?? 'offline'
      log('cardReader.lost', { code: slot.fault.code })
      show({ state: 'offline', media: 'unknown', fault: slot.fault })
      return
    }
    if (device !== 'online') log('cardReader.online')
    device = 'online'
    // A card changed between two looks at the slot has left as well: everything personal ends with it.
    if (slot.state === 'empty' || changed) show({ state: 'empty', media: 'notPresent' })
    if (slot.state === 'occupied' && !closed) arrive(slot.sequence)
  }

  const arrive = (sequence: number): void => {
    const insertion: Insertion = { id: ids.uuid(), sequence, gone: false, channel: null, queue: Promise.resolve() }
    current = insertion
    log('card.inserted', { insertion: insertion.id })
    show({ state: 'reading', media: 'entering', insertion: insertion.id })
    void read(insertion)
  }

  const read = async (insertion: Insertion): Promise<void> => {
    const begun = clock.monotonic()
    const outcome = await powerUpAndRead(insertion)
    if (insertion.gone || closed) return
    const ms = Math.round(clock.monotonic() - begun)
    if (outcome.ok) {
      log('card.ready', { insertion: insertion.id, specVersion: outcome.value.issuer.specVersion, ms })
      const card = socialCard(insertion, outcome.value)
      show({ state: 'ready', media: 'present', insertion: insertion.id, card })
      return
    }
    const { code, detail } = outcome.error
    log('card.refused', { ...detail, insertion: insertion.id, code, ms })
    show({ state: 'refused', media: 'present', insertion: insertion.id, fault: outcome.error })
  }

  /** The ladder of a reading: repeat the APDU, reset the chip and begin again, give up with a code. */
  const powerUpAndRead = async (insertion: Insertion): Promise<Result<CardContents>> => {
    const connected = await powerUp(insertion)
    if (!connected.ok) return settled(insertion, connected.error)
    const channel = timed(connected.value)
    insertion.channel = channel
    if (insertion.gone) {
      await channel.disconnect()
      return fault('YB-CRD-102')
    }
    let outcome = await readCard(channel, { retry })
    if (!outcome.ok && outcome.error.code === 'YB-CRD-103' && !insertion.gone) {
      const reset = await channel.reset()
      if (reset.ok) outcome = await readCard(channel, { retry })
    }
    return outcome.ok ? outcome : settled(insertion, outcome.error)
  }

  const powerUp = async (insertion: Insertion): Promise<Result<CardChannel>> => {
    for (let attempt = 0; ; attempt += 1) {
      const connected = await link.connect()
      if (connected.ok || insertion.gone) return connected
      const again = connected.error.code === 'YB-CRD-101' || connected.error.code === 'YB-CRD-103'
      if (!again || attempt >= retry) return connected
      await wait(pauseMs)
    }
  }

  /**
   * A pulled card first looks like a bad transmission, and a slipping one like a pulled card: the slot decides, once it
   * must have noticed. Whoever left is answered by the slot's own event.
   */
  const settled = async (insertion: Insertion, error: Fault): Promise<Result<never>> => {
    if (!slotDecides.has(error.code) || insertion.gone) return failed(error)
    const left = await new Promise<boolean>((resolve) => {
      const timer = clock.setTimeout(() => finish(false), settleMs)
      const unsubscribe = link.subscribe(() => {
        if (insertion.gone) finish(true)
      })
      const finish = (gone: boolean): void => {
        clock.clearTimeout(timer)
        unsubscribe()
        resolve(gone)
      }
    })
    return left ? fault('YB-CRD-102') : failed(error)
  }

  /**
   * A chip or a reader that never answers must not hold the terminal. After one lost answer nothing more is sent on this
   * channel: the reader may still be waiting for it. One watch for the whole channel, not a timer for every APDU.
   */
  const timed = (channel: CardChannel): CardChannel => {
    const silence = fault('YB-CRD-103', { reason: 'noAnswer' })
    let silent = false
    let watch: unknown = null
    let asked: { readonly at: number; readonly giveUp: () => void } | null = null
    const look = (): void => {
      watch = null
      if (asked === null) return
      const left = asked.at + answerMs - clock.monotonic()
      if (left > 0) {
        watch = clock.setTimeout(look, left)
        return
      }
      silent = true
      asked.giveUp()
    }
    const within = <T>(ask: () => Promise<Result<T>>): Promise<Result<T>> => {
      if (silent) return Promise.resolve(silence)
      return new Promise((resolve) => {
        asked = { at: clock.monotonic(), giveUp: () => resolve(silence) }
        watch ??= clock.setTimeout(look, answerMs)
        void ask().then((result) => {
          asked = null
          resolve(result)
        })
      })
    }
    return {
      transmit: (command) => within(() => channel.transmit(command)),
      reset: () => within(() => channel.reset()),
      disconnect() {
        clock.clearTimeout(watch)
        asked?.giveUp()
        asked = null
        return channel.disconnect()
      },
    }
  }

  const socialCard = (insertion: Insertion, contents: CardContents): SocialCard => ({
    insertion: insertion.id,
    issuer: contents.issuer,
    holder: contents.holder,
    verifyPin: (pin) =>
      inTurn<void, PinRefusal>(insertion, { code: 'YB-CRD-102', triesLeft: null }, (channel) =>
        verifyPin(channel, pin),
      ),
    prove: (challenge) =>
      inTurn<Uint8Array, Fault>(insertion, makeFault('YB-CRD-102'), (channel) =>
        internalAuthenticate(channel, challenge, { retry }),
      ),
  })

  const inTurn = <T, E extends Fault>(
    insertion: Insertion,
    pulled: E,
    run: (channel: CardChannel) => Promise<Result<T, E>>,
  ): Promise<Result<T, E>> => {
    const turn = insertion.queue.then(async (): Promise<Result<T, E>> => {
      if (insertion.gone || insertion.channel === null) return failed(pulled)
      const outcome = await run(insertion.channel)
      if (outcome.ok || outcome.error.code !== 'YB-CRD-103') return outcome
      await settled(insertion, outcome.error)
      return insertion.gone ? failed(pulled) : outcome
    })
    insertion.queue = turn.catch(() => {})
    return turn
  }

  const unsubscribe = link.subscribe(follow)
  follow(link.slot)

  return {
    get device() {
      return device
    },
    get presence() {
      return presence
    },
    subscribe(listener) {
      listeners.add(listener)
      return () => listeners.delete(listener)
    },
    async close() {
      if (closed) return
      unsubscribe()
      closed = true
      presence = { state: 'offline', media: 'unknown', fault: starting }
      device = 'offline'
      await leave()
      await link.close()
    },
  }
}
