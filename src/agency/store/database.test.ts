import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { openStore, type Store } from './database.ts'

let folder: string
let store: Store
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'yibao-store-'))
  store = openStore(folder)
})
afterEach(() => {
  store.close()
  rmSync(folder, { recursive: true, force: true })
})
const reopened = (): Store => {
  store.close()
  store = openStore(folder)
  return store
}

describe('an epoch of the agency', () => {
  test('is raised above what was seen, once its commit is on the disk', async () => {
    const raised = store.commit(() => store.raiseEpoch(7))
    expect(store.epoch).toBe(1)
    expect(await raised).toBe(8)
    expect(store.epoch).toBe(8)
    expect(reopened().epoch).toBe(8)
  })

  test('stays what it was when the work that raised it is undone', async () => {
    const failing = store.commit(() => {
      store.raiseEpoch(0)
      throw new Error('after all not')
    })
    const beside = store.commit(() => store.epoch)
    await expect(failing).rejects.toThrow('after all not')
    expect(await beside).toBe(1)
    expect(store.epoch).toBe(1)
    await store.commit(() =>
      store.attempt(() => {
        store.raiseEpoch(0)
        throw new Error('apart')
      }),
    )
    expect(store.epoch).toBe(1)
  })

  test('stays what it was when the commit itself fails', async () => {
    const failing = store.commit(() => {
      store.raiseEpoch(0)
      // Checked at the commit, which it makes fail.
      store.db.pragma('defer_foreign_keys = ON')
      store.db.prepare("INSERT INTO card VALUES ('c', 'n', 'nobody', 0)").run()
    })
    await expect(failing).rejects.toThrow('FOREIGN KEY')
    expect(store.epoch).toBe(1)
    expect(reopened().epoch).toBe(1)
  })
})
