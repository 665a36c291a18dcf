import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { loadTexts } from './texts.ts'

let folder = ''
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'texts-'))
})
afterEach(() => rmSync(folder, { recursive: true }))

const write = (file: string, content: string) => writeFileSync(join(folder, file), content)
const loaded = () => {
  const result = loadTexts(folder)
  if (!result.ok) throw new Error(JSON.stringify(result.error))
  return result.value
}

describe('texts', () => {
  test('come from every file of the folder, nested tables as dotted ids', () => {
    write('a.toml', '[home]\ntitle = "您好"\n[home.hint]\npay = "可以用现金"')
    write('b.toml', '["YB-CRD-101"]\nwhat = "没有读到卡"')
    write('notes.md', 'not a text')
    const texts = loaded()
    expect(texts('home.title')).toBe('您好')
    expect(texts('home.hint.pay')).toBe('可以用现金')
    expect(texts('YB-CRD-101.what')).toBe('没有读到卡')
  })

  test('take parameters, each as often as it stands, and nothing inside a parameter is replaced again', () => {
    write('a.toml', 'left = "还有{count}次,共{count}次,{name}"')
    expect(loaded()('left', { count: 2, name: '{count}' })).toBe('还有2次,共2次,{count}')
  })

  test('throw without their parameter or their id, which are mistakes of the caller', () => {
    write('a.toml', 'left = "还有{count}次"')
    const texts = loaded()
    expect(() => texts('left')).toThrow('the text «left» needs the parameter «count»')
    expect(() => texts('right')).toThrow('there is no text «right»')
    expect(() => texts('left', Object.create({ count: 1 }))).toThrow('needs the parameter')
  })

  test('tell whether they have an id', () => {
    write('a.toml', 'left = "左"')
    expect(loaded().has('left')).toBe(true)
    expect(loaded().has('right')).toBe(false)
  })

  test.each([
    ['the same id in two files', 'x = "一"', 'x = "二"', 'twice'],
    ['an empty text', 'x = " "', 'y = "二"', 'empty'],
    ['a number', 'x = 1', 'y = "二"', 'notText'],
    ['a file that is not TOML', 'x = ', 'y = "二"', 'notToml'],
  ])('are refused for %s', (_, a, b, reason) => {
    write('a.toml', a)
    write('b.toml', b)
    expect(loadTexts(folder)).toMatchObject({ ok: false, error: { code: 'YB-TRM-003', detail: { reason } } })
  })

  test('are refused when the folder is missing or holds none', () => {
    expect(loadTexts(join(folder, 'none'))).toMatchObject({ ok: false, error: { detail: { reason: 'unreadable' } } })
    expect(loadTexts(folder)).toMatchObject({ ok: false, error: { detail: { reason: 'empty' } } })
  })

  test('of the product load', () => {
    expect(loadTexts(fileURLToPath(new URL('../config/texts/zh-CN', import.meta.url))).ok).toBe(true)
  })
})
