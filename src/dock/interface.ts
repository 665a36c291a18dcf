/** The dock's HTTP interface, so that people, tests and the drill use one and the same bench. Loopback, demo only. */
import type { IncomingMessage, ServerResponse } from 'node:http'
import { z } from 'zod'
import type { Clock } from '../domain/clock.ts'
import { type RequestHandler, serveFile } from '../http.ts'
import type { DockedTerminal } from './terminal.ts'
import { readTruth } from './truth.ts'
import type { DockWorld } from './world.ts'

const bodies = {
  card: z.strictObject({ card: z.string() }),
  tap: z.strictObject({
    action: z.string(),
    seq: z.int(),
    tapId: z.string().min(1).max(64).optional(),
    data: z.record(z.string(), z.union([z.string(), z.number()])).optional(),
  }),
  fault: z.strictObject({ device: z.string(), fault: z.string(), at: z.int().min(0).optional() }),
  line: z.strictObject({ state: z.enum(['cut', 'up']) }),
} as const

const maxBodyBytes = 65_536

export const dockInterface = (parts: {
  readonly terminal: DockedTerminal
  readonly world: DockWorld
  readonly clock: Clock
  /** Folder of the dock's built page. */
  readonly pageFolder: string
}): RequestHandler => {
  const { terminal, world, clock } = parts

  /** A hand at the slot looks up only when the terminal has noticed; so does whoever drives the bench. */
  const noticed = (is: () => boolean): Promise<void> =>
    new Promise((resolve) => {
      const deadline = clock.monotonic() + 5000
      const look = () => {
        if (is() || clock.monotonic() > deadline) resolve()
        else clock.setTimeout(look, 10)
      }
      look()
    })

  const insert = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request, bodies.card)
    if (body === null) return reply(response, 400, { code: 'invalid' })
    if (!(await world.slot.insert(body.card))) {
      return reply(response, 404, { code: 'noSuchCard', cards: world.slot.cards.map(({ card }) => card) })
    }
    await noticed(() => {
      const { state } = terminal.presence()
      return state === 'ready' || state === 'refused' || state === 'offline'
    })
    reply(response, 200, { inserted: world.slot.inserted })
  }

  const pull = async (response: ServerResponse) => {
    await world.slot.remove()
    await noticed(() => ['empty', 'offline'].includes(terminal.presence().state))
    reply(response, 200, { inserted: null })
  }

  const screen = (response: ServerResponse) => {
    const view = terminal.view()
    reply(response, 200, {
      screen: view.screen,
      seq: view.seq,
      data: view.data,
      actions: view.actions.map(({ look: _, ...action }) => action),
    })
  }

  const tap = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request, bodies.tap)
    if (body === null) return reply(response, 400, { code: 'invalid' })
    const answer = terminal.tap(body)
    if (answer.ok) return reply(response, 200, { seq: answer.seq })
    reply(response, answer.code === 'invalid' ? 400 : 409, { code: answer.code, seq: answer.seq })
  }

  const inject = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request, bodies.fault)
    const device = world.switches.find((candidate) => candidate.device === body?.device)
    if (body === null || device === undefined || !device.faults.includes(body.fault)) {
      return reply(response, 400, { code: 'invalid', faults: faultsByDevice() })
    }
    await device.inject(body.fault, body.at)
    reply(response, 200, {})
  }

  const faultsByDevice = () => Object.fromEntries(world.switches.map(({ device, faults }) => [device, faults]))

  const line = async (request: IncomingMessage, response: ServerResponse) => {
    const body = await readBody(request, bodies.line)
    if (body === null) return reply(response, 400, { code: 'invalid' })
    await world.line(body.state)
    await noticed(() => terminal.line() === (body.state === 'cut' ? 'down' : 'up'))
    reply(response, 200, {})
  }

  return async (request, response, url) => {
    const path = url.pathname
    if (path !== '/dock' && !path.startsWith('/dock/')) return false
    const route = `${request.method} ${path}`
    switch (route) {
      case 'GET /dock/cards':
        reply(response, 200, world.slot.cards)
        return true
      case 'POST /dock/card':
        await insert(request, response)
        return true
      case 'DELETE /dock/card':
        await pull(response)
        return true
      case 'GET /dock/screen':
        screen(response)
        return true
      case 'POST /dock/tap':
        await tap(request, response)
        return true
      case 'GET /dock/sheets':
        reply(response, 200, await world.paper.sheets())
        return true
      case 'POST /dock/fault':
        await inject(request, response)
        return true
      case 'DELETE /dock/fault':
        await Promise.all(world.switches.map((device) => device.clear()))
        reply(response, 200, {})
        return true
      case 'POST /dock/line':
        await line(request, response)
        return true
      case 'GET /dock/truth':
        reply(response, 200, await readTruth(terminal, world))
        return true
      case 'GET /dock/capabilities':
        reply(response, 200, { cash: false, phone: false, scan: false, faults: faultsByDevice() })
        return true
    }
    const picture = /^GET \/dock\/sheets\/(\d+)\.png$/.exec(route)?.[1]
    if (picture !== undefined) {
      if (!(await world.paper.sendPicture(Number(picture), response))) reply(response, 404, { code: 'noSuchSheet' })
      return true
    }
    if (request.method === 'GET') {
      // The page's own assets are relative to /dock/.
      if (path === '/dock') {
        response.writeHead(302, { Location: '/dock/' }).end()
        return true
      }
      const file = path === '/dock/' ? '/index.html' : path.slice('/dock'.length)
      if (await serveFile(parts.pageFolder, file, response)) return true
    }
    reply(response, 404, { code: 'noSuchCall' })
    return true
  }
}

const reply = (response: ServerResponse, status: number, body: unknown) => {
  response.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

/** @returns null when the body is too large, no JSON, or not of the schema */
const readBody = async <T>(request: IncomingMessage, schema: z.ZodType<T>): Promise<T | null> => {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length
    if (size > maxBodyBytes) return null
    chunks.push(chunk)
  }
  try {
    const parsed = schema.safeParse(JSON.parse(Buffer.concat(chunks).toString()))
    return parsed.success ? parsed.data : null
  } catch {
    return null
  }
}
