import { join } from 'node:path'
import Database from 'better-sqlite3'
import { afterEach, expect, it } from 'vitest'
import { inspectJournal } from '../../src/journal/inspect.ts'
import { openJournal } from '../../src/journal/open.ts'
import { journalSettings } from '../../src/journal/settings.ts'
import { journalBench } from './journal-fixture.ts'

const bench = journalBench(true)
afterEach(bench.clear)

it('a journal grown large starts from its newest checkpoint, and verify still reads all of it', () => {
  const folder = bench.folder()
  const first = bench.must(folder)
  first.prints.sending({ jobId: 'open', document: 'balanceSlip', rows: 1 })
  for (let n = 0; n < 5200; n += 1) first.visits.record({ kind: 'visitStarted', visit: `visit-${n}` })
  const { publicKey } = first.outbox.key()
  first.signHead()
  first.visits.record({ kind: 'visitStarted', visit: 'after' })
  first.close()

  const told: Record<string, unknown>[] = []
  const opened = openJournal({
    folder,
    clock: bench.clock,
    ids: bench.ids,
    settings: journalSettings('0412-07', { minFreeBytes: 0 }),
    log: (event, fields) => void told.push({ event, ...fields }),
  })
  if (!opened.ok) throw new Error(opened.error.code)
  expect(told.find((one) => one.event === 'journal.opened')).toMatchObject({ records: 1, openIntents: 1 })
  expect(opened.value.openIntents()).toMatchObject([{ txnId: 'open', step: 'unknown' }])
  expect(opened.value.unanswered()).toBe(opened.value.head().seq)
  opened.value.close()

  const path = join(folder, 'journal.db')
  const whole = () => {
    const database = new Database(path, { readonly: true })
    const found = inspectJournal(database, publicKey, 'everything')
    database.close()
    return found
  }
  expect(whole()).toMatchObject({ ok: true, value: { records: 5206 } })

  const forger = new Database(path)
  forger.exec("UPDATE record SET text = replace(text, 'visit-7', 'visit-8') WHERE seq = 11")
  forger.close()
  expect(whole()).toMatchObject({ ok: false, damage: { what: 'chain' } })
})
