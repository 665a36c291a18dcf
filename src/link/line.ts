/**
 * The line of one terminal to its agency: carries out what the connection reducer decides, matches answers to calls,
 * and gives flows the `AgencyLine` of flows/ports.ts. It keeps no personal data: a call is forgotten with its answer.
 */
import type { AgencyLine, LineState } from '../../flows/ports.ts'
import type { Clock, Ids, RandomBytes } from '../domain/clock.ts'
import type { FaultCode } from '../domain/faults.ts'
import type { Log } from '../domain/log.ts'
import { fault, makeFault, ok, type Result } from '../domain/result.ts'
import { callFrame, errorFrame, type Frame, faultOfError, readFrame } from '../wire/frame.ts'
import {
  type AnswerOf,
  type DeviceReport,
  type RequestOf,
  type SessionNumber,
  type TerminalAction,
  terminalActions,
  terminalIdSchema,
} from '../wire/messages.ts'
import {
  type PublicQueryName,
  type QueryAnswer,
  type QueryName,
  type QueryParameters,
  queries,
} from '../wire/queries.ts'
import { createCalls } from './calls.ts'
import {
  type Connection,
  type ConnectionInput,
  type ConnectionOutput,
  type Held,
  initialConnection,
  type Phase,
  stepConnection,
  type TimerName,
} from './connection.ts'
import { startDrain } from './drain.ts'
import type { Outbox } from './outbox.ts'
import { isAllowedAgencyUrl, type LineSettings } from './settings.ts'
import { measureSkew } from './skew.ts'
import { type LineSocket, openSocket } from './socket.ts'

/** What `Boot` tells; read anew at every boot. */
export type BootFacts = Omit<RequestOf<'Boot'>, 'instance' | 'at' | 'journal'>

export interface LineOptions {
  /** Without the terminal id; ws:// only on loopback. */
  readonly url: string
  readonly terminalId: string
  readonly settings: Omit<LineSettings, 'url'>
  readonly clock: Clock
  readonly ids: Ids
  readonly random: RandomBytes
  readonly boot: () => BootFacts
  /** The journal's; without one the terminal sends no records. */
  readonly outbox?: Outbox
  readonly log: Log
  /** How a connection is opened; a WebSocket unless a test puts a simulated network in its place. */
  readonly openSocket?: typeof openSocket
}

/** What screen, attendant and dock show of the line. */
export interface LineFacts {
  readonly phase: Phase
  /** Set while the agency has answered `Boot` with pending or rejected. */
  readonly held: Held | null
  readonly session: SessionNumber | null
  /** Agency minus terminal in ms, from the last exchange; null before the first. */
  readonly clockOffsetMs: number | null
  /** Beyond the limit, in either direction: personal services are refused with YB-LNK-007. */
  readonly clockSkewed: boolean
}

export interface TerminalLine extends AgencyLine {
  readonly facts: LineFacts
  /** Called on every change of `facts`. @returns unsubscribe */
  watch(listener: (facts: LineFacts) => void): () => void
  /** The time the agency told last, ms since 1970; null before the first answer and while the clocks are too far apart. */
  confirmedNow(): number | null
  /** A query about the agency itself, without a card. */
  publicQuery<N extends PublicQueryName>(name: N, parameters: QueryParameters<N>): Promise<Result<QueryAnswer<N>>>
  /** Tells what changed; everything after a reconnect goes out with `Boot`. */
  reportDevices(report: DeviceReport): void
  /** One call with checked answer, for the drainer and other parts of the upper floor. */
  call<A extends TerminalAction>(action: A, request: RequestOf<A>): Promise<Result<AnswerOf<A>>>
  close(): Promise<void>
}

