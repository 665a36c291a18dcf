/**
 * The first trip as a member makes it: a virtual card behind the real pcscd, a finger in real Chromium, paper from the
 * virtual printer. What was said on the screen and on the paper is read from the pictures.
 */
import { existsSync } from 'node:fs'
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Browser, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { balanceSlip } from '../../printers/documents/balance-slip.ts'
import { slipNumber } from '../../printers/documents/slip-number.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import { paintDocument } from '../../printers/paint/paint.ts'
import { decodePng } from '../../printers/paint/png.ts'
import { fen } from '../../src/domain/money.ts'
import { loadTexts } from '../../src/texts.ts'
import { withoutBlankEnds } from '../support/blank-rows.ts'
import { readPicture } from '../support/read-picture.ts'
import {
  type DockHand,
  digitsOf,
  dockHand,
  startTerminalProcess,
  type TerminalProcess,
} from '../support/terminal-process.ts'
import { launchChromium } from './chromium.ts'

const pictures = join('.cache', 'e2e')
const start = Date.parse('2026-10-12T09:00:00+08:00')

interface Card {
  readonly card: string
  readonly pin: string
  readonly holder: { readonly name: string; readonly idNumber: string; readonly cardNo: string }
  readonly expect?: { readonly balanceFen: number | null }
}

let browser: Browser
beforeAll(async () => {
  browser = await launchChromium()
  await mkdir(pictures, { recursive: true })
})
afterAll(() => browser?.close())

/** A finger: waits for the key, then touches its middle. */
const touch = async (page: Page, ...actions: string[]) => {
  for (const action of actions) {
    const key = page.locator(`[data-action="${action}"]`).first()
    await key.waitFor({ state: 'visible' })
    await key.click()
  }
}
const shown = (page: Page, screen: string) =>
  page.locator(`.stage[data-screen="${screen}"]`).waitFor({ timeout: 20_000 })
const picture = async (page: Page, name: string) => {
  await page.evaluate('document.fonts.ready.then(() => true)')
  await writeFile(join(pictures, `${name}.png`), await page.screenshot())
}

