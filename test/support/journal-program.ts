/**
 * A process that has a journal: `hold FOLDER COUNT` opens it, writes COUNT records, says so and stays until it is killed;
 * `fill FOLDER` writes until it cannot, frees space, writes once more, and says as JSON what happened.
 */
import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { JournalFailure } from '../../src/journal/failure.ts'
import { openJournal } from '../../src/journal/open.ts'
import { journalSettings } from '../../src/journal/settings.ts'
import { systemClock, systemIds } from '../../src/system.ts'

const [, , command, folder = '', count = '0'] = process.argv
const clock = systemClock()
const open = () =>
  openJournal({
    folder,
    clock,
    ids: systemIds(clock),
    settings: journalSettings('0412-07', { minFreeBytes: 0 }),
    log: () => {},
  })
const say = (value: unknown) => process.stdout.write(`${JSON.stringify(value)}\n`)

const opened = open()
if (!opened.ok) {
  say({ refused: opened.error.code })
} else if (command === 'hold') {
  for (let n = 0; n < Number(count); n += 1) opened.value.visits.record({ kind: 'visitStarted', visit: `v${n}` })
  say({ head: opened.value.head() })
  setInterval(() => {}, 60_000)
} else {
  const journal = opened.value
  const ballast = join(folder, '..', 'ballast')
  writeFileSync(ballast, Buffer.alloc(300_000))
  let written = 0
  let code = ''
  try {
    for (;;) {
      journal.visits.record({ kind: 'visitStarted', visit: `v${written}` })
      written += 1
    }
  } catch (error) {
    if (!(error instanceof JournalFailure)) throw error
    code = error.fault.code
  }
  const state = journal.fault()?.code
  const atFailure = journal.head()
  rmSync(ballast)
  journal.visits.record({ kind: 'visitStarted', visit: 'after' })
  const head = journal.head()
  const fault = journal.fault()?.code ?? null
  journal.close()
  const again = open()
  say({ written, code, state, atFailure, head, fault, reopened: again.ok ? again.value.head().seq : again.error.code })
  if (again.ok) again.value.close()
}
