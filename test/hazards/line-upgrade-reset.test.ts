/** Connections that are reset while their upgrade is being refused: nobody listens for their errors but the server. */
import { connect } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { connectTestLine, isUp, startTestAgency } from '../support/line.ts'

const ends: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

const upgradeAndReset = (port: number, path: string, protocol: string): Promise<void> =>
  new Promise((resolve) => {
    const request = [
      `GET ${path} HTTP/1.1`,
      `Host: 127.0.0.1:${port}`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
      `Sec-WebSocket-Protocol: ${protocol}`,
    ]
    const socket = connect(port, '127.0.0.1', () => {
      socket.write(`${request.join('\r\n')}\r\n\r\n`, () => setImmediate(() => socket.resetAndDestroy()))
    })
    socket.on('error', () => {})
    socket.on('close', () => resolve())
  })

test.each([
  ['of a wrong path', '/terminal/no%20terminal', 'yibao.1'],
  ['of another protocol', '/0412-07', 'foreign'],
])('an upgrade %s that is reset leaves the agency running', async (_name, path, protocol) => {
  const uncaught: unknown[] = []
  const note = (error: unknown): unknown => uncaught.push(error)
  // The test runner's own listeners would end the run before the test could tell what happened.
  const others = process.listeners('uncaughtException')
  process.removeAllListeners('uncaughtException')
  process.on('uncaughtException', note)
  try {
    const agency = await startTestAgency()
    ends.push(agency.close)
    for (let n = 0; n < 100; n++) await upgradeAndReset(agency.port, path, protocol)
    const line = connectTestLine(agency.url)
    ends.push(line.close)
    await isUp(line)
    expect(uncaught).toEqual([])
  } finally {
    process.off('uncaughtException', note)
    for (const listener of others) process.on('uncaughtException', listener)
  }
})
