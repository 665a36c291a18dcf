/** The real journal in a temporary folder. */
import { cpSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { openJournal } from '../../src/journal/open.ts'
import type { Journal } from '../../src/journal/port.ts'
import { journalSettings } from '../../src/journal/settings.ts'
import { systemClock, systemIds } from '../../src/system.ts'

export interface TestJournal {
  readonly journal: Journal
  readonly folder: string
  /** Closes and removes it. */
  end(): void
}

export const openTestJournal = (
  terminal: string,
  folder = mkdtempSync(join(tmpdir(), 'yibao-journal-')),
): TestJournal => {
  const clock = systemClock()
  const opened = openJournal({
    folder,
    clock,
    ids: systemIds(clock),
    settings: journalSettings(terminal, { algorithm: 'p256', minFreeBytes: 0 }),
    log: () => {},
  })
  if (!opened.ok) throw new Error(opened.error.code)
  return {
    journal: opened.value,
    folder,
    end: () => {
      opened.value.close()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The folder as it is on the disk now; the journal must be closed for it to be whole. */
export const copyFolder = (folder: string): string => {
  const copy = mkdtempSync(join(tmpdir(), 'yibao-copy-'))
  cpSync(folder, copy, { recursive: true })
  return copy
}
