/**
 * Finds out what a printer can prove, for `npm run doctor`. It prints nothing and feeds nothing: it asks for status, for
 * its name, and for a process id with nothing before it.
 */
import type { Clock } from '../src/domain/clock.ts'
import { fault, ok, type Result } from '../src/domain/result.ts'
import type { FaceLine, PrinterFace } from './face.ts'
import type { PrinterTier } from './port.ts'
import {
  askStatus,
  clearBuffer,
  enableAutomaticStatus,
  initialize,
  requestPaperStatus,
  requestProcessId,
} from './thermal/commands.ts'
import { type Condition, conditionFromAnswers, type StatusAnswers } from './thermal/condition.ts'
import { emptyReplyParser, parseReplies, type Reply } from './thermal/replies.ts'

export interface PrinterFindings {
  readonly tier: PrinterTier
  readonly automaticStatus: boolean
  readonly realTimeClear: boolean
  /** As it stands now; null for a printer without a way back. */
  readonly condition: Condition | null
}

export interface ProbeParts {
  readonly face: PrinterFace
  readonly clock: Clock
  /** Longest wait for one answer, ms. */
  readonly answerMs: number
}

/** Four characters no job uses: its first is none of the documents' letters. */
const probeId = '~yb!'

/** Faults: YB-PRN-001 no connection. A printer that answers nothing is no fault: it is tier C. */
export const probePrinter = async ({ face, clock, answerMs }: ProbeParts): Promise<Result<PrinterFindings>> => {
  const opened = await openProbe(face, clock, answerMs)
  if (opened === null) return fault('YB-PRN-001')
  const { ask, close } = opened
  try {
    const answers: Record<number, number> = {}
    for (const kind of [1, 2, 3, 4] as const) {
      const reply = await ask(askStatus(kind), (candidate) => candidate.reply === 'realTime')
      if (reply?.reply === 'realTime') answers[kind] = reply.value
    }
    const answersAll = Object.keys(answers).length === 4
    await ask(initialize, null)
    const automatic = await ask(enableAutomaticStatus, (reply) => reply.reply === 'automatic')
    const id = await ask(requestProcessId(probeId), (reply) => reply.reply === 'processId' && reply.id === probeId)
    const paper = id === null ? await ask(requestPaperStatus, (reply) => reply.reply === 'paper') : null
    const cleared = id === null ? null : await ask(clearBuffer, (reply) => reply.reply === 'cleared')
    await ask(initialize, null)
    return ok({
      // Without status a process id alone could not say why a paper has stopped.
      tier: id !== null && answersAll ? 'A' : paper !== null && answersAll ? 'B' : 'C',
      automaticStatus: automatic !== null,
      realTimeClear: cleared !== null,
      condition: answersAll ? conditionFromAnswers(answers as StatusAnswers) : null,
    })
  } finally {
    close()
  }
}

interface Probe {
  /** Writes, then waits for a fitting reply; null as matcher waits for none. @returns null when none came in time */
  ask(bytes: Uint8Array, fits: ((reply: Reply) => boolean) | null): Promise<Reply | null>
  close(): void
}

const openProbe = (face: PrinterFace, clock: Clock, answerMs: number): Promise<Probe | null> =>
  new Promise((settle) => {
    let parser = emptyReplyParser
    let waiting: ((reply: Reply) => void) | null = null
    let line: FaceLine | undefined
    let dead = false
    const giveUp = clock.setTimeout(() => {
      line?.close()
      settle(null)
    }, answerMs)
    line = face.open({
      drained: () => {},
      closed: () => {
        dead = true
        clock.clearTimeout(giveUp)
        settle(null)
      },
      received: (bytes) => {
        const parsed = parseReplies(parser, bytes)
        parser = parsed.parser
        for (const reply of parsed.replies) waiting?.(reply)
      },
      opened: () => {
        clock.clearTimeout(giveUp)
        settle({
          ask: (bytes, fits) =>
            new Promise((answer) => {
              if (dead) {
                answer(null)
                return
              }
              if (fits === null) {
                line?.write(bytes)
                answer(null)
                return
              }
              const timer = clock.setTimeout(() => {
                waiting = null
                answer(null)
              }, answerMs)
              waiting = (reply) => {
                if (!fits(reply)) return
                waiting = null
                clock.clearTimeout(timer)
                answer(reply)
              }
              line?.write(bytes)
            }),
          close: () => line?.close(),
        })
      },
    })
  })
