// What the set-up has to do, asked of the folder itself:
//   node config/install/state.mjs packages → words between blanks: install (npm ci), sqlite, smartcard (compile them)
//   node config/install/state.mjs build    → fresh or stale
import { createHash } from 'node:crypto'
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs'
import { createRequire } from 'node:module'
import { dirname, join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'

export const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..')
export const stampFile = join(top, '.cache', 'build.json')
const require = createRequire(join(top, 'package.json'))

/** npm writes what it has put into node_modules beside it; optional packages of other platforms are rightly absent. */
const packagesMatchLock = () => {
  const read = (file) => JSON.parse(readFileSync(join(top, file), 'utf8')).packages
  let installed
  try {
    installed = read('node_modules/.package-lock.json')
  } catch {
    return false
  }
  const locked = read('package-lock.json')
  for (const [path, entry] of Object.entries(locked)) {
    if (path === '') continue
    const found = installed[path]
    if (found === undefined ? !entry.optional : found.version !== entry.version || found.integrity !== entry.integrity)
      return false
  }
  return Object.keys(installed).every((path) => path in locked)
}

/** Loading is the only proof: a binary of another Node or another machine is a file as well. */
const loads = (use) => {
  try {
    use()
    return true
  } catch {
    return false
  }
}

const packages = () => {
  if (!packagesMatchLock()) return ['install']
  const words = []
  if (!loads(() => new (require('better-sqlite3'))(':memory:').close())) words.push('sqlite')
  if (!loads(() => require('smartcard'))) words.push('smartcard')
  return words
}

export const folders = ['src', 'drivers', 'flows', 'printers', 'test', 'config']
const kinds = /\.(ts|tsx|css|html|svg|json|mjs)$/

/** Every file the build reads, with size and time. Times alone would miss a file that was removed. */
export const inputsHash = () => {
  const hash = createHash('sha256')
  const add = (path) => {
    const file = statSync(join(top, path))
    hash.update(`${path}\0${file.size}\0${file.mtimeMs}\n`)
  }
  const walk = (folder) => {
    const found = readdirSync(join(top, folder), { withFileTypes: true })
    for (const entry of found.sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const path = `${folder}/${entry.name}`
      if (entry.isDirectory()) walk(path)
      else if (kinds.test(entry.name)) add(path)
    }
  }
  for (const folder of folders) if (existsSync(join(top, folder))) walk(folder)
  for (const file of ['package-lock.json', 'tsconfig.json']) add(file)
  return hash.digest('hex')
}

const buildIsFresh = () => {
  if (!existsSync(join(top, 'dist', 'src'))) return false
  try {
    return JSON.parse(readFileSync(stampFile, 'utf8')).inputs === inputsHash()
  } catch {
    return false
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  if (process.argv[2] === 'build') console.log(buildIsFresh() ? 'fresh' : 'stale')
  else console.log(` ${packages().join(' ')} `)
}
