/**
 * The network between terminal and agency, for demo, tests and drill: a TCP relay on loopback that can be cut, muted,
 * slowed and broken at a byte. It knows nothing of what passes through.
 */
import { type AddressInfo, createServer, type Server, Socket } from 'node:net'
import type { Clock } from '../domain/clock.ts'

/** reset: RST both ways, now. close: an orderly end. silent: everything is swallowed, nothing is told (a black hole). */
export type CutMode = 'reset' | 'close' | 'silent'
export type Direction = 'toAgency' | 'toTerminal'

export interface CableFaults {
  /** Added to every piece, ms, each way. */
  delayMs: number
  /** Bytes a second, each way; 0 = no limit. */
  bytesPerSecond: number
  /** Directions in which bytes vanish while the other goes on: one-way loss. */
  readonly swallow: Set<Direction>
}

export interface Cable {
  readonly port: number
  readonly state: 'up' | CutMode
  readonly faults: CableFaults
  /** Bytes passed on since the start, by direction. */
  readonly passed: Readonly<Record<Direction, number>>
  cut(mode: CutMode): void
  /** Whole again for new connections; what a cut has taken stays lost. Clears all faults. */
  up(): void
  /** Cuts by itself when the direction has carried so many bytes more; the byte after them does not arrive. */
  cutAfter(direction: Direction, bytes: number, mode: CutMode): void
  close(): Promise<void>
}

export interface CableOptions {
  readonly targetPort: number
  readonly targetHost?: string
  /** 0 = any free port. */
  readonly port?: number
  readonly clock: Clock
}

interface Pair {
  readonly terminal: Socket
  readonly agency: Socket
}

export const createCable = async (options: CableOptions): Promise<Cable> => {
  const { clock } = options
  const pairs = new Set<Pair>()
  const faults: CableFaults = { delayMs: 0, bytesPerSecond: 0, swallow: new Set() }
  const passed: Record<Direction, number> = { toAgency: 0, toTerminal: 0 }
  let state: 'up' | CutMode = 'up'
  let trap: { direction: Direction; left: number; mode: CutMode } | null = null

  const drop = (pair: Pair, mode: CutMode): void => {
    for (const socket of [pair.terminal, pair.agency]) {
      if (mode === 'reset') socket.resetAndDestroy()
      else if (mode === 'close') socket.destroySoon()
      // A black hole keeps its sockets open: neither side learns anything.
    }
    if (mode !== 'silent') pairs.delete(pair)
  }

  const cut = (mode: CutMode): void => {
    state = mode
    trap = null
    for (const pair of [...pairs]) drop(pair, mode)
  }

  /** Passes a piece on, or as much of it as the trap lets through. @returns false once the cable was cut by it */
  const pass = (to: Socket, piece: Buffer, direction: Direction): boolean => {
    if (state !== 'up' || faults.swallow.has(direction)) return true
    if (trap !== null && trap.direction === direction && piece.length > trap.left) {
      const { left, mode } = trap
      if (left > 0) to.write(piece.subarray(0, left))
      passed[direction] += left
      // The bytes before the cut must be on their way before a reset throws the buffer away.
      setImmediate(() => cut(mode))
      state = mode
      return false
    }
    if (trap !== null && trap.direction === direction) trap.left -= piece.length
    passed[direction] += piece.length
    if (!to.destroyed) to.write(piece)
    return true
  }

  const carry = (from: Socket, to: Socket, direction: Direction): void => {
    /** Pieces wait for one another, so that delay and rate keep the order. */
    let freeAt = 0
    from.on('data', (piece: Buffer) => {
      if (faults.delayMs === 0 && faults.bytesPerSecond === 0 && freeAt <= clock.monotonic()) {
        pass(to, piece, direction)
        // Back-pressure goes through: a slow reader stays a slow reader.
        if (to.writableLength > 1_048_576) {
          from.pause()
          to.once('drain', () => from.resume())
        }
        return
      }
      const size = faults.bytesPerSecond === 0 ? piece.length : Math.max(1, Math.ceil(faults.bytesPerSecond / 20))
      for (let at = 0; at < piece.length; at += size) {
        const part = piece.subarray(at, at + size)
        const takes = faults.bytesPerSecond === 0 ? 0 : (part.length / faults.bytesPerSecond) * 1000
        freeAt = Math.max(freeAt, clock.monotonic() + faults.delayMs) + takes
        clock.setTimeout(() => pass(to, part, direction), freeAt - clock.monotonic())
      }
    })
    from.on('end', () => state === 'up' && to.end())
    from.on('error', () => {})
    from.on('close', () => {
      if (state === 'up') to.destroySoon()
    })
  }

  const server: Server = createServer({ allowHalfOpen: true, noDelay: true }, (terminal) => {
    if (state === 'reset' || state === 'close') {
      if (state === 'reset') terminal.resetAndDestroy()
      else terminal.destroy()
      return
    }
    const agency = new Socket({ allowHalfOpen: true })
    const pair = { terminal, agency }
    pairs.add(pair)
    carry(terminal, agency, 'toAgency')
    carry(agency, terminal, 'toTerminal')
    terminal.on('close', () => agency.destroyed && pairs.delete(pair))
    agency.on('close', () => {
      if (state !== 'silent' && !terminal.destroyed) terminal.destroySoon()
      if (terminal.destroyed) pairs.delete(pair)
    })
    agency.setNoDelay(true)
    // A black hole answers nothing, so the far end is never asked.
    if (state === 'up') agency.connect(options.targetPort, options.targetHost ?? '127.0.0.1')
  })
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject)
    server.listen(options.port ?? 0, '127.0.0.1', () => resolve())
  })

  const destroyAll = (): void => {
    for (const pair of [...pairs]) drop(pair, 'reset')
  }

  return {
    port: (server.address() as AddressInfo).port,
    get state() {
      return state
    },
    faults,
    passed,
    cut,
    up() {
      // What hung in a black hole does not come back to life.
      if (state !== 'up') destroyAll()
      state = 'up'
      trap = null
      faults.delayMs = 0
      faults.bytesPerSecond = 0
      faults.swallow.clear()
    },
    cutAfter(direction, bytes, mode) {
      trap = { direction, left: bytes, mode }
    },
    close: () =>
      new Promise((resolve) => {
        destroyAll()
        server.close(() => resolve())
      }),
  }
}