describe.each([
  ['on the standing terminal, card behind pcscd', ['--pcsc', '--clock', '2026-10-12T09:00:00+08:00'], 1080, 1920],
  [
    'on the portable terminal, in-process reader',
    ['--model', 'portable', '--clock', '2026-10-12T09:00:00+08:00'],
    1280,
    800,
  ],
] as const)('%s', (name, args, width, height) => {
  let terminal: TerminalProcess
  let dock: DockHand
  let page: Page
  let card: Card
  const errors: string[] = []

  beforeAll(async () => {
    terminal = await startTerminalProcess(['--demo', ...args])
    dock = dockHand(terminal.url)
    card = (await dock.call<Card[]>('GET', 'cards')).body.find((candidate) => candidate.card === 'ok-2.0')!
    const context = await browser.newContext({ viewport: { width, height } })
    page = await context.newPage()
    page.on('pageerror', (error) => errors.push(error.message))
    page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
    await page.goto(terminal.url)
  })
  afterAll(async () => {
    await page?.context().close()
    await terminal?.dispose()
  })

  it('goes from the card in the slot to the slip in the hand and back to standby', async () => {
    const shot = (step: string) => picture(page, `${width}-${step}`)
    await shown(page, 'standby')
    await shot('1-standby')
    await dock.insert('ok-2.0')
    await shown(page, 'pin')
    await touch(page, ...digitsOf(card.pin).slice(0, 4))
    await shot('2-pin')
    expect(await page.content()).not.toContain(card.pin.slice(0, 4))
    await touch(page, ...digitsOf(card.pin).slice(4), 'confirm')
    await shown(page, 'confirmIdentity')
    await shot('3-confirm')
    expect(await page.textContent('body')).not.toContain(card.holder.name)
    await touch(page, 'confirm')
    await shown(page, 'home')
    await touch(page, 'inquiry')
    await shown(page, 'inquiryMenu')
    await touch(page, 'balance')
    await shown(page, 'balance')
    await shot('4-balance')
    const view = await dock.screen()
    expect(JSON.stringify(view.data)).toContain(String(card.expect?.balanceFen))
    expect(await readPicture(await page.screenshot())).toContain('3,286.50')
    await touch(page, 'print')
    await shown(page, 'takePaper')
    await shot('5-take-paper')
    await touch(page, 'finish')
    await shown(page, 'takeCard')
    await shot('6-take-card')
    await dock.pull()
    await shown(page, 'standby')
    const left = JSON.stringify(await dock.screen()) + (await page.content())
    for (const secret of [
      card.holder.name.slice(0, 1) + '*',
      card.holder.idNumber.slice(0, 4),
      '5678',
      '328650',
      '3,286.50',
    ]) {
      expect(left).not.toContain(secret)
    }
    expect(errors).toEqual([])
  })

  it('has put one whole slip into the tray, and the slip says what the screen said', async () => {
    const { body: sheets } = await dock.call<{ n: number; document: string; complete: boolean; png: string }[]>(
      'GET',
      'sheets',
    )
    expect(sheets).toMatchObject([{ n: 1, document: 'balanceSlip', complete: true }])
    const answer = await fetch(`${terminal.url}/dock/sheets/1.png`)
    const png = new Uint8Array(await answer.arrayBuffer())
    await writeFile(join(pictures, `${width}-slip.png`), png)

    const words = await readPicture(png)
    for (const word of ['某某市医疗保障局', '余额查询', '3,286.50', '职工基本医疗保险', '正常参保', '12393']) {
      expect(words).toContain(word)
    }
    expect(words).not.toContain(card.holder.name)

    // The recogniser takes 凭 for 赁 and the like; dot by dot it is exact:
    // against the document of the known facts, only the second of printing has to be found.
    const printed = withoutBlankEnds(await decodePng(png))
    const loaded = loadTexts('config/texts/zh-CN')
    if (!loaded.ok) throw new Error(loaded.error.code)
    const fonts = loadPaperFonts()
    const drawn = (printedAt: number, asOf: number) => {
      const tree = balanceSlip(
        {
          frame: {
            agency: '某某市医疗保障局',
            site: '银州街道社区服务站',
            terminalId: '0412-07',
            phone: '12393',
            slipNo: slipNumber('0412-07', '2026-10-12', 1),
            printedAt,
          },
          member: { name: card.holder.name, cardNo: card.holder.cardNo },
          asOf,
          accounts: [{ insuranceType: '310', balance: fen(328_650) }],
          status: 'normal',
        },
        loaded.value,
        { size: 'normal' },
      )
      const painted = paintDocument(tree, 576, fonts, { maxRows: 4000 })
      if (!painted.ok) throw new Error(painted.error.code)
      return withoutBlankEnds(painted.value)
    }
    // The sheet shows the paper's margins beside the head.
    const margin = (printed.width - 576) / 2
    const cropped = crop(printed, margin)
    const seconds = Array.from({ length: 120 }, (_, second) => start + second * 1000)
    const same = seconds.some((printedAt) =>
      [start, start + 60_000].some((asOf) => {
        const expected = drawn(printedAt, asOf)
        return expected.height === cropped.height && Buffer.compare(expected.bits, cropped.bits) === 0
      }),
    )
    expect(same, `no second of ${name} gives this slip`).toBe(true)
  })

  it('keeps neither name nor number in its log or on its disk', async () => {
    await terminal.stop()
    expect(terminal.log()).not.toContain(card.holder.name)
    expect(terminal.log()).not.toContain(card.holder.idNumber)
    const journal = join(terminal.data, 'journal')
    expect(existsSync(journal)).toBe(true)
    const files = (await readdir(journal, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile())
    for (const file of files) {
      const content = await readFile(join(file.parentPath, file.name))
      expect(content.includes(Buffer.from(card.holder.name))).toBe(false)
      expect(content.includes(Buffer.from(card.holder.idNumber))).toBe(false)
    }
  })
})

/** @param margin a multiple of 8 dots on either side */
const crop = (source: { width: number; height: number; bits: Uint8Array }, margin: number) => {
  const bytes = source.width >> 3
  const skip = margin >> 3
  const kept = bytes - 2 * skip
  const bits = new Uint8Array(kept * source.height)
  for (let row = 0; row < source.height; row += 1) {
    bits.set(source.bits.subarray(row * bytes + skip, row * bytes + skip + kept), row * kept)
  }
  return { width: kept * 8, height: source.height, bits }
}
