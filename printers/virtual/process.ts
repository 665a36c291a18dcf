/** The virtual printer in a process of its own, as the dock and the drill use it: it survives the terminal, not the dock. */
import { type ChildProcess, fork } from 'node:child_process'
import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { PrinterFaultName } from './faults.ts'
import type { SheetRecord } from './sheets.ts'

export interface VirtualPrinterProcess {
  readonly port: number
  sheets(): Promise<readonly SheetRecord[]>
  /** PNG of a sheet. Rejects when there is no such sheet. */
  png(n: number): Promise<Buffer>
  /** @param at dot row of the next sheet at which it happens; without it, now */
  fault(name: PrinterFaultName, at?: number): Promise<void>
  /** New roll, cover closed, cable back. */
  clearFaults(): Promise<void>
  state(): Promise<Readonly<Record<string, unknown>>>
  close(): Promise<void>
}

export interface VirtualPrinterProcessOptions {
  /** Folder the printer keeps its paper, its buffer and its sheets in. */
  readonly world: string
  /** 0 or absent = any free port. */
  readonly port?: number
  readonly paperMm?: 80 | 58
  readonly rowsPerSecond?: number
  readonly cutMs?: number
}

export const startVirtualPrinter = async (options: VirtualPrinterProcessOptions): Promise<VirtualPrinterProcess> => {
  const child = fork(
    entry(),
    [
      `--port=${options.port ?? 0}`,
      `--out=${options.world}`,
      `--paper=${options.paperMm ?? 80}`,
      `--rows-per-second=${options.rowsPerSecond ?? 1200}`,
      `--cut-ms=${options.cutMs ?? 250}`,
    ],
    { stdio: ['ignore', 'inherit', 'inherit', 'ipc'], execArgv: [] },
  )
  const waiting = new Map<number, { resolve(value: unknown): void; reject(error: Error): void }>()
  const exited = new Promise<void>((settle) => child.once('exit', () => settle()))
  void exited.then(() => {
    for (const { reject } of waiting.values()) reject(new Error('the virtual printer has ended'))
    waiting.clear()
  })
  const port = await ready(child)
  child.on('message', (message: { reply?: number; value?: unknown }) => {
    if (message.reply === undefined) return
    waiting.get(message.reply)?.resolve(message.value)
    waiting.delete(message.reply)
  })
  let requests = 0
  const call = (what: Readonly<Record<string, unknown>>): Promise<unknown> =>
    new Promise((settle, reject) => {
      if (!child.connected) {
        reject(new Error('the virtual printer has ended'))
        return
      }
      waiting.set(++requests, { resolve: settle, reject })
      child.send({ request: requests, ...what })
    })

  return {
    port,
    sheets: () => call({ call: 'sheets' }) as Promise<readonly SheetRecord[]>,
    png: (n) => readFile(join(options.world, 'sheets', `${n}.png`)),
    fault: async (name, at) => {
      await call({ call: 'fault', fault: name, ...(at === undefined ? {} : { at }) })
    },
    clearFaults: async () => {
      await call({ call: 'clearFaults' })
    },
    state: () => call({ call: 'state' }) as Promise<Readonly<Record<string, unknown>>>,
    close: async () => {
      if (child.connected) child.disconnect()
      await exited
    },
  }
}

const ready = (child: ChildProcess): Promise<number> =>
  new Promise((settle, reject) => {
    child.once('message', (message: { ready?: number }) => settle(message.ready ?? 0))
    child.once('exit', (code) => reject(new Error(`the virtual printer ended with ${code}`)))
    child.once('error', reject)
  })

/** Beside this file when built; sources run in tests use the built one, for Node 20 starts no TypeScript. */
const entry = (): string => {
  const here = fileURLToPath(import.meta.url)
  if (here.endsWith('.js')) return join(here, '../main.js')
  const built = resolve(here, '../../../dist/printers/virtual/main.js')
  if (!existsSync(built)) throw new Error('build first: the virtual printer runs from dist/')
  return built
}
