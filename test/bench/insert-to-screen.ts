/**
 * `npm run bench -- insert-to-screen`: from the moment the reader says that a card lies there until the PIN screen is
 * painted in real Chromium, with a virtual card behind the real pcscd. Floor: the sum of its parts, measured in the same
 * rounds: the same APDUs by a bare loop on the same link, one bare WebSocket round trip, one bare paint. Goal ≤ 1.3.
 */
import { readFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Page } from 'playwright-core'
import { WebSocketServer } from 'ws'
import type { CardChannel, CardLink } from '../../drivers/card/link.ts'
import { createCardReader } from '../../drivers/card/reader.ts'
import { loadDemoCards } from '../../drivers/card/virtual/demo-cards.ts'
import { openPcscSlot } from '../../drivers/card/virtual/pcsc-slot.ts'
import { loadPaperFonts } from '../../printers/paint/fonts.ts'
import { standardProfile, standardTimes } from '../../printers/profile.ts'
import { createReceiptPrinter } from '../../printers/receipt-printer.ts'
import { tcpFace } from '../../printers/tcp.ts'
import { terminalSettingsSchema } from '../../src/settings.ts'
import { installationRoot, systemClock, systemIds, systemRandom } from '../../src/system.ts'
import { assembleTerminal } from '../../src/terminal/assembly.ts'
import { loadTexts } from '../../src/texts.ts'
import { launchChromium } from '../e2e/chromium.ts'
import { type Bench, median } from './bench.ts'

const rounds = 15

/** Passes everything on, keeps the commands of the last card, and can look away so that the bare loop has the card. */
const recording = (link: CardLink) => {
  let away = false
  const recorder = {
    commands: [] as Uint8Array[],
    lookAway(now: boolean) {
      away = now
    },
    get slot() {
      return link.slot
    },
    subscribe: (listener: Parameters<CardLink['subscribe']>[0]) =>
      link.subscribe((slot) => {
        if (!away) listener(slot)
      }),
    close: () => link.close(),
    async connect() {
      const connected = await link.connect()
      if (!connected.ok) return connected
      recorder.commands = []
      const channel: CardChannel = {
        transmit(command) {
          recorder.commands.push(command)
          return connected.value.transmit(command)
        },
        reset: () => connected.value.reset(),
        disconnect: () => connected.value.disconnect(),
      }
      return { ok: true as const, value: channel }
    },
  }
  return recorder
}

const occupied = (link: CardLink): Promise<number> =>
  new Promise((resolve) => {
    if (link.slot.state === 'occupied') return resolve(Date.now())
    const stop = link.subscribe((slot) => {
      if (slot.state !== 'occupied') return
      stop()
      resolve(Date.now())
    })
  })

const emptied = (link: CardLink): Promise<void> =>
  new Promise((resolve) => {
    if (link.slot.state === 'empty') return resolve()
    const stop = link.subscribe((slot) => {
      if (slot.state !== 'empty') return
      stop()
      resolve()
    })
  })

/** Wall time of the frame in which the screen stands, told by the browser itself. */
const paintedAt = (page: Page, screen: string): Promise<number> =>
  page.evaluate(
    `new Promise((resolve) => {
      const there = () => document.querySelector('.stage[data-screen="${screen}"]')
      const done = () => requestAnimationFrame(() => requestAnimationFrame(() => resolve(Date.now())))
      if (there()) return done()
      const watch = new MutationObserver(() => { if (there()) { watch.disconnect(); done() } })
      watch.observe(document.body, { subtree: true, childList: true, attributes: true })
    })`,
  ) as Promise<number>

