import { type ChildProcess, spawn } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { type AddressInfo, createServer, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, it } from 'vitest'
import { buildWatcher, watched } from './disk/shadow.ts'
import { readTrace } from './trace/reading.ts'

let server: Server | undefined
let child: ChildProcess | undefined
const folder = mkdtempSync(join(tmpdir(), 'yibao-trace-'))
afterEach(() => {
  if (child?.exitCode === null) child.kill('SIGKILL')
  server?.close()
  rmSync(folder, { recursive: true, force: true })
})

/** Says yes to everything, as an agency would, one frame a line. */
const yesAgency = (): Promise<number> =>
  new Promise((resolve) => {
    const listening = createServer((socket) => {
      let text = ''
      socket.on('error', () => {})
      socket.setEncoding('utf8').on('data', (chunk: string) => {
        text += chunk
        const frames = text.split('\n')
        text = frames.pop() ?? ''
        for (const frame of frames) {
          const [, id, action, payload] = JSON.parse(frame) as [
            number,
            string,
            string,
            { records: { laneSeq: number }[] },
          ]
          const answers: Record<string, () => object> = {
            Boot: () => ({
              status: 'accepted',
              serverTime: Date.now(),
              heartbeatMs: 60_000,
              session: { epoch: 1, n: 1 },
              replaced: false,
            }),
            Resume: () => ({ agencyEpoch: 1, acks: { money: 0, certificate: 0, audit: 0 } }),
            Record: () => ({
              answers: payload.records.map(({ laneSeq }) => ({ laneSeq, outcome: 'accepted' })),
              ack: payload.records.at(-1)?.laneSeq,
            }),
          }
          socket.write(`${JSON.stringify([3, id, answers[action]?.() ?? {}])}\n`)
        }
      })
    })
    server = listening
    listening.listen(0, '127.0.0.1', () => resolve((listening.address() as AddressInfo).port))
  })

it('the WAL is synced before a record is sent', async () => {
  const port = await yesAgency()
  const disk = { live: join(folder, 'live'), shadow: join(folder, 'synced') }
  for (const side of [disk.live, disk.shadow]) mkdirSync(side)
  const trace = join(folder, 'trace')
  child = spawn(
    process.execPath,
    ['test/support/run-source.mjs', 'test/drill/trace/program.ts', join(disk.live, 'journal'), String(port)],
    { env: { ...process.env, ...watched(disk, buildWatcher()), CUTDISK_TRACE: trace }, stdio: 'inherit' },
  )
  const running = child
  expect(await new Promise((resolve) => running.once('exit', resolve))).toBe(0)
  const reading = readTrace(readFileSync(trace, 'utf8').split('\n'))
  expect(reading.sent).toBeGreaterThan(1)
  expect(reading.syncs).toBeGreaterThan(10)
  expect(reading.tooEarly).toBe(0)
})

it('a record that is sent before the sync is seen', () => {
  const [write, sync, send] = ['write /j/journal.db-wal', 'sync /j/journal.db-wal', 'send [2,"1","Record",{}]']
  expect(readTrace([write, send, sync]).tooEarly).toBe(1)
  expect(readTrace([write, sync, send]).tooEarly).toBe(0)
})
