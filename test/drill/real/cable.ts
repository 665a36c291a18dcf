/**
 * The cable of a real run: TCP between terminal and agency, cut in three ways, in the middle of a frame if asked. It
 * knows just enough of WebSocket to find the record frames it is told of: each is one write of the terminal.
 */

import type { AddressInfo } from 'node:net'
import { connect, createServer, type Socket } from 'node:net'

export interface RealCable {
  readonly port: number
  cut(kind: 'reset' | 'close' | 'silent'): void
  up(): void
  /** Of the next write in this direction only half gets through; then `then` happens. */
  half(direction: 'up' | 'down', then: () => void): void
  /** The next write upwards is a record frame; it is kept for `replay`, and sent twice when `twice` is set. */
  recordFrame(twice: boolean): void
  /** Says all record frames so far once more, changed if asked. @returns how many */
  replay(change?: (frame: Buffer) => Buffer): number
  latencyMs: number
  /** What was on its way at a silent cut arrives after this time. ms, 0 = never */
  lateMs: number
  close(): Promise<void>
}

interface Pair {
  readonly terminal: Socket
  readonly agency: Socket
  black: boolean
}

/** Changes the first digit of each amount in a masked text frame; its length stays. */
export const otherAmount = (frame: Buffer): Buffer => {
  const length = (frame[1] as number) & 0x7f
  const start = length === 126 ? 4 : length === 127 ? 10 : 2
  const mask = frame.subarray(start, start + 4)
  const payload = Buffer.from(frame.subarray(start + 4))
  const apply = (): void => {
    for (let n = 0; n < payload.length; n += 1) payload[n] = (payload[n] as number) ^ (mask[n % 4] as number)
  }
  apply()
  const text = payload
    .toString('latin1')
    .replace(/(noteFen\\":)(\d)/g, (_, name: string, digit: string) => `${name}${digit === '9' ? '8' : '9'}`)
  payload.write(text, 'latin1')
  apply()
  return Buffer.concat([frame.subarray(0, start + 4), payload])
}

export const openRealCable = async (target: () => number): Promise<RealCable> => {
  const pairs = new Set<Pair>()
  let [state, newest]: ['up' | 'refuse' | 'black', Pair | undefined] = ['up', undefined]
  const halves: { up: (() => void) | undefined; down: (() => void) | undefined } = { up: undefined, down: undefined }
  const frames: Buffer[] = []
  let expect: 'none' | 'once' | 'twice' = 'none'

  const pass = (pair: Pair, direction: 'up' | 'down', bytes: Buffer): void => {
    const to = direction === 'up' ? pair.agency : pair.terminal
    const deliver = (part: Buffer): void => void (to.destroyed || to.write(part))
    if (pair.black) {
      if (direction === 'up' && cable.lateMs > 0) setTimeout(deliver, cable.lateMs, bytes).unref()
      return
    }
    const then = halves[direction]
    if (then !== undefined) {
      halves[direction] = undefined
      to.write(bytes.subarray(0, Math.floor(bytes.length / 2)), () => then())
      return
    }
    if (direction === 'up' && expect !== 'none') {
      frames.push(Buffer.from(bytes))
      if (expect === 'twice') deliver(bytes)
      expect = 'none'
    }
    if (cable.latencyMs > 0) setTimeout(deliver, cable.latencyMs, bytes).unref()
    else deliver(bytes)
  }

  const drop = (pair: Pair, kind: 'reset' | 'close'): void => {
    pairs.delete(pair)
    for (const socket of [pair.terminal, pair.agency]) {
      if (kind === 'reset') socket.resetAndDestroy()
      else socket.destroySoon()
    }
  }

  const server = createServer((terminal) => {
    terminal.on('error', () => {})
    if (state === 'refuse') {
      terminal.resetAndDestroy()
      return
    }
    const agency = connect(target(), '127.0.0.1')
    const pair: Pair = { terminal, agency, black: state === 'black' }
    pairs.add(pair)
    newest = pair
    agency.on('error', () => terminal.destroy())
    terminal.setNoDelay(true)
    agency.setNoDelay(true)
    terminal.on('data', (bytes: Buffer) => pass(pair, 'up', bytes))
    agency.on('data', (bytes: Buffer) => pass(pair, 'down', bytes))
    terminal.on('close', () => pair.black || agency.destroy())
    agency.on('close', () => {
      pairs.delete(pair)
      if (!pair.black) terminal.destroy()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))

  const cable: RealCable = {
    port: (server.address() as AddressInfo).port,
    latencyMs: 0,
    lateMs: 0,
    cut(kind) {
      state = kind === 'silent' ? 'black' : 'refuse'
      for (const pair of pairs) {
        if (kind === 'silent') pair.black = true
        else drop(pair, kind)
      }
    },
    up() {
      state = 'up'
    },
    half(direction, then) {
      halves[direction] = then
    },
    recordFrame(twice) {
      expect = twice ? 'twice' : 'once'
    },
    replay(change = (frame) => frame) {
      const pair = newest
      if (pair === undefined || pair.black || pair.agency.destroyed) return 0
      for (const frame of frames) pair.agency.write(change(frame))
      return frames.length
    },
    close: () =>
      new Promise((resolve) => {
        for (const pair of pairs) {
          pair.terminal.destroy()
          pair.agency.destroy()
        }
        server.close(() => resolve())
      }),
  }
  return cable
}
