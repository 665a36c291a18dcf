/** Frames that no honest peer sends, both ways: an error frame or a closed connection, never a crash, never memory. */
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { badFrames, callOfSize, frameLimit } from '../support/bad-frames.ts'
import { connectTestLine, isUp, startTestAgency, type TestAgency, type TestLine, until } from '../support/line.ts'
import { type RawAgency, type RawTerminal, rawAgency, rawBoot, rawTerminal } from '../support/raw-line.ts'

describe('sent to the agency', () => {
  let agency: TestAgency
  let n = 0
  const opened: RawTerminal[] = []
  const terminal = async (): Promise<RawTerminal> => {
    const raw = await rawTerminal(agency.url, `raw-${++n}`)
    opened.push(raw)
    raw.socket.send(rawBoot)
    await until('booted', () => raw.heard.frames.length === 1)
    return raw
  }
  beforeAll(async () => {
    agency = await startTestAgency()
  })
  afterEach(() => {
    for (const { socket } of opened.splice(0)) socket.terminate()
  })
  afterAll(() => agency.close())

  test.each(badFrames)('$name', async ({ send, outcome, closeCode }) => {
    const raw = await terminal()
    send(raw.socket, true)
    if (outcome === 'closed') {
      await until('closed', () => raw.heard.code !== null)
      expect(raw.heard.code).toBe(closeCode)
    } else {
      await until('an error frame', () => raw.heard.frames.length === 2)
      expect(raw.heard.frames[1]).toMatchObject([
        4,
        expect.any(String),
        expect.any(String),
        expect.any(String),
        { code: expect.stringMatching(/^YB-LNK-00[45]$/) },
      ])
      raw.socket.send('[2,"after","Heartbeat",{}]')
      await until('the next call', () => raw.heard.frames.length === 3)
      expect(raw.heard.frames[2]).toMatchObject([3, 'after', { serverTime: expect.any(Number) }])
    }
  })

  test('a frame one byte under the limit, and one exactly at it, are read', async () => {
    const raw = await terminal()
    raw.socket.send(callOfSize(frameLimit - 1))
    raw.socket.send(callOfSize(frameLimit))
    await until('two answers', () => raw.heard.frames.length === 3)
    for (const frame of raw.heard.frames.slice(1)) {
      expect(frame).toMatchObject([4, 'big-1', 'NotImplemented', expect.any(String), { code: 'YB-AGY-002' }])
    }
  })

  test('the third frame that cannot be read closes the connection', async () => {
    const raw = await terminal()
    for (let bad = 0; bad < 3; bad++) raw.socket.send('nonsense')
    await until('closed', () => raw.heard.code !== null)
    expect(raw.heard.code).toBe(4002)
  })

  test('a payload that fails its schema is refused and the connection lives on', async () => {
    const raw = await terminal()
    for (let call = 0; call < 10; call++) raw.socket.send(`[2,"x${call}","IdentifyBegin",{"name":5}]`)
    await until('ten answers', () => raw.heard.frames.length === 11)
    expect(raw.heard.frames[10]).toMatchObject([4, 'x9', 'FormatViolation', expect.any(String), { code: 'YB-AGY-003' }])
  })

  test('a call that comes twice is made once and answered once', async () => {
    const raw = await terminal()
    const call = JSON.stringify([2, 'twice', 'Query', { name: 'serviceInfo', parameters: {} }])
    raw.socket.send(call)
    raw.socket.send(call)
    await until('refused the second', () => agency.events.some(({ event }) => event === 'agency.repeatedCall'))
    raw.socket.send('[2,"after","Heartbeat",{}]')
    await until('the next call', () => raw.heard.frames.some(([, id]) => id === 'after'))
    expect(raw.heard.frames.filter(([, id]) => id === 'twice')).toHaveLength(1)
  })

  test('answers to calls that were never made are dropped', async () => {
    const raw = await terminal()
    for (let answer = 0; answer < 10; answer++) raw.socket.send('[3,"never",{}]')
    raw.socket.send('[4,"never","GenericError","",{}]')
    raw.socket.send('[2,"after","Heartbeat",{}]')
    await until('the next call', () => raw.heard.frames.length === 2)
    expect(raw.heard.code).toBeNull()
  })

  test('a connection that offers no subprotocol of ours, or no terminal id, is not opened', async () => {
    await expect(rawTerminal(agency.url, 'no spaces allowed')).rejects.toThrow('404')
    const { WebSocket } = await import('ws')
    const other = new WebSocket(`${agency.url}/t-1`, ['ocpp1.6'])
    await expect(new Promise((_, reject) => other.on('error', reject))).rejects.toThrow('400')
  })

  test('a connection that never boots is closed, and nothing it says before is answered', async () => {
    const quick = await startTestAgency({ settings: { line: { bootMs: 100, pingMs: 100 } } })
    const raw = await rawTerminal(quick.url, 'silent')
    raw.socket.send('[2,"q","Query",{"name":"serviceInfo","parameters":{}}]')
    await until('refused', () => raw.heard.frames.length === 1)
    expect(raw.heard.frames[0]).toMatchObject([4, 'q', 'SecurityError', expect.any(String), { code: 'YB-AGY-001' }])
    await until('closed', () => raw.heard.code !== null)
    expect(raw.heard.code).toBe(4003)
    await quick.close()
  })
})

