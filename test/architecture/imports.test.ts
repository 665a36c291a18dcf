import { describe, expect, test } from 'vitest'
import { objection, roomOf } from './rooms.ts'
import { type Import, importsIn, read, sourceFiles } from './sources.ts'

const files = sourceFiles()
/** This file quotes imports that it does not make. */
const quoting = 'test/architecture/imports.test.ts'
const all: readonly Import[] = files.filter((path) => path !== quoting).flatMap((path) => importsIn(path, read(path)))
const inside = all.filter(({ to }) => /^(src|drivers|flows|printers|test|config)\//.test(to))
const isTest = (path: string) => roomOf(path).room === 'tests'

describe('imports', () => {
  test('go one way only, from each room to those it may see', () => {
    const wrong = inside.flatMap(({ from, to, typeOnly }) => {
      const reason = objection(from, to, typeOnly)
      return reason === undefined ? [] : [`${from} → ${to}: ${reason}`]
    })
    expect(wrong).toEqual([])
  })

  test('of the repository name a file that is there, with its ending', () => {
    const known = new Set(files)
    const wrong = inside.filter(({ to }) => !known.has(to) && !/\.(css|json|svg|html)(\?\w+)?$/.test(to))
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })

  test('that run never run in a circle', () => {
    const targets = new Map<string, string[]>()
    for (const { from, to, typeOnly } of inside) {
      if (!typeOnly) targets.set(from, [...(targets.get(from) ?? []), to])
    }
    const done = new Set<string>()
    const circles: string[] = []
    const walk = (path: string, way: readonly string[]) => {
      const start = way.indexOf(path)
      if (start >= 0) circles.push([...way.slice(start), path].join(' → '))
      if (start >= 0 || done.has(path)) return
      for (const next of targets.get(path) ?? []) walk(next, [...way, path])
      done.add(path)
    }
    for (const path of files) walk(path, [])
    expect(circles).toEqual([])
  })

  test('of test-only packages stand in tests alone', () => {
    const { devDependencies } = JSON.parse(read('package.json')) as { devDependencies: Record<string, string> }
    const only = new Set(Object.keys(devDependencies).filter((name) => !name.startsWith('@types/')))
    const packageOf = (name: string) => name.split('/', name.startsWith('@') ? 2 : 1).join('/')
    const wrong = all.filter(({ from, to, typeOnly }) => !typeOnly && only.has(packageOf(to)) && !isTest(from))
    expect(wrong.map(({ from, to }) => `${from} → ${to}`)).toEqual([])
  })
})

describe('the table of rooms', () => {
  const seen = (from: string, to: string, typeOnly = false) => objection(from, to, typeOnly) === undefined

  test.each([
    ['flows/pay/machine.ts', 'src/link/client.ts'],
    ['flows/pay/machine.ts', 'drivers/card/pcsc.ts'],
    ['flows/pay/machine.ts', 'drivers/card/virtual/world.ts'],
    ['flows/pay/machine.ts', 'printers/virtual/printer.ts'],
    ['drivers/card/reader.ts', 'drivers/cash/port.ts'],
    ['drivers/card/reader.ts', 'drivers/card/pcsc.ts'],
    ['drivers/card/reader.ts', 'flows/ports.ts'],
    ['src/domain/money.ts', 'src/wire/view.ts'],
    ['src/domain/money.ts', 'drivers/card/port.ts'],
    ['src/link/client.ts', 'src/journal/store.ts'],
    ['src/journal/store.ts', 'drivers/card/pcsc.ts'],
    ['src/link/client.ts', 'src/terminal.ts'],
    ['src/agency/ledger.ts', 'src/agency/main.ts'],
    ['src/screen/app/main.tsx', 'src/domain/money.ts'],
    ['drivers/card/reader.ts', 'drivers/card/reader.test.ts'],
  ])('keeps %s from %s', (from, to) => {
    expect(seen(from, to)).toBe(false)
  })

  test('lets the browser have types of the wire, and nothing that runs', () => {
    expect(seen('src/screen/app/main.tsx', 'src/wire/view.ts', true)).toBe(true)
    expect(seen('src/screen/app/main.tsx', 'src/wire/view.ts')).toBe(false)
  })

  test('lets roots, tests and the wiring of the dock have links', () => {
    for (const from of ['src/terminal.ts', 'test/contract/card.test.ts', 'src/dock/wiring.ts'])
      expect(seen(from, 'drivers/card/virtual/world.ts')).toBe(true)
  })
})

test('the reader of imports sees every form', () => {
  const text = `
    import { a } from './a.ts'
    import type { B } from '../b.ts'
    import { type C, type D } from './c.ts'
    import { type E, f } from './e.ts'
    export * from './g.ts'
    import './h.css'
    const i = await import('./i.ts')
    import {
      long,
    } from './long.ts'
    // import { no } from './no.ts'
    /* import { no } from './no.ts' */
  `
  const found = importsIn('x/y/z.ts', text).map(({ to, typeOnly }) => `${to} ${typeOnly}`)
  expect(found.sort()).toEqual(
    [
      'x/y/a.ts false',
      'x/b.ts true',
      'x/y/c.ts true',
      'x/y/e.ts false',
      'x/y/g.ts false',
      'x/y/h.css false',
      'x/y/i.ts false',
      'x/y/long.ts false',
    ].sort(),
  )
})
