/** An OCPP-J client that knows nothing of us, unchanged from npm, talks to our agency. */

import { RPCClient } from 'ocpp-rpc'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { startTestAgency, type TestAgency } from '../support/line.ts'

let agency: TestAgency
beforeAll(async () => {
  agency = await startTestAgency()
})
afterAll(() => agency.close())

/** The typings ask for every option; the program does not. */
type Options = ConstructorParameters<typeof RPCClient>[0]
const client = (identity = 'foreign-1') =>
  new RPCClient({ endpoint: agency.url, identity, protocols: ['yibao.1'], reconnect: false } as Options)

test('completes Boot, Heartbeat and a public Query', async () => {
  const foreign = client()
  await foreign.connect()
  const boot = await foreign.call('Boot', {
    model: 'foreign',
    version: '2.2.1',
    instance: 'foreign',
    at: Date.now(),
    devices: {},
  })
  expect(boot).toMatchObject({ status: 'accepted', session: { n: expect.any(Number) } })
  expect(await foreign.call('Heartbeat', {})).toMatchObject({ serverTime: expect.any(Number) })
  expect(await foreign.call('Query', { name: 'serviceInfo', parameters: {} })).toMatchObject({
    answer: { phone: expect.any(String) },
  })
  await foreign.close()
})

test('is told errors in words it knows, with our code in the details', async () => {
  const foreign = client()
  await foreign.connect()
  await expect(foreign.call('Heartbeat', {})).rejects.toMatchObject({
    rpcErrorCode: 'SecurityError',
    details: { code: 'YB-AGY-001' },
  })
  await expect(foreign.call('BootNotification', {})).rejects.toMatchObject({
    rpcErrorCode: 'NotImplemented',
    details: { code: 'YB-AGY-002' },
  })
  await foreign.close()
})

test('with an identity that needs percent-encoding is read as it was meant, and refused', async () => {
  const foreign = client('terminal/../7')
  await expect(foreign.connect()).rejects.toThrow()
})
