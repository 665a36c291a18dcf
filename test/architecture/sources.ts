/** The files of the repository and what they import, read as text: the checks need no compiler. */
import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { dirname, join, posix } from 'node:path'
import { fileURLToPath } from 'node:url'

export const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

/** Paths of all files that belong to the repository, with those not yet added, without those ignored. */
export const repositoryFiles = (): readonly string[] =>
  execFileSync('git', ['ls-files', '-z', '--cached', '--others', '--exclude-standard'], { cwd: top, encoding: 'utf8' })
    .split('\0')
    .filter((path) => path !== '' && existsSync(join(top, path)))

export const read = (path: string): string => readFileSync(join(top, path), 'utf8')

export interface Import {
  readonly from: string
  /** Path inside the repository, or the name of a package. */
  readonly to: string
  /** Gone after compiling. */
  readonly typeOnly: boolean
}

const statement = /^[ \t]*(import|export)\b([^'";]*?)\bfrom\s*'([^']+)'/gm
const bare = /^[ \t]*import\s*'([^']+)'/gm
const dynamic = /\bimport\(\s*'([^']+)'\s*\)/g

/** Every import of a TypeScript text, `import('…')` and re-exports among them. */
export const importsIn = (from: string, text: string): readonly Import[] => {
  const code = text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/^\s*\/\/.*$/gm, '')
  const found: Import[] = []
  const add = (name: string, typeOnly: boolean) => {
    const to = name.startsWith('.') ? posix.normalize(posix.join(posix.dirname(from), name)) : name
    found.push({ from, to, typeOnly })
  }
  for (const [, , words = '', name = ''] of code.matchAll(statement)) {
    const names = /\{([^}]*)\}/
      .exec(words)?.[1]
      ?.split(',')
      .filter((one) => one.trim() !== '')
    const allTypes =
      names !== undefined && names.length > 0 && /^\s*\{/.test(words) && names.every((one) => /^\s*type\s/.test(one))
    add(name, /^\s*type\b/.test(words) || allTypes)
  }
  for (const [, name = ''] of code.matchAll(bare)) add(name, false)
  for (const [, name = ''] of code.matchAll(dynamic)) add(name, false)
  return found
}

export const sourceFiles = (): readonly string[] =>
  repositoryFiles().filter((path) => /^(src|drivers|flows|printers|test|config)\/.*\.(ts|tsx)$/.test(path))
