import { execFileSync } from 'node:child_process'
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { countedIds } from '../../test/support/counted-ids.ts'
import { simulatedClock } from '../../test/support/simulated-clock.ts'
import { batchLimit, parseRecord, recordHash, verifyHead } from '../wire/record.ts'
import { journalFiles } from './files.ts'
import { keyPaths } from './keys.ts'
import { openJournal } from './open.ts'
import type { Journal } from './port.ts'
import { journalSettings } from './settings.ts'

let folder: string
const opened: Journal[] = []

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yibao-journal-'))
})
afterEach(() => {
  for (const journal of opened.splice(0)) journal.close()
  confirmedNow = right
  rmSync(folder, { recursive: true, force: true })
})

const clock = simulatedClock()
/** Time by the agency; right unless a test says otherwise. */
const right = (): number | null => clock.now()
let confirmedNow = right
const ids = countedIds()
const options = (section = {}) => ({
  folder,
  clock,
  confirmedNow: () => confirmedNow(),
  ids,
  settings: journalSettings('0412-07', { minFreeBytes: 0, ...section }),
  log: () => {},
})
const open = (section = {}): Journal => {
  const result = openJournal(options(section))
  if (!result.ok) throw new Error(result.error.code)
  opened.push(result.value)
  return result.value
}
const reopen = (journal: Journal): Journal => {
  journal.close()
  return open()
}
const all = new Set<string>()

describe('a journal', () => {
  it('starts with epoch 1 and keeps numbering without a gap over restarts', () => {
    let journal = open()
    expect(journal.head()).toMatchObject({ epoch: 1, seq: 2 })
    journal.visits.record({ kind: 'visitStarted', visit: 'v1' })
    journal = reopen(journal)
    journal.visits.record({ kind: 'visitEnded', visit: 'v1', reason: 'finished' })
    const batch = journal.outbox.pending('audit', 64, all)
    const records = batch?.records.map((record) => parseRecord(record.text)) ?? []
    expect(records.map((record) => record?.seq)).toEqual([1, 2, 3, 4, 5])
    expect(records.map((record) => record?.laneSeq)).toEqual([1, 2, 3, 4, 5])
    expect(records.map((record) => record?.kind)).toEqual([
      'epochOpened',
      'terminalStarted',
      'visitStarted',
      'terminalStarted',
      'visitEnded',
    ])
    expect(records.filter((record) => record?.txnId === 'v1').map((record) => record?.version)).toEqual([1, 2])
  })

  it('chains each record to the hash of the one before', () => {
    const journal = open()
    const records = journal.outbox.pending('audit', 64, all)?.records ?? []
    const [first, second] = records.map((record) => record.text) as [string, string]
    expect(parseRecord(second)?.previous).toBe(recordHash(first, 'sm3'))
    expect(journal.head().hash).toBe(recordHash(second, 'sm3'))
  })

  it('numbers each lane by itself', () => {
    const journal = open()
    const { txnId } = journal.begin('noteStacking', { noteFen: 10_000, capturedFen: 0 })
    journal.add(txnId, 'noteStacked', { noteFen: 10_000, capturedFen: 10_000 })
    const money = journal.outbox.pending('money', 64, all)
    expect(money?.records.map((record) => record.laneSeq)).toEqual([1, 2])
    expect(journal.capturedFen()).toBe(10_000)
  })

  it('takes everything flows say of a visit', () => {
    const journal = open()
    const before = journal.head().seq
    const visit = 'v1'
    journal.visits.record({ kind: 'visitStarted', visit })
    journal.visits.record({ kind: 'identificationRefused', visit, code: 'YB-AGY-103' })
    journal.visits.record({ kind: 'memberIdentified', visit, personNo: 'P1' })
    journal.visits.record({ kind: 'recordShown', visit, personNo: 'P1', what: 'balance' })
    const slipNo = '0412-07-20261012-0001-66'
    journal.visits.record({ kind: 'printAsked', visit, jobId: 'j1', document: 'balanceSlip', slipNo })
    journal.visits.record({ kind: 'visitEnded', visit, reason: 'finished' })
    expect(journal.head().seq).toBe(before + 6)
  })

  it('refuses a body with a key that its kind does not have', () => {
    const journal = open()
    const seq = journal.head().seq
    const smuggled = { kind: 'memberIdentified', visit: 'v1', personNo: 'P1', name: '张三' } as never
    expect(() => journal.visits.record(smuggled)).toThrow()
    expect(journal.head().seq).toBe(seq)
  })

  it('refuses a second opening in the same process with YB-JRN-001', () => {
    open()
    const second = openJournal(options())
    expect(second.ok ? 'opened' : second.error.code).toBe('YB-JRN-001')
  })

  it('can be opened again after it was closed', () => {
    expect(reopen(open()).head().seq).toBe(3)
  })

  it('draws slip numbers that survive a restart', () => {
    let journal = open()
    expect(journal.visits.nextSlip('2026-10-12')).toBe(1)
    expect(journal.visits.nextSlip('2026-10-12')).toBe(2)
    journal = reopen(journal)
    expect(journal.visits.nextSlip('2026-10-12')).toBe(3)
    expect(journal.visits.nextSlip('2026-10-13')).toBe(1)
  })
})

