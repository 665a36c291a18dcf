/** Bad frames by the hundred megabyte, against an agency process of its own: it stays up, and its memory does not grow. */
import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { connect, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { installationRoot } from '../../src/system.ts'

const mebibyte = 1_048_576
let folder: string
let agency: ChildProcess
let port: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'frames-'))
  const words = [join(installationRoot(), 'dist/src/agency/main.js'), '--port', '0', '--data', folder]
  agency = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'ignore'] })
  port = await new Promise<number>((resolve, reject) => {
    let said = ''
    agency.once('exit', (code) => reject(new Error(`the agency ended with ${code}`)))
    agency.stdout?.on('data', (chunk) => {
      said += chunk
      const found = /ready ws:\/\/127\.0\.0\.1:(\d+)/.exec(said)?.[1]
      if (found !== undefined) resolve(Number(found))
    })
  })
})
afterAll(async () => {
  const ended = new Promise((resolve) => agency.once('exit', resolve))
  agency.kill()
  await ended
  await rm(folder, { recursive: true, force: true })
})

/** Resident memory of the agency, MiB. */
const resident = async (): Promise<number> =>
  Number(/VmRSS:\s+(\d+)/.exec(await readFile(`/proc/${agency.pid}/status`, 'utf8'))?.[1]) / 1024

const open = (): Promise<Socket> =>
  new Promise((resolve) => {
    const socket = connect(port, '127.0.0.1', () =>
      socket.write(
        [
          'GET /terminal/T1 HTTP/1.1',
          `Host: 127.0.0.1:${port}`,
          'Connection: Upgrade',
          'Upgrade: websocket',
          'Sec-WebSocket-Version: 13',
          'Sec-WebSocket-Protocol: yibao.1',
          `Sec-WebSocket-Key: ${randomBytes(16).toString('base64')}`,
          '\r\n',
        ].join('\r\n'),
      ),
    )
    socket.on('error', () => {})
    socket.once('data', () => resolve(socket))
  })

/** A masked frame with a zero mask. @param length what the header says, whatever follows */
const frame = (length: number, payload: Buffer, opcode = 1, last = true): Buffer => {
  const head = Buffer.alloc(14)
  head[0] = (last ? 0x80 : 0) | opcode
  head[1] = 0x80 | 127
  head.writeBigUInt64BE(BigInt(length), 2)
  return Buffer.concat([head, payload])
}
const write = (socket: Socket, bytes: Buffer): Promise<void> =>
  new Promise((resolve) => (socket.destroyed ? resolve() : void socket.write(bytes, () => resolve())))
const over = (socket: Socket): Promise<void> =>
  new Promise((resolve) => {
    if (socket.destroyed) return resolve()
    socket.once('close', () => resolve())
    socket.end()
    setTimeout(() => socket.destroy(), 2000)
  })

const piece = frame(1, Buffer.from('1'), 0, false)
const attacks: Readonly<Record<string, (socket: Socket) => Promise<void>>> = {
  async 'a frame of 100 MiB'(socket) {
    await write(socket, frame(100 * mebibyte, Buffer.alloc(0)))
    for (let sent = 0; sent < 100 && !socket.destroyed; sent += 1) await write(socket, Buffer.alloc(mebibyte, 65))
  },
  async 'a frame one byte too long'(socket) {
    await write(socket, frame(mebibyte + 1, Buffer.alloc(mebibyte + 1, 49)))
  },
  async 'frames one byte below the limit that say nothing'(socket) {
    for (let sent = 0; sent < 3; sent += 1) await write(socket, frame(mebibyte - 1, Buffer.alloc(mebibyte - 1, 49)))
  },
  async '100,000 fragments'(socket) {
    await write(socket, frame(1, Buffer.from('['), 1, false))
    const many = Buffer.concat(Array.from({ length: 1000 }, () => piece))
    for (let sent = 0; sent < 100 && !socket.destroyed; sent += 1) await write(socket, many)
  },
  async 'a depth of 100,000'(socket) {
    const deep = Buffer.from('['.repeat(100_000) + ']'.repeat(100_000))
    for (let sent = 0; sent < 3; sent += 1) await write(socket, frame(deep.length, deep))
  },
}

const round = async () => {
  for (const attack of Object.values(attacks)) {
    const socket = await open()
    await attack(socket)
    await over(socket)
  }
  // Ordinary visitors, so that the collector has its turns.
  for (let visitor = 0; visitor < 100; visitor += 1) await over(await open())
}

it('does not grow by bad frames, however often they come, and still takes terminals', async () => {
  // The heap finds its size in the first rounds (about 30 MiB above an idle agency); from there nothing may grow.
  for (let times = 0; times < 8; times += 1) await round()
  const before = await resident()
  for (let times = 0; times < 12; times += 1) await round()
  expect(await resident()).toBeLessThan(before + 16)
  expect(agency.exitCode).toBeNull()
  await over(await open())
}, 120_000)
