/** The reference agency as a process of its own, for benches; from dist, as it is shipped. */
import { type ChildProcess, spawn } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { installationRoot } from '../../src/system.ts'

export interface AgencyProcess {
  readonly url: string
  readonly pid: number
  readonly child: ChildProcess
  end(): Promise<void>
}

/** @param settings lines of agency.toml beyond the defaults */
export const spawnAgency = async (folder: string, settings = '', nodeFlags: string[] = []): Promise<AgencyProcess> => {
  const root = installationRoot()
  const config = join(folder, 'agency.toml')
  writeFileSync(config, settings)
  const words = ['--config', config, '--port', '0', '--data', join(folder, 'agency')]
  const child = spawn(process.execPath, [...nodeFlags, join(root, 'dist/src/agency/main.js'), ...words], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'ignore'],
  })
  const url = await new Promise<string>((resolve, reject) => {
    let heard = ''
    child.once('exit', (code) => reject(new Error(`the agency ended with ${code}`)))
    child.stdout?.on('data', (piece: Buffer) => {
      if (heard.includes('ready ')) return
      heard += String(piece)
      const found = /ready (\S+)\n/.exec(heard)
      if (found?.[1] !== undefined) resolve(found[1])
    })
  })
  return {
    url,
    pid: child.pid ?? 0,
    child,
    end: async () => {
      child.removeAllListeners('exit')
      const over = new Promise((resolve) => child.once('exit', resolve))
      child.kill('SIGKILL')
      await over
    },
  }
}
