/**
 * Calls a second over one connection on loopback, sixteen in flight, both ends in this process: our line and agency,
 * the same frames through `ocpp-rpc` in strict mode, and through bare `ws` with the same schemas checked on both ends.
 * Goals: ≥ 2 × ocpp-rpc, ≥ 0.7 × bare ws. `ratio` is against bare ws, `ratioPeer` against ocpp-rpc.
 */
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createValidator, RPCClient, RPCServer } from 'ocpp-rpc'
import { WebSocket, WebSocketServer } from 'ws'
import { z } from 'zod'
import { startAgency } from '../../src/agency/agency.ts'
import { defaultAgencySettings } from '../../src/agency/settings.ts'
import { connectAgencyLine } from '../../src/link/line.ts'
import { lineSettingsSchema } from '../../src/link/settings.ts'
import { systemClock, systemIds, systemRandom } from '../../src/system.ts'
import { subprotocol } from '../../src/wire/frame.ts'
import { heartbeat } from '../../src/wire/messages.ts'
import { type Bench, median } from './bench.ts'

const rounds = 15
const callsPerRound = 4000
const inFlight = 16

interface Side {
  call(): Promise<unknown>
  end(): Promise<void>
}

const clock = systemClock()
const ids = systemIds(clock)

const ours = async (): Promise<Side> => {
  const folder = mkdtempSync(join(tmpdir(), 'yibao-bench-'))
  const agency = await startAgency({
    port: 0,
    dataFolder: folder,
    members: [],
    cardMasterKey: Buffer.alloc(16),
    settings: defaultAgencySettings,
    clock,
    ids,
    random: systemRandom,
    log: () => {},
  })
  const line = connectAgencyLine({
    url: agency.url,
    terminalId: 'bench',
    settings: lineSettingsSchema.parse({}),
    clock,
    ids,
    random: systemRandom,
    boot: () => ({ model: 'bench', version: '0', devices: {} }),
    log: () => {},
  })
  await new Promise<void>((resolve) => line.subscribe((state) => state === 'up' && resolve()))
  return {
    call: async () => {
      const answer = await line.call('Heartbeat', { at: clock.now() })
      if (!answer.ok) throw new Error(answer.error.code)
    },
    end: async () => {
      await line.close()
      await agency.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

const ocppRpc = async (): Promise<Side> => {
  const schema = (id: string, type: z.ZodType) => ({ ...z.toJSONSchema(type, { target: 'draft-7' }), $id: id })
  const validator = createValidator(subprotocol, [
    schema('urn:Heartbeat.req', heartbeat.request),
    schema('urn:Heartbeat.conf', heartbeat.answer),
  ] as never)
  const strict = { protocols: [subprotocol], strictMode: true, strictModeValidators: [validator] }
  const server = new RPCServer({ ...strict, callConcurrency: inFlight } as never)
  server.on('client', (client) => {
    client.handle('Heartbeat', () => ({ serverTime: clock.now() }))
  })
  const http = createServer()
  http.on('upgrade', server.handleUpgrade)
  http.listen(0, '127.0.0.1')
  await once(http, 'listening')
  const client = new RPCClient({
    ...strict,
    endpoint: `ws://127.0.0.1:${(http.address() as AddressInfo).port}/terminal`,
    identity: 'bench',
    callConcurrency: inFlight,
  } as never)
  await client.connect()
  return {
    call: () => client.call('Heartbeat', { at: clock.now() }),
    end: async () => {
      await client.close({ force: true } as never)
      http.closeAllConnections()
      http.close()
    },
  }
}

const bareWs = async (): Promise<Side> => {
  const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
  await once(server, 'listening')
  server.on('connection', (socket) =>
    socket.on('message', (data) => {
      const [, id, , payload] = JSON.parse(String(data)) as [number, string, string, unknown]
      heartbeat.request.parse(payload)
      socket.send(JSON.stringify([3, id, { serverTime: clock.now() }]))
    }),
  )
  const socket = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, { perMessageDeflate: false })
  await once(socket, 'open')
  const waiting = new Map<string, (answer: unknown) => void>()
  socket.on('message', (data) => {
    const [, id, payload] = JSON.parse(String(data)) as [number, string, unknown]
    waiting.get(id)?.(heartbeat.answer.parse(payload))
    waiting.delete(id)
  })
  return {
    call: () =>
      new Promise((resolve) => {
        const id = ids.uuid()
        waiting.set(id, resolve)
        socket.send(JSON.stringify([2, id, 'Heartbeat', { at: clock.now() }]))
      }),
    end: async () => {
      socket.terminate()
      server.close()
    },
  }
}

/** @returns calls a second */
const run = async (side: Side): Promise<number> => {
  let left = callsPerRound
  const began = performance.now()
  await Promise.all(
    Array.from({ length: inFlight }, async () => {
      while (left-- > 0) await side.call()
    }),
  )
  return (callsPerRound / (performance.now() - began)) * 1000
}

export const bench: Bench = async ({ say }) => {
  const sides = { ours: await ours(), peer: await ocppRpc(), floor: await bareWs() }
  const rates: Record<keyof typeof sides, number[]> = { ours: [], peer: [], floor: [] }
  const order = ['ours', 'floor', 'peer'] as const
  try {
    // The first rounds warm up and are thrown away.
    for (let round = -3; round < rounds; round += 1) {
      // Whoever goes first changes, so that no side always runs on a fresh heap.
      for (let turn = 0; turn < order.length; turn += 1) {
        const name = order[(turn + round + 3) % order.length]!
        const rate = await run(sides[name])
        if (round >= 0) rates[name].push(rate)
      }
    }
  } finally {
    for (const side of Object.values(sides)) await side.end()
  }
  const against = (other: 'floor' | 'peer') => median(rates.ours.map((rate, n) => rate / rates[other][n]!))
  const [ratio, ratioPeer] = [against('floor'), against('peer')]
  say(`${ratio.toFixed(2)} × bare ws (goal ≥ 0.7), ${ratioPeer.toFixed(2)} × ocpp-rpc (goal ≥ 2)`)
  return {
    ours: Math.round(median(rates.ours)),
    floor: Math.round(median(rates.floor)),
    peer: Math.round(median(rates.peer)),
    ratio: Number(ratio.toFixed(3)),
    ratioPeer: Number(ratioPeer.toFixed(3)),
    unit: 'calls/s',
    rounds,
  }
}
