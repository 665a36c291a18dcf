/**
 * A virtual card in vsmartcard's virtual reader: the reader's TCP client. Messages are a length of two bytes and a body;
 * a body of one byte is a control (0 off, 1 on, 2 reset, 4 give the answer to reset), any other an APDU. Presence is the
 * connection.
 */
import { connect, type Socket } from 'node:net'
import type { Clock } from '../../../src/domain/clock.ts'
import type { DemoCard } from './demo-cards.ts'
import { type SlottedChip, slotChip } from './slot.ts'
import type { CardWorld } from './world.ts'

/** Splits a byte stream into message bodies. Pure. @returns the bodies and what is left over */
export const splitMessages = (bytes: Uint8Array): { bodies: Uint8Array[]; rest: Uint8Array } => {
  const bodies: Uint8Array[] = []
  let at = 0
  for (;;) {
    if (bytes.length < at + 2) break
    const length = (bytes[at]! << 8) | bytes[at + 1]!
    if (bytes.length < at + 2 + length) break
    bodies.push(bytes.slice(at + 2, at + 2 + length))
    at += 2 + length
  }
  return { bodies, rest: bytes.slice(at) }
}

export const message = (body: Uint8Array): Uint8Array => Uint8Array.of(body.length >> 8, body.length & 0xff, ...body)

/**
 * Longer than any answer to reset may be: pcscd sees that something lies in the slot and cannot power it up, which is
 * what a card does that was put in the wrong way round. An empty one would mean an empty slot.
 */
const muteAnswer = new Uint8Array(40).fill(0x3b)

export interface VpcdCardParts {
  /** TCP port of the virtual slot on this machine. */
  readonly port: number
  readonly world: CardWorld
  readonly clock: Clock
  /** The card left by itself (pulled while it was being read). */
  readonly onLeft: () => void
}

export interface VpcdCard {
  lay(card: DemoCard): void
  take(): void
  close(): void
}

export const createVpcdCard = ({ port, world, clock, onLeft }: VpcdCardParts): VpcdCard => {
  let chip: SlottedChip | null = null
  let socket: Socket | null = null
  let retry: unknown = null

  /** The card keeps lying there while the reader is away; it shows again as soon as the reader is back. */
  const show = (): void => {
    if (chip === null || socket !== null) return
    const shown = chip
    const opened = connect({ port, host: '127.0.0.1', noDelay: true })
    socket = opened
    let rest: Uint8Array = new Uint8Array()
    opened.on('data', (data) => {
      const split = splitMessages(rest.length === 0 ? data : Buffer.concat([rest, data]))
      rest = split.rest
      for (const body of split.bodies) if (!answer(opened, shown, body)) return
    })
    opened.on('error', () => {}) // «close» follows
    opened.on('close', () => {
      if (socket !== opened) return
      socket = null
      retry = clock.setTimeout(show, 50)
    })
  }

  /** @returns false when the card left instead of answering */
  const answer = (opened: Socket, shown: SlottedChip, body: Uint8Array): boolean => {
    if (body.length !== 1) {
      const response = shown.run(body)
      if (response !== null) {
        opened.write(message(response))
        return true
      }
      take()
      onLeft()
      return false
    }
    if (body[0] === 4) opened.write(message(shown.card.mute ? muteAnswer : shown.card.profile.atr))
    else if (body[0] === 1 || body[0] === 2) shown.power()
    return true
  }

  const hide = (): void => {
    chip = null
    clock.clearTimeout(retry)
    socket?.destroy()
    socket = null
  }

  const take = (): void => {
    hide()
    world.put(null)
  }

  return {
    lay(card) {
      hide()
      chip = slotChip(card, world)
      world.put(card.card)
      show()
    },
    take,
    close: hide,
  }
}
