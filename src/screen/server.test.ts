import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { request } from 'node:http'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { type Bench, idTexts, testBench } from '../../flows/testing/surroundings.ts'
import { systemClock } from '../system.ts'
import { createPresenter, type Presenter } from './presenter.ts'
import { type ScreenServer, startScreenServer } from './server.ts'

let folder: string
let bench: Bench
let presenter: Presenter
let server: ScreenServer
let logged: string[]
const token = Buffer.alloc(24, 7).toString('base64url')

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'screen-'))
  await writeFile(
    join(folder, 'index.html'),
    '<meta name="yibao-token" content="__TOKEN__"><html data-recovering="__R__">',
  )
  await writeFile(join(folder, 'app.js'), 'ok')
  bench = testBench()
  logged = []
  presenter = createPresenter({
    session: bench.session,
    frame: { agencyName: 'a', siteName: 's', terminalId: 't', phone: '1', model: 'standing', language: 'zh-CN' },
    notices: () => [],
    texts: idTexts,
    clock: systemClock(),
  })
  const started = await startScreenServer({
    presenter,
    appFolder: folder,
    host: '127.0.0.1',
    port: 0,
    maxMessageBytes: 4096,
    maxBadMessages: 3,
    replacements: { __R__: '"><script>' },
    random: (length) => new Uint8Array(length).fill(7),
    log: (event, fields) => void logged.push(`${event} ${JSON.stringify(fields)}`),
  })
  if (!started.ok) throw new Error(started.error.code)
  server = started.value
})
afterEach(async () => {
  presenter.stop()
  bench.session.stop()
  await server.close()
  await rm(folder, { recursive: true })
})

const get = (
  path: string,
  headers: Record<string, string> = {},
): Promise<{ status: number; body: string; policy: string }> =>
  new Promise((resolve, reject) => {
    const asked = request(
      { host: '127.0.0.1', port: server.port, path, headers: { host: `127.0.0.1:${server.port}`, ...headers } },
      (answer) => {
        let body = ''
        answer.on('data', (chunk) => {
          body += chunk
        })
        answer.on('end', () =>
          resolve({ status: answer.statusCode ?? 0, body, policy: String(answer.headers['content-security-policy']) }),
        )
      },
    )
    asked.on('error', reject)
    asked.end()
  })

const open = (options: { origin?: string; token?: string; protocol?: string; path?: string } = {}): WebSocket =>
  new WebSocket(
    `ws://127.0.0.1:${server.port}${options.path ?? '/screen'}`,
    [options.protocol ?? 'yibao-screen.1', options.token ?? token],
    { origin: options.origin ?? `http://127.0.0.1:${server.port}` },
  )

const refused = (socket: WebSocket): Promise<boolean> =>
  new Promise((resolve) => {
    socket.on('open', () => resolve(false))
    socket.on('error', () => resolve(true))
  })

interface Message {
  readonly view?: { readonly screen: string; readonly seq: number }
  readonly answer?: { readonly ok: boolean; readonly tapId?: string; readonly code?: string }
}
const messages = (socket: WebSocket) => {
  const waiting: ((message: Message) => void)[] = []
  const got: Message[] = []
  socket.on('message', (data) => {
    const message = JSON.parse(String(data)) as Message
    const next = waiting.shift()
    if (next) next(message)
    else got.push(message)
  })
  return (): Promise<Message> => {
    const first = got.shift()
    return first ? Promise.resolve(first) : new Promise((resolve) => waiting.push(resolve))
  }
}

describe('the page', () => {
  it('carries the token and a strict policy, and puts nothing foreign into its HTML', async () => {
    const page = await get('/')
    expect(page.status).toBe(200)
    expect(page.body).toContain(`content="${token}"`)
    expect(page.body).not.toContain('<script>')
    expect(page.policy).toContain("default-src 'none'")
    expect(page.policy).toContain("frame-ancestors 'none'")
    expect(page.policy).not.toContain('unsafe')
  })

  it.each(['/../package.json', '/%2e%2e/package.json', '/..%2fpackage.json', '/nothing.js', '/app.js%00.html'])(
    'gives nothing from outside its folder: %s',
    async (path) => {
      expect((await get(path)).status).toBe(404)
    },
  )

  it('has no dock', async () => {
    expect((await get('/dock/screen')).status).toBe(404)
    expect((await get('/dock/truth')).status).toBe(404)
  })

  it('is refused under another host name (DNS rebinding) and to other origins', async () => {
    expect((await get('/', { host: 'evil.example' })).status).toBe(403)
    expect((await get('/', { origin: 'http://evil.example' })).status).toBe(403)
  })
})

