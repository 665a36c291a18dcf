/** A real agency and real lines on loopback, with a virtual card that can answer challenges. */
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { CardChallenge, CardClaim } from '../../flows/ports.ts'
import { type Agency, type AgencyOptions, startAgency } from '../../src/agency/agency.ts'
import { type Member, readMembers } from '../../src/agency/members-file.ts'
import { type AgencySettings, defaultAgencySettings } from '../../src/agency/settings.ts'
import { cardAlgorithmOf, computeCardProof, diversifyCardKey } from '../../src/domain/card-proof.ts'
import type { Clock } from '../../src/domain/clock.ts'
import { type BootFacts, connectAgencyLine, type LineOptions, type TerminalLine } from '../../src/link/line.ts'
import { type LineSettings, lineSettingsSchema } from '../../src/link/settings.ts'
import { systemClock, systemIds, systemRandom } from '../../src/system.ts'

export const demoMembers = (): Member[] => {
  const members = readMembers('config/demo/members.toml')
  if (!members.ok) throw new Error(JSON.stringify(members.error))
  return members.value
}

export const memberByKey = (key: string): Member => {
  const member = demoMembers().find((candidate) => candidate.key === key)
  if (member === undefined) throw new Error(`no member ${key} in config/demo/members.toml`)
  return member
}

export const demoMasterKey = Buffer.from(defaultAgencySettings.card.masterKey, 'hex')

export interface LoggedEvent {
  readonly event: string
  readonly fields: Readonly<Record<string, string | number | boolean>>
}

export interface TestAgency extends Agency {
  readonly dataFolder: string
  readonly events: LoggedEvent[]
}

export const startTestAgency = async (
  given: {
    readonly settings?: { readonly [S in keyof AgencySettings]?: Partial<AgencySettings[S]> }
    readonly clock?: Clock
    readonly members?: readonly Member[]
    readonly dataFolder?: string
    readonly port?: number
    readonly random?: AgencyOptions['random']
    readonly restored?: boolean
  } = {},
): Promise<TestAgency> => {
  const clock = given.clock ?? systemClock()
  const dataFolder = given.dataFolder ?? mkdtempSync(join(tmpdir(), 'yibao-agency-'))
  const settings = Object.fromEntries(
    Object.entries(defaultAgencySettings).map(([name, values]) => [
      name,
      { ...values, ...given.settings?.[name as keyof AgencySettings] },
    ]),
  ) as AgencySettings
  const events: LoggedEvent[] = []
  const agency = await startAgency({
    port: given.port ?? 0,
    dataFolder,
    members: given.members ?? demoMembers(),
    cardMasterKey: demoMasterKey,
    settings,
    restored: given.restored ?? false,
    clock,
    ids: systemIds(clock),
    random: given.random ?? systemRandom,
    log: (event, fields = {}) => events.push({ event, fields }),
  })
  return {
    ...agency,
    dataFolder,
    events,
    close: async () => {
      await agency.close()
      if (given.dataFolder === undefined) rmSync(dataFolder, { recursive: true, force: true })
    },
  }
}

export const bootFacts: BootFacts = { model: 'standing', version: '0.1.0', devices: { card: 'online' } }

/** Quick enough for tests, slow enough for two busy cores. */
export const quickLine: Partial<LineSettings> = { replyMs: 2000, pingMs: 500, backoffMinMs: 20, backoffMaxMs: 100 }

export interface TestLine extends TerminalLine {
  readonly events: LoggedEvent[]
}

export const connectTestLine = (
  url: string,
  given: Partial<Omit<LineOptions, 'settings'>> & { readonly settings?: Partial<LineSettings> } = {},
): TestLine => {
  const clock = given.clock ?? systemClock()
  const events: LoggedEvent[] = []
  const line = connectAgencyLine({
    terminalId: '0412-07',
    clock,
    ids: systemIds(clock),
    random: systemRandom,
    boot: () => bootFacts,
    log: (event, fields = {}) => events.push({ event, fields }),
    ...given,
    url,
    settings: { ...lineSettingsSchema.parse({}), ...quickLine, ...given.settings },
  })
  return Object.defineProperty(line, 'events', { value: events }) as TestLine
}

/** Polls, because what is waited for happens in sockets. */
export const until = async (what: string, condition: () => boolean, ms = 10_000): Promise<void> => {
  const end = performance.now() + ms
  while (!condition()) {
    if (performance.now() > end) throw new Error(`not within ${ms} ms: ${what}`)
    await new Promise((resolve) => setTimeout(resolve, 5))
  }
}

export const isUp = (line: TerminalLine): Promise<void> => until('line up', () => line.state === 'up')

/** What the terminal claims after reading this member's card. */
export const claimOf = (member: Member, insertion = 'insertion-1'): CardClaim => ({
  insertion,
  cardSn: member.cardSn,
  cardNo: member.cardNo,
  specVersion: '2.00',
  idNumber: member.idNumber,
  name: member.name,
})

/** What the chip of this member's card answers. */
export const proofOf = (member: Member, challenge: CardChallenge, specVersion = '2.00'): Uint8Array =>
  computeCardProof(cardAlgorithmOf(specVersion), diversifyCardKey(demoMasterKey, member.cardSn), challenge.challenge)

/** Identifies a member and returns the session id; throws when the agency refuses. */
export const identify = async (line: TerminalLine, member: Member, insertion = 'insertion-1'): Promise<string> => {
  const challenge = await line.identifyBegin(claimOf(member, insertion))
  if (!challenge.ok) throw new Error(challenge.error.code)
  const session = await line.identifyProve({
    identification: challenge.value.identification,
    insertion,
    proof: proofOf(member, challenge.value),
  })
  if (!session.ok) throw new Error(session.error.code)
  return session.value.session
}
