import { existsSync, readFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { describe, expect, test } from 'vitest'
import { repositoryFiles } from '../architecture/sources.ts'
import { generatedDocuments } from './documents.ts'

const top = join(dirname(fileURLToPath(import.meta.url)), '..', '..')

describe('generated documents', () => {
  test.each(Object.entries(generatedDocuments(top)))('%s is current (if not: npm run docs)', (path, text) => {
    expect(existsSync(join(top, path)) ? readFileSync(join(top, path), 'utf8') : '').toBe(text)
  })

  test('show every machine of flows/', () => {
    const machines = repositoryFiles().filter(
      (path) =>
        /^flows\/.*\.ts$/.test(path) &&
        !path.endsWith('.test.ts') &&
        /createMachine\(/.test(readFileSync(join(top, path), 'utf8')),
    )
    const imported = readFileSync(join(top, 'test/docs/documents.ts'), 'utf8')
    expect(machines.filter((path) => !imported.includes(path))).toEqual([])
  })
})

describe('links between documents', () => {
  const documents = repositoryFiles().filter((path) => path.endsWith('.md'))
  const anchorsOf = (text: string) =>
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      heading!
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .trim()
        .replaceAll(' ', '-'),
    )

  test.each(documents)('of %s lead somewhere', (path) => {
    const text = readFileSync(join(top, path), 'utf8').replace(/```[\s\S]*?```/g, '')
    const links = [...text.matchAll(/\]\(([^)\s]+)\)/g)]
      .map(([, link]) => link!)
      .filter((link) => !/^https?:/.test(link))
    const dead = links.filter((link) => {
      const [file = '', anchor] = link.split('#')
      const target = file === '' ? join(top, path) : join(top, dirname(path), file)
      if (!existsSync(target)) return true
      return anchor !== undefined && !anchorsOf(readFileSync(target, 'utf8')).includes(anchor)
    })
    expect(dead).toEqual([])
  })
})
