/** The built screen app in a real Chromium, against a host that pushes views and sees every tap. */
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Browser, CDPSession, Page } from 'playwright-core'
import { build } from 'vite'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { fixtures, type Model } from '../../src/screen/app/fixtures.ts'
import type { Action, View } from '../../src/wire/view.ts'
import { launchChromium } from './chromium.ts'
import { type ScreenHost, startScreenHost } from './screen-host.ts'

let folder: string
let browser: Browser
let host: ScreenHost
let page: Page
let complaints: string[]

const view = (name: string, seq: number, model: Model = 'standing'): View => ({
  ...fixtures.find((fixture) => fixture.name === name)!.view(model, false),
  seq,
})

/** Drawn, and in its own face: measures taken before would be those of another font. */
const shown = async (seq: number) => {
  await page.waitForSelector(`.stage[data-seq="${seq}"]`)
  await page.evaluate('document.fonts.ready.then(() => true)')
}
const key = (action: string) => page.locator(`[data-action="${action}"]`)
const actions = () => host.taps.map(({ action }) => action)

/** Taps travel over a real socket; this waits for what must come, never for time to pass. */
const arrived = (count: number) => vi.waitFor(() => expect(host.taps).toHaveLength(count), { timeout: 5000 })
/** The policy of the page forbids waiting by a script in it. */
const filledPlaces = (count: number) =>
  vi.waitFor(async () => expect(await page.locator('.pin-place[data-filled]').count()).toBe(count), { timeout: 5000 })
