/** Loads the words for people: all TOML files of one language folder become one list of ids. */
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { parse } from 'smol-toml'
import { done, fault, ok, type Result } from './domain/result.ts'
import type { Texts } from './domain/texts.ts'

const parameter = /\{(\w+)\}/g

/** Texts by id, in the order of the files. A nested table gives a dotted id: `[home] title = "…"` is `home.title`. */
export type TextList = ReadonlyMap<string, string>

/**
 * @param folder one language, e.g. `config/texts/zh-CN`; the file names mean nothing, ids are unique across files
 * @returns fault YB-TRM-003 with `file`, `id` (where known) and `reason`: unreadable, notToml, notText, empty, twice
 */
export const readTextList = (folder: string): Result<TextList> => {
  let files: readonly string[]
  try {
    files = readdirSync(folder).filter((name) => name.endsWith('.toml'))
  } catch {
    return fault('YB-TRM-003', { file: folder, reason: 'unreadable' })
  }
  if (files.length === 0) return fault('YB-TRM-003', { file: folder, reason: 'empty' })
  const list = new Map<string, string>()
  for (const file of [...files].sort()) {
    const added = addFile(list, join(folder, file))
    if (!added.ok) return added
  }
  return ok(list)
}

const addFile = (list: Map<string, string>, file: string): Result<void> => {
  let content: string
  try {
    content = readFileSync(file, 'utf8')
  } catch {
    return fault('YB-TRM-003', { file, reason: 'unreadable' })
  }
  let table: Readonly<Record<string, unknown>>
  try {
    table = parse(content)
  } catch {
    return fault('YB-TRM-003', { file, reason: 'notToml' })
  }
  return addTable(list, table, '', file)
}

const addTable = (list: Map<string, string>, table: object, prefix: string, file: string): Result<void> => {
  for (const [key, value] of Object.entries(table)) {
    const id = prefix + key
    if (typeof value === 'object' && value !== null && !Array.isArray(value) && !(value instanceof Date)) {
      const added = addTable(list, value, `${id}.`, file)
      if (!added.ok) return added
    } else if (typeof value !== 'string') return fault('YB-TRM-003', { file, id, reason: 'notText' })
    else if (value.trim() === '') return fault('YB-TRM-003', { file, id, reason: 'empty' })
    else if (list.has(id)) return fault('YB-TRM-003', { file, id, reason: 'twice' })
    else list.set(id, value)
  }
  return done
}

/** An id or a parameter that is missing throws: the caller is wrong, not the member. */
export const textsOf = (list: TextList): Texts => {
  const texts = (id: string, parameters: Readonly<Record<string, string | number>> = {}): string => {
    const text = list.get(id)
    if (text === undefined) throw new Error(`there is no text «${id}»`)
    return text.replace(parameter, (_, name: string) => {
      if (!Object.hasOwn(parameters, name)) throw new Error(`the text «${id}» needs the parameter «${name}»`)
      return String(parameters[name])
    })
  }
  return Object.assign(texts, { has: (id: string) => list.has(id) })
}

/** @param folder one language, e.g. `config/texts/zh-CN`. Fault: YB-TRM-003. */
export const loadTexts = (folder: string): Result<Texts> => {
  const list = readTextList(folder)
  return list.ok ? ok(textsOf(list.value)) : list
}
