import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Result } from '../../src/domain/result.ts'
import { openJournal } from '../../src/journal/open.ts'
import type { Journal } from '../../src/journal/port.ts'
import { journalSettings } from '../../src/journal/settings.ts'
import { countedIds } from '../support/counted-ids.ts'
import { simulatedClock } from '../support/simulated-clock.ts'

/**
 * Folders and processes of one test file; `clear` ends and removes them.
 * @param memory for thousands of records whose syncs are not the point
 */
export const journalBench = (memory = false) => {
  const base = memory && existsSync('/dev/shm') ? '/dev/shm' : tmpdir()
  const folders: string[] = []
  const journals: Journal[] = []
  const children: ChildProcess[] = []
  const clock = simulatedClock()
  const ids = countedIds()

  const folder = (): string => {
    const path = mkdtempSync(join(base, 'yibao-journal-'))
    folders.push(path)
    return path
  }
  const open = (path: string, section: Parameters<typeof journalSettings>[1] = {}): Result<Journal> => {
    const settings = journalSettings('0412-07', { minFreeBytes: 0, ...section })
    const opened = openJournal({ folder: path, clock, ids, settings, log: () => {} })
    if (opened.ok) journals.push(opened.value)
    return opened
  }
  const must = (path: string): Journal => {
    const opened = open(path)
    if (!opened.ok) throw new Error(opened.error.code)
    return opened.value
  }

  return {
    folder,
    clock,
    ids,
    open,
    must,
    /** Code of the refusal, or `opened`. */
    codeOf: (path: string, section?: Parameters<typeof journalSettings>[1]): string => {
      const opened = open(path, section)
      return opened.ok ? 'opened' : opened.error.code
    },
    /** Writes `count` visits and closes: everything lies in the database file. */
    written: (count: number): string => {
      const path = folder()
      const journal = must(path)
      for (let n = 0; n < count; n += 1) journal.visits.record({ kind: 'visitStarted', visit: `visit-${n}` })
      journal.close()
      return path
    },
    /** A copy of the folder while the journal is open, as a kill leaves it: the newest records lie in the WAL. */
    killed: (count: number): string => {
      const path = folder()
      const journal = must(path)
      for (let n = 0; n < count; n += 1) journal.visits.record({ kind: 'visitStarted', visit: `visit-${n}` })
      const copy = folder()
      cpSync(path, copy, { recursive: true })
      rmSync(join(copy, 'journal.db-shm'), { force: true })
      return copy
    },
    spawn: (words: readonly string[], through: readonly string[] = []): ChildProcess => {
      const all = [...through, process.execPath, 'test/support/run-source.mjs', ...words]
      const child = spawn(all[0] as string, all.slice(1), { stdio: ['ignore', 'pipe', 'inherit'] })
      children.push(child)
      return child
    },
    clear: async () => {
      for (const journal of journals.splice(0)) journal.close()
      for (const child of children.splice(0)) {
        if (child.exitCode !== null || child.signalCode !== null) continue
        const gone = new Promise((resolve) => child.once('exit', resolve))
        child.kill('SIGKILL')
        await gone
      }
      for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true })
    },
  }
}

/** First line a process says, as JSON. */
export const firstLine = (child: ChildProcess): Promise<Record<string, unknown>> =>
  new Promise((resolve, reject) => {
    let text = ''
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      const end = text.indexOf('\n')
      if (end >= 0) resolve(JSON.parse(text.slice(0, end)) as Record<string, unknown>)
    })
    child.once('exit', (code, signal) => reject(new Error(`ended early: ${code ?? signal}, said «${text}»`)))
  })
