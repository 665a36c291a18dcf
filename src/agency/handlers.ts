/** What the agency does with each action. A handler answers only after what it did is on the disk. */
import type { Clock, RandomBytes } from '../domain/clock.ts'
import type { Log } from '../domain/log.ts'
import { fault, ok, type Result } from '../domain/result.ts'
import type { AnswerOf, RequestOf, TerminalAction } from '../wire/messages.ts'
import { type PublicQueryName, publicQueryNames, type QueryName, queries } from '../wire/queries.ts'
import { handleBoot } from './boot.ts'
import type { Identification } from './identification.ts'
import { type Peer, peerKey } from './peer.ts'
import type { MemberQueries, PublicQueries } from './queries.ts'
import { handleRecord, handleResume } from './records.ts'
import type { Sessions } from './sessions.ts'
import type { AgencySettings } from './settings.ts'
import type { Store } from './store/database.ts'
import type { Inbox } from './store/inbox.ts'
import type { AuditEntry, Register } from './store/terminals.ts'

export interface AgencyParts {
  readonly settings: AgencySettings
  readonly store: Store
  readonly register: Register
  readonly inbox: Inbox
  readonly sessions: Sessions
  readonly identification: Identification
  readonly memberQueries: MemberQueries
  readonly publicQueries: PublicQueries
  readonly clock: Clock
  readonly random: RandomBytes
  readonly log: Log
}

export type Handler<A extends TerminalAction> = (
  parts: AgencyParts,
  peer: Peer,
  request: RequestOf<A>,
) => Promise<Result<AnswerOf<A>>>

type Trail = Pick<AuditEntry, 'act' | 'what' | 'outcome' | 'personNo' | 'memberSession'>

const audit = (parts: AgencyParts, peer: Peer, trail: Trail): Promise<void> =>
  parts.store.commit(() => {
    if (peer.session === null) throw new Error('audit before boot')
    parts.register.audit({ at: parts.clock.now(), terminal: peer.terminal, session: peer.session, ...trail })
  })

const heartbeat: Handler<'Heartbeat'> = async (parts) => ok({ serverTime: parts.clock.now() })

const statusNotify: Handler<'StatusNotify'> = async (parts, peer, request) => {
  await parts.store.commit(() => parts.register.devices(peer.terminal, request.devices))
  return ok({})
}

const identifyBegin: Handler<'IdentifyBegin'> = async (parts, peer, request) => {
  const outcome = parts.identification.begin(peerKey(peer), request)
  await audit(parts, peer, {
    act: 'identifyBegin',
    what: `card ${request.cardSn.slice(-4)}`,
    outcome: outcome.ok ? 'ok' : outcome.error.code,
    personNo: null,
    memberSession: null,
  })
  return outcome
}

const identifyProve: Handler<'IdentifyProve'> = async (parts, peer, request) => {
  const outcome = parts.identification.prove(peerKey(peer), request)
  await audit(parts, peer, {
    act: 'identifyProve',
    what: '',
    outcome: outcome.ok ? 'ok' : outcome.error.code,
    personNo: outcome.ok ? outcome.value.personNo : null,
    memberSession: outcome.ok ? outcome.value.session : null,
  })
  if (outcome.ok) return ok({ session: outcome.value.session, personNo: outcome.value.personNo })
  if (outcome.error.code === 'YB-AGY-103') {
    parts.log('agency.proofWrong', { terminal: peer.terminal })
    await parts.store.commit(() => parts.register.alarm(parts.clock.now(), peer.terminal, 'proofWrong', {}))
  }
  return outcome
}

const identifyEnd: Handler<'IdentifyEnd'> = async (parts, peer, request) => {
  const ended = parts.identification.end(peerKey(peer), request.session)
  if (ended !== undefined) {
    await audit(parts, peer, {
      act: 'identifyEnd',
      what: request.reason,
      outcome: 'ok',
      personNo: ended.personNo,
      memberSession: ended.session,
    })
  }
  return ok({})
}

const isPublic = (name: QueryName): name is PublicQueryName => (publicQueryNames as readonly string[]).includes(name)

const query: Handler<'Query'> = async (parts, peer, request) => {
  const { name } = request
  const parameters = queries[name].parameters.safeParse(request.parameters)
  if (!parameters.success) return fault('YB-AGY-003', { query: name })
  if (isPublic(name)) {
    await audit(parts, peer, { act: 'query', what: name, outcome: 'ok', personNo: null, memberSession: null })
    return ok({ answer: { ...parts.publicQueries[name](parameters.data as never) } })
  }
  const session =
    request.session === undefined ? fault('YB-AGY-202') : parts.identification.use(peerKey(peer), request.session)
  await audit(parts, peer, {
    act: 'query',
    what: `${name} ${JSON.stringify(parameters.data)}`,
    outcome: session.ok ? 'ok' : session.error.code,
    personNo: session.ok ? session.value.personNo : null,
    memberSession: session.ok ? session.value.session : null,
  })
  if (!session.ok) return session
  // The card may have left, or the terminal changed hands, while the trail was being written.
  if (peer.fenced) return fault('YB-AGY-006')
  const still = parts.identification.use(peerKey(peer), session.value.session)
  if (!still.ok) return still
  const answer = parts.memberQueries[name](session.value.personNo, parameters.data as never)
  return ok({ answer: { ...answer } as unknown as AnswerOf<'Query'>['answer'] })
}

export const handlers: { readonly [A in TerminalAction]: Handler<A> } = {
  Boot: handleBoot,
  Heartbeat: heartbeat,
  StatusNotify: statusNotify,
  Resume: handleResume,
  Record: handleRecord,
  IdentifyBegin: identifyBegin,
  IdentifyProve: identifyProve,
  IdentifyEnd: identifyEnd,
  Query: query,
}
