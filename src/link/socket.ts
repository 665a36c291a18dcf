/** The WebSocket of the line, terminal side: limits before allocation, one callback object, no reconnecting. */
import { WebSocket } from 'ws'
import { subprotocol } from '../wire/frame.ts'

export interface SocketEvents {
  opened(): void
  message(bytes: Uint8Array, binary: boolean): void
  pong(): void
  /** Once, also when the connection never opened. `retryAfterMs`: what an HTTP refusal asked for. */
  closed(code: number, reason: string, retryAfterMs?: number): void
  /** Technical reason of a failure, by its short code. */
  failed(reason: string): void
}

export interface LineSocket {
  readonly bufferedBytes: number
  send(text: string): void
  ping(): void
  close(code: number): void
  terminate(): void
}

export interface SocketLimits {
  readonly maxFrameBytes: number
}

/** Fragments and reads per message: each costs an object however few bytes it holds. */
export const maxFragments = 1024
export const maxBufferedChunks = 16_384

const retryAfter = (header: string | undefined): number | undefined =>
  header !== undefined && /^\d{1,6}$/.test(header) ? Number(header) * 1000 : undefined

export const openSocket = (url: string, limits: SocketLimits, events: SocketEvents): LineSocket => {
  const socket = new WebSocket(url, [subprotocol], {
    maxPayload: limits.maxFrameBytes,
    maxFragments,
    maxBufferedChunks,
    perMessageDeflate: false,
    followRedirects: false,
  })
  let retryAfterMs: number | undefined
  socket.on('open', () => events.opened())
  socket.on('message', (data, binary) => events.message(data as Buffer, binary))
  socket.on('pong', () => events.pong())
  socket.on('unexpected-response', (_request, response) => {
    retryAfterMs = retryAfter(response.headers['retry-after'])
    response.resume()
    events.failed(`http ${response.statusCode ?? 0}`)
    socket.terminate()
  })
  socket.on('error', (error: NodeJS.ErrnoException) => events.failed(error.code ?? error.message.slice(0, 80)))
  socket.on('close', (code, reason) => {
    if (retryAfterMs === undefined) events.closed(code, reason.toString('utf8'))
    else events.closed(code, reason.toString('utf8'), retryAfterMs)
  })
  return {
    get bufferedBytes() {
      return socket.bufferedAmount
    },
    send: (text) => {
      if (socket.readyState === WebSocket.OPEN) socket.send(text, () => {})
    },
    ping: () => {
      if (socket.readyState === WebSocket.OPEN) socket.ping()
    },
    close: (code) => socket.close(code),
    terminate: () => socket.terminate(),
  }
}
