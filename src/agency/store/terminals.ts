/** Register of terminals, their sessions, alarms and the audit trail. All run inside `Store.commit`. */
import type { DeviceReport, SessionNumber } from '../../wire/messages.ts'
import type { Db } from './database.ts'

export type TerminalState = 'active' | 'pending' | 'disabled'

export interface AuditEntry {
  readonly at: number
  readonly terminal: string
  readonly session: SessionNumber
  readonly memberSession: string | null
  readonly personNo: string | null
  readonly act: 'identifyBegin' | 'identifyProve' | 'identifyEnd' | 'query'
  /** Name of the query with its parameters, or the reason of an end. Never a name or an ID number. */
  readonly what: string
  /** `ok` or the code of the refusal. */
  readonly outcome: string
}

export type AlarmKind =
  | 'possibleClone'
  | 'clockSkew'
  | 'proofWrong'
  | 'keyReused'
  | 'fork'
  | 'keyChanged'
  | 'newEpoch'
  | 'restored'
  | 'needsReview'

export interface Register {
  /** Registers an unknown terminal only when told to. @returns undefined when it stays unknown */
  state(terminal: string, at: number, registerUnknown: boolean): TerminalState | undefined
  register(terminals: readonly string[], at: number): void
  booted(
    terminal: string,
    facts: { model: string; version: string; at: number; clockOffsetMs: number; devices: DeviceReport },
  ): void
  devices(terminal: string, report: DeviceReport): void
  /** @returns the next session number of this agency epoch */
  openSession(terminal: string, instance: string, at: number, replacedLive: boolean): SessionNumber
  /** Different processes that took a live session from each other since `after`. */
  alternations(terminal: string, after: number): number
  alarm(at: number, terminal: string, kind: AlarmKind, detail: Readonly<Record<string, string | number>>): void
  audit(entry: AuditEntry): void
}

/** @param epoch the agency's, now */
export const terminalRegister = (db: Db, epoch: () => number): Register => {
  const find = db.prepare<[string], TerminalState>('SELECT state FROM terminal WHERE terminal = ?').pluck()
  const add = db.prepare("INSERT OR IGNORE INTO terminal (terminal, state, registered_at) VALUES (?, 'active', ?)")
  const booted = db.prepare(
    'UPDATE terminal SET model = ?, version = ?, last_boot_at = ?, clock_offset_ms = ?, devices = ? WHERE terminal = ?',
  )
  const devicesOf = db.prepare<[string], string>('SELECT devices FROM terminal WHERE terminal = ?').pluck()
  const setDevices = db.prepare('UPDATE terminal SET devices = ? WHERE terminal = ?')
  const lastNumber = db.prepare<[number], number>('SELECT coalesce(max(n), 0) FROM session WHERE epoch = ?').pluck()
  const openSession = db.prepare('INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)')
  const alternations = db
    .prepare<[string, number], number>(
      'SELECT count(*) FROM session WHERE terminal = ? AND opened_at > ? AND replaced_live = 1',
    )
    .pluck()
  const alarm = db.prepare('INSERT INTO alarm (at, terminal, kind, detail) VALUES (?, ?, ?, ?)')
  const audit = db.prepare(
    `INSERT INTO audit (at, terminal, session_epoch, session_n, member_session, person_no, act, what, outcome)
     VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)`,
  )
  return {
    state(terminal, at, registerUnknown) {
      const known = find.get(terminal)
      if (known !== undefined || !registerUnknown) return known
      add.run(terminal, at)
      return 'active'
    },
    register: (terminals, at) => {
      db.transaction(() => {
        for (const terminal of terminals) add.run(terminal, at)
      })()
    },
    booted: (terminal, facts) => {
      const { model, version, at, clockOffsetMs, devices } = facts
      booted.run(model, version, at, clockOffsetMs, JSON.stringify(devices), terminal)
    },
    devices: (terminal, report) => {
      const before = JSON.parse(devicesOf.get(terminal) ?? '{}') as DeviceReport
      setDevices.run(JSON.stringify({ ...before, ...report }), terminal)
    },
    openSession: (terminal, instance, at, replacedLive) => {
      const now = epoch()
      const n = (lastNumber.get(now) ?? 0) + 1
      openSession.run(now, n, terminal, instance, at, replacedLive ? 1 : 0)
      return { epoch: now, n }
    },
    alternations: (terminal, after) => alternations.get(terminal, after) ?? 0,
    alarm: (at, terminal, kind, detail) => {
      alarm.run(at, terminal, kind, JSON.stringify(detail))
    },
    audit: (e) => {
      const { epoch: sessionEpoch, n } = e.session
      audit.run(e.at, e.terminal, sessionEpoch, n, e.memberSession, e.personNo, e.act, e.what, e.outcome)
    },
  }
}
