/** The stage of the app's tests: the built screen app in a real Chromium, a host that pushes views and sees every tap. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, expect, vi } from 'vitest'
import { fixtures, type Model } from '../../src/screen/app/fixtures.ts'
import type { View } from '../../src/wire/view.ts'
import { launchChromium } from './chromium.ts'
import { type ScreenHost, startScreenHost } from './screen-host.ts'

let folder: string
export let browser: Browser
export let host: ScreenHost
export let page: Page
export let complaints: string[]

export const view = (name: string, seq: number, model: Model = 'standing'): View => ({
  ...fixtures.find((fixture) => fixture.name === name)!.view(model, false),
  seq,
})

/** Drawn, and in its own face: measures taken before would be those of another font. */
export const shown = async (seq: number) => {
  await page.waitForSelector(`.stage[data-seq="${seq}"]`)
  await page.evaluate('document.fonts.ready.then(() => true)')
}
export const key = (action: string) => page.locator(`[data-action="${action}"]`)
export const actions = () => host.taps.map(({ action }) => action)

/** Taps travel over a real socket; this waits for what must come, never for time to pass. */
export const arrived = (count: number) => vi.waitFor(() => expect(host.taps).toHaveLength(count), { timeout: 5000 })
/** The policy of the page forbids waiting by a script in it. */
export const filledPlaces = (count: number) =>
  vi.waitFor(async () => expect(await page.locator('.pin-place[data-filled]').count()).toBe(count), { timeout: 5000 })
/** What is sent later arrives later: once this tap is here, nothing before it is still on its way. */
export const flush = async () => {
  const before = host.taps.length
  await page.keyboard.press('F2')
  await vi.waitFor(() => expect(host.taps.slice(before).map(({ action }) => action)).toContain('extend'))
  return host.taps.filter((_, place) => place < host.taps.length - 1)
}

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'screen-app-'))
  await build({
    configFile: 'src/screen/app/vite.config.ts',
    logLevel: 'silent',
    build: { outDir: folder },
  })
  browser = await launchChromium()
})

afterAll(async () => {
  await browser?.close()
  if (folder) await rm(folder, { recursive: true })
})

beforeEach(async () => {
  host = await startScreenHost(folder)
  const context = await browser.newContext({ viewport: { width: 1080, height: 1920 }, hasTouch: true })
  page = await context.newPage()
  complaints = []
  page.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
  page.on('pageerror', (error) => complaints.push(error.message))
  await page.goto(host.url)
})

afterEach(async () => {
  await page.context().close()
  await host.close()
})

/** Answers each digit as the service does: one more place is filled, on the same question. */
export const countDigits = () => {
  let count = 0
  host.onTap = ({ action, seq }) => {
    if (!action.startsWith('digit:')) return
    count += 1
    const full = view(count === 6 ? 'pin-6' : 'pin-3', seq)
    host.show({
      ...full,
      data: {
        ...full.data,
        blocks: [{ block: 'pin', count, length: 6 }],
        warning: { remainingMs: 12_000 - count * 40, totalMs: 20_000, text: '还在吗？' },
      },
    })
  }
}
