/** A terminal as its own process, the way a site or the demo starts it, and a hand at the dock. */
import { type ChildProcess, spawn } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installationRoot } from '../../src/system.ts'
import type { Action, View } from '../../src/wire/view.ts'

const root = installationRoot()

export interface TerminalProcess {
  readonly url: string
  readonly data: string
  readonly pid: number
  /** Everything written to the error stream so far. */
  log(): string
  stop(signal?: NodeJS.Signals): Promise<number | null>
  /** Removes the data folder as well. */
  dispose(): Promise<void>
}

/** @param args of `node dist/src/terminal.js`; `--data` and `--port 0` are added where they are missing */
export const startTerminalProcess = async (args: readonly string[], keepData?: string): Promise<TerminalProcess> => {
  const data = keepData ?? (await mkdtemp(join(tmpdir(), 'terminal-')))
  const given = [...args, '--data', data, ...(args.includes('--port') ? [] : ['--port', '0'])]
  const child = spawn(process.execPath, [join(root, 'dist/src/terminal.js'), ...given], {
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  let output = ''
  let errors = ''
  child.stderr.on('data', (chunk) => {
    errors += chunk
  })
  const url = await new Promise<string>((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`not ready in 60 s\n${output}${errors}`)), 60_000)
    child.stdout.on('data', (chunk) => {
      output += chunk
      const ready = /^ready (\S+)$/m.exec(output)?.[1]
      if (ready === undefined) return
      clearTimeout(timer)
      resolve(ready)
    })
    child.once('exit', (code) => {
      clearTimeout(timer)
      reject(new Error(`ended with ${code} before it was ready\n${output}${errors}`))
    })
  })
  const stop = (signal: NodeJS.Signals = 'SIGTERM') => ended(child, signal)
  return {
    url,
    data,
    pid: child.pid ?? 0,
    log: () => errors,
    stop,
    async dispose() {
      await stop()
      await rm(data, { recursive: true, force: true, maxRetries: 5, retryDelay: 100 })
    },
  }
}

const ended = (child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> =>
  new Promise((resolve) => {
    if (child.exitCode !== null || child.signalCode !== null) return resolve(child.exitCode)
    const hard = setTimeout(() => child.kill('SIGKILL'), 15_000)
    child.once('exit', (code) => {
      clearTimeout(hard)
      resolve(code)
    })
    child.kill(signal)
  })

export type DockView = Pick<View, 'screen' | 'seq' | 'data'> & { readonly actions: readonly Action[] }

export interface DockHand {
  screen(): Promise<DockView>
  /** Polls until the screen is there; throws with what is shown instead. */
  until(screen: string, ms?: number): Promise<DockView>
  tap(...actions: string[]): Promise<void>
  insert(card: string): Promise<void>
  pull(): Promise<void>
  call<T = unknown>(method: string, path: string, body?: unknown): Promise<{ status: number; body: T }>
}

export const dockHand = (url: string): DockHand => {
  const call = async <T>(method: string, path: string, body?: unknown) => {
    const answer = await fetch(`${url}/dock/${path}`, {
      method,
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
    return { status: answer.status, body: (await answer.json()) as T }
  }
  const screen = async () => (await call<DockView>('GET', 'screen')).body
  return {
    call,
    screen,
    async until(wanted, ms = 20_000) {
      const deadline = Date.now() + ms
      for (;;) {
        const view = await screen()
        if (view.screen === wanted) return view
        if (Date.now() > deadline) {
          throw new Error(`${wanted} did not come; shown: ${view.screen} ${JSON.stringify(view.data.blocks)}`)
        }
        await new Promise((resolve) => setTimeout(resolve, 20))
      }
    },
    async tap(...actions) {
      for (const action of actions) {
        const { seq } = await screen()
        const answer = await call('POST', 'tap', { action, seq })
        if (answer.status !== 200) throw new Error(`${action}: ${answer.status} ${JSON.stringify(answer.body)}`)
      }
    },
    async insert(card) {
      const answer = await call('POST', 'card', { card })
      if (answer.status !== 200) throw new Error(`insert ${card}: ${answer.status}`)
    },
    async pull() {
      await call('DELETE', 'card')
    },
  }
}

export const digitsOf = (pin: string): string[] => [...pin].map((digit) => `digit:${digit}`)