describe('open intents', () => {
  it('turns a print that was being sent into unknown at the next start and lists it', () => {
    let journal = open()
    journal.prints.sending({ jobId: 'j1', document: 'balanceSlip', rows: 900 })
    journal = reopen(journal)
    expect(journal.openIntents()).toMatchObject([{ txnId: 'j1', intent: 'print', step: 'unknown' }])
    journal = reopen(journal)
    expect(journal.openIntents()).toHaveLength(1)
    journal.resolve('j1', 'done', 'attendant')
    expect(journal.openIntents()).toEqual([])
  })

  it('forgets a print that was settled', () => {
    let journal = open()
    journal.prints.sending({ jobId: 'j1', document: 'balanceSlip', rows: 900 })
    journal.prints.settled({ jobId: 'j1', outcome: 'printed' })
    journal = reopen(journal)
    expect(journal.openIntents()).toEqual([])
  })

  it('keeps a print that ended unknown open for a person', () => {
    const journal = open()
    journal.prints.sending({ jobId: 'j1', document: 'balanceSlip', rows: 900 })
    journal.prints.settled({ jobId: 'j1', outcome: 'unknown', code: 'YB-PRN-201' })
    expect(journal.openIntents()).toMatchObject([{ step: 'unknown' }])
  })

  it('leaves a note for its device and counts it only when a person or the device says it is in the box', () => {
    let journal = open()
    const { txnId } = journal.begin('noteStacking', { noteFen: 5000, capturedFen: 0 })
    journal = reopen(journal)
    expect(journal.openIntents()).toMatchObject([{ txnId, intent: 'note', step: 'stacking' }])
    expect(journal.capturedFen()).toBe(0)
    journal.add(txnId, 'noteUnknown', { lastStep: 'stacking', noteFen: 5000 })
    journal.resolve(txnId, 'done', 'attendant')
    expect(journal.capturedFen()).toBe(5000)
  })

  it('writes nothing about an intent that is not open', () => {
    const journal = open()
    const before = journal.head()
    expect(() => journal.prints.settled({ jobId: 'nobody', outcome: 'printed' })).toThrow('no intent')
    expect(journal.head()).toEqual(before)
  })
})

describe('signed heads', () => {
  for (const algorithm of ['sm2', 'p256'] as const) {
    it(`verify after a restart and with openssl (${algorithm})`, () => {
      let journal = open({ algorithm })
      journal.close()
      journal = open({ algorithm })
      const signed = journal.signHead()
      const { publicKey } = journal.outbox.key()
      expect(verifyHead(signed, publicKey)).toMatchObject({ seq: journal.head().seq, userId: '' })
      journal.close()
      journal = open({ algorithm })
      expect(verifyHead(signed, journal.outbox.key().publicKey)).toBeDefined()
      expect(verifyHead({ ...signed, text: signed.text.replace('"seq":', '"seq":1') }, publicKey)).toBeUndefined()

      const at = (name: string) => join(folder, name)
      writeFileSync(at('head.json'), signed.text)
      writeFileSync(at('head.sig'), Buffer.from(signed.signature, 'base64'))
      const paths = keyPaths(journalFiles(folder).keys, algorithm)
      const digest = algorithm === 'sm2' ? '-sm3' : '-sha256'
      const verified = execFileSync(
        'openssl',
        ['dgst', digest, '-verify', paths.publicKey, '-signature', at('head.sig'), at('head.json')],
        { encoding: 'utf8' },
      )
      expect(verified).toContain('Verified OK')
    })
  }

  it('keep their private key from other users', () => {
    open()
    const path = keyPaths(journalFiles(folder).keys, 'sm2').privateKey
    expect(statSync(path).mode & 0o777).toBe(0o600)
    expect(readFileSync(path, 'latin1')).toContain('BEGIN PRIVATE KEY')
  })

  it('name exactly the records that go with them', () => {
    const journal = open()
    const batch = journal.outbox.pending('audit', 64, all)
    if (batch === null) throw new Error('nothing pending')
    const texts = batch.records.map((record) => record.text)
    const { publicKey } = journal.outbox.key()
    expect(verifyHead(batch.head, publicKey, texts)).toBeDefined()
    expect(verifyHead(batch.head, publicKey, texts.slice(1))).toBeUndefined()
    expect(verifyHead(batch.head, publicKey, [...texts].reverse())).toBeUndefined()
  })
})

