/**
 * Sockets of the agency: limits before allocation, frames in, answers out, half-open and slow connections dropped. What
 * an action does is the handlers' business.
 */
import { createServer, type IncomingMessage, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { type RawData, WebSocket, WebSocketServer } from 'ws'
import { fault, type Result } from '../domain/result.ts'
import { errorFrame, type Frame, readFrame, resultFrame, rpcCodeOf, subprotocol } from '../wire/frame.ts'
import { closeCodes, isTerminalAction, terminalActions, terminalIdSchema } from '../wire/messages.ts'
import { type AgencyParts, type Handler, handlers } from './handlers.ts'
import type { Peer } from './peer.ts'

interface Connection extends Peer {
  readonly socket: WebSocket
  readonly openedAt: number
  unansweredPings: number
  badFrames: number
  /** When in the round of the sweep it is visited; fixed, so that comings and goings of others shift nothing. */
  readonly slice: number
}

export interface LineServer {
  readonly port: number
  /** Connections now open. */
  readonly connections: number
  close(): Promise<void>
}

/** Fragments and reads per message: each costs an object however few bytes it holds. */
const maxFragments = 1024
const maxBufferedChunks = 16_384
/** The sweep that pings takes this many rounds to visit everybody, so that 20,000 pings do not go out at once. */
const sweepSlices = 5
const unansweredLimit = 2
/** Sockets beyond the limit that are kept long enough to be told to come back. */
const spareConnections = 256
const settled: Promise<unknown> = Promise.resolve()

const terminalOf = (request: IncomingMessage): string | null => {
  const path = (request.url ?? '').split('?')[0] as string
  const segment = path.slice(path.lastIndexOf('/') + 1)
  try {
    const outcome = terminalIdSchema.safeParse(decodeURIComponent(segment))
    return outcome.success ? outcome.data : null
  } catch {
    return null
  }
}

const refuseUpgrade = (socket: Duplex, status: string, headers = ''): void => {
  socket.end(`HTTP/1.1 ${status}\r\nConnection: close\r\nContent-Length: 0\r\n${headers}\r\n`)
}

/** Tokens refilled by the second; the rest of a storm is sent away with different waits. */
const createGate = (parts: AgencyParts) => {
  const perSecond = parts.settings.line.connectsPerSecond
  let tokens = perSecond
  let filledAt = parts.clock.monotonic()
  let waiting = 0
  return {
    admit: (): boolean => {
      const now = parts.clock.monotonic()
      tokens = Math.min(perSecond, tokens + ((now - filledAt) / 1000) * perSecond)
      waiting = Math.max(0, waiting - ((now - filledAt) / 1000) * perSecond)
      filledAt = now
      if (tokens < 1) return false
      tokens -= 1
      return true
    },
    /** Whole seconds, growing with those already sent away. */
    retryAfter: (): number => {
      waiting += 1
      const spread = Math.max(1, Math.ceil(waiting / perSecond))
      return 1 + ((parts.random(1)[0] as number) % (spread + 1)) + Math.floor(spread / 2)
    },
  }
}

export const listen = async (
  parts: AgencyParts,
  address: { readonly host: string; readonly port: number },
): Promise<LineServer> => {
  const { settings, clock, log } = parts
  const limits = { maxBytes: settings.line.maxFrameBytes, maxDepth: settings.line.maxDepth }
  const connections = new Set<Connection>()
  const gate = createGate(parts)

  const send = (connection: Connection, text: string): void => {
    if (connection.gone || connection.socket.readyState !== WebSocket.OPEN) return
    if (connection.socket.bufferedAmount + text.length > settings.line.maxBufferedBytes) {
      log('agency.tooSlow', { terminal: connection.terminal })
      connection.socket.terminate()
      return
    }
    connection.socket.send(text)
  }

  const badFrame = (connection: Connection): void => {
    connection.badFrames += 1
    if (connection.badFrames >= settings.line.maxBadFrames) connection.close(closeCodes.badFrames, '')
  }

  const answer = async (connection: Connection, frame: Extract<Frame, { type: 'call' }>): Promise<void> => {
    const open = connection.openCalls ?? new Set()
    // The frame came twice: the call is made once and answered once.
    if (open.has(frame.id))
      return log('agency.repeatedCall', { terminal: connection.terminal, action: frame.action.slice(0, 32) })
    let outcome: Result<object>
    const tooMany = open.size >= settings.line.maxCalls
    connection.openCalls = open.add(frame.id)
    try {
      outcome = tooMany ? fault('YB-AGY-005') : await perform(connection, frame)
    } catch (error) {
      log('agency.failed', { terminal: connection.terminal, action: frame.action, error: String(error).slice(0, 200) })
      outcome = fault('YB-AGY-004', { call: frame.id })
    }
    open.delete(frame.id)
    if (open.size === 0) connection.openCalls = null
    if (outcome.ok) send(connection, resultFrame(frame.id, outcome.value))
    else send(connection, errorFrame(frame.id, rpcCodeOf(outcome.error.code), outcome.error))
  }

  const perform = async (connection: Connection, frame: Extract<Frame, { type: 'call' }>): Promise<Result<object>> => {
    const { action } = frame
    if (!isTerminalAction(action)) return fault('YB-AGY-002')
    if (connection.session === null && action !== 'Boot') return fault('YB-AGY-001')
    const request = terminalActions[action].request.safeParse(frame.payload)
    if (!request.success) {
      const path = request.error.issues[0]?.path.join('.') ?? ''
      return fault('YB-AGY-003', { action, path: path.slice(0, 100) })
    }
    return (handlers[action] as Handler<typeof action>)(parts, connection, request.data as never)
  }

  const received = (connection: Connection, bytes: Buffer, binary: boolean): void => {
    if (connection.gone || connection.fenced) return
    const outcome = readFrame(bytes, binary, limits)
    if (!outcome.ok) {
      const { bad } = outcome
      log('agency.badFrame', { terminal: connection.terminal, problem: bad.problem, bytes: bytes.length })
      if (bad.answerId !== null) send(connection, errorFrame(bad.answerId, bad.rpcCode, bad.fault))
      badFrame(connection)
      return
    }
    // The agency makes no calls yet: answers to nothing are dropped.
    if (outcome.frame.type === 'call') void answer(connection, outcome.frame)
  }

  // One set of listeners for all sockets: a closure each would be a fifth of what an idle terminal costs.
  const owners = new WeakMap<WebSocket, Connection>()
  const ownerOf = (socket: WebSocket): Connection => {
    const owner = owners.get(socket)
    if (owner === undefined) throw new Error('a socket without its connection')
    return owner
  }
  function onMessage(this: WebSocket, data: RawData, binary: boolean): void {
    received(ownerOf(this), data as Buffer, binary)
  }
  function onPong(this: WebSocket): void {
    ownerOf(this).unansweredPings = 0
  }
  function onError(this: WebSocket, error: NodeJS.ErrnoException): void {
    const reason = error.code ?? error.message.slice(0, 80)
    log('agency.socketError', { terminal: ownerOf(this).terminal, reason })
  }
  function onClose(this: WebSocket, code: number): void {
    const connection = ownerOf(this)
    connection.gone = true
    connections.delete(connection)
    parts.sessions.left(connection)
    log('agency.closed', { terminal: connection.terminal, code })
  }
  function closeSocket(this: Connection, code: number, reason: string): void {
    this.socket.close(code, reason)
  }

  let slice = 0
  let nextSlice = 0
  const accept = (socket: WebSocket, terminal: string): void => {
    const connection: Connection = {
      terminal,
      socket,
      openedAt: clock.monotonic(),
      session: null,
      journal: null,
      instance: '',
      fenced: false,
      gone: false,
      lastBatch: settled,
      openCalls: null,
      unansweredPings: 0,
      badFrames: 0,
      slice: nextSlice,
      close: closeSocket,
    }
    nextSlice = (nextSlice + 1) % sweepSlices
    owners.set(socket, connection)
    connections.add(connection)
    socket.on('message', onMessage)
    socket.on('pong', onPong)
    socket.on('error', onError)
    socket.on('close', onClose)
  }

  const sweep = (): void => {
    slice = (slice + 1) % sweepSlices
    for (const connection of connections) {
      if (connection.slice !== slice) continue
      if (connection.session === null && clock.monotonic() - connection.openedAt > settings.line.bootMs) {
        connection.close(closeCodes.notBooted, '')
      }
      if (connection.unansweredPings >= unansweredLimit) {
        log('agency.halfOpen', { terminal: connection.terminal })
        connection.socket.terminate()
        continue
      }
      connection.unansweredPings += 1
      if (connection.socket.readyState === WebSocket.OPEN) connection.socket.ping()
    }
    sweepTimer = clock.setTimeout(sweep, settings.line.pingMs / sweepSlices)
  }
  let sweepTimer = clock.setTimeout(sweep, settings.line.pingMs / sweepSlices)

  const wss = new WebSocketServer({
    noServer: true,
    clientTracking: false,
    perMessageDeflate: false,
    maxPayload: settings.line.maxFrameBytes,
    maxFragments,
    maxBufferedChunks,
    handleProtocols: () => subprotocol,
  })
  const http: Server = createServer((_request, response) => {
    response.writeHead(426, { 'content-type': 'text/plain', upgrade: 'websocket' })
    response.end('This is the line of terminals; it speaks WebSocket.\n')
  })
  // Before a connection is one of ours: who dawdles over the request, or opens sockets for their own sake, is dropped.
  http.headersTimeout = settings.line.bootMs
  http.requestTimeout = settings.line.bootMs
  http.maxConnections = settings.line.maxConnections + spareConnections
  http.on('upgrade', (request, socket, head) => {
    // Node hands the socket over without a listener: a reset of one that is being refused would end the process.
    socket.on('error', () => {})
    const terminal = terminalOf(request)
    if (terminal === null) return refuseUpgrade(socket, '404 Not Found')
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((name) => name.trim())
    if (!offered.includes(subprotocol)) {
      log('agency.subprotocol', { terminal })
      return refuseUpgrade(socket, '400 Bad Request')
    }
    if (connections.size >= settings.line.maxConnections || !gate.admit()) {
      return refuseUpgrade(socket, '503 Service Unavailable', `Retry-After: ${gate.retryAfter()}\r\n`)
    }
    wss.handleUpgrade(request, socket, head, (opened) => accept(opened, terminal))
  })
  await new Promise<void>((resolve, reject) => {
    http.once('error', reject)
    http.listen(address.port, address.host, () => {
      http.off('error', reject)
      resolve()
    })
  })

  return {
    port: (http.address() as AddressInfo).port,
    get connections() {
      return connections.size
    },
    close: () =>
      new Promise((resolve) => {
        clock.clearTimeout(sweepTimer)
        for (const connection of connections) connection.socket.terminate()
        http.closeAllConnections()
        http.close(() => resolve())
      }),
  }
}
