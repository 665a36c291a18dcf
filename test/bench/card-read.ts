/**
 * `npm run bench -- card-read`: our whole card read, from the moment the slot is known to be occupied until the reader
 * is ready, beside the same APDUs sent by a bare loop on the same PC/SC binding (connect, transmit, disconnect). Virtual
 * card behind a real pcscd, rounds interleaved, medians. Goal ≤ 1.15.
 *
 * Without help each APDU costs 44 ms of delayed acknowledgement on loopback (the virtual reader writes length and body
 * apart), which would hide everything of ours. Where this process may, it asks the kernel for quick acknowledgements on
 * loopback while it measures, and takes that back.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import type { CardChannel, CardLink } from '../../drivers/card/link.ts'
import type { CardReader } from '../../drivers/card/port.ts'
import { createCardReader } from '../../drivers/card/reader.ts'
import { loadDemoCards } from '../../drivers/card/virtual/demo-cards.ts'
import { openPcscSlot } from '../../drivers/card/virtual/pcsc-slot.ts'
import { installationRoot, systemClock, systemIds } from '../../src/system.ts'
import { type Bench, median, percentile } from './bench.ts'

const rounds = 40

interface BareCard {
  transmit(command: Buffer): Promise<Uint8Array>
  disconnect(disposition: number): void
}
interface BareReader {
  readonly name: string
  connect(shareMode: number, protocol: number): Promise<BareCard>
}
interface BareContext {
  listReaders(): BareReader[]
  close(): void
}

/** Runs `during` with quick acknowledgements on loopback, if this user may ask for them. @returns whether it did */
const withQuickAcknowledgement = async (during: (quick: boolean) => Promise<void>): Promise<void> => {
  const route = ['route', 'change', 'local', '127.0.0.1', 'dev', 'lo', 'proto', 'kernel', 'scope', 'host']
  const change = (quick: boolean): void => {
    const option = quick ? ['quickack', '1'] : []
    execFileSync('ip', [...route, 'src', '127.0.0.1', 'table', 'local', ...option], { stdio: 'ignore' })
  }
  let quick = false
  const undo = (): void => {
    if (quick) change(false)
    quick = false
  }
  const interrupted = (): void => {
    undo()
    process.exit(130)
  }
  process.once('SIGINT', interrupted)
  process.once('SIGTERM', interrupted)
  try {
    try {
      change(true)
      quick = true
    } catch {} // no root, no `ip`, or not Linux
    await during(quick)
  } finally {
    undo()
    process.off('SIGINT', interrupted)
    process.off('SIGTERM', interrupted)
  }
}

/** Keeps the commands of the last reading. */
const recording = (link: CardLink) => {
  let commands: Uint8Array[] = []
  const recorder: CardLink = {
    get slot() {
      return link.slot
    },
    subscribe: link.subscribe,
    async connect() {
      const connected = await link.connect()
      if (!connected.ok) return connected
      commands = []
      const channel: CardChannel = {
        ...connected.value,
        transmit(command) {
          commands.push(command)
          return connected.value.transmit(command)
        },
      }
      return { ok: true, value: channel }
    },
    close: async () => {},
  }
  return { recorder, commands: () => commands }
}

export const bench: Bench = async ({ say }) => {
  const demo = (name: string): string => readFileSync(join(installationRoot(), 'config/demo', name), 'utf8')
  const cards = loadDemoCards(demo('cards.toml'), demo('members.toml'), demo('keys.toml'))
  const card = cards.find((candidate) => candidate.card === 'ok-2.0')!
  const clock = systemClock()
  const ids = systemIds(clock)
  const ours: number[] = []
  const bare: number[] = []
  let apdus = 0
  let quickly = false

  await withQuickAcknowledgement(async (quick) => {
    quickly = quick
    say(quick ? 'loopback acknowledges at once' : 'loopback acknowledges late: 44 ms an APDU on both sides')
    const slot = await openPcscSlot({ cards, world: null, clock, lookMs: 100 })
    const { Context } = createRequire(import.meta.url)('smartcard') as { Context: new () => BareContext }
    const context = new Context()
    const bareReader = context.listReaders().find(({ name }) => name === slot.pcscd.reader)!
    const slotIs = (state: string): Promise<void> =>
      new Promise((resolve) => {
        const look = (): void => {
          if (slot.link.slot.state !== state) return
          unsubscribe()
          resolve()
        }
        const unsubscribe = slot.link.subscribe(() => queueMicrotask(look))
        queueMicrotask(look)
      })

    /** One card read by the reader; its clock starts when the reader sees the card. */
    const readOurs = async (link: CardLink): Promise<number> => {
      const reader: CardReader = createCardReader({ link, clock, ids, retry: 2 })
      try {
        return await new Promise<number>((resolve, reject) => {
          let begun = 0
          reader.subscribe(({ state }) => {
            if (state === 'reading') begun = performance.now()
            else if (state === 'ready') resolve(performance.now() - begun)
            else if (state !== 'empty') reject(new Error(`the reader is ${state}`))
          })
          void slot.insert(card)
        })
      } finally {
        await slot.remove()
        await slotIs('empty')
        await reader.close()
      }
    }

    const readBare = async (commands: readonly Uint8Array[]): Promise<number> => {
      await slot.insert(card)
      await slotIs('occupied')
      const begun = performance.now()
      const connection = await bareReader.connect(1, 3)
      for (const command of commands) await connection.transmit(Buffer.from(command))
      const took = performance.now() - begun
      await slot.remove()
      await slotIs('empty')
      connection.disconnect(0)
      return took
    }

    try {
      await slotIs('empty')
      const { recorder, commands } = recording(slot.link)
      await readOurs(recorder)
      const sent = [...commands()]
      apdus = sent.length
      const link: CardLink = {
        ...slot.link,
        close: async () => {},
        get slot() {
          return slot.link.slot
        },
      }
      for (let round = 0; round < rounds; round += 1) {
        const order = round % 2 === 0 ? ['ours', 'bare'] : ['bare', 'ours']
        for (const turn of order) {
          if (turn === 'ours') ours.push(await readOurs(link))
          else bare.push(await readBare(sent))
        }
      }
    } finally {
      context.close()
      await slot.close()
    }
  })

  const [our, floor] = [median(ours), median(bare)]
  say(
    `${apdus} APDUs; ours p90 ${percentile(ours, 0.9).toFixed(1)} ms, bare p90 ${percentile(bare, 0.9).toFixed(1)} ms`,
  )
  const rounded = (ms: number): number => Math.round(ms * 100) / 100
  return {
    ours: rounded(our),
    floor: rounded(floor),
    peer: null,
    ratio: our / floor,
    unit: 'ms',
    rounds,
    apdus,
    quickAcknowledgement: quickly,
  }
}
