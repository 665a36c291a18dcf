/** The reference agency in one process: database, members, handlers, sockets. Embedded in the demo or alone. */
import type { Clock, Ids, RandomBytes } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import { isLoopbackHost } from '../wire/loopback.ts'
import type { Acks } from '../wire/record.ts'
import { createIdentification } from './identification.ts'
import type { Member } from './members-file.ts'
import { memberQueries, publicQueries } from './queries.ts'
import { listen } from './server.ts'
import { createSessions } from './sessions.ts'
import type { AgencySettings } from './settings.ts'
import { openStore } from './store/database.ts'
import { openInbox } from './store/inbox.ts'
import { memberReader, replaceMembers } from './store/members.ts'
import { terminalRegister } from './store/terminals.ts'
import { syntheticMembers } from './synthetic-members.ts'

export interface AgencyOptions {
  /** 0 = any free port. */
  readonly port: number
  /** Without TLS only loopback is accepted. */
  readonly host?: string
  readonly dataFolder: string
  readonly members: readonly Member[]
  /** 16 bytes. */
  readonly cardMasterKey: Uint8Array
  readonly settings: AgencySettings
  /** The data folder was put back from a backup: a new agency epoch begins. */
  readonly restored?: boolean
  readonly clock: Clock
  readonly ids: Ids
  readonly random: RandomBytes
  readonly log: Log
}

export interface Agency {
  /** For the terminal's `line.url`: the terminal id is appended by the terminal. */
  readonly url: string
  readonly port: number
  /** Connections, booted terminals and open member sessions. */
  counts(): { readonly connections: number; readonly terminals: number; readonly memberSessions: number }
  /** What the agency has of a terminal's records, from its own tables. */
  ledger(terminal: string): TerminalLedger
  close(): Promise<void>
}

export interface TerminalLedger {
  readonly agencyEpoch: number
  /** Of the newest journal; null before its first boot. */
  readonly journal: { readonly epoch: number; readonly seq: number; readonly acks: Acks } | null
  /** Cash this terminal took, by its accepted records. */
  readonly capturedFen: number
  readonly accepted: number
  readonly refused: number
}

/** Rejects when the port is taken or the database cannot be opened; a host beyond loopback throws. */
export const startAgency = async (options: AgencyOptions): Promise<Agency> => {
  const { settings, clock, log } = options
  const host = options.host ?? settings.server.host
  if (!isLoopbackHost(host)) throw new Error('without TLS the agency listens on loopback only')
  const store = openStore(options.dataFolder)
  try {
    replaceMembers(store.db, 'file', options.members)
    replaceMembers(store.db, 'synthetic', syntheticMembers(settings.demo.syntheticMembers, settings.demo.syntheticSeed))
    const register = terminalRegister(store.db, () => store.epoch)
    const inbox = openInbox(store.db)
    if (options.restored === true) {
      await store.commit(() => store.raiseEpoch(0))
      log('agency.restored', { epoch: store.epoch })
    }
    register.register(settings.terminals.registered, clock.now())
    const members = memberReader(store.db)
    const identification = createIdentification({
      findCard: members.card,
      cardMasterKey: options.cardMasterKey,
      times: {
        challengeMs: settings.card.challengeMs,
        idleMs: settings.memberSession.idleMs,
        totalMs: settings.memberSession.totalMs,
      },
      clock,
      ids: options.ids,
      random: options.random,
    })
    const sessions = createSessions((key) => identification.forget(key))
    const server = await listen(
      {
        settings,
        store,
        register,
        inbox,
        sessions,
        identification,
        memberQueries: memberQueries(members, clock),
        publicQueries: publicQueries(settings.agency, clock),
        clock,
        random: options.random,
        log,
      },
      { host, port: options.port },
    )
    log('agency.listening', { port: server.port })
    return {
      url: `ws://${host}:${server.port}/terminal`,
      port: server.port,
      counts: () => ({
        connections: server.connections,
        terminals: sessions.size,
        memberSessions: identification.open,
      }),
      ledger: (terminal) => {
        const journal = inbox.newestJournal(terminal)
        return {
          agencyEpoch: store.epoch,
          journal:
            journal === undefined
              ? null
              : { epoch: journal.epoch, seq: journal.seq, acks: inbox.acks(terminal, journal.epoch) },
          capturedFen: inbox.capturedFen(terminal),
          ...inbox.counts(terminal),
        }
      },
      close: async () => {
        await server.close()
        store.close()
      },
    }
  } catch (error) {
    store.close()
    throw error
  }
}
