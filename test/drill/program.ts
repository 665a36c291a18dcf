/** Starts a program of the drill from wherever this one runs: the built files, or the sources. */
import { type ChildProcess, spawn } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { installationRoot } from '../../src/system.ts'

const built = fileURLToPath(import.meta.url).endsWith('.js')

export interface ProgramOptions {
  readonly environment?: Readonly<Record<string, string>>
  /** Installation whose sources run; this one when left out. */
  readonly root?: string
  /** Gives it a channel for messages, and descriptors 3 and 4 for its steps. */
  readonly steps?: boolean
}

/** @param program path below test/drill without its ending */
export const startProgram = (
  program: string,
  words: readonly string[],
  { environment = {}, root, steps = false }: ProgramOptions = {},
): ChildProcess => {
  const at = root ?? installationRoot()
  const entry =
    built && root === undefined
      ? [join(at, 'dist/test/drill', `${program}.js`)]
      : [join(at, 'test/support/run-source.mjs'), join(at, 'test/drill', `${program}.ts`)]
  return spawn(process.execPath, [...entry, ...words], {
    cwd: at,
    env: { ...process.env, ...environment },
    stdio: steps ? ['ignore', 'inherit', 'inherit', 'pipe', 'pipe', 'ipc'] : ['ignore', 'pipe', 'inherit'],
  })
}

/** Every line a program says, as JSON, until it ends. Rejects when it ends with an error. */
export const linesOf = (child: ChildProcess, line: (value: unknown) => void): Promise<void> =>
  new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const lines = text.split('\n')
      text = lines.pop() ?? ''
      for (const one of lines) line(JSON.parse(one))
    })
    child.once('error', reject)
    child.once('close', (code, signal) => {
      if (code === 0) resolve()
      else reject(new Error(`a drill program ended with ${code ?? signal}`))
    })
  })
