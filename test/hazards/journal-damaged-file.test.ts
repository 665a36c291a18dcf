import {
  closeSync,
  existsSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import Database from 'better-sqlite3'
import { afterEach, describe, expect, it } from 'vitest'
import { journalBench } from './journal-fixture.ts'

const bench = journalBench()
afterEach(bench.clear)

const database = (folder: string) => join(folder, 'journal.db')
const overwrite = (path: string, at: number, bytes: Buffer): void => {
  const descriptor = openSync(path, 'r+')
  writeSync(descriptor, bytes, 0, bytes.length, at)
  closeSync(descriptor)
}
/** Refused twice with the same code, and not a byte of the database changed by looking. */
const staysRefused = (folder: string, code: string): void => {
  const before = existsSync(database(folder)) ? readFileSync(database(folder)) : undefined
  expect(bench.codeOf(folder)).toBe(code)
  expect(bench.codeOf(folder)).toBe(code)
  if (before === undefined) expect(existsSync(database(folder))).toBe(false)
  else expect(readFileSync(database(folder)).equals(before)).toBe(true)
}

describe('a damaged journal', () => {
  it('with a torn page is refused with YB-JRN-002', () => {
    const folder = bench.written(200)
    const size = readFileSync(database(folder)).length
    // Half a page of zeros, as a sector that never reached the disk.
    overwrite(database(folder), Math.floor(size / 2 / 4096) * 4096, Buffer.alloc(2048))
    staysRefused(folder, 'YB-JRN-002')
  })

  it('with one wrong bit inside a record is refused with YB-JRN-002', () => {
    const folder = bench.written(50)
    const bytes = readFileSync(database(folder))
    // Pages keep stale copies of what was moved; every copy is hit, so that the live one is among them.
    const written = Buffer.from('"txnId":"visit-7"')
    for (let at = bytes.indexOf(written); at >= 0; at = bytes.indexOf(written, at + 1)) {
      overwrite(database(folder), at + 3, Buffer.from([bytes[at + 3]! ^ 1]))
    }
    staysRefused(folder, 'YB-JRN-002')
  })

  it('cut in the middle is refused with YB-JRN-002', () => {
    const folder = bench.written(200)
    truncateSync(database(folder), 40_960)
    staysRefused(folder, 'YB-JRN-002')
  })

  it('emptied to nothing is refused with YB-JRN-002', () => {
    const folder = bench.written(5)
    truncateSync(database(folder), 0)
    staysRefused(folder, 'YB-JRN-002')
  })

  it('replaced by something else is refused with YB-JRN-002', () => {
    const folder = bench.written(5)
    writeFileSync(
      database(folder),
      'this is no database, and long enough to be taken for one at first sight'.repeat(100),
    )
    staysRefused(folder, 'YB-JRN-002')
  })

  it('from which somebody deleted or rewrote a record is refused with YB-JRN-002', () => {
    for (const sql of [
      'DELETE FROM record WHERE seq = 9',
      "UPDATE record SET text = replace(text, 'visit-5', 'visit-6') WHERE seq = 8",
      "UPDATE record SET lane = 'money' WHERE seq = 8",
      "INSERT INTO intent VALUES ('x', 'note', 'stacking', 1, 1, '{}')",
    ]) {
      const folder = bench.written(20)
      const forger = new Database(database(folder))
      forger.exec(sql)
      forger.close()
      expect(bench.codeOf(folder), sql).toBe('YB-JRN-002')
    }
  })

  it('written by a newer version is refused with YB-JRN-005', () => {
    const folder = bench.written(5)
    const later = new Database(database(folder))
    later.pragma('user_version = 99')
    later.close()
    staysRefused(folder, 'YB-JRN-005')
  })

  it('of another terminal, or of another algorithm than the settings say, is refused', () => {
    const folder = bench.written(5)
    expect(bench.codeOf(folder, { algorithm: 'p256' })).toBe('YB-JRN-008')
    const forger = new Database(database(folder))
    forger.exec("UPDATE meta SET value = '0412-08' WHERE key = 'terminal'")
    forger.close()
    expect(['YB-JRN-002', 'YB-JRN-009']).toContain(bench.codeOf(folder))
  })
})

describe('a truncated journal', () => {
  it('whose WAL lost its tail is refused with YB-JRN-007', () => {
    const folder = bench.killed(30)
    const wal = join(folder, 'journal.db-wal')
    truncateSync(wal, Math.floor(readFileSync(wal).length * 0.6))
    staysRefused(folder, 'YB-JRN-007')
  })

  it('whose WAL has a torn frame is refused with YB-JRN-007', () => {
    const folder = bench.killed(30)
    const wal = join(folder, 'journal.db-wal')
    overwrite(wal, readFileSync(wal).length - 3000, Buffer.alloc(500, 0xaa))
    staysRefused(folder, 'YB-JRN-007')
  })

  it('whose WAL is gone is refused with YB-JRN-007', () => {
    const folder = bench.killed(30)
    rmSync(join(folder, 'journal.db-wal'))
    staysRefused(folder, 'YB-JRN-007')
  })

  it('that was put back from an older copy is refused with YB-JRN-007', () => {
    const folder = bench.written(5)
    const old = readFileSync(database(folder))
    const journal = bench.must(folder)
    journal.visits.record({ kind: 'visitStarted', visit: 'later' })
    journal.close()
    writeFileSync(database(folder), old)
    staysRefused(folder, 'YB-JRN-007')
  })

  it('that was swapped for another history of the same terminal is refused with YB-JRN-002', () => {
    const folder = bench.written(5)
    const mark = readFileSync(join(folder, 'journal.mark'))
    const journal = bench.must(folder)
    journal.visits.record({ kind: 'visitStarted', visit: 'later' })
    journal.close()
    const line = mark.toString('latin1').replace(/ [0-9a-f]{64} /, ` ${'ab'.repeat(32)} `)
    const summed = line.slice(0, line.lastIndexOf(' '))
    writeFileSync(join(folder, 'journal.mark'), `${summed} ${crc32(summed).toString(16).padStart(8, '0')}\n`)
    staysRefused(folder, 'YB-JRN-002')
  })

  it('opens when nothing but the process was killed', () => {
    const folder = bench.killed(30)
    expect(bench.must(folder).head().seq).toBe(33)
  })

  it('opens when the mark lags behind, as after a power cut, and when the mark is torn', () => {
    const folder = bench.written(3)
    const mark = join(folder, 'journal.mark')
    const early = readFileSync(mark)
    const journal = bench.must(folder)
    journal.visits.record({ kind: 'visitStarted', visit: 'later' })
    journal.close()
    writeFileSync(mark, early)
    bench.must(folder).close()
    writeFileSync(mark, readFileSync(mark, 'latin1').slice(0, 60))
    expect(bench.codeOf(folder)).toBe('opened')
  })
})

describe('a lost journal', () => {
  it('is refused with YB-JRN-006 and not made anew', () => {
    const folder = bench.written(5)
    rmSync(database(folder))
    const before = readdirSync(folder)
    staysRefused(folder, 'YB-JRN-006')
    expect(readdirSync(folder)).toEqual(before)
  })

  it('is noticed by each trace that is left of it', () => {
    for (const trace of ['journal.mark', 'keys']) {
      const folder = bench.written(5)
      for (const name of readdirSync(folder)) {
        if (name !== trace) rmSync(join(folder, name), { recursive: true })
      }
      expect(bench.codeOf(folder), trace).toBe('YB-JRN-006')
    }
  })

  it('is told from a first start that was cut while it made the journal', () => {
    const folder = bench.folder()
    bench.must(folder).close()
    rmSync(database(folder))
    writeFileSync(`${database(folder)}.creating`, '1')
    expect(bench.must(folder).head().epoch).toBe(1)
  })

  it('is not hidden by a first start that was cut at its very end', () => {
    const folder = bench.written(5)
    writeFileSync(`${database(folder)}.creating`, '1')
    bench.must(folder).close()
    rmSync(database(folder))
    staysRefused(folder, 'YB-JRN-006')
  })

  it('is not made anew when a new epoch was cut in the middle', () => {
    const folder = bench.written(5)
    rmSync(database(folder))
    writeFileSync(`${database(folder)}.creating`, '2')
    staysRefused(folder, 'YB-JRN-006')
  })

  it('whose key is gone is refused with YB-JRN-008, and so is a foreign key', () => {
    const folder = bench.written(5)
    const other = bench.written(1)
    const key = join('keys', 'head-sm2.key.pem')
    writeFileSync(join(folder, key), readFileSync(join(other, key)))
    expect(['YB-JRN-002', 'YB-JRN-008']).toContain(bench.codeOf(folder))
    rmSync(join(folder, key))
    staysRefused(folder, 'YB-JRN-008')
  })
})