describe('the connection', () => {
  it.each([
    ['another origin', { origin: 'http://evil.example' }],
    ['a wrong token', { token: 'x'.repeat(32) }],
    ['no known protocol', { protocol: 'other.1' }],
    ['another path', { path: '/other' }],
  ])('is refused with %s', async (_, options) => {
    expect(await refused(open(options))).toBe(true)
    expect(logged.join()).toContain('YB-TRM-102')
  })

  it('that is refused and reset at once does no harm', async () => {
    for (let times = 0; times < 50; times += 1) {
      await new Promise<void>((resolve) => {
        const socket = connect(server.port, '127.0.0.1', () => {
          socket.write(
            `GET /other HTTP/1.1\r\nHost: 127.0.0.1:${server.port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA==\r\n\r\n`,
          )
          socket.resetAndDestroy()
        })
        socket.on('close', () => resolve())
        socket.on('error', () => {})
      })
    }
    expect((await get('/')).status).toBe(200)
  })

  it('gets the whole view at once, answers taps, and pushes what follows', async () => {
    const socket = open()
    const next = messages(socket)
    const { view } = await next()
    expect(view?.screen).toBe('standby')
    socket.send(JSON.stringify({ tap: { action: 'start', seq: view?.seq, tapId: 't-1' } }))
    const both = [await next(), await next()]
    expect(both.find((message) => message.view)?.view?.screen).toBe('home')
    expect(both.find((message) => message.answer)?.answer).toMatchObject({ ok: true, tapId: 't-1' })
    socket.send(JSON.stringify({ tap: { action: 'inquiry', seq: view?.seq } }))
    expect((await next()).answer).toMatchObject({ ok: false, code: 'stale' })
    socket.terminate()
  })

  it.each([
    ['no JSON', '{'],
    ['no tap', '{"view":{}}'],
    ['a foreign key', '{"tap":{"action":"start","seq":1,"x":1}}'],
    ['a prototype', '{"tap":{"action":"start","seq":1,"__proto__":{"a":1}}}'],
    ['a seq that is no number', '{"tap":{"action":"start","seq":"1"}}'],
    ['a long action', `{"tap":{"action":"${'a'.repeat(65)}","seq":1}}`],
    ['binary', Buffer.from([1, 2, 3])],
  ])('is closed after three messages with %s, and nothing has happened', async (_, bad) => {
    const socket = open()
    await messages(socket)()
    const closed = new Promise<number>((resolve) => socket.on('close', resolve))
    for (let times = 0; times < 3; times += 1) socket.send(bad)
    expect(await closed).toBe(1008)
    expect(presenter.current().screen).toBe('standby')
    expect(logged.join()).toContain('YB-TRM-101')
  })

  it('is closed by a message beyond the limit before it is read', async () => {
    const socket = open()
    await messages(socket)()
    const closed = new Promise<number>((resolve) => socket.on('close', resolve))
    socket.send('x'.repeat(5000))
    expect(await closed).toBe(1009)
  })
})

it('does not start on an address others can reach, nor on a port that is taken', async () => {
  const parts = {
    presenter,
    appFolder: folder,
    maxMessageBytes: 4096,
    maxBadMessages: 3,
    replacements: {},
    random: (length: number) => new Uint8Array(length),
    log: () => {},
  }
  expect(await startScreenServer({ ...parts, host: '0.0.0.0', port: 0 })).toMatchObject({
    error: { code: 'YB-TRM-001' },
  })
  expect(await startScreenServer({ ...parts, host: '127.0.0.1', port: server.port })).toMatchObject({
    error: { code: 'YB-TRM-004' },
  })
})
