/** Views, answers and a service that goes and comes, as the screen app takes them. */
import { describe, expect, test, vi } from 'vitest'
import { fixtures } from '../../src/screen/app/fixtures.ts'
import type { Action, View } from '../../src/wire/view.ts'
import { actions, arrived, complaints, flush, host, key, page, shown, view } from './app-stage.ts'

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
