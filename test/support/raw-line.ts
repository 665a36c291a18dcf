/** Bare WebSocket ends that say what no honest program would, for hazards of the line. */
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { WebSocket, WebSocketServer } from 'ws'
import { subprotocol } from '../../src/wire/frame.ts'

export interface Heard {
  readonly frames: unknown[][]
  /** Set once the connection is closed. */
  code: number | null
}

const listenTo = (socket: WebSocket): Heard => {
  const heard: Heard = { frames: [], code: null }
  socket.on('message', (data) => heard.frames.push(JSON.parse(String(data)) as unknown[]))
  socket.on('close', (code) => {
    heard.code = code
  })
  socket.on('error', () => {})
  return heard
}

export interface RawTerminal {
  readonly socket: WebSocket
  readonly heard: Heard
}

/** A connection to an agency that has not booted. */
export const rawTerminal = async (url: string, terminalId: string): Promise<RawTerminal> => {
  const socket = new WebSocket(`${url}/${encodeURIComponent(terminalId)}`, [subprotocol], { perMessageDeflate: false })
  const heard = listenTo(socket)
  await once(socket, 'open')
  return { socket, heard }
}

export const rawBoot = JSON.stringify([
  2,
  'boot-1',
  'Boot',
  { model: 'raw', version: '0', instance: 'raw', at: Date.now(), devices: {} },
])

export interface RawAgency {
  readonly url: string
  /** Connections so far, newest last. */
  readonly peers: { readonly socket: WebSocket; readonly heard: Heard }[]
  close(): Promise<void>
}

/** An agency that accepts every boot and otherwise does what `onCall` says; undefined answers nothing. */
export const rawAgency = async (
  onCall: (action: string, id: string) => object | undefined = () => undefined,
): Promise<RawAgency> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', handleProtocols: () => subprotocol })
  await once(server, 'listening')
  const peers: RawAgency['peers'] = []
  let n = 0
  server.on('connection', (socket) => {
    peers.push({ socket, heard: listenTo(socket) })
    socket.on('message', (data) => {
      const [type, id, action] = JSON.parse(String(data)) as [number, string, string]
      if (type !== 2) return
      const serverTime = Date.now()
      const accepted = {
        status: 'accepted',
        serverTime,
        heartbeatMs: 60_000,
        session: { epoch: 1, n: ++n },
        replaced: false,
      }
      const answer = onCall(action, id) ?? (action === 'Boot' ? accepted : undefined)
      if (answer !== undefined) socket.send(JSON.stringify([3, id, answer]))
    })
  })
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/terminal`,
    peers,
    close: async () => {
      for (const { socket } of peers) socket.terminate()
      server.close()
      await once(server, 'close')
    },
  }
}

/** The start of a text frame that promises `length` bytes and sends none. */
export const hugeHeader = (length: number, masked: boolean): Buffer => {
  const header = Buffer.alloc(masked ? 14 : 10)
  header[0] = 0x81
  header[1] = 127 | (masked ? 0x80 : 0)
  header.writeBigUInt64BE(BigInt(length), 2)
  return header
}

export const underlying = (socket: WebSocket): { write(bytes: Uint8Array): void } =>
  (socket as unknown as { _socket: { write(bytes: Uint8Array): void } })._socket
