// Builds into dist/: the service by tsc, file by file (no bundler), and what runs in a browser by Vite.
import { spawnSync } from 'node:child_process'
import { existsSync, mkdirSync, readdirSync, rmdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { folders, inputsHash, stampFile, top } from './state.mjs'

const dist = join(top, 'dist')
/** Goes on after a failure: a type error still leaves a program, and the tests name what is wrong with it. */
const run = (program, ...words) => {
  const { status } = spawnSync(process.execPath, [join(top, 'node_modules', program), ...words], {
    cwd: top,
    stdio: ['ignore', 'inherit', 'inherit'],
  })
  if (status !== 0) process.exitCode = 1
}

/** A module whose source is gone must not be found by an import that should fail. */
const prune = (folder) => {
  for (const entry of readdirSync(join(dist, folder), { withFileTypes: true })) {
    const path = join(folder, entry.name)
    if (entry.isDirectory()) {
      prune(path)
      if (readdirSync(join(dist, path)).length === 0) rmdirSync(join(dist, path))
      continue
    }
    const source = /^(.*)\.js(\.map)?$/.exec(path)?.[1]
    if (source !== undefined && !['.ts', '.tsx', '.js', '.mjs'].some((end) => existsSync(join(top, source + end))))
      rmSync(join(dist, path))
  }
}
/** Programs of the browser: the member's screen, and the dock's page. */
const pages = ['src/screen/app', 'src/dock/page']

// Hashed before building: a file saved meanwhile makes the next set-up build again.
const inputs = inputsHash()
rmSync(stampFile, { force: true })
// tsc trusts its own notes of what it has emitted; without dist they are wrong.
if (!existsSync(join(dist, 'src'))) rmSync(join(top, '.cache', 'tsbuildinfo'), { force: true })
run('typescript/bin/tsc', '-p', '.')
for (const folder of folders) if (existsSync(join(dist, folder))) prune(folder)
for (const page of pages) {
  const settings = join(page, 'vite.config.ts')
  if (existsSync(join(top, settings))) run('vite/bin/vite.js', 'build', '--config', settings, '--logLevel', 'warn')
}
if (process.exitCode !== 1) {
  mkdirSync(join(top, '.cache'), { recursive: true })
  writeFileSync(stampFile, JSON.stringify({ inputs }))
}
