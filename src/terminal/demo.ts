/**
 * The parts of the demo: a virtual card, a virtual printer, the reference agency behind a cable that can be cut, and the
 * dock beside the screen. Production logic runs above every link; only what lies below is simulated.
 */
import { mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { CardLink } from '../../drivers/card/link.ts'
import { loadDemoCards } from '../../drivers/card/virtual/demo-cards.ts'
import { createInProcessSlot } from '../../drivers/card/virtual/in-process.ts'
import { type SlotFault, slotFaults, type VirtualSlot } from '../../drivers/card/virtual/slot.ts'
import { printerFaultNames } from '../../printers/virtual/faults.ts'
import { startVirtualPrinter } from '../../printers/virtual/process.ts'
import { startAgency } from '../agency/agency.ts'
import { expectFor, readMembers } from '../agency/members-file.ts'
import { agencySettingsSchema } from '../agency/settings.ts'
import { createCable } from '../dock/cable.ts'
import type { DockWorld } from '../dock/world.ts'
import type { Clock, Ids, RandomBytes } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import { ok, type Result } from '../domain/result.ts'
import { readSettings, type SettingsFault } from '../settings-file.ts'

export interface DemoOptions {
  readonly root: string
  readonly data: string
  readonly membersFile: string
  readonly pcsc: boolean
  readonly terminalId: string
  readonly clock: Clock
  readonly ids: Ids
  readonly random: RandomBytes
  readonly log: Log
}

export interface Demo {
  readonly cardLink: CardLink
  readonly printerPort: number
  readonly agencyUrl: string
  readonly world: DockWorld
  close(): Promise<void>
}

export const startDemo = async (options: DemoOptions): Promise<Result<Demo, SettingsFault>> => {
  const { root, data, clock, ids, random, log } = options
  const members = readMembers(options.membersFile)
  if (!members.ok) return members
  const agencySettings = readSettings(join(root, 'config/agency.toml'), agencySettingsSchema)
  if (!agencySettings.ok) return agencySettings
  const worldFolder = join(data, 'world')
  mkdirSync(worldFolder, { recursive: true })

  const demoFile = (name: string) => readFileSync(join(root, 'config/demo', name), 'utf8')
  const cards = loadDemoCards(demoFile('cards.toml'), readFileSync(options.membersFile, 'utf8'), demoFile('keys.toml'))

  // A process of its own takes longest to start; the rest is made meanwhile.
  const printerStarting = startVirtualPrinter({ world: join(worldFolder, 'printer') })
  const agency = await startAgency({
    port: 0,
    dataFolder: join(data, 'agency'),
    members: members.value,
    cardMasterKey: Buffer.from(agencySettings.value.card.masterKey, 'hex'),
    settings: agencySettings.value,
    clock,
    ids,
    random,
    log,
  })
  const cable = await createCable({ targetPort: agency.port, clock })
  const slot = await openSlot(options, worldFolder, cards)
  const printer = await printerStarting

  const byKey = new Map(members.value.map((member) => [member.key, member]))
  const world: DockWorld = {
    slot: {
      cards: cards.map(({ card, pin, holder, note, member }) => {
        const owner = member === null ? undefined : byKey.get(member)
        return { card, pin, holder, note, ...(owner === undefined ? {} : { expect: { ...expectFor(owner) } }) }
      }),
      get inserted() {
        return slot.inserted
      },
      async insert(name) {
        const card = cards.find((candidate) => candidate.card === name)
        if (card === undefined) return false
        await slot.insert(card)
        return true
      },
      remove: () => slot.remove(),
    },
    paper: {
      sheets: async () => printer.sheets(),
      async sendPicture(n, response) {
        const picture = await printer.png(n).catch(() => null)
        if (picture === null) return false
        response.writeHead(200, { 'Content-Type': 'image/png' }).end(picture)
        return true
      },
    },
    switches: [
      {
        device: 'card',
        faults: slotFaults,
        inject: (fault) => slot.fault(fault as SlotFault),
        clear: () => slot.clearFaults(),
      },
      {
        device: 'printer',
        faults: printerFaultNames,
        inject: (fault, at) => printer.fault(fault as (typeof printerFaultNames)[number], at),
        clear: () => printer.clearFaults(),
      },
    ],
    async line(state) {
      if (state === 'cut') cable.cut('reset')
      else cable.up()
    },
    agencyFen: () => agency.ledger(options.terminalId).capturedFen,
  }

  return ok({
    cardLink: slot.link,
    printerPort: printer.port,
    agencyUrl: `ws://127.0.0.1:${cable.port}/terminal`,
    world,
    async close() {
      await slot.close()
      await printer.close()
      await cable.close()
      await agency.close()
    },
  })
}

/** Without PC/SC headers or a daemon the demo still runs on the in-process reader; `--pcsc` asks for the real thing. */
const openSlot = async (
  options: DemoOptions,
  world: string,
  cards: ReturnType<typeof loadDemoCards>,
): Promise<VirtualSlot & { readonly link: CardLink }> => {
  const { clock, log } = options
  if (!options.pcsc) return createInProcessSlot({ cards, world, clock })
  const { openPcscSlot } = await import('../../drivers/card/virtual/pcsc-slot.ts')
  return openPcscSlot({ cards, world, clock, log })
}
