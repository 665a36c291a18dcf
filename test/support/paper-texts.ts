/** The texts of papers as the product loads them, for tests that draw papers without the rest of the terminal. */
import { readFileSync } from 'node:fs'
import { parse } from 'smol-toml'
import type { Texts } from '../../src/domain/texts.ts'

export const paperTexts = (): Texts => {
  const found = new Map<string, string>()
  const walk = (value: unknown, path: string): void => {
    if (typeof value === 'string') found.set(path, value)
    else if (value !== null && typeof value === 'object')
      for (const [key, entry] of Object.entries(value)) walk(entry, path === '' ? key : `${path}.${key}`)
  }
  walk(parse(readFileSync('config/texts/zh-CN/paper.toml', 'utf8')), '')
  const texts = (id: string, parameters: Readonly<Record<string, string | number>> = {}): string => {
    const text = found.get(id)
    if (text === undefined) throw new Error(`no text ${id}`)
    return text.replace(/\{(\w+)\}/g, (_, name: string) => {
      const value = parameters[name]
      if (value === undefined) throw new Error(`text ${id} lacks ${name}`)
      return String(value)
    })
  }
  return Object.assign(texts, { has: (id: string) => found.has(id) })
}
