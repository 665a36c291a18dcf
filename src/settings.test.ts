/** The shipped settings file: every key stands in it, and its values are the ones that hold without it. */
import { readFileSync } from 'node:fs'
import { parse } from 'smol-toml'
import { describe, expect, it } from 'vitest'
import { modelSchema, terminalSettingsSchema } from './settings.ts'
import { checkSettings } from './settings-file.ts'

const file = 'config/terminal.toml'
const text = readFileSync(file, 'utf8')

describe('config/terminal.toml', () => {
  it('gives exactly what holds without any file', () => {
    const read = checkSettings(file, text, terminalSettingsSchema)
    expect(read.ok && read.value).toEqual(terminalSettingsSchema.parse({}))
  })

  it('holds every key, with a comment on its line', () => {
    const snake = (key: string) => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
    const written = parse(text) as Record<string, Record<string, unknown>>
    const known = terminalSettingsSchema.parse({}) as Record<string, Record<string, unknown>>
    for (const [section, keys] of Object.entries(known)) {
      expect(Object.keys(written[snake(section)] ?? {}).sort(), section).toEqual(Object.keys(keys).map(snake).sort())
    }
    const bare = text.split('\n').filter((line) => /^\w+ = /.test(line) && !line.includes('#'))
    expect(bare).toEqual([])
  })
})

it.each(['standing', 'portable'])('config/models/%s.toml is a model', (name) => {
  const read = checkSettings(name, readFileSync(`config/models/${name}.toml`, 'utf8'), modelSchema)
  expect(read.ok).toBe(true)
})
