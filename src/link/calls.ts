/** Calls that wait for their answers: matched by id, ended by an answer, by time, or by the loss of the line. */
import type { Clock } from '../domain/clock.ts'
import { type Fault, fault, makeFault, ok, type Result } from '../domain/result.ts'

interface Waiting {
  readonly action: string
  readonly settle: (outcome: Result<unknown>) => void
  readonly timer: unknown
}

export interface Calls {
  readonly size: number
  /** @returns null when too many calls are open */
  open(id: string, action: string, replyMs: number): Promise<Result<unknown>> | null
  /** @returns whether the id was waiting; a late answer is not, and is no fault of the peer */
  answered(id: string, payload: unknown): boolean
  refused(id: string, why: Fault): boolean
  /** Ends all of them: whether the agency acted is not known. */
  drop(): void
}

export const createCalls = (clock: Clock, limit: number): Calls => {
  const waiting = new Map<string, Waiting>()
  const take = (id: string): Waiting | undefined => {
    const call = waiting.get(id)
    if (call === undefined) return undefined
    waiting.delete(id)
    clock.clearTimeout(call.timer)
    return call
  }
  return {
    get size() {
      return waiting.size
    },
    open(id, action, replyMs) {
      if (waiting.size >= limit) return null
      return new Promise((settle) => {
        const timer = clock.setTimeout(() => take(id)?.settle(fault('YB-LNK-002', { action })), replyMs)
        waiting.set(id, { action, settle, timer })
      })
    },
    answered(id, payload) {
      const call = take(id)
      call?.settle(ok(payload))
      return call !== undefined
    },
    refused(id, why) {
      const call = take(id)
      call?.settle({ ok: false, error: why })
      return call !== undefined
    },
    drop() {
      for (const id of [...waiting.keys()]) {
        const call = take(id)
        call?.settle({ ok: false, error: makeFault('YB-LNK-001', { action: call.action }) })
      }
    },
  }
}