describe('the outbox', () => {
  const visits = (journal: Journal, count: number) => {
    for (let n = 0; n < count; n += 1) journal.visits.record({ kind: 'visitStarted', visit: `v${n}` })
  }

  it('gives the oldest records, at most one batch', () => {
    const journal = open()
    visits(journal, 100)
    expect(journal.outbox.pending('audit', 1000, all)?.records).toHaveLength(batchLimit)
    expect(journal.outbox.pending('audit', 3, all)?.records.map((record) => record.laneSeq)).toEqual([1, 2, 3])
    expect(journal.outbox.pending('certificate', 64, all)).toBeNull()
  })

  it('holds back the transactions that wait, and nobody behind them', () => {
    const journal = open()
    visits(journal, 3)
    const given = journal.outbox.pending('audit', 64, new Set(['v1']))?.records.map((record) => record.txnId)
    expect(given).toContain('v2')
    expect(given).not.toContain('v1')
  })

  it('acks up to the first record without a final answer, durably', () => {
    let journal = open()
    visits(journal, 4)
    journal.outbox.settle('audit', [
      { laneSeq: 1, outcome: 'accepted' },
      { laneSeq: 2, outcome: 'accepted' },
      { laneSeq: 4, outcome: 'accepted' },
    ])
    expect(journal.outbox.acks()).toEqual({ money: 0, certificate: 0, audit: 2 })
    journal.outbox.settle('audit', [{ laneSeq: 3, outcome: 'accepted' }])
    journal = reopen(journal)
    expect(journal.outbox.acks().audit).toBe(4)
  })

  it('parks what was refused for good and lets the others go on', () => {
    const journal = open()
    visits(journal, 1)
    journal.outbox.settle('audit', [{ laneSeq: 1, outcome: 'accepted' }])
    journal.outbox.park('audit', 2, 'YB-AGY-003')
    expect(journal.outbox.acks().audit).toBe(2)
    expect(journal.needsReview()).toMatchObject([{ kind: 'terminalStarted', code: 'YB-AGY-003' }])
    expect(journal.outbox.pending('audit', 64, all)?.records.map((record) => record.laneSeq)).toEqual([3])
  })

  it('does not let a repeated answer change a stored one', () => {
    const journal = open()
    journal.outbox.settle('audit', [{ laneSeq: 1, outcome: 'refused', code: 'YB-AGY-003' }])
    journal.outbox.settle('audit', [{ laneSeq: 1, outcome: 'accepted' }])
    expect(journal.needsReview()).toHaveLength(1)
  })

  it('replays from a lower ack of an agency restored from a backup', () => {
    let journal = open()
    visits(journal, 4)
    journal.outbox.settle(
      'audit',
      [1, 2, 3, 4, 5, 6].map((laneSeq) => ({ laneSeq, outcome: 'accepted' as const })),
    )
    expect(journal.outbox.pending('audit', 64, all)).toBeNull()
    expect(journal.outbox.resume('audit', 3, false)).toBe(0)
    expect(journal.outbox.pending('audit', 64, all)?.records.map((record) => record.laneSeq)).toEqual([4, 5, 6])
    journal = reopen(journal)
    expect(journal.outbox.acks().audit).toBe(3)
  })

  it('sends again what was accepted behind a waiting record to an agency of which it knows nothing', () => {
    let journal = open()
    visits(journal, 3)
    journal.outbox.settle(
      'audit',
      [2, 3, 4].map((laneSeq) => ({ laneSeq, outcome: 'accepted' as const })),
    )
    journal.outbox.park('audit', 5, 'YB-AGY-003')
    expect(journal.outbox.resume('audit', 0, false)).toBe(0)
    expect(journal.outbox.pending('audit', 64, all)?.records.map((record) => record.laneSeq)).toEqual([1])
    expect(journal.outbox.resume('audit', 0, true)).toBe(0)
    expect(journal.outbox.pending('audit', 64, all)?.records.map((record) => record.laneSeq)).toEqual([1, 2, 3, 4, 5])
    journal = reopen(journal)
    expect(journal.unanswered()).toBe(6)
  })

  it('asks again for answers it missed instead of taking the ack of the agency for acceptance', () => {
    const journal = open()
    expect(journal.outbox.resume('audit', 2, false)).toBe(0)
    expect(journal.outbox.pending('audit', 64, all)?.records).toHaveLength(2)
  })

  it('tells its subscribers of a commit, after it', () => {
    const journal = open()
    const seen: string[] = []
    const unsubscribe = journal.outbox.subscribe((lane) => seen.push(`${lane} ${journal.head().seq}`))
    visits(journal, 1)
    unsubscribe()
    visits(journal, 1)
    expect(seen).toEqual(['audit 3'])
  })
})

