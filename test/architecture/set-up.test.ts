/** The set-up, on this machine and on machines that lack something. */
import { execFileSync, spawn, spawnSync } from 'node:child_process'
import { chmodSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { top } from './sources.ts'

const script = join(top, 'config/install/setup.sh')
/** A machine with Node and the shell's own tools, and nothing that the tests need or could install. */
let bare = ''

beforeAll(() => {
  bare = mkdtempSync(join(tmpdir(), 'set-up-'))
  for (const tool of ['bash', 'sh', 'env', 'dirname', 'mkdir', 'uname', 'id', 'flock', 'git']) {
    const found = spawnSync('sh', ['-c', `command -v ${tool}`], { encoding: 'utf8' }).stdout.trim()
    if (found !== '') symlinkSync(found, join(bare, tool))
  }
  symlinkSync(process.execPath, join(bare, 'node'))
  writeFileSync(join(bare, 'npm'), '#!/bin/sh\nexit 1\n')
  chmodSync(join(bare, 'npm'), 0o755)
})
afterAll(() => rmSync(bare, { recursive: true }))

const setUp = (words: readonly string[], path = process.env.PATH ?? '') =>
  spawnSync('bash', [script, ...words], { encoding: 'utf8', env: { ...process.env, PATH: path }, timeout: 60_000 })

describe('the set-up', () => {
  test('says which Node is needed when this one is too old', () => {
    const old = mkdtempSync(join(bare, 'old-'))
    writeFileSync(join(old, 'node'), '#!/bin/sh\necho 18.19.0\n')
    chmodSync(join(old, 'node'), 0o755)
    const { status, stderr } = setUp(['demo'], `${old}:${bare}`)
    expect(status).toBe(1)
    expect(stderr).toContain('Node 20.19 or newer is needed; this is 18.19.0.')
  })

  test('tells its profiles when it does not know the one asked for', () => {
    const { status, stderr } = setUp(['everything'])
    expect(status).toBe(1)
    expect(stderr).toContain('usage:')
  })

  test('stops the tests when a package is missing and cannot be had, and names it', () => {
    const { status, stderr, stdout } = setUp(['test', '--', 'node', '-e', 'console.log("ran")'], bare)
    expect(status).toBe(1)
    expect(stderr).toMatch(/the Debian package \S+ is missing \(there is no apt-get on this system\)/)
    expect(stdout).toBe('')
  })

  test('leaves standard output, arguments and exit code to the command', () => {
    const code = 'console.log(process.argv.slice(1).join(" ")); process.exitCode = 7'
    const { status, stdout } = setUp(['modules', '--', 'node', '-e', code, '--', '--port', '8600'], bare)
    expect(stdout).toBe('--port 8600\n')
    expect(status).toBe(7)
  })

  test('becomes the command, so that a signal reaches it', async () => {
    const code =
      'process.on("SIGTERM", () => { console.log("told"); process.exit(0) }); setInterval(() => {}, 1000); console.log("up")'
    const child = spawn('bash', [script, 'modules', '--', 'node', '-e', code], { stdio: ['ignore', 'pipe', 'ignore'] })
    let said = ''
    child.stdout.on('data', (bytes: Buffer) => {
      said += bytes.toString()
      if (said === 'up\n') child.kill('SIGTERM')
    })
    const status = await new Promise((closed) => child.once('close', closed))
    expect(said).toBe('up\ntold\n')
    expect(status).toBe(0)
  })

  test('is a script that bash accepts', () => {
    expect(execFileSync('bash', ['-n', script], { encoding: 'utf8' })).toBe('')
  })
})
