/**
 * Memory an idle terminal costs the agency, without TLS: 5,000 connections to our agency (booted), to `ocpp-rpc`'s
 * server and to a bare `ws` server, each a process of its own, the same bare clients. Resident memory after a settled
 * heap, divided. Goal: ≤ 10 KiB a terminal.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installationRoot } from '../../src/system.ts'
import { spawnAgency } from '../support/agency-process.ts'
import { rawTerminal } from '../support/raw-line.ts'
import { type Bench, median } from './bench.ts'

const rounds = 3
const terminals = 5000
const warmUp = 1500

interface Server {
  readonly url: string
  readonly pid: number
  /** Full collections, then the answer. */
  collect(): Promise<void>
  end(): Promise<void>
}

/** The same for every server: collects garbage when told to by a signal and says so in a file. */
const collector = `
const { writeFileSync } = require('node:fs')
process.on('SIGUSR2', () => {
  for (let n = 0; n < 4; n++) globalThis.gc()
  setTimeout(() => { globalThis.gc(); writeFileSync(process.env.BENCH_COLLECTED, JSON.stringify(process.memoryUsage())) }, 300)
})
`
const bareServer = `
const { WebSocketServer } = require('ws')
const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('connection', (socket) => socket.on('message', (data) => {
  const [, id] = JSON.parse(String(data))
  socket.send(JSON.stringify([3, id, {}]))
}))
server.on('listening', () => console.log('ready ws://127.0.0.1:' + server.address().port + '/terminal'))
`
const ocppServer = `
const { RPCServer } = require('ocpp-rpc')
const http = require('node:http').createServer()
const server = new RPCServer({ protocols: ['yibao.1'] })
server.on('client', (client) => client.handle('Boot', () => ({})))
http.on('upgrade', server.handleUpgrade)
http.listen(0, '127.0.0.1', () => console.log('ready ws://127.0.0.1:' + http.address().port + '/terminal'))
`

const residentKiB = (pid: number): number =>
  Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? 0)

const signalled = (pid: number, file: string) => async (): Promise<void> => {
  rmSync(file, { force: true })
  process.kill(pid, 'SIGUSR2')
  for (let waited = 0; waited < 200; waited++) {
    await new Promise((resolve) => setTimeout(resolve, 50))
    try {
      readFileSync(file)
      return
    } catch {}
  }
  throw new Error('the server did not collect')
}

const spawnScript = async (folder: string, script: string): Promise<Server> => {
  const collected = join(folder, `collected-${Math.random()}`)
  const child: ChildProcess = spawn(process.execPath, ['--expose-gc', '-e', collector + script], {
    cwd: installationRoot(),
    env: { ...process.env, BENCH_COLLECTED: collected },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const url = await new Promise<string>((resolve) => {
    child.stdout?.on('data', (piece: Buffer) => {
      const found = /ready (\S+)/.exec(String(piece))
      if (found?.[1] !== undefined) resolve(found[1])
    })
  })
  return {
    url,
    pid: child.pid ?? 0,
    collect: signalled(child.pid ?? 0, collected),
    end: async () => {
      const over = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await over
    },
  }
}

const spawnOurs = async (folder: string): Promise<Server> => {
  const collected = join(folder, 'collected')
  const preload = join(folder, 'collect.cjs')
  const { writeFileSync } = await import('node:fs')
  writeFileSync(preload, collector)
  process.env.BENCH_COLLECTED = collected
  const settings = '[line]\nconnects_per_second = 100000\nboot_ms = 60000\n'
  const agency = await spawnAgency(folder, settings, ['--expose-gc', '--require', preload])
  return { url: agency.url, pid: agency.pid, collect: signalled(agency.pid, collected), end: agency.end }
}

const bootCall = (n: number): string =>
  JSON.stringify([2, 'boot', 'Boot', { model: 'bench', version: '0', instance: `i${n}`, at: Date.now(), devices: {} }])

/** @returns KiB a terminal */
const measure = async (server: Server): Promise<number> => {
  const open: Awaited<ReturnType<typeof rawTerminal>>[] = []
  const connect = async (count: number): Promise<void> => {
    for (let n = 0; n < count; n += 50) {
      const more = await Promise.all(
        Array.from({ length: 50 }, (_, at) => rawTerminal(server.url, `bench-${open.length + at}`)),
      )
      for (const [at, raw] of more.entries()) {
        const answered = new Promise((resolve) => raw.socket.once('message', resolve))
        raw.socket.send(bootCall(open.length + at))
        await answered
      }
      open.push(...more)
    }
  }
  try {
    // Compiled code and first pages are not what a terminal costs.
    await connect(warmUp)
    await server.collect()
    const before = residentKiB(server.pid)
    await connect(terminals)
    await server.collect()
    return (residentKiB(server.pid) - before) / terminals
  } finally {
    for (const { socket } of open) socket.terminate()
  }
}

export const bench: Bench = async ({ say }) => {
  const kinds = {
    ours: spawnOurs,
    peer: (folder: string) => spawnScript(folder, ocppServer),
    floor: (folder: string) => spawnScript(folder, bareServer),
  }
  const found: Record<keyof typeof kinds, number[]> = { ours: [], peer: [], floor: [] }
  for (let round = 0; round < rounds; round++) {
    for (const name of ['ours', 'floor', 'peer'] as const) {
      const folder = mkdtempSync(join(tmpdir(), 'yibao-memory-'))
      const server = await kinds[name](folder)
      try {
        found[name].push(await measure(server))
      } finally {
        await server.end()
        rmSync(folder, { recursive: true, force: true })
      }
    }
  }
  const [ours, floor, peer] = [median(found.ours), median(found.floor), median(found.peer)]
  say(`${ours.toFixed(1)} KiB an idle terminal (goal ≤ 10); bare ws ${floor.toFixed(1)}, ocpp-rpc ${peer.toFixed(1)}`)
  const rounded = (value: number): number => Number(value.toFixed(2))
  return {
    ours: rounded(ours),
    floor: rounded(floor),
    peer: rounded(peer),
    ratio: rounded(ours / floor),
    unit: 'KiB/terminal',
    rounds,
  }
}