/** A wrong url or terminal id throws: the settings have been checked before. */
export const connectAgencyLine = (options: LineOptions): TerminalLine => {
  const { settings, clock, ids, log } = options
  if (!isAllowedAgencyUrl(options.url)) throw new Error('ws:// to the agency is allowed on loopback only')
  const address = `${options.url.replace(/\/$/, '')}/${encodeURIComponent(terminalIdSchema.parse(options.terminalId))}`

  const instance = ids.uuid()
  const calls = createCalls(clock, settings.maxCalls)
  const timers = new Map<TimerName, unknown>()
  const stateListeners = new Set<(state: LineState) => void>()
  const factListeners = new Set<(facts: LineFacts) => void>()
  let connection: Connection = initialConnection
  let socket: LineSocket | null = null
  let clockOffsetMs: number | null = null
  let serverTime: number | null = null
  let clockSkewed = false
  let told: DeviceReport = {}
  let onStopped: (() => void) | null = null

  const state = (): LineState => (connection.phase === 'up' ? 'up' : 'down')
  const facts = (): LineFacts => ({
    phase: connection.phase,
    held: connection.held,
    session: connection.session,
    clockOffsetMs,
    clockSkewed,
  })
  const roll = (): number => new DataView(Uint8Array.from(options.random(4)).buffer).getUint32(0) / 2 ** 32

  const dispatch = (input: ConnectionInput): void => {
    const before = connection
    const [next, outputs] = stepConnection(connection, input, settings)
    connection = next
    for (const output of outputs) carryOut(output)
    if (before.phase === next.phase && before.held === next.held && before.session === next.session) return
    if (before.phase !== next.phase) log('line.phase', { phase: next.phase })
    announce(before.phase === 'up')
  }

  const announce = (wasUp: boolean): void => {
    const now = facts()
    for (const listener of [...factListeners]) listener(now)
    if (wasUp === (now.phase === 'up')) return
    if (now.phase === 'up') drain?.up()
    else drain?.down()
    for (const listener of [...stateListeners]) listener(state())
  }

  const cancel = (name: TimerName): void => {
    if (timers.has(name)) clock.clearTimeout(timers.get(name))
    timers.delete(name)
  }

  const carryOut = (output: ConnectionOutput): void => {
    switch (output.type) {
      case 'connect':
        connect()
        return
      case 'boot':
        void boot()
        return
      case 'ping':
        socket?.ping()
        return
      case 'heartbeat':
        void heartbeat()
        return
      case 'close':
        socket?.close(output.code)
        return
      case 'terminate':
        log('line.dropped', { why: output.why })
        socket?.terminate()
        return
      case 'timer':
        cancel(output.name)
        timers.set(
          output.name,
          clock.setTimeout(() => {
            timers.delete(output.name)
            dispatch({ type: 'timer', name: output.name })
          }, output.ms),
        )
        return
      case 'cancel':
        cancel(output.name)
        return
      case 'cancelAll':
        for (const name of [...timers.keys()]) cancel(name)
    }
  }

  const connect = (): void => {
    const opened: LineSocket = (options.openSocket ?? openSocket)(address, settings, {
      opened: () => opened === socket && dispatch({ type: 'opened' }),
      message: (bytes, binary) => opened === socket && received(bytes, binary),
      pong: () => opened === socket && dispatch({ type: 'pong' }),
      failed: (reason) => log('line.failed', { reason }),
      closed: (code, reason, retryAfterMs) => {
        if (opened !== socket) return
        socket = null
        calls.drop()
        log('line.closed', { code })
        const input = { type: 'closed', code, reason, roll: roll() } as const
        dispatch(retryAfterMs === undefined ? input : { ...input, retryAfterMs })
        onStopped?.()
      },
    })
    socket = opened
  }

  const received = (bytes: Uint8Array, binary: boolean): void => {
    const outcome = readFrame(bytes, binary, { maxBytes: settings.maxFrameBytes, maxDepth: settings.maxDepth })
    if (!outcome.ok) {
      const { bad } = outcome
      log('line.badFrame', { problem: bad.problem, bytes: bytes.length })
      if (bad.answerId !== null) socket?.send(errorFrame(bad.answerId, bad.rpcCode, bad.fault))
      dispatch({ type: 'badFrame' })
      return
    }
    handle(outcome.frame)
  }

  const handle = (frame: Frame): void => {
    if (frame.type === 'result') {
      if (!calls.answered(frame.id, frame.payload)) log('line.lateAnswer')
    } else if (frame.type === 'error') {
      if (!calls.refused(frame.id, faultOfError(frame))) log('line.lateAnswer')
    } else {
      socket?.send(errorFrame(frame.id, 'NotImplemented', makeFault('YB-LNK-004', { problem: 'actionUnknown' })))
    }
  }

  const send = async <A extends TerminalAction>(action: A, request: RequestOf<A>): Promise<Result<AnswerOf<A>>> => {
    if (socket === null) return fault('YB-LNK-001', { action })
    if (socket.bufferedBytes > settings.maxBufferedBytes) return fault('YB-LNK-008', { action })
    const id = ids.uuid()
    const waiting = calls.open(id, action, settings.replyMs)
    if (waiting === null) return fault('YB-LNK-008', { action })
    socket.send(callFrame(id, action, request))
    const outcome = await waiting
    if (!outcome.ok) {
      if (outcome.error.code === 'YB-LNK-002' && action !== 'Heartbeat') dispatch({ type: 'callLost' })
      return outcome
    }
    const answer = terminalActions[action].answer.safeParse(outcome.value)
    if (answer.success) return ok(answer.data as AnswerOf<A>)
    log('line.badAnswer', { action })
    return fault('YB-LNK-004', { action })
  }

  const call = <A extends TerminalAction>(action: A, request: RequestOf<A>): Promise<Result<AnswerOf<A>>> =>
    connection.phase === 'up' ? send(action, request) : Promise.resolve(fault('YB-LNK-001', { action }))

  /** A call whose answer carries the agency's clock. */
  const judgeClock = (sentAt: number, started: number, agencyTime: number): void => {
    const skew = measureSkew(sentAt, clock.monotonic() - started, agencyTime, settings.maxClockSkewMs)
    serverTime = agencyTime
    const changed = skew.beyond !== clockSkewed
    clockOffsetMs = skew.offsetMs
    clockSkewed = skew.beyond
    if (!changed) return
    log('line.clock', { skewed: skew.beyond, offsetMs: skew.offsetMs })
    announce(connection.phase === 'up')
  }

  const boot = async (): Promise<void> => {
    const mine = socket
    const sentAt = clock.now()
    const started = clock.monotonic()
    const bootFacts = options.boot()
    told = { ...bootFacts.devices }
    const { outbox } = options
    const journal = outbox === undefined ? {} : { journal: { ...outbox.head(), ...outbox.key() } }
    const answer = await send('Boot', { ...bootFacts, ...journal, instance, at: sentAt })
    if (mine !== socket) return
    if (!answer.ok) {
      log('line.bootFailed', { code: answer.error.code })
      dispatch({ type: 'bootFailed' })
      return
    }
    judgeClock(sentAt, started, answer.value.serverTime)
    if (answer.value.status === 'accepted') {
      if (answer.value.replaced) log('line.replacedAnother')
    } else if (answer.value.status === 'rejected') log('line.rejected', { reason: answer.value.reason })
    dispatch({ type: 'bootAnswered', answer: answer.value })
  }

  const heartbeat = async (): Promise<void> => {
    const mine = socket
    const sentAt = clock.now()
    const started = clock.monotonic()
    const answer = await send('Heartbeat', { at: sentAt })
    if (mine !== socket) return
    if (answer.ok) judgeClock(sentAt, started, answer.value.serverTime)
    else if (answer.error.code === 'YB-LNK-002') dispatch({ type: 'heartbeatLost' })
  }

  const ask = async <N extends QueryName>(
    session: string | null,
    name: N,
    parameters: QueryParameters<N>,
  ): Promise<Result<QueryAnswer<N>>> => {
    const request = { name, parameters: parameters as RequestOf<'Query'>['parameters'] }
    const outcome = await call('Query', session === null ? request : { ...request, session })
    if (!outcome.ok) return outcome
    const answer = queries[name].answer.safeParse(outcome.value.answer)
    return answer.success ? ok(answer.data as QueryAnswer<N>) : fault('YB-LNK-004', { action: 'Query', name })
  }

  const skewFault = (): { readonly ok: false; readonly error: { readonly code: FaultCode } } =>
    fault('YB-LNK-007', { offsetMs: clockOffsetMs ?? 0 })

  const drain =
    options.outbox === undefined
      ? null
      : startDrain({
          outbox: options.outbox,
          resume: (request) => call('Resume', request),
          record: (request) => call('Record', request),
          times: settings,
          clock,
          roll,
          log,
        })
  dispatch({ type: 'start' })

  return {
    get state() {
      return state()
    },
    get facts() {
      return facts()
    },
    subscribe: (listener) => {
      stateListeners.add(listener)
      return () => stateListeners.delete(listener)
    },
    watch: (listener) => {
      factListeners.add(listener)
      return () => factListeners.delete(listener)
    },
    confirmedNow: () => (clockSkewed ? null : serverTime),
    call,
    identifyBegin: async (card) => {
      if (clockSkewed) return skewFault()
      const outcome = await call('IdentifyBegin', { ...card })
      if (!outcome.ok) return outcome
      const { identification, challenge } = outcome.value
      return ok({ identification, challenge: Uint8Array.from(Buffer.from(challenge, 'hex')) })
    },
    identifyProve: async ({ identification, insertion, proof }) =>
      call('IdentifyProve', { identification, insertion, proof: Buffer.from(proof).toString('hex') }),
    identifyEnd: (session, reason) => void call('IdentifyEnd', { session, reason }),
    query: (session, name, parameters) => ask(session, name, parameters),
    publicQuery: (name, parameters) => ask(null, name, parameters),
    reportDevices: (report) => {
      const changed = Object.entries(report).filter(([name, state]) => told[name as keyof DeviceReport] !== state)
      if (changed.length === 0 || connection.phase !== 'up') return
      told = { ...told, ...report }
      void call('StatusNotify', { at: clock.now(), devices: Object.fromEntries(changed) }).then((outcome) => {
        // Not told after all: the next report says it again.
        if (!outcome.ok) for (const [name] of changed) delete told[name as keyof DeviceReport]
      })
    },
    close: () =>
      new Promise((resolve) => {
        drain?.close()
        if (socket === null) {
          dispatch({ type: 'stop' })
          resolve()
          return
        }
        const open = socket
        const giveUp = clock.setTimeout(() => open.terminate(), 1000)
        onStopped = () => {
          clock.clearTimeout(giveUp)
          resolve()
        }
        dispatch({ type: 'stop' })
      }),
  }
}
