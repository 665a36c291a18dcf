/**
 * The screen's door: one loopback port with the app's files and one WebSocket. Only the terminal's own browser gets in:
 * the page carries a token made at start, and every upgrade must show it together with the page's own origin.
 */
import { createHash, timingSafeEqual } from 'node:crypto'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import { type AddressInfo, isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import { type WebSocket, WebSocketServer } from 'ws'
import type { RandomBytes } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import { fault, ok, type Result } from '../domain/result.ts'
import { type RequestHandler, serveFile } from '../http.ts'
import { tapSchema } from '../wire/view.ts'
import type { Presenter } from './presenter.ts'

export interface ScreenServer {
  readonly port: number
  readonly url: string
  close(): Promise<void>
}

const subprotocol = 'yibao-screen.1'
const maxBufferedBytes = 1_000_000

export const startScreenServer = async (parts: {
  readonly presenter: Presenter
  /** Folder of the built app. */
  readonly appFolder: string
  readonly host: string
  /** 0 = any free port. */
  readonly port: number
  readonly maxMessageBytes: number
  readonly maxBadMessages: number
  /** Words the app needs before its first view, by their marks in the page. */
  readonly replacements: Readonly<Record<string, string>>
  readonly random: RandomBytes
  readonly log: Log
  readonly handlers?: readonly RequestHandler[]
  /** True in the demo: the dock's page shows the screen in a frame. */
  readonly mayBeFramed?: boolean
}): Promise<Result<ScreenServer>> => {
  const { presenter, log } = parts
  if (!isLoopback(parts.host)) return fault('YB-TRM-001', { key: 'screen.host' })
  const token = Buffer.from(parts.random(24)).toString('base64url')
  const policy = [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "font-src 'self'",
    "img-src 'self' data:",
    "connect-src 'self'",
    "media-src 'self'",
    `frame-src ${parts.mayBeFramed ? "'self'" : "'none'"}`,
    `frame-ancestors ${parts.mayBeFramed ? "'self'" : "'none'"}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join('; ')

  let port = parts.port
  const isOwnHost = (request: IncomingMessage): boolean => {
    const host = request.headers.host ?? ''
    return host === `${parts.host}:${port}` || host === `localhost:${port}` || host === `127.0.0.1:${port}`
  }
  /** Programs send no Origin; a browser always does on an upgrade and on anything that changes something. */
  const isOwnOrigin = (request: IncomingMessage): boolean => {
    const { origin } = request.headers
    return origin === undefined || origin === `http://${request.headers.host}`
  }

  const answer = async (request: IncomingMessage, response: ServerResponse) => {
    response.setHeader('Content-Security-Policy', policy)
    response.setHeader('X-Content-Type-Options', 'nosniff')
    response.setHeader('Referrer-Policy', 'no-referrer')
    response.setHeader('Cache-Control', 'no-store')
    if (!isOwnHost(request) || !isOwnOrigin(request)) {
      log('browserRefused', { code: 'YB-TRM-102', reason: 'origin' })
      return refuse(response, 403, 'YB-TRM-102')
    }
    let url: URL
    try {
      url = new URL(request.url ?? '/', `http://${parts.host}`)
    } catch {
      return refuse(response, 400, 'YB-TRM-101')
    }
    for (const handler of parts.handlers ?? []) if (await handler(request, response, url)) return
    if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'YB-TRM-101')
    const served = await serveFile(parts.appFolder, url.pathname === '/' ? '/index.html' : url.pathname, response, {
      ...parts.replacements,
      __TOKEN__: token,
    })
    if (!served) refuse(response, 404, 'YB-TRM-101')
  }

  const server: Server = createServer({ maxHeaderSize: 16_384 }, (request, response) => {
    answer(request, response).catch((error: unknown) => {
      log('requestFailed', { reason: error instanceof Error ? error.message : 'unknown' })
      if (!response.headersSent) refuse(response, 500, 'YB-TRM-201')
      else response.destroy()
    })
  })

  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: parts.maxMessageBytes,
    perMessageDeflate: false,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  })

  server.on('upgrade', (request: IncomingMessage, socket: Duplex, head: Buffer) => {
    // Node takes its own listener away here: a refused client that resets would end the process.
    socket.on('error', () => socket.destroy())
    const offered = (request.headers['sec-websocket-protocol'] ?? '').split(',').map((part) => part.trim())
    const known = offered.includes(subprotocol) && offered.some((part) => sameSecret(part, token))
    const origin = request.headers.origin === `http://${request.headers.host}`
    if (request.url !== '/screen' || !isOwnHost(request) || !origin || !known) {
      log('browserRefused', { code: 'YB-TRM-102', reason: known ? 'origin' : 'token' })
      socket.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\nContent-Length: 0\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (browser) => attend(browser))
  })

  const attend = (browser: WebSocket) => {
    let bad = 0
    // A browser that does not read gets no more views piled up; as soon as it reads again it gets the one in force, so
    // that what an older one showed does not stay.
    let behind = false
    const send = (message: unknown) => {
      if (browser.readyState !== browser.OPEN) return
      if (browser.bufferedAmount >= maxBufferedBytes) {
        behind = true
        return
      }
      browser.send(JSON.stringify(message), () => {
        if (!behind || browser.bufferedAmount >= maxBufferedBytes) return
        behind = false
        send({ view: presenter.current() })
      })
    }
    const unsubscribe = presenter.subscribe((view) => send({ view }))
    browser.on('message', (data, isBinary) => {
      const tap = isBinary ? null : parseTap(data.toString())
      if (tap === null) {
        bad += 1
        log('browserMessageInvalid', { code: 'YB-TRM-101', count: bad })
        if (bad >= parts.maxBadMessages) browser.close(1008, 'YB-TRM-101')
        return
      }
      const given = presenter.tap(tap)
      send({ answer: { ...(tap.tapId === undefined ? {} : { tapId: tap.tapId }), ...given } })
    })
    browser.on('error', () => browser.terminate())
    browser.on('close', unsubscribe)
    send({ view: presenter.current() })
  }

  try {
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject)
      server.listen(parts.port, parts.host, () => {
        server.off('error', reject)
        resolve()
      })
    })
  } catch (error) {
    const reason = error instanceof Error && 'code' in error ? String(error.code) : 'unknown'
    return fault('YB-TRM-004', { port: parts.port, reason })
  }
  port = (server.address() as AddressInfo).port

  return ok({
    port,
    url: `http://${parts.host}:${port}`,
    async close() {
      for (const browser of sockets.clients) browser.terminate()
      server.closeAllConnections()
      await new Promise<void>((resolve) => server.close(() => resolve()))
    },
  })
}

const isLoopback = (host: string): boolean => host === '::1' || (isIP(host) === 4 && host.startsWith('127.'))

const refuse = (response: ServerResponse, status: number, code: string) => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify({ code }))
}

const parseTap = (text: string) => {
  try {
    const parsed = tapSchema.safeParse(JSON.parse(text))
    return parsed.success ? parsed.data.tap : null
  } catch {
    return null
  }
}

const digest = (text: string) => createHash('sha256').update(text).digest()
const sameSecret = (left: string, right: string): boolean => timingSafeEqual(digest(left), digest(right))
