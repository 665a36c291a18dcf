/** What holds for every file of the repository, whatever it does. */
import { spawnSync } from 'node:child_process'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { read, repositoryFiles, top } from './sources.ts'

const files = repositoryFiles()
const isText = (path: string) => !/\.(png|jpg|woff2?|ttf|bin)$/.test(path)
const texts = files.filter(isText).map((path) => ({ path, text: read(path) }))

/** Lines of all text files in which the pattern stands. */
const linesWith = (pattern: RegExp, except: (path: string) => boolean = () => false): readonly string[] =>
  texts
    .filter(({ path }) => !except(path))
    .flatMap(({ path, text }) =>
      text.split('\n').flatMap((line, n) => (pattern.test(line) ? [`${path}:${n + 1}: ${line.trim()}`] : [])),
    )

describe('the repository', () => {
  test('has the top level that was decided, and nothing beside it', () => {
    const found = new Set(files.map((path) => path.split('/')[0]!).filter((name) => !name.startsWith('.')))
    const allowed = [
      ...[
        'package.json',
        'tsconfig.json',
        'package-lock.json',
        'LICENSE',
        'README.md',
        'README.zh-CN.md',
        'CHANGELOG.md',
      ],
      ...['src', 'drivers', 'flows', 'printers', 'config', 'test', 'docs'],
    ]
    expect([...found].filter((name) => !allowed.includes(name))).toEqual([])
  })

  test('names files and folders in kebab-case', () => {
    const given = /^(README(\.zh-CN)?\.md|CHANGELOG\.md|LICENSE|zh-CN)$/
    const kebab = /^\.?[a-z0-9]+([-.][a-z0-9]+)*$/
    // A golden picture is named by the document it shows, as journal and dock name it.
    const checked = files.filter((path) => !/^printers\/golden\/\w+\.[\w.]+\.png$/.test(path))
    const wrong = checked.filter((path) => path.split('/').some((part) => !kebab.test(part) && !given.test(part)))
    expect(wrong).toEqual([])
  })

  test('keeps each file to one idea: at most 400 lines', () => {
    const long = texts
      .filter(({ path }) => /\.(ts|tsx|mjs|sh)$/.test(path))
      .map(({ path, text }) => ({ path, lines: text.split('\n').length - 1 }))
      .filter(({ lines }) => lines > 400)
    expect(long).toEqual([])
  })

  test('names no folder of somebody’s machine', () => {
    expect(
      linesWith(/(?<![\w.$}/:<-])\/(work|farm|root|home|Users)\/\w/, (path) => path === 'package-lock.json'),
    ).toEqual([])
  })

  test('names no host of a package registry', () => {
    expect(linesWith(/\b(registry|mirrors?|npm|deb|pypi)\.[a-z0-9-]+\.(com|org|net|cn|io|dev)\b|\bnpmjs\./)).toEqual([])
    expect(linesWith(/"resolved":/, (path) => path !== 'package-lock.json')).toEqual([])
  })

  test('leaves no test switched off and no check silenced', () => {
    const silenced = /\b(describe|test|it)\.(only|skip|todo)\(|@ts-(ignore|nocheck)|\bas any\b/
    expect(
      linesWith(silenced, (path) => !/\.(ts|tsx)$/.test(path) || path === 'test/architecture/house.test.ts'),
    ).toEqual([])
  })
})

describe('package.json', () => {
  const manifest = JSON.parse(read('package.json')) as {
    scripts: Record<string, string>
    allowScripts: Record<string, boolean>
    dependencies: Record<string, string>
    devDependencies: Record<string, string>
    optionalDependencies: Record<string, string>
  }
  const lock = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { hasInstallScript?: boolean; optional?: boolean }>
  }

  test('starts every script with the set-up and names a program that is there', () => {
    for (const [name, command] of Object.entries(manifest.scripts)) {
      expect(command, name).toMatch(/^bash config\/install\/setup\.sh [a-z-]+ -- node [\w./-]+/)
      const program = / -- node ([\w./-]+)/.exec(command)![1]!
      const source = program.replace(/^dist\/(.*)\.js$/, '$1.ts')
      expect(files, name).toContain(source)
    }
  })

  test('pins every package to one version', () => {
    const all = { ...manifest.dependencies, ...manifest.devDependencies, ...manifest.optionalDependencies }
    expect(Object.entries(all).filter(([, version]) => !/^\d+\.\d+\.\d+$/.test(version))).toEqual([])
  })

  test('allows install scripts to exactly the packages that have one here', () => {
    const withScript = Object.entries(lock.packages)
      .filter(([path, { hasInstallScript }]) => hasInstallScript && !/fsevents$/.test(path))
      .map(([path]) => path.replace(/^.*node_modules\//, ''))
    expect(Object.keys(manifest.allowScripts).sort()).toEqual([...new Set(withScript)].sort())
  })

  test('comes with a lock that every platform accepts', () => {
    const check = spawnSync(process.execPath, [join(top, 'config/install/complete-lock.mjs'), '--check'], {
      encoding: 'utf8',
    })
    expect(check.stderr).toBe('')
  })
})
