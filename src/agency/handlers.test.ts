import { expect, test } from 'vitest'
import { settle } from '../../test/support/simulated-clock.ts'
import { fault, ok } from '../domain/result.ts'
import { type AgencyParts, handlers } from './handlers.ts'
import type { Peer } from './peer.ts'

/** An agency whose commits reach the disk when the test says so. */
const bench = () => {
  const commits: (() => void)[] = []
  let open = true
  let answered = 0
  const member = { session: 'm', personNo: '1' }
  const parts = {
    store: { commit: (work: () => unknown) => new Promise((done) => commits.push(() => done(work()))) },
    register: { audit: () => {} },
    clock: { now: () => 0 },
    identification: {
      use: () => (open ? ok(member) : fault('YB-AGY-201')),
      end: () => {
        open = false
        return member
      },
    },
    memberQueries: {
      balance: () => {
        answered += 1
        return {}
      },
    },
  } as unknown as AgencyParts
  const peer = { terminal: 't', session: { epoch: 1, n: 1 }, fenced: false } as Peer
  const synced = async (): Promise<void> => {
    for (const commit of commits.splice(0)) commit()
    await settle()
  }
  return { parts, peer, synced, answered: () => answered }
}
const balance = { session: 'm', name: 'balance', parameters: {} } as const

test('a query of an open member session is answered after its trail is on the disk', async () => {
  const { parts, peer, synced, answered } = bench()
  const asked = handlers.Query(parts, peer, balance)
  await settle()
  expect(answered()).toBe(0)
  await synced()
  expect(await asked).toMatchObject({ ok: true })
})

test('a card that leaves while the trail of its query is being written gets no answer any more', async () => {
  const { parts, peer, synced, answered } = bench()
  const asked = handlers.Query(parts, peer, balance)
  const ended = handlers.IdentifyEnd(parts, peer, { session: 'm', reason: 'cardRemoved' })
  await synced()
  expect(await asked).toMatchObject({ ok: false, error: { code: 'YB-AGY-201' } })
  expect(await ended).toMatchObject({ ok: true })
  expect(answered()).toBe(0)
})
