/** Fingers, digits and keys on the screen app. */
import type { CDPSession } from 'playwright-core'
import { describe, expect, test } from 'vitest'
import { actions, arrived, countDigits, filledPlaces, flush, host, key, page, shown, view } from './app-stage.ts'

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