describe('sent to the terminal', () => {
  let agency: RawAgency
  const lines: TestLine[] = []
  const connected = async () => {
    const line = connectTestLine(agency.url)
    lines.push(line)
    await isUp(line)
    const peer = agency.peers.at(-1)
    if (peer === undefined) throw new Error('no peer')
    return { line, peer }
  }
  beforeAll(async () => {
    agency = await rawAgency((action) => (action === 'Query' ? { answer: { asOf: 'yesterday' } } : undefined))
  })
  afterEach(async () => {
    await Promise.all(lines.splice(0).map((line) => line.close()))
  })
  afterAll(() => agency.close())

  test.each(badFrames)('$name', async ({ send, outcome, closeCode }) => {
    const { line, peer } = await connected()
    const before = peer.heard.frames.length
    send(peer.socket, false)
    if (outcome === 'closed') {
      await until('closed', () => peer.heard.code !== null)
      expect(peer.heard.code).toBe(closeCode)
      await until('connected again', () => agency.peers.at(-1) !== peer && line.state === 'up')
    } else {
      await until('an error frame', () => peer.heard.frames.length === before + 1)
      expect(peer.heard.frames.at(-1)).toMatchObject([
        4,
        expect.any(String),
        expect.any(String),
        expect.any(String),
        { code: expect.stringMatching(/^YB-LNK-00[45]$/) },
      ])
      expect(line.state).toBe('up')
    }
  })

  test('the third frame that cannot be read closes the connection, and the terminal comes back', async () => {
    const { line, peer } = await connected()
    for (let bad = 0; bad < 3; bad++) peer.socket.send('nonsense')
    await until('closed', () => peer.heard.code !== null)
    expect(peer.heard.code).toBe(4002)
    await until('connected again', () => agency.peers.at(-1) !== peer && line.state === 'up')
  })

  test('an answer that fails its schema fails the call and nothing else', async () => {
    const { line } = await connected()
    expect(await line.publicQuery('serviceInfo', {})).toMatchObject({ error: { code: 'YB-LNK-004' } })
    expect(line.state).toBe('up')
  })
})

test('a flood of refused frames leaves no memory behind', async () => {
  const agency = await startTestAgency()
  const measure = (): number => {
    globalThis.gc?.()
    return process.memoryUsage().rss
  }
  const round = async (): Promise<void> => {
    const raw = await rawTerminal(agency.url, 'flood')
    raw.socket.send('x'.repeat(frameLimit))
    raw.socket.send('x'.repeat(frameLimit))
    raw.socket.send(callOfSize(frameLimit + 1))
    await until('closed', () => raw.heard.code !== null)
  }
  for (let warm = 0; warm < 5; warm++) await round()
  const before = measure()
  for (let n = 0; n < 30; n++) await round()
  expect(measure() - before).toBeLessThan(64 * 1_048_576)
  await agency.close()
})
