/**
 * Settings files: TOML with snake_case keys, checked by a zod schema with camelCase keys. Every wrong key is named, with
 * what is allowed there; a key nobody knows is refused, because a misspelt limit is a limit that does not hold.
 */
import { readFileSync } from 'node:fs'
import { parse, TomlError } from 'smol-toml'
import type { z } from 'zod'
import type { Fault } from './domain/result.ts'
import { failed, makeFault, ok, type Result } from './domain/result.ts'

export interface SettingsProblem {
  /** Path of the key as it stands in the file, e.g. `line.reply_ms`; empty for the file itself. */
  readonly key: string
  /** One sentence: what is wrong and what is allowed. */
  readonly sentence: string
}

export interface SettingsFault extends Fault {
  readonly file: string
  readonly problems: readonly SettingsProblem[]
}

const toCamel = (key: string): string => key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase())
const toSnake = (key: string): string => key.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)

const refuse = (
  code: 'YB-TRM-001' | 'YB-TRM-002',
  file: string,
  problems: readonly SettingsProblem[],
): Result<never, SettingsFault> =>
  failed({ ...makeFault(code, { file, problems: problems.length }), file, problems: [...problems] })

/** camelCase copy; keys already in camelCase are collected as unknown, so that each setting has one spelling. */
const camelTree = (value: unknown, path: string, strange: SettingsProblem[]): unknown => {
  if (Array.isArray(value)) return value.map((item, n) => camelTree(item, `${path}[${n}]`, strange))
  if (typeof value !== 'object' || value === null || value instanceof Date) return value
  const tree: Record<string, unknown> = {}
  for (const [key, inner] of Object.entries(value)) {
    const at = path === '' ? key : `${path}.${key}`
    if (/[A-Z]/.test(key))
      strange.push({ key: at, sentence: `is not known; keys are written in small letters with _.` })
    else tree[toCamel(key)] = camelTree(inner, at, strange)
  }
  return tree
}

const pathText = (path: readonly PropertyKey[]): string =>
  path.reduce<string>((text, part) => {
    if (typeof part === 'number') return `${text}[${part}]`
    const key = toSnake(String(part))
    return text === '' ? key : `${text}.${key}`
  }, '')

type Issue = z.core.$ZodIssue

const bound = (issue: { origin: string; inclusive?: boolean | undefined }, word: string, value: number | bigint) => {
  const many = issue.origin === 'string' ? ' characters' : issue.origin === 'array' ? ' entries' : ''
  const edge = issue.inclusive === false ? `${word === 'at least' ? 'more' : 'less'} than` : word
  return `must be ${edge} ${value}${many}.`
}

const typeWords: Readonly<Record<string, string>> = {
  string: 'a text in quotes',
  number: 'a number',
  int: 'a whole number',
  boolean: 'true or false',
  array: 'a list',
  object: 'a section',
}

const sentenceOf = (issue: Issue): string => {
  switch (issue.code) {
    case 'invalid_type':
      if (issue.input === undefined) return `is missing; it must be ${typeWords[issue.expected] ?? issue.expected}.`
      return `must be ${typeWords[issue.expected] ?? issue.expected}.`
    case 'invalid_value':
      return `must be ${issue.values.length === 1 ? '' : 'one of '}${issue.values.map((value) => JSON.stringify(value)).join(', ')}.`
    case 'too_small':
      return bound(issue, 'at least', issue.minimum)
    case 'too_big':
      return bound(issue, 'at most', issue.maximum)
    default:
      return issue.message.endsWith('.') ? issue.message : `${issue.message}.`
  }
}

/** Keys a section may hold, for the sentence about an unknown one. */
const knownKeys = (schema: z.ZodType, path: readonly PropertyKey[]): string[] => {
  let at: unknown = schema
  for (const part of path) {
    if (typeof part !== 'string') return []
    at = shapeOf(at)?.[part]
  }
  return Object.keys(shapeOf(at) ?? {}).map(toSnake)
}

const shapeOf = (schema: unknown): Record<string, unknown> | undefined => {
  let inner = schema as { shape?: Record<string, unknown>; unwrap?: () => unknown; def?: { innerType?: unknown } }
  for (let layers = 0; inner !== undefined && inner.shape === undefined && layers < 5; layers++) {
    inner = inner.def?.innerType as typeof inner
  }
  return inner?.shape
}

/** @param file named in the problems only */
export const checkSettings = <S extends z.ZodType>(
  file: string,
  toml: string,
  schema: S,
): Result<z.output<S>, SettingsFault> => {
  let raw: unknown
  try {
    raw = parse(toml)
  } catch (error) {
    const line = error instanceof TomlError ? error.line : 0
    return refuse('YB-TRM-002', file, [{ key: '', sentence: `Line ${line} is not TOML.` }])
  }
  const problems: SettingsProblem[] = []
  const tree = camelTree(raw, '', problems)
  const outcome = schema.safeParse(tree, { reportInput: true })
  for (const issue of outcome.error?.issues ?? []) {
    if (issue.code !== 'unrecognized_keys') {
      problems.push({ key: pathText(issue.path), sentence: sentenceOf(issue) })
      continue
    }
    for (const key of issue.keys) {
      const known = knownKeys(schema, issue.path)
      const allowed = known.length === 0 ? '' : ` Known here: ${known.join(', ')}.`
      problems.push({ key: pathText([...issue.path, key]), sentence: `is not known.${allowed}` })
    }
  }
  if (!outcome.success || problems.length > 0) return refuse('YB-TRM-001', file, problems)
  return ok(outcome.data)
}

/** Faults: YB-TRM-001 with one problem a key, YB-TRM-002 when the file cannot be read or is not TOML. */
export const readSettings = <S extends z.ZodType>(file: string, schema: S): Result<z.output<S>, SettingsFault> => {
  let toml: string
  try {
    toml = readFileSync(file, 'utf8')
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? 'unknown'
    return refuse('YB-TRM-002', file, [{ key: '', sentence: `The file cannot be read (${reason}).` }])
  }
  return checkSettings(file, toml, schema)
}

/** For the console at a start that is refused. */
export const settingsReport = (fault: SettingsFault): string =>
  [`${fault.code} ${fault.file}`, ...fault.problems.map((problem) => `  ${problem.key} ${problem.sentence}`)].join('\n')
