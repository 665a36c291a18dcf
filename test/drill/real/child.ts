/** A child of a real run: told of its steps, killed with SIGKILL, waited for. */
import type { ChildProcess } from 'node:child_process'
import type { Readable, Writable } from 'node:stream'
import { startProgram } from '../program.ts'
import type { Step } from '../schedule.ts'

export interface Child {
  /** Neither ended nor being killed. */
  readonly alive: boolean
  send(message: object): void
  /** Resolves once the process is gone. */
  kill(): Promise<void>
}

export interface ChildOptions {
  readonly program: string
  readonly words: readonly string[]
  readonly environment: Readonly<Record<string, string>>
  readonly root?: string
  /** @returns when the child may go on; never, when it is killed there */
  readonly onStep: (step: Step) => Promise<void>
  readonly onMessage: (message: unknown) => void
  /** It ended; `why` is set when nobody killed it. */
  readonly onEnd: (why: string | undefined) => void
}

export const startChild = (options: ChildOptions): Child => {
  const { program, words, environment, root } = options
  const child: ChildProcess = startProgram(program, words, {
    environment,
    steps: true,
    ...(root === undefined ? {} : { root }),
  })
  let [alive, killed] = [true, false]
  const gone = new Promise<void>((resolve) => {
    child.once('exit', (code, signal) => {
      alive = false
      options.onEnd(killed ? undefined : `${program} ended with ${code ?? signal}`)
      resolve()
    })
  })
  const hearing = child.stdio[3] as Readable
  const telling = child.stdio[4] as Writable
  telling.on('error', () => {})
  child.on('error', () => {})
  let text = ''
  hearing.setEncoding('utf8').on('data', (chunk: string) => {
    text += chunk
    const steps = text.split('\n')
    text = steps.pop() ?? ''
    for (const step of steps) void options.onStep(step as Step).then(() => alive && telling.write('.'))
  })
  child.on('message', (message) => options.onMessage(message))
  return {
    get alive() {
      return alive && !killed
    },
    send: (message) => {
      if (alive && child.connected) child.send(message, () => {})
    },
    kill: () => {
      killed = true
      child.kill('SIGKILL')
      return gone
    },
  }
}