export const bench: Bench = async ({ say }) => {
  const root = installationRoot()
  const file = (path: string) => readFileSync(join(root, path), 'utf8')
  const cards = loadDemoCards(
    file('config/demo/cards.toml'),
    file('config/demo/members.toml'),
    file('config/demo/keys.toml'),
  )
  const card = cards.find((candidate) => candidate.card === 'ok-2.0')!
  const texts = loadTexts(join(root, 'config/texts/zh-CN'))
  if (!texts.ok) throw new Error(texts.error.code)
  const clock = systemClock()
  const ids = systemIds(clock)
  const data = await mkdtemp(join(tmpdir(), 'insert-'))
  const slot = await openPcscSlot({ cards, world: null, clock })
  const link = recording(slot.link)
  const reader = createCardReader({ link, clock, ids, retry: 2 })
  const fonts = loadPaperFonts()
  const started = await assembleTerminal({
    settings: terminalSettingsSchema.parse({ screen: { port: 0 }, line: { url: 'ws://127.0.0.1:9/terminal' } }),
    model: {
      screen: { layout: 'standing', width: 1080, height: 1920 },
      devices: { card: true, printer: true, cash: false, board: false, scanner: false, voice: false },
    },
    version: '0',
    texts: texts.value,
    clock,
    ids,
    random: systemRandom,
    log: () => {},
    journalFolder: join(data, 'journal'),
    appFolder: join(root, 'dist/screen-app'),
    reader,
    openPrinter: (intents) =>
      createReceiptPrinter({
        face: tcpFace({ host: '127.0.0.1', port: 9 }),
        profile: standardProfile,
        times: standardTimes,
        clock,
        fonts,
        intents,
        log: () => {},
      }),
  })
  if (!started.ok) throw new Error(started.error.code)
  const terminal = started.value
  const echo = new WebSocketServer({ host: '127.0.0.1', port: 0, perMessageDeflate: false })
  echo.on('connection', (socket) => socket.on('message', (text) => socket.send(String(text))))
  const browser = await launchChromium()

  const ours: number[] = []
  const apdus: number[] = []
  const trips: number[] = []
  const paints: number[] = []
  try {
    const page = await (await browser.newContext({ viewport: { width: 1080, height: 1920 } })).newPage()
    await page.goto(terminal.url)
    await page.locator('.stage[data-screen="standby"]').waitFor()
    const bare = await (await browser.newContext({ viewport: { width: 1080, height: 1920 } })).newPage()
    const echoPort = (echo.address() as AddressInfo).port

    for (let round = 0; round < rounds + 2; round += 1) {
      const painted = paintedAt(page, 'pin')
      const there = occupied(link)
      await slot.insert(card)
      await there
      const took = (await painted) - (await there)
      const { commands } = link
      const left = emptied(link)
      await slot.remove()
      await left
      await page.locator('.stage[data-screen="standby"]').waitFor()

      link.lookAway(true)
      const bareThere = occupied(slot.link)
      await slot.insert(card)
      await bareThere
      const loop = await bareLoop(slot.link, commands)
      const gone = emptied(slot.link)
      await slot.remove()
      await gone
      link.lookAway(false)
      await page.bringToFront()
      const trip = (await bare.evaluate(
        `new Promise((resolve) => {
          const socket = new WebSocket('ws://127.0.0.1:${echoPort}')
          socket.onopen = () => { const at = performance.now(); socket.onmessage = () => { resolve(performance.now() - at); socket.close() }; socket.send('x') }
        })`,
      )) as number
      await bare.bringToFront()
      const paint = (await bare.evaluate(
        `new Promise((resolve) => {
          const at = performance.now()
          document.body.textContent = String(at)
          requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - at)))
        })`,
      )) as number
      await page.bringToFront()
      if (round < 2) continue // warm-up
      ours.push(took)
      apdus.push(loop)
      trips.push(trip)
      paints.push(paint)
    }
  } finally {
    await browser.close()
    echo.close()
    await terminal.close()
    await slot.close()
    await rm(data, { recursive: true, force: true })
  }
  const parts = { apdusMs: median(apdus), roundTripMs: median(trips), paintMs: median(paints) }
  const floor = parts.apdusMs + parts.roundTripMs + parts.paintMs
  const ratio = median(ours) / floor
  say(`card in the slot to PIN screen ${median(ours).toFixed(0)} ms`)
  say(
    `parts: APDUs ${parts.apdusMs.toFixed(0)} + round trip ${parts.roundTripMs.toFixed(1)} + paint ${parts.paintMs.toFixed(1)} ms`,
  )
  return { ours: median(ours), floor, peer: null, ratio, unit: 'ms', rounds, ...parts, good: ratio <= 1.3 }
}

/** Powers the card up and sends the commands one after another, as fast as it answers. @returns ms */
const bareLoop = async (link: CardLink, commands: readonly Uint8Array[]): Promise<number> => {
  const began = performance.now()
  const connected = await link.connect()
  if (!connected.ok) throw new Error(connected.error.code)
  for (const command of commands) {
    // The virtual reader loses an exchange now and then; the reader driver repeats it too.
    let answered = await connected.value.transmit(command)
    for (let again = 0; !answered.ok && again < 2; again += 1) answered = await connected.value.transmit(command)
    if (!answered.ok) throw new Error(answered.error.code)
  }
  const took = performance.now() - began
  await connected.value.disconnect()
  return took
}
