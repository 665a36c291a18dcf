/** One model run: a whole life of a terminal and its agency in simulated time, with the faults of its schedule. */
import { mkdirSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import type { RandomBytes } from '../../../src/domain/clock.ts'
import { openNewEpoch } from '../../../src/journal/new-epoch.ts'
import { journalSettings } from '../../../src/journal/settings.ts'
import { countedIds } from '../../support/counted-ids.ts'
import { type Armed, arm, Killed } from '../armed.ts'
import { copyAfterKill, copyAfterPowerCut, type DrillDisk } from '../disk/shadow.ts'
import { dice } from '../random.ts'
import { type FaultEvent, isCut, type Schedule, type Step } from '../schedule.ts'
import { judge, type Verdict } from '../verdict.ts'
import { makeWorld } from '../world.ts'
import { type ModelAgency, startModelAgency } from './agency.ts'
import { makeNetwork } from './network.ts'
import { type ModelTerminal, startModelTerminal } from './terminal.ts'
import { makeTime } from './time.ts'

export interface RunResult extends Verdict {
  readonly reached: Armed['reached']
}

const hour = 3_600_000
const start = Date.parse('2026-10-12T09:00:00+08:00')

export const runModel = async (schedule: Schedule, disk: DrillDisk): Promise<RunResult> => {
  let answering = 0
  const time = makeTime(() => answering > 0)
  const world = makeWorld()
  const armed = arm(schedule)
  const by = dice(schedule.seed)
  const has = (one: Schedule['disturbances'][number]): boolean => schedule.disturbances.includes(one)
  const random: RandomBytes = (length) => Uint8Array.from({ length }, () => by.below(256))
  const reasons: string[] = []
  let ids = 0
  let generation = 0
  const nextFolder = (side: 't' | 'a'): string => {
    generation += 1
    return `${side}${generation}`
  }
  const path = (name: string): string => join(disk.live, name)

  let agency: ModelAgency | undefined
  let agencyAlive = { value: false }
  let agencyFolder = nextFolder('a')
  let backup: string | undefined
  let terminal: ModelTerminal | undefined
  let terminalAlive = { value: false }
  let terminalFolder = nextFolder('t')
  let image: string | undefined
  let skewMs = 0
  let begun = 0
  let finished = 0
  const calls: string[] = []
  const network = makeNetwork(time, () => (agencyAlive.value ? agency : undefined))

  const startAgency = async (restored = false): Promise<void> => {
    const alive = { value: true }
    agencyAlive = alive
    ids += 1
    agency = await startModelAgency({
      folder: path(agencyFolder),
      restored,
      clock: time.clock(
        () => alive.value,
        () => start,
      ),
      ids: countedIds(ids),
      random,
      alive: () => alive.value,
      received: () => reachAs('agency', 'agencyReceived'),
      committed: () => reachAs('agency', 'agencyCommitted'),
      answering: (change) => {
        answering += change
      },
    })
  }

  const stopAgency = (event: Pick<FaultEvent, 'downMs' | 'survives'>, power: boolean): void => {
    if (!agencyAlive.value) return
    agencyAlive.value = false
    const before = agency
    setImmediate(() => before?.close())
    const from = agencyFolder
    agencyFolder = nextFolder('a')
    if (power) copyAfterPowerCut(disk, from, agencyFolder, event.survives, by)
    else copyAfterKill(disk, from, agencyFolder)
    network.cut('reset')
    time.at(event.downMs, () => {
      network.up()
      void startAgency()
    })
  }

  const stopTerminal = (event: Pick<FaultEvent, 'downMs' | 'survives'>, power: boolean): void => {
    if (!terminalAlive.value) return
    terminalAlive.value = false
    const before = terminal
    setImmediate(() => before?.abandon())
    const from = terminalFolder
    terminalFolder = nextFolder('t')
    if (power) copyAfterPowerCut(disk, from, terminalFolder, event.survives, by)
    else copyAfterKill(disk, from, terminalFolder)
    time.at(event.downMs, startTerminal)
  }

  /** @returns whether a fault happened at this step */
  const reach = (step: Step): boolean => {
    const event = armed.reach(step)
    if (event === undefined) return false
    const { fault } = event
    if (isCut(fault)) {
      network.lateFrames = has('reorder')
      if (fault === 'silent' && has('reorder')) armed.note('reorder')
      network.cut(fault)
      time.at(event.downMs, () => network.up())
    } else if (fault.startsWith('agency')) stopAgency(event, fault === 'agencyPower')
    else stopTerminal(event, fault === 'terminalPower')
    return true
  }
  const reachAs = (side: 'agency' | 'terminal', step: Step): void => {
    reach(step)
    if (!(side === 'agency' ? agencyAlive : terminalAlive).value) throw new Killed()
  }

  const openTerminal = (folder: string, alive: { value: boolean }): ModelTerminal | undefined => {
    ids += 1
    const opened = startModelTerminal({
      folder: path(folder),
      clock: time.clock(
        () => alive.value,
        () => start + skewMs,
      ),
      ids: countedIds(ids),
      random,
      network,
      world,
      alive: () => alive.value,
      reach: (step) => reachAs('terminal', step),
      // A frame that is cut in half never arrives whole, whatever ends it.
      leaving: () => reach('halfFrame'),
      sent: () => void reach('frameSent'),
      answering: () => reach('answerHalfSent'),
      answered: () => void reach('answerReceived'),
      copy: (text) => {
        calls.push(text)
        if (has('duplicateAtOnce')) {
          armed.note('duplicateAtOnce')
          time.at(network.latencyMs, () => network.replay(text))
        }
      },
    })
    if (!opened.ok) {
      reasons.push(`terminal refused to start: ${opened.error.code} ${JSON.stringify(opened.error.detail ?? {})}`)
      return undefined
    }
    return opened.value
  }

  const startTerminal = (): void => {
    const alive = { value: true }
    terminalAlive = alive
    terminal = openTerminal(terminalFolder, alive)
    if (terminal === undefined) {
      alive.value = false
      finished = schedule.payments.length
      return
    }
    if (generation > 2 && has('duplicateAfterRestart')) {
      const old = [...calls]
      time.at(2000, () => {
        for (const text of old) {
          armed.note('duplicateAfterRestart')
          network.replay(text)
        }
      })
    }
    void life(terminal, alive)
  }

  const life = async (mine: ModelTerminal, alive: { value: boolean }): Promise<void> => {
    try {
      await mine.recover()
      while (begun < schedule.payments.length) {
        const number = begun
        begun += 1
        await mine.pay(`p${number}`, schedule.payments[number] as readonly number[])
        if (number === 0) atHalf()
      }
      if (alive.value) finished = begun
    } catch (error) {
      if (!(error instanceof Killed) && alive.value) throw error
    }
  }

  /** Between the first payment and the next: what happens to clocks and disks behind the programs' backs. */
  const atHalf = (): void => {
    for (const [one, ms] of [
      ['clockForward', 600_000],
      ['clockBack', -600_000],
      ['clockYear', 365 * 24 * hour],
    ] as const) {
      if (!has(one)) continue
      armed.note(one)
      skewMs += ms
    }
    if (has('slow')) {
      armed.note('slow')
      network.latencyMs = 3000
    }
  }

  const runUntil = async (done: () => boolean, limitMs: number): Promise<boolean> => {
    const end = time.elapsed + limitMs
    for (;;) {
      // Whatever is ready runs before the question: the last payment may just have ended.
      if (!(await time.step(end))) return done()
      if (done()) return true
    }
  }
  const drained = (): boolean =>
    agencyAlive.value &&
    finished >= schedule.payments.length &&
    (terminal === undefined || (terminalAlive.value && terminal.unanswered() === 0))

  mkdirSync(path(agencyFolder), { recursive: true })
  await startAgency()
  startTerminal()

  // The second half of the disturbances needs a settled first half.
  await runUntil(drained, 4 * hour)
  if (has('agencyRestored')) {
    backup = nextFolder('a')
    copyAfterKill(disk, agencyFolder, backup)
  }
  if (has('diskImage')) {
    image = nextFolder('t')
    copyAfterKill(disk, terminalFolder, image)
  }
  let journalBefore: Readonly<Record<string, number>> = {}
  if (
    terminal !== undefined &&
    (backup !== undefined || image !== undefined || has('duplicateLater') || has('otherAmount'))
  ) {
    let ended = false
    // Killed in the middle of it, the rest of the payment does not take place.
    const over = (): void => {
      ended = true
    }
    void terminal.pay('extra', [2000, 500]).then(over, over)
    await runUntil(() => ended && drained(), 4 * hour)
  }
  if (has('duplicateLater')) {
    await runUntil(() => false, hour)
    for (const text of calls) network.replay(text)
    armed.note('duplicateLater')
    await runUntil(() => false, 10_000)
  }
  if (has('otherAmount')) {
    for (const text of calls) network.replay(text.replaceAll('\\"noteFen\\":', '\\"noteFen\\":1'))
    armed.note('otherAmount')
    await runUntil(() => false, 10_000)
  }
  if (backup !== undefined) {
    agencyAlive.value = false
    agency?.close()
    agencyFolder = backup
    network.cut('reset')
    await startAgency(true)
    network.up()
    armed.note('agencyRestored')
    await runUntil(() => false, 60_000)
    await runUntil(drained, 4 * hour)
  }
  if (image !== undefined && terminal !== undefined) {
    journalBefore = terminal.captured()
    terminalAlive.value = false
    terminal.abandon()
    await imageRestored(image)
  }

  async function imageRestored(folder: string): Promise<void> {
    terminalFolder = folder
    const alive = { value: true }
    terminalAlive = alive
    terminal = openTerminal(folder, alive)
    await runUntil(() => terminal?.rejected() === 'fork', 10 * 60_000)
    if (terminal?.rejected() !== 'fork') reasons.push('a journal put back from an image was not refused as a fork')
    armed.note('diskImage')
    alive.value = false
    terminal?.abandon()
    ids += 1
    const opened = openNewEpoch({
      folder: path(folder),
      clock: time.clock(
        () => true,
        () => start,
      ),
      ids: countedIds(ids),
      settings: journalSettings('drill', { minFreeBytes: 0 }),
      log: () => {},
      reason: 'fork',
      by: 'attendant',
    })
    if (!opened.ok) reasons.push(`no new epoch: ${opened.error.code}`)
    const again = { value: true }
    terminalAlive = again
    terminal = openTerminal(folder, again)
    await runUntil(drained, 4 * hour)
  }

  // The attendant looks at box and paper and says of each unknown act whether it happened.
  if (terminal !== undefined) {
    for (const intent of terminal.openIntents()) {
      const printed = (world.truth.papers[intent.txnId] ?? 0) > 0
      terminal.resolve(intent.txnId, printed ? 'done' : 'notDone')
    }
    await runUntil(drained, 4 * hour)
  }
  if (finished < schedule.payments.length) reasons.push('the run did not come to its end')

  const verdict = judge({
    world: world.truth,
    journal: { ...journalBefore, ...terminal?.captured() },
    agency: agency?.effects() ?? {},
    openIntents: terminal?.openIntents().length ?? 0,
    unanswered: terminal?.unanswered() ?? 0,
    refused: (agency?.refused() ?? 0) + (terminal?.refused() ?? 0),
  })
  terminalAlive.value = false
  agencyAlive.value = false
  terminal?.abandon()
  agency?.close()
  for (const side of [disk.live, disk.shadow]) rmSync(side, { recursive: true, force: true })
  return {
    ...verdict,
    lost: reasons.length > 0 && verdict.lost === 0 ? 1 : verdict.lost,
    reasons: [...reasons, ...verdict.reasons],
    reached: armed.reached,
  }
}
