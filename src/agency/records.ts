/** `Resume` and `Record`: what the agency has of a terminal's journal, and how it takes more. */
import { fault, ok, type Result } from '../domain/result.ts'
import type { AnswerOf, RequestOf } from '../wire/messages.ts'
import { closeCodes } from '../wire/messages.ts'
import { checkHeadAside, type Head, lanes, type RecordAnswer } from '../wire/record.ts'
import type { AgencyParts, Handler } from './handlers.ts'
import { ForkFound, takeRecord } from './intake.ts'
import type { Peer } from './peer.ts'

/** Sessions ended by a restore come back over this time, not all at once. */
const comeBackSpreadMs = 2000

const spread = (parts: AgencyParts): number => {
  const [high, low] = parts.random(2)
  return Math.floor(((((high as number) << 8) | (low as number)) / 65_536) * comeBackSpreadMs)
}

/**
 * Of a terminal that has acks the agency does not have. Either it has not yet compared them under this epoch, or the
 * agency's data are older than what it once answered: they were restored from a backup and nobody raised the epoch.
 */
const wasRestored = (parts: AgencyParts, peer: Peer, request: RequestOf<'Resume'>): boolean => {
  const compared = request.agencyEpoch ?? parts.inbox.resumedUnder(peer.terminal)
  // Acks from before this epoch may be ahead: the epoch was raised for that very reason.
  return compared !== undefined && compared >= parts.store.epoch
}

export const handleResume: Handler<'Resume'> = async (parts, peer, request) => {
  const { store, inbox, register, clock, log } = parts
  const outcome = await store.commit((): Result<AnswerOf<'Resume'>> => {
    if (peer.fenced) return fault('YB-AGY-006')
    if (peer.journal === null || peer.journal.epoch !== request.epoch) return fault('YB-AGY-302')
    const acks = inbox.acks(peer.terminal, request.epoch)
    const ahead = lanes.some((lane) => request.acks[lane] > acks[lane])
    if (ahead && wasRestored(parts, peer, request)) {
      const epoch = store.raiseEpoch(request.agencyEpoch ?? 0)
      register.alarm(clock.now(), peer.terminal, 'restored', { epoch })
      log('agency.restored', { epoch })
      return fault('YB-AGY-006')
    }
    // One that is ahead has not compared yet: it may die with this answer unread and come back with the same acks.
    if (!ahead) inbox.noteResumed(peer.terminal, store.epoch)
    return ok({ agencyEpoch: store.epoch, acks })
  })
  const session = peer.session
  if (!outcome.ok && !peer.fenced && session !== null && session.epoch !== store.epoch) {
    parts.sessions.endAll(() => spread(parts))
  }
  return outcome
}

/**
 * The signature covers exactly these records, checked beside others but told in the order in which the batches came: a
 * head overtaken by a newer one would look like a journal that has gone back.
 */
const checkInOrder = (peer: Peer, request: RequestOf<'Record'>): Promise<Head | undefined> => {
  if (peer.journal === null) return Promise.resolve(undefined)
  const texts = request.records.map(({ text }) => text)
  const checked = checkHeadAside(request.head, peer.journal.key, texts)
  const turn = peer.lastBatch.then(() => checked)
  peer.lastBatch = turn
  return turn
}

export const handleRecord: Handler<'Record'> = async (parts, peer, request) => {
  const { store, inbox, register, clock, log } = parts
  const { terminal, journal } = peer
  // Between this and `commit` nothing may wait, or the order is lost again.
  const head = await checkInOrder(peer, request)
  if (head === undefined || journal === null || head.terminal !== terminal || head.epoch !== journal.epoch) {
    log('agency.headInvalid', { terminal })
    return fault('YB-AGY-306')
  }
  const newest = { epoch: head.epoch, seq: head.seq, hash: head.head }
  /** @param apart each record can fail by itself and is then asked for again; the others of its batch go on */
  const take = (apart: boolean): Promise<Result<AnswerOf<'Record'>>> =>
    store.commit((): Result<AnswerOf<'Record'>> => {
      // A newer session may have taken over while this one stood in the queue.
      if (peer.fenced) return fault('YB-AGY-006')
      const known = inbox.newestJournal(terminal)
      if (known === undefined || known.epoch !== head.epoch || known.forked) return fault('YB-AGY-302')
      // A head behind the newest is an old frame said once more, which has its stored answers; a journal that has really
      // gone back shows at `Boot`.
      const there = head.seq === known.seq ? known.hash : inbox.hashAt(terminal, head.epoch, head.seq)
      if (there !== undefined && there !== head.head) throw new ForkFound(head.seq)
      const context = {
        inbox,
        terminal,
        epoch: head.epoch,
        algorithm: journal.algorithm,
        lane: request.lane,
        now: clock.now(),
        alarm: (kind: 'keyReused' | 'needsReview', detail: Readonly<Record<string, string | number>>) => {
          log(`agency.${kind}`, { terminal, ...detail })
          register.alarm(clock.now(), terminal, kind, detail)
        },
      }
      const answers = request.records.map((sent): RecordAnswer => {
        if (!apart) return takeRecord(context, sent)
        let fork: ForkFound | null = null
        const taken = store.attempt(() => {
          try {
            return takeRecord(context, sent)
          } catch (error) {
            if (error instanceof ForkFound) fork = error
            throw error
          }
        })
        if (fork !== null) throw fork
        return taken?.value ?? { laneSeq: sent.laneSeq, outcome: 'retry', code: 'YB-AGY-004' }
      })
      inbox.moveHead(terminal, newest)
      if (head.seq >= known.seq) inbox.keepSignedHead(terminal, newest, request.head)
      return ok({ answers, ack: inbox.advance(terminal, head.epoch, request.lane) })
    })
  try {
    return await take(false).catch((error: unknown) => {
      if (error instanceof ForkFound) throw error
      log('agency.recordFailed', { terminal, lane: request.lane, error: String(error).slice(0, 200) })
      return take(true)
    })
  } catch (error) {
    if (!(error instanceof ForkFound)) throw error
    log('agency.fork', { terminal, epoch: head.epoch, seq: error.seq })
    await store.commit(() => {
      inbox.markForked(terminal, head.epoch)
      register.alarm(clock.now(), terminal, 'fork', { epoch: head.epoch, seq: error.seq })
    })
    // Boot will tell it so; until then nothing more is taken from this journal.
    setImmediate(() => peer.close(closeCodes.comeBack, '0'))
    return fault('YB-AGY-302')
  }
}