describe('pruning', () => {
  const month = 30 * 86_400_000
  const answered = (journal: Journal) => {
    const to = journal.outbox.pending('audit', 64, all)?.records.at(-1)?.laneSeq ?? 0
    journal.outbox.settle(
      'audit',
      Array.from({ length: to }, (_, n) => ({ laneSeq: n + 1, outcome: 'accepted' as const })),
    )
  }

  it('deletes nothing before the ack, nothing before the retention time', () => {
    const journal = open({ retentionMs: month })
    expect(journal.prune()).toBe(0)
    clock.setWall(clock.now() + 2 * month)
    expect(journal.prune()).toBe(0)
    answered(journal)
    journal.visits.record({ kind: 'visitStarted', visit: 'late' })
    expect(journal.prune()).toBe(2)
  })

  it('leaves a signed checkpoint from which the chain is checked and numbering goes on', () => {
    let journal = open({ retentionMs: month })
    answered(journal)
    clock.setWall(clock.now() + 2 * month)
    journal.visits.record({ kind: 'visitStarted', visit: 'late' })
    expect(journal.prune()).toBe(2)
    journal = reopen(journal)
    expect(journal.head().seq).toBe(4)
    expect(journal.outbox.acks().audit).toBe(2)
    expect(journal.outbox.pending('audit', 64, all)?.records.map((record) => record.laneSeq)).toEqual([3, 4])
    expect(journal.outbox.resume('audit', 0, false)).toBe(2)
  })

  it('does not believe a clock that has jumped ahead, nor one that nobody confirms', async () => {
    const journal = open({ retentionMs: month })
    answered(journal)
    const agency = clock.now()
    confirmedNow = () => agency
    clock.setWall(clock.now() + 12 * month)
    journal.visits.record({ kind: 'visitStarted', visit: 'late' })
    await clock.advance(2 * 86_400_000)
    confirmedNow = () => null
    await clock.advance(2 * 86_400_000)
    expect(journal.prune()).toBe(0)
    confirmedNow = () => agency + 2 * month
    expect(journal.prune()).toBe(2)
  })

  it('happens by itself, every day', async () => {
    const journal = open({ retentionMs: month })
    answered(journal)
    await clock.advance(2 * month)
    journal.visits.record({ kind: 'visitStarted', visit: 'late' })
    await clock.advance(2 * 86_400_000)
    expect(journal.prune()).toBe(0)
    expect(journal.outbox.resume('audit', 0, false)).toBe(2)
  })

  it('keeps what was refused and what is still open, and all behind it', () => {
    const journal = open({ retentionMs: month })
    journal.prints.sending({ jobId: 'j1', document: 'balanceSlip', rows: 1 })
    journal.visits.record({ kind: 'visitStarted', visit: 'v' })
    answered(journal)
    clock.setWall(clock.now() + 2 * month)
    journal.visits.record({ kind: 'visitStarted', visit: 'late' })
    expect(journal.prune()).toBe(2)
    journal.outbox.settle('audit', [{ laneSeq: 5, outcome: 'accepted' }])
    expect(journal.prune()).toBe(0)
  })
})