/** What is sent later arrives later: once this tap is here, nothing before it is still on its way. */
const flush = async () => {
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
const countDigits = () => {
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

describe('PIN', () => {
  test('six digits in 300 ms while the countdown runs: none lost, none doubled', async () => {
    countDigits()
    host.show(view('warning-pin', 4))
    await shown(4)
    const digits = [...'739264']
    const spots = await Promise.all(
      digits.map(async (digit) => {
        const box = (await key(`digit:${digit}`).boundingBox())!
        return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
      }),
    )
    const started = performance.now()
    for (const { x, y } of spots) await page.mouse.click(x, y)
    const took = performance.now() - started
    await arrived(6)
    expect(actions()).toEqual(digits.map((digit) => `digit:${digit}`))
    expect(new Set(host.taps.map(({ tapId }) => tapId)).size).toBe(6)
    expect(host.taps.every(({ seq }) => seq === 4)).toBe(true)
    await filledPlaces(6)
    // On a machine too slow to click that fast the order and the number still had to be right.
    console.log(`six digits in ${Math.round(took)} ms`)
    expect((await flush()).length).toBe(6)
  })

  test('the document is the same whatever the digits were', async () => {
    const documentAfter = async (digits: string) => {
      countDigits()
      host.show(view('pin-0', 9))
      await shown(9)
      await filledPlaces(0)
      await page.evaluate(`window.seen = new Set(); window.watcher = new MutationObserver((records) => {
        for (const record of records) {
          const element = record.target.closest ? record.target : record.target.parentElement
          // The countdown goes on by itself, whatever is typed.
          if (!element?.closest('.warning')) window.seen.add([record.type, record.attributeName, element?.className].join())
        }
      }); watcher.observe(document, { subtree: true, childList: true, attributes: true, characterData: true })`)
      for (const digit of digits) await page.keyboard.press(digit)
      await filledPlaces(6)
      return page.evaluate<{ html: string; seen: string[]; stored: number; fields: number }>(`(() => {
        watcher.disconnect()
        return {
          html: document.documentElement.outerHTML.replace(/(class="warning-number"[^>]*>)\\d*/, '$1').replace(/transform: [^;"]*/g, ''),
          seen: [...window.seen].sort(),
          stored: localStorage.length + sessionStorage.length + document.cookie.length,
          fields: document.querySelectorAll('input, textarea, [contenteditable]').length,
        }
      })()`)
    }
    const first = await documentAfter('739264')
    host.show(view('home', 8))
    await shown(8)
    expect(await documentAfter('111111')).toEqual(first)
    expect(first.stored).toBe(0)
    expect(first.fields).toBe(0)
  })

  test('a digit held down on the keyboard is one digit', async () => {
    host.show(view('pin-0', 1))
    await shown(1)
    for (let times = 0; times < 5; times += 1) await page.keyboard.down('7')
    await page.keyboard.up('7')
    await page.keyboard.press('7')
    expect((await flush()).map(({ action }) => action)).toEqual(['digit:7', 'digit:7'])
  })
})

describe('fingers', () => {
  const touch = async (client: CDPSession, type: 'touchStart' | 'touchEnd', spots: { x: number; y: number }[]) =>
    client.send('Input.dispatchTouchEvent', { type, touchPoints: spots.map((spot, id) => ({ ...spot, id })) })

  const spotOf = async (action: string) => {
    const box = (await key(action).boundingBox())!
    return { x: Math.round(box.x + box.width / 2), y: Math.round(box.y + box.height / 2) }
  }

  test('ten fingers down together are ten taps, each once', async () => {
    host.show(view('pin-0', 1))
    await shown(1)
    const client = await page.context().newCDPSession(page)
    const spots = await Promise.all([...'0123456789'].map((digit) => spotOf(`digit:${digit}`)))
    await touch(client, 'touchStart', spots)
    expect(await page.locator('[data-pressed]').count()).toBe(10)
    await touch(client, 'touchEnd', [])
    await arrived(10)
    expect(actions().sort()).toEqual([...'0123456789'].map((digit) => `digit:${digit}`))
    expect(await page.locator('[data-pressed]').count()).toBe(0)
    expect((await flush()).length).toBe(10)
  })

  test('a second finger on a key that is held does nothing', async () => {
    host.show(view('pin-0', 1))
    await shown(1)
    const client = await page.context().newCDPSession(page)
    const spot = await spotOf('digit:5')
    await touch(client, 'touchStart', [spot, { x: spot.x + 30, y: spot.y }])
    await touch(client, 'touchEnd', [])
    expect((await flush()).filter(({ action }) => action === 'digit:5')).toHaveLength(1)
  })

  test('a finger that leaves its key does nothing', async () => {
    host.show(view('balance', 1))
    await shown(1)
    const spot = await spotOf('print')
    await page.mouse.move(spot.x, spot.y)
    await page.mouse.down()
    expect(await page.locator('[data-pressed]').count()).toBe(1)
    await page.mouse.move(spot.x, spot.y - 400)
    expect(await page.locator('[data-pressed]').count()).toBe(0)
    await page.mouse.up()
    expect(await flush()).toEqual([])
  })

  test('a finger that went down on one screen and up on another does nothing', async () => {
    host.show(view('balance', 1))
    await shown(1)
    const spot = await spotOf('print')
    await page.mouse.move(spot.x, spot.y)
    await page.mouse.down()
    host.show(view('takePaper', 2))
    await shown(2)
    await page.mouse.up()
    expect(await flush()).toEqual([])
  })

  test('the second half of a double tap does not press what has just appeared', async () => {
    // Another screen name, with a key in the same place.
    host.onTap = ({ action }) => action === 'finish' && host.show({ ...view('attention-foreign', 2), screen: 'other' })
    host.show(view('attention-locked', 1))
    await shown(1)
    const spot = await spotOf('finish')
    // In the page itself, because the way from here may take longer than a double tap.
    await page.evaluate(`new MutationObserver((_, observer) => {
      if (!document.querySelector('.stage[data-seq="2"]')) return
      observer.disconnect()
      const key = document.elementFromPoint(${spot.x}, ${spot.y})
      for (const type of ['pointerdown', 'pointerup'])
        key.dispatchEvent(new PointerEvent(type, { bubbles: true, pointerId: 1, clientX: ${spot.x}, clientY: ${spot.y} }))
    }).observe(document, { subtree: true, childList: true })`)
    await page.mouse.click(spot.x, spot.y)
    await shown(2)
    expect((await flush()).map(({ action }) => action)).toEqual(['finish'])
  })

  test('two taps on the same key of the same screen are two taps, each with its own id', async () => {
    host.show(view('contributions', 1))
    await shown(1)
    const spot = await spotOf('next')
    await page.mouse.dblclick(spot.x, spot.y)
    await arrived(2)
    expect(actions()).toEqual(['next', 'next'])
    expect(host.taps[0]!.tapId).not.toBe(host.taps[1]!.tapId)
  })

  test('a touch on nothing, or on a key that does not work now, says that someone is there', async () => {
    host.show(view('pin-3', 1))
    await shown(1)
    await page.mouse.click(540, 300)
    await arrived(1)
    const spot = await spotOf('confirm')
    await page.mouse.click(spot.x, spot.y)
    await arrived(2)
    expect(actions()).toEqual(['extend', 'extend'])
  })

  test('a touch on nothing is silent where no more time is offered', async () => {
    const still = view('readingCard', 1)
    host.show({ ...still, actions: still.actions.filter(({ action }) => action !== 'extend') })
    await shown(1)
    await page.mouse.click(540, 300)
    host.show(view('home', 2))
    await shown(2)
    expect(await flush()).toEqual([])
  })
})

describe('keyboard', () => {
  test('Tab goes through the keys in reading order with a visible focus, and Enter presses the focused one', async () => {
    host.show(view('home', 1))
    await shown(1)
    const order: (string | null)[] = []
    for (let times = 0; times < 6; times += 1) {
      await page.keyboard.press('Tab')
      order.push(await page.evaluate('document.activeElement.dataset.action ?? null'))
    }
    expect(order).toEqual(['inquiry', 'pay', 'certificate', 'more', 'help', 'elder'])
    expect(await page.evaluate('getComputedStyle(document.activeElement).outlineStyle')).toBe('solid')
    await page.keyboard.press('Enter')
    expect((await flush()).map(({ action }) => action)).toEqual(['elder'])
  })

  test('a touched key does not keep the focus, so the next Enter confirms', async () => {
    host.show(view('pin-6', 1))
    await shown(1)
    await key('delete').click()
    await page.keyboard.press('Enter')
    await arrived(2)
    expect(actions()).toEqual(['delete', 'confirm'])
  })

  test('a new screen is announced by its question', async () => {
    host.show(view('home', 1))
    await shown(1)
    host.show(view('insertCard', 2))
    await shown(2)
    expect(await page.evaluate('document.activeElement.id')).toBe('title')
  })
})

describe('views and answers', () => {
  test('a stale answer changes nothing; the next tap carries the seq of the view that came', async () => {
    host.show(view('contributions', 1))
    await shown(1)
    host.onTap = ({ tapId, seq }) => {
      if (seq !== 1) return
      host.answer({ tapId: tapId!, ok: false, seq: 2, code: 'stale' })
      host.show(view('contributions', 2))
    }
    await key('next').click()
    await shown(2)
    await key('next').click()
    await arrived(2)
    expect(host.taps.map(({ seq }) => seq)).toEqual([1, 2])
    expect(complaints).toEqual([])
  })

  test('what a tap carries comes from the action as it was sent', async () => {
    const list = view('home', 1)
    const rows = ['a', 'b'].map(
      (row): Action => ({
        action: 'open',
        label: row,
        enabled: true,
        data: { row },
        look: { place: 'main' },
      }),
    )
    host.show({ ...list, actions: rows })
    await shown(1)
    await page.locator('[data-action="open"]').nth(1).click()
    await arrived(1)
    expect(host.taps[0]).toMatchObject({ action: 'open', data: { row: 'b' } })
  })

  test('nothing of the last screen stays in the document', async () => {
    host.show(view('balance', 1))
    await shown(1)
    await page.evaluate('window.old = [...document.querySelectorAll("#app *")]')
    host.show(view('takeCard', 2))
    await shown(2)
    expect(await page.evaluate('old.filter((element) => element.isConnected).length')).toBe(0)
    expect(await page.content()).not.toContain('3,286.50')
  })

  test.each(['standing', 'portable'] as const)('the warning moves no key and covers none (%s)', async (model) => {
    if (model === 'portable') await page.setViewportSize({ width: 1280, height: 800 })
    const boxes = () =>
      page.evaluate<Record<string, number>[]>(
        '[...document.querySelectorAll("[data-key]")].map((key) => key.getBoundingClientRect().toJSON())',
      )
    host.show(view('pin-3', 1, model))
    await shown(1)
    const before = await boxes()
    host.show(view('warning-pin', 1, model))
    await page.waitForSelector('.warning')
    expect(await boxes()).toEqual(before)
    const covered = await page.evaluate(`[...document.querySelectorAll('[data-key]')].filter((key) => {
      const box = key.getBoundingClientRect()
      return !key.contains(document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2))
    }).length`)
    expect(covered).toBe(0)
  })

  test('a text longer than the screen can be pushed up with a finger, and that finger counts as someone there', async () => {
    const list = view('contributions', 1)
    const rows = list.data.blocks.flatMap((block) => (block.block === 'list' ? block.rows : []))
    const many = [0, 1, 2].flatMap((year) => rows.map((row) => ({ ...row, name: `${row.name} ${year}` })))
    host.show({ ...list, data: { ...list.data, blocks: [{ block: 'list', rows: many }] } })
    await shown(1)
    const client = await page.context().newCDPSession(page)
    const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
      client.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x: 540, y }] })
    await touch('touchStart', 1100)
    for (let y = 1080; y >= 700; y -= 20) await touch('touchMove', y)
    await touch('touchEnd')
    await vi.waitFor(async () =>
      expect(await page.evaluate('document.querySelector(".content").scrollTop')).toBeGreaterThan(100),
    )
    await arrived(1)
    expect(actions()).toEqual(['extend'])
  })

  test('a view that cannot be drawn leaves a calm page, and the next one is drawn', async () => {
    host.show(view('balance', 1))
    await shown(1)
    host.show({ ...view('balance', 2), data: {} as View['data'] })
    await page.waitForSelector('.recovering')
    expect(await page.content()).not.toContain('3,286.50')
    expect(complaints).toHaveLength(1)
    host.show(view('home', 3))
    await shown(3)
    expect(await page.locator('.recovering').count()).toBe(0)
  })

  test('the policy of the page is kept', async () => {
    for (const [place, fixture] of fixtures.entries()) {
      host.show({ ...fixture.view('standing', false), seq: place + 1 })
      await shown(place + 1)
    }
    expect(complaints).toEqual([])
  })
})

describe('a service that goes and comes', () => {
  test('personal data leave the screen with the service, and the whole view comes back with a new token', async () => {
    host.show(view('balance', 5))
    await shown(5)
    host.drop(true)
    await page.waitForSelector('.recovering')
    expect(await page.locator('.recovering').textContent()).toBe('正在恢复')
    expect(await page.content()).not.toContain('3,286.50')
    await page.mouse.click(540, 1000)
    await page.keyboard.press('5')
    host.admit('second-token')
    host.show(view('standby', 1))
    await shown(1)
    expect(host.protocols.at(-1)).toBe('yibao-screen.1, second-token')
    expect(await page.locator('.recovering').count()).toBe(0)
    // Taps made meanwhile were dropped, not kept for another screen.
    expect(await flush()).toEqual([])
  })
})
