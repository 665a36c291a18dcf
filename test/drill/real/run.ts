/** One real run: terminal and agency as processes that are killed, a cable that is cut, and a world that remembers. */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import Database from 'better-sqlite3'
import { openNewEpoch } from '../../../src/journal/new-epoch.ts'
import { journalSettings } from '../../../src/journal/settings.ts'
import { systemClock, systemIds } from '../../../src/system.ts'
import { arm } from '../armed.ts'
import { copyAfterKill, copyAfterPowerCut, type DrillDisk, watched } from '../disk/shadow.ts'
import type { RunResult } from '../model/run.ts'
import { dice } from '../random.ts'
import { type Fault, type FaultEvent, isCut, type Schedule, type Step } from '../schedule.ts'
import { judge } from '../verdict.ts'
import { makeWorld } from '../world.ts'
import { openRealCable, otherAmount } from './cable.ts'
import { type Child, startChild } from './child.ts'
import type { FromTerminal, TerminalStatus } from './messages.ts'
import type { TerminalWords } from './terminal.ts'

export interface RealOptions {
  readonly disk: DrillDisk
  /** The watcher of synced bytes. */
  readonly library: string
  readonly root?: string
}

/** What the schedule calls minutes of simulated time is cut short where people would wait. */
const shorter = 20
const limitMs = 40_000
const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const runReal = async (schedule: Schedule, options: RealOptions): Promise<RunResult> => {
  const { disk, library } = options
  const environment = watched(disk, library)
  const world = makeWorld()
  const armed = arm(schedule)
  const by = dice(schedule.seed)
  const has = (one: Schedule['disturbances'][number]): boolean => schedule.disturbances.includes(one)
  const reasons: string[] = []
  const path = (name: string): string => join(disk.live, name)
  let folders = 0
  const nextFolder = (side: 't' | 'a'): string => {
    folders += 1
    return `${side}${folders}`
  }
  const root = options.root === undefined ? {} : { root: options.root }

  let agencyPort = 1
  const cable = await openRealCable(() => agencyPort)
  let agency: Child | undefined
  let agencyFolder = nextFolder('a')
  let terminal: Child | undefined
  let terminalFolder = nextFolder('t')
  let [begun, extraPaid, over, refusedToStart] = [0, false, false, false]
  let status: TerminalStatus | undefined
  /** Work that goes on by itself; nothing of it may outlive the run. */
  const pending = new Set<Promise<void>>()
  const later = (ms: number, work: () => void | Promise<void>): void => {
    const running = wait(ms).then(() => (over ? undefined : work()))
    pending.add(running)
    void running.finally(() => pending.delete(running))
  }
  const onEnd = (why: string | undefined): void => {
    if (why !== undefined && !over && !refusedToStart) reasons.push(why)
  }

  /** All that were ever started: whatever went wrong, none outlives the run. */
  const children: Child[] = []
  const startAgency = (how: 'restored' | 'again' = 'again'): Promise<void> => {
    mkdirSync(path(agencyFolder), { recursive: true })
    return new Promise((resolve) => {
      agency = startChild({
        program: 'real/agency',
        words: [path(agencyFolder), how],
        environment,
        ...root,
        onStep: (step) => reach(step),
        onMessage: (message) => {
          agencyPort = (message as { port: number }).port
          resolve()
        },
        // Killed while it started, it will never be ready; another one follows.
        onEnd: (why) => {
          onEnd(why)
          resolve()
        },
      })
      children.push(agency)
    })
  }

  const startTerminal = (from = begun): void => {
    const words: TerminalWords = {
      folder: path(terminalFolder),
      port: cable.port,
      payments: schedule.payments,
      from,
      skewMs: 0,
      laterSkewMs:
        (has('clockForward') ? 600_000 : 0) -
        (has('clockBack') ? 600_000 : 0) +
        (has('clockYear') ? 31_536_000_000 : 0),
    }
    status = undefined
    const mine = startChild({
      program: 'real/terminal',
      words: [JSON.stringify(words)],
      environment,
      ...root,
      onStep: (step) => reach(step),
      onMessage: (message) => void heard(mine, message as FromTerminal),
      onEnd,
    })
    terminal = mine
    children.push(mine)
    if (folders > 2 && has('duplicateAfterRestart')) {
      later(0, async () => {
        for (let tries = 0; tries < 100 && mine.alive; tries += 1) {
          mine.send({ kind: 'status' })
          await wait(50)
          // Only an accepted session is listened to at all.
          if ((status?.resumedUnder ?? 0) === 0 || cable.replay() === 0) continue
          armed.note('duplicateAfterRestart')
          break
        }
      })
    }
  }

  const heard = async (from: Child, message: FromTerminal): Promise<void> => {
    // What a dead terminal had still on its lips was said, but the world hears nobody who is gone.
    if (message.kind === 'world') {
      if (!from.alive) return
      const act = world[message.act] as (...given: readonly unknown[]) => Promise<unknown>
      from.send({ kind: 'answer', id: message.id, value: await act(...message.given) })
    } else if (message.kind === 'begun') {
      begun = message.number + 1
      if (message.number !== 1) return
      for (const one of ['clockForward', 'clockBack', 'clockYear'] as const) if (has(one)) armed.note(one)
      if (!has('slow')) return
      armed.note('slow')
      cable.latencyMs = 150
    } else if (message.kind === 'extraPaid') extraPaid = true
    else if (message.kind === 'refused') {
      refusedToStart = true
      reasons.push(`terminal refused to start: ${message.code} ${message.detail}`)
    } else status = message
  }

  const stop = async (side: 'agency' | 'terminal', power: boolean, event: FaultEvent): Promise<void> => {
    const child = side === 'agency' ? agency : terminal
    if (child === undefined || !child.alive) return
    await child.kill()
    const from = side === 'agency' ? agencyFolder : terminalFolder
    const to = nextFolder(side === 'agency' ? 'a' : 't')
    if (side === 'agency') agencyFolder = to
    else terminalFolder = to
    if (power) copyAfterPowerCut(disk, from, to, event.survives, by)
    else copyAfterKill(disk, from, to)
    later(event.downMs / shorter, side === 'agency' ? () => startAgency() : () => startTerminal())
  }

  const strike = async (event: FaultEvent): Promise<void> => {
    const { fault } = event
    if (isCut(fault)) {
      if (fault === 'silent' && has('reorder')) {
        armed.note('reorder')
        cable.lateMs = 1500
      }
      cable.cut(fault)
      // A black hole is found by pings; it lasts at least until then.
      later(fault === 'silent' ? 700 + event.downMs / shorter : event.downMs / shorter, () => cable.up())
    } else await stop(fault.startsWith('agency') ? 'agency' : 'terminal', fault.endsWith('Power'), event)
  }
  const ownerOf: Partial<Record<Step, Fault>> = { agencyReceived: 'agencyKill', agencyCommitted: 'agencyKill' }

  /** Resolves when the child may go on. */
  const reach = async (step: Step): Promise<void> => {
    const event = armed.reach(step)
    if (step === 'halfFrame') cable.recordFrame(has('duplicateAtOnce'))
    if (step === 'halfFrame' && has('duplicateAtOnce')) armed.note('duplicateAtOnce')
    if (event === undefined) return
    if (step === 'halfFrame' || step === 'answerHalfSent') {
      cable.half(step === 'halfFrame' ? 'up' : 'down', () => void strike(event))
      return
    }
    await strike(event)
    const side = (ownerOf[step] ?? 'terminalKill').startsWith('agency') ? 'agency' : 'terminal'
    const dead = !isCut(event.fault) && event.fault.startsWith(side)
    if (dead) await new Promise(() => {})
  }

  const ask = (): void => terminal?.send({ kind: 'status' })
  const until = async (done: () => boolean, ms = limitMs): Promise<boolean> => {
    const end = performance.now() + ms
    while (performance.now() < end) {
      if (refusedToStart) return false
      if (done()) return true
      status = undefined
      ask()
      await wait(25)
    }
    return done()
  }
  const drained = (): boolean =>
    pending.size === 0 &&
    agency?.alive === true &&
    terminal?.alive === true &&
    status !== undefined &&
    status.finished >= schedule.payments.length &&
    status.unanswered === 0

  try {
    await startAgency()
    startTerminal()
    await until(drained)
    const backup = has('agencyRestored') ? nextFolder('a') : undefined
    if (backup !== undefined) copyAfterKill(disk, agencyFolder, backup)
    const image = has('diskImage') ? nextFolder('t') : undefined
    if (image !== undefined) copyAfterKill(disk, terminalFolder, image)
    if (backup !== undefined || image !== undefined || has('duplicateLater') || has('otherAmount')) {
      terminal?.send({ kind: 'extra', notes: [2000, 500] })
      const before = terminal
      // Killed in the middle of it, the rest of the payment does not take place.
      await until(() => (extraPaid || terminal !== before) && drained())
    }
    if (has('duplicateLater') && cable.replay() > 0) armed.note('duplicateLater')
    if (has('otherAmount') && cable.replay(otherAmount) > 0) armed.note('otherAmount')
    if (has('duplicateLater') || has('otherAmount')) await wait(200)
    if (backup !== undefined) {
      await agency?.kill()
      agencyFolder = backup
      await startAgency('restored')
      armed.note('agencyRestored')
      // What the terminal had acks for must go out again; without the comparison it does not know that.
      await until(() => drained() && (status?.resumedUnder ?? 0) > 1)
    }
    let journalBefore: Readonly<Record<string, number>> = {}
    if (image !== undefined) {
      await terminal?.kill()
      journalBefore = capturedIn(path(terminalFolder), 'journal.db')
      terminalFolder = image
      startTerminal(schedule.payments.length)
      if (!(await until(() => status?.rejected === 'fork'))) {
        reasons.push('a journal put back from an image was not refused as a fork')
      }
      armed.note('diskImage')
      await terminal?.kill()
      const clock = systemClock()
      const opened = openNewEpoch({
        folder: path(image),
        clock,
        ids: systemIds(clock),
        settings: journalSettings('drill', { minFreeBytes: 0 }),
        log: () => {},
        reason: 'fork',
        by: 'attendant',
      })
      if (!opened.ok) reasons.push(`no new epoch: ${opened.error.code}`)
      startTerminal(schedule.payments.length)
      await until(drained)
    }
    await until(drained)
    // The attendant looks at the paper and says of each unknown act whether it happened.
    for (const txnId of status?.unknown ?? []) {
      const outcome = (world.truth.papers[txnId] ?? 0) > 0 ? 'done' : 'notDone'
      terminal?.send({ kind: 'resolve', txnId, outcome })
    }
    const ended = await until(() => drained() && status?.unknown.length === 0)
    if (!ended && !refusedToStart) reasons.push(`the run did not come to its end: ${JSON.stringify(status)}`)
    over = true
    await Promise.all([agency?.kill(), terminal?.kill()])
    const verdict = judge({
      world: world.truth,
      journal: { ...journalBefore, ...capturedIn(path(terminalFolder), 'journal.db') },
      agency: capturedIn(path(agencyFolder), 'agency.db'),
      openIntents: status?.unknown.length ?? 0,
      unanswered: status?.unanswered ?? 0,
      refused: status?.refused ?? 0,
    })
    return {
      ...verdict,
      lost: reasons.length > 0 && verdict.lost === 0 ? 1 : verdict.lost,
      reasons: [...reasons, ...verdict.reasons],
      reached: armed.reached,
    }
  } finally {
    over = true
    await Promise.all(children.map((child) => child.kill()))
    await cable.close()
  }
}

/** Read from the files of the dead, not from what they said while they lived. */
const capturedIn = (folder: string, name: string): Readonly<Record<string, number>> => {
  const database = new Database(join(folder, name))
  try {
    const rows = database.prepare<[], { txn_id: string; fen: number }>('SELECT txn_id, fen FROM captured').all()
    return Object.fromEntries(rows.map((row) => [row.txn_id, row.fen]))
  } finally {
    database.close()
  }
}
