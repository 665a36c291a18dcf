/**
 * A small stand-in for the service: serves a built screen app under the same strict policy and holds the other end of
 * its WebSocket, so that a test decides what is shown and sees every tap.
 */
import { createReadStream } from 'node:fs'
import { readFile, stat } from 'node:fs/promises'
import { createServer, type ServerResponse } from 'node:http'
import { extname, join, normalize } from 'node:path'
import { type WebSocket, WebSocketServer } from 'ws'
import type { ScreenMessage, Tap, View } from '../../src/wire/view.ts'

const policy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "font-src 'self'",
  "img-src 'self'",
  "connect-src 'self'",
  "base-uri 'none'",
  "form-action 'none'",
].join('; ')

const types: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.ttf': 'font/ttf',
}

export interface ScreenHost {
  readonly url: string
  readonly taps: Tap[]
  /** Sub-protocols each connection asked for, oldest first. */
  readonly protocols: string[]
  /** Shown at once and to every later connection. */
  show(view: View): void
  answer(answer: Extract<ScreenMessage, { answer: unknown }>['answer']): void
  /** Called for each tap, after it was noted. */
  onTap: (tap: Tap) => void
  /** Cuts every connection. @param refuse also refuse new ones until `admit` */
  drop(refuse?: boolean): void
  admit(token: string): void
  readonly connections: number
  close(): Promise<void>
}

/** @param folder a build of the screen app */
export const startScreenHost = async (folder: string): Promise<ScreenHost> => {
  let token = 'first-token'
  let refusing = false
  let shown: View | undefined
  const clients = new Set<WebSocket>()

  const serve = async (path: string, response: ServerResponse) => {
    const file = join(folder, normalize(path === '/' ? '/index.html' : path))
    const found = await stat(file).catch(() => undefined)
    if (refusing || !found?.isFile()) return response.writeHead(refusing ? 503 : 404).end()
    response.writeHead(200, {
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      'content-security-policy': policy,
      'cache-control': path === '/' ? 'no-store' : 'immutable, max-age=3600',
    })
    if (path === '/') return response.end((await readFile(file, 'utf8')).replace('__TOKEN__', token))
    return createReadStream(file).pipe(response)
  }

  const http = createServer((request, response) => {
    void serve(new URL(request.url ?? '/', 'http://host').pathname, response)
  })
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => 'yibao-screen.1' })
  const host: ScreenHost = {
    url: '',
    taps: [],
    protocols: [],
    onTap: () => {},
    show(view) {
      shown = view
      for (const client of clients) client.send(JSON.stringify({ view }))
    },
    answer(answer) {
      for (const client of clients) client.send(JSON.stringify({ answer }))
    },
    drop(refuse = false) {
      refusing = refuse
      for (const client of clients) client.terminate()
    },
    admit(next) {
      token = next
      refusing = false
    },
    get connections() {
      return clients.size
    },
    async close() {
      for (const client of clients) client.terminate()
      http.closeAllConnections()
      await new Promise((done) => http.close(done))
    },
  }

  http.on('upgrade', (request, socket, head) => {
    const asked = request.headers['sec-websocket-protocol'] ?? ''
    host.protocols.push(asked)
    if (refusing || !asked.split(/, */).includes(token)) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n')
      return
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      clients.add(client)
      client.on('close', () => clients.delete(client))
      client.on('message', (text) => {
        const { tap } = JSON.parse(String(text)) as { tap: Tap }
        host.taps.push(tap)
        host.onTap(tap)
      })
      if (shown) client.send(JSON.stringify({ view: shown }))
    })
  })

  await new Promise<void>((done) => http.listen(0, '127.0.0.1', done))
  const address = http.address()
  if (address === null || typeof address === 'string') throw new Error('no port')
  return Object.defineProperty(host, 'url', { value: `http://127.0.0.1:${address.port}` })
}
