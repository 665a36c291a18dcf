/** The words for people: complete, used, polite. Rules: 国办发〔2020〕45号 for elders, the agency's own civil phrases. */
import { readdirSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { faultCatalogue } from '../../src/domain/faults.ts'
import { readTextList, type TextList } from '../../src/texts.ts'
import { read, sourceFiles, top } from './sources.ts'

const languages = readdirSync(join(top, 'config/texts'))
const listOf = (language: string): TextList => {
  const list = readTextList(join(top, 'config/texts', language))
  if (!list.ok) throw new Error(JSON.stringify(list.error))
  return list.value
}
const chinese = listOf('zh-CN')

const code = sourceFiles()
  .filter((path) => !/^test\/|\.test\.tsx?$|\/testing\//.test(path))
  .map((path) => read(path))
  .join('\n')

/** Ids asked for as they stand: `texts('home.title')`, `t('…')`. */
const asked = [...code.matchAll(/\b(?:t|texts|words)\(\s*'([^']+)'/g)].map(([, id]) => id!)
/** Every word in quotes may be an id that is passed on; a template names all ids of its form. */
const quoted = new Set([...code.matchAll(/'([^'\n]+)'/g)].map(([, word]) => word!))
const templates = [...code.matchAll(/`([\w-]*(?:[\w.-]*\$\{[^`}]*\}[\w.-]*)+)`/g)]
  .map(([, template]) => template!.split(/\$\{[^}]*\}/))
  .filter((parts) => parts.some((part) => part.includes('.')) && parts.join('').replaceAll('.', '').length >= 4)
  .map((parts) => new RegExp(`^${parts.map((part) => part.replaceAll('.', '\\.')).join('[\\w.-]+')}$`))

describe('every text', () => {
  test('that code asks for by name is there', () => {
    expect(asked.filter((id) => !chinese.has(id))).toEqual([])
  })

  test('is used', () => {
    const unused = [...chinese.keys()].filter((id) => !quoted.has(id) && !templates.some((form) => form.test(id)))
    expect(unused).toEqual([])
  })

  test('stands in every language, with the same parameters', () => {
    const parameters = (text = '') => [...text.matchAll(/\{\w+\}/g)].map(([name]) => name).sort()
    for (const language of languages) {
      const list = listOf(language)
      expect([...list.keys()].sort(), language).toEqual([...chinese.keys()].sort())
      for (const [id, text] of list) expect(parameters(text), `${language} ${id}`).toEqual(parameters(chinese.get(id)))
    }
  })
})

describe('every fault', () => {
  test.each(Object.keys(faultCatalogue))('%s tells what happened and what to do', (fault) => {
    expect(chinese.has(`${fault}.what`), 'what').toBe(true)
    expect(chinese.has(`${fault}.next`), 'next').toBe(true)
  })

  test('has a title that can be read at a glance and a next step that is a sentence', () => {
    for (const fault of Object.keys(faultCatalogue)) {
      expect([...chinese.get(`${fault}.what`)!].length, fault).toBeLessThanOrEqual(14)
      expect(chinese.get(`${fault}.what`), fault).not.toMatch(/[。！]$/)
      expect(chinese.get(`${fault}.next`), fault).toMatch(/。$/)
      expect(chinese.get(`${fault}.next`), fault).toMatch(/请|会自动|可以/)
    }
  })

  test('of the texts is in the catalogue', () => {
    const codes = [...chinese.keys()].map((id) => /^(YB-[A-Z]+-\d+)\./.exec(id)?.[1]).filter((one) => one !== undefined)
    expect(codes.filter((one) => !Object.hasOwn(faultCatalogue, one))).toEqual([])
  })
})

/** Phrases the field forbids at a counter; a machine has no better excuse. */
const forbidden = [
  '不知道',
  '不清楚',
  '急什么',
  '我就这样',
  '有意见找领导',
  '下班了',
  '明天再来',
  '为什么不早',
  '外面等着',
  '你问我',
  '我问谁',
]
/** Words that put it on the member: what happened is told as what the machine met. */
const blame = [
  '您错',
  '你错',
  '输错',
  '操作错误',
  '操作不当',
  '操作失败',
  '违规',
  '非法',
  '无效',
  '您没有',
  '您未',
  '严禁',
  '警告',
  '您忘',
]
/** Words of engineers. */
const technical = [
  '系统错误',
  '异常',
  '错误代码',
  '超时',
  '重启',
  '参数',
  '接口',
  '数据库',
  '服务器',
  '终端故障',
  '读卡器',
  'APDU',
  'PIN',
  'null',
]

describe('what members read', () => {
  const found = (words: readonly string[], pattern = /./) =>
    [...chinese].flatMap(([id, text]) =>
      words.filter((word) => pattern.test(id) && text.includes(word)).map((word) => `${id}: ${word}`),
    )

  test('has none of the forbidden phrases', () => {
    expect(found(forbidden)).toEqual([])
  })

  test('blames nobody', () => {
    expect(found(blame)).toEqual([])
  })

  test('has no technical words where something is in the way', () => {
    expect(found(technical, /^YB-/)).toEqual([])
  })

  test('says «您», never «你»', () => {
    expect([...chinese].filter(([, text]) => text.includes('你')).map(([id]) => id)).toEqual([])
  })

  test('uses Chinese punctuation between Chinese words', () => {
    expect([...chinese].filter(([, text]) => /[一-鿿][,;:?!]/.test(text)).map(([id]) => id)).toEqual([])
  })

  test('has titles for elders of at most 14 characters', () => {
    const titles = [...chinese].filter(([id]) => /(^|\.)(elderTitle|elder\.title)$/.test(id))
    expect(titles.filter(([, text]) => [...text].length > 14)).toEqual([])
  })
})
