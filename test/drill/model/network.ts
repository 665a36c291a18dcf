/** The simulated cable between one terminal and the agency: in order, with latency, and cut in three ways. */
import type { LineSocket, SocketEvents } from '../../../src/link/socket.ts'
import type { Time } from './time.ts'

/** The agency's end of one connection. */
export interface ServerEnd {
  receive(text: string): void
  closed(): void
}

export interface AgencyPort {
  /** @returns undefined when nobody listens */
  accept(send: (text: string) => void, close: (code: number) => void): ServerEnd | undefined
}

/** What happens to a frame on its way. */
export interface Taps {
  /** Before a record frame leaves the terminal. @returns whether only half of it gets out */
  leaving(): boolean
  sent(): void
  /** Before an answer to a record leaves the agency. @returns whether only half of it gets out */
  answering(): boolean
  answered(): void
  /** Every record frame, for duplicates. */
  copy(text: string): void
  readonly alive: () => boolean
}

export interface Network {
  open(events: SocketEvents, taps: Taps): LineSocket
  cut(kind: 'reset' | 'close' | 'silent'): void
  up(): void
  latencyMs: number
  /** Frames in flight at a silent cut reach the agency later, when a newer session may have begun. */
  lateFrames: boolean
  /** Says once more what was said before, on the newest connection. */
  replay(text: string): void
}

interface Connection {
  readonly events: SocketEvents
  readonly taps: Taps
  server: ServerEnd | undefined
  open: boolean
  /** Cut without a word: nothing passes, nobody is told. */
  black: boolean
}

const isRecordCall = (text: string): boolean => text.startsWith('[2,') && text.includes('"Record"')

export const makeNetwork = (time: Time, agency: () => AgencyPort | undefined): Network => {
  let state: 'up' | 'refuse' | 'black' = 'up'
  let newest: Connection | undefined
  const recordCalls = new Set<string>()
  const network: Network = {
    latencyMs: 5,
    lateFrames: false,
    cut(kind) {
      state = kind === 'silent' ? 'black' : 'refuse'
      const connection = newest
      if (connection === undefined) return
      if (kind === 'silent') connection.black = true
      else time.at(0, () => end(connection, kind === 'close' ? 1001 : 1006))
    },
    up() {
      state = 'up'
    },
    replay(text) {
      newest?.server?.receive(text)
    },
    open(events, taps) {
      const connection: Connection = { events, taps, server: undefined, open: false, black: state === 'black' }
      newest = connection
      time.at(network.latencyMs, () => connect(connection))
      return {
        bufferedBytes: 0,
        send: (text) => sendUp(connection, text),
        ping: () => {
          if (connection.open && !connection.black && agency() !== undefined) {
            time.at(2 * network.latencyMs, () => connection.open && !connection.black && tell(connection)?.pong())
          }
        },
        close: (code) => end(connection, code),
        terminate: () => end(connection, 1006),
      }
    },
  }

  const tell = (connection: Connection): SocketEvents | undefined =>
    connection.taps.alive() ? connection.events : undefined

  const connect = (connection: Connection): void => {
    if (connection.black || !connection.taps.alive()) return
    const server = state === 'up' ? agency()?.accept(sendDown(connection), (code) => end(connection, code)) : undefined
    if (server === undefined) {
      tell(connection)?.closed(1006, '')
      return
    }
    connection.server = server
    connection.open = true
    tell(connection)?.opened()
  }

  const end = (connection: Connection, code: number): void => {
    const { server, open } = connection
    connection.open = false
    connection.server = undefined
    time.at(0, () => {
      server?.closed()
      if (open || code === 1006) tell(connection)?.closed(code, '')
    })
  }

  const sendUp = (connection: Connection, text: string): void => {
    if (!connection.open || !connection.taps.alive()) return
    const record = isRecordCall(text)
    if (record) {
      recordCalls.add((JSON.parse(text) as [number, string])[1])
      connection.taps.copy(text)
      if (connection.taps.leaving()) return
    }
    const { server } = connection
    time.at(network.latencyMs, () => {
      if (connection.black && network.lateFrames) time.at(30_000, () => server?.receive(text))
      else if (connection.open && !connection.black) server?.receive(text)
    })
    if (record) connection.taps.sent()
  }

  const sendDown =
    (connection: Connection) =>
    (text: string): void => {
      if (!connection.open) return
      const record = text.startsWith('[3,') && recordCalls.has((JSON.parse(text) as [number, string])[1])
      if (record && connection.taps.answering()) return
      time.at(network.latencyMs, () => {
        if (!connection.open || connection.black || !connection.taps.alive()) return
        if (record) connection.taps.answered()
        tell(connection)?.message(Buffer.from(text, 'utf8'), false)
      })
    }

  return network
}
