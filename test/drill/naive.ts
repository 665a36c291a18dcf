/**
 * What is usual: `ocpp-rpc` at both ends, and a call that fails is made again until it succeeds. Each try is a new
 * message to the server, as OCPP has it. The same schedules, over the same cable; only the faults of the line are played.
 */
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { RPCClient, RPCServer } from 'ocpp-rpc'
import { arm } from './armed.ts'
import { openRealCable } from './real/cable.ts'
import { isCut, type Schedule, type Step } from './schedule.ts'

export interface NaiveResult {
  /** Fen taken in the box and missing at the server. */
  readonly lost: number
  /** Fen at the server that nobody put in. */
  readonly doubled: number
}

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

export const runNaive = async (schedule: Schedule): Promise<NaiveResult> => {
  const armed = arm(schedule)
  const server = new RPCServer({ protocols: ['drill'], strictMode: false, pingIntervalMs: 1000 } as never)
  const http = createServer()
  http.on('upgrade', server.handleUpgrade)
  await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve))
  const cable = await openRealCable(() => (http.address() as AddressInfo).port)
  const reach = (step: Step): void => {
    const event = armed.reach(step)
    if (event === undefined || !isCut(event.fault)) return
    const { fault } = event
    const cut = (): void => {
      cable.cut(fault)
      setTimeout(() => cable.up(), fault === 'silent' ? 1500 : 50)
    }
    if (step === 'halfFrame') cable.half('up', cut)
    else if (step === 'answerHalfSent') cable.half('down', cut)
    else cut()
  }
  let [box, ledger] = [0, 0]
  server.on('client', (client) => {
    client.handle('Record', ({ params }: { params: unknown }) => {
      reach('agencyReceived')
      ledger += (params as { fen: number }).fen
      reach('agencyCommitted')
      reach('answerHalfSent')
      return {}
    })
  })
  const client = new RPCClient({
    endpoint: `ws://127.0.0.1:${cable.port}`,
    identity: 'drill',
    protocols: ['drill'],
    strictMode: false,
    callTimeoutMs: 700,
    pingIntervalMs: 300,
    backoff: { initialDelay: 30, maxDelay: 200 },
    reconnect: true,
  } as never)
  await client.connect()
  for (const fen of schedule.payments.flat()) {
    box += fen
    for (let tries = 0; tries < 12; tries += 1) {
      reach('halfFrame')
      const call = client.call('Record', { fen })
      reach('frameSent')
      // A call that never settles, as after some cuts, is a failed one for whoever waits.
      const answered = await Promise.race([
        call.then(
          () => true,
          () => false,
        ),
        wait(1500).then(() => false),
      ])
      reach('answerReceived')
      if (answered) break
      await wait(50)
    }
  }
  const closing = [client.close({ force: true } as never), server.close({ force: true } as never), cable.close()]
  await Promise.race([Promise.allSettled(closing), wait(1000)])
  http.closeAllConnections()
  http.close()
  return { lost: Math.max(0, box - ledger), doubled: Math.max(0, ledger - box) }
}
